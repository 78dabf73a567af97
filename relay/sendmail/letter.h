#pragma once
#include "mail/address.h"
#include "relay/sendmail/command_line.h"
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace relay::sendmail {

/// Who calls us, and where.
struct Caller {
    std::string user; ///< login name
    std::string host; ///< of this machine
    std::chrono::sys_seconds now{};
    std::string unique; ///< letters, digits, '.' and '-': for ids
};

/// A mail ready to be handed over.
struct Letter {
    std::optional<mail::Address> sender; ///< empty: "<>"
    std::vector<mail::Address> recipients;
    std::string message;     ///< CR LF line ends, not dot-stuffed
    std::string envelope_id; ///< for reports on it
};

struct NoLetter {
    bool is_bad_address = false; ///< else nobody was named, or there is nothing
    std::string why;
};

/// Adds what a mail needs and this one has not: From, Date, Message-ID. Bcc leaves it. An address
/// without a domain gets the caller's host.
tl::expected<Letter, NoLetter> make_letter(std::string_view input, const Wish& wish,
                                           const Caller& caller);

/// The input up to the line that is a dot alone, where that ends it.
std::string_view up_to_dot(std::string_view input);

} // namespace relay::sendmail
