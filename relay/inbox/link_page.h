#pragma once
#include "relay/http/message.h"
#include "relay/inbox/inbox.h"
#include <string>
#include <string_view>

// The HTML that one-time links show: no script, no picture, nothing from elsewhere.

namespace relay::inbox {

/// An answer that no cache keeps, no other site frames and no script runs in. RFC 9110, CSP 3.
http::Response html_response(int status, std::string html);

/// The one style sheet.
http::Response style_response();

/// Asks for the PIN. `complaint`: what was wrong before; empty: nothing yet.
std::string pin_form(std::string_view site, std::string_view complaint);

/// A refusal, or a word about what is to be done instead.
std::string notice_page(std::string_view site, std::string_view title, std::string_view text);

/// The page with its files and what may be answered. `word`: what was just done; may be empty.
/// `path`: of the link, below which the files lie.
std::string message_page(std::string_view site, const Entry& entry, std::string_view word,
                         std::string_view path);

} // namespace relay::inbox
