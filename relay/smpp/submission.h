#pragma once
#include "relay/smpp/pdu.h"
#include "relay/smpp/segments.h"
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relay::smpp {

/// Our number or name, with type and plan by what it looks like: a short code of up to 6 digits is
/// 3/0, a longer number 1/1 without its '+', anything else a name, 5/0. Empty text: 0/0, the
/// message centre puts its own. CHANNELS.md 2.3
Address source_address(std::string_view text);

/// A number in E.164, as 1/1 without its '+'. Empty: it is none.
std::optional<Address> destination_address(std::string_view number);

/// "YYMMDDhhmmss000R", relative, at least a second and at most 30 days. SMPP 3.4 7.1.1.2
std::string validity_period(std::chrono::milliseconds left);

struct Submission {
    Address from;
    Address to;
    std::string_view text;                         ///< UTF-8
    std::optional<std::chrono::milliseconds> left; ///< until nobody may get it any more
    std::uint16_t reference = 0;
};

/// The submit_sm of one text, in order; each asks for a receipt of its own.
std::vector<ShortMessage> submissions(const Submission& submission, const TextRules& rules);

} // namespace relay::smpp
