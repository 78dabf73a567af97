#pragma once
#include <string>
#include <vector>

/// What a peer said, made fit for logs, the store and the originator. Nobody vouches for it: it
/// may hold anything, also what we sent.
namespace relay::channels {

/// One line of well-formed UTF-8 of at most `max_bytes`: controls become blanks, broken sequences
/// question marks, blanks at the end are cut.
std::string tidy(std::string text, std::size_t max_bytes);

/// A number as gateways write it, made E.164: with and without its plus sign, and with the blank
/// that an undecoded one becomes.
std::string phone_text(std::string text);

/// `text` with "..." for each of `words`; an empty word is skipped.
std::string masked_out(std::string text, const std::vector<std::string>& words);

} // namespace relay::channels
