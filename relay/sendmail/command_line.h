#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace relay::sendmail {

/// What a program that calls sendmail wants, as far as we know its options.
struct Wish {
    bool recipients_from_header =
        false;             ///< -t: those of To, Cc and Bcc, which then leaves the mail
    bool dot_ends = true;  ///< a line that is a dot alone ends the input; -i: it does not
    std::string sender;    ///< -f, -r; "<>" is the null sender; empty: who we are
    std::string full_name; ///< -F
    std::vector<std::string> recipients; ///< as given
    std::optional<std::string> notify;   ///< -N, as RFC 3461 has it: "NEVER", "SUCCESS,FAILURE"
    std::string envelope_id;             ///< -V
    std::string server;                  ///< --server HOST:PORT; empty: the file's
    std::chrono::seconds wait{60};       ///< --wait: how long it is tried again
    bool is_asked_for_help = false;
    bool operator==(const Wish&) const = default;
};

/// `words` are the arguments without the program's name. Options that are about sendmail's own
/// queue and looks (-o..., -O, -B, -C, -q, -v, -m, -e...) are let pass unread. The error: one
/// sentence, for what we cannot do: -bs, -bp, -bi, -bd and their like.
tl::expected<Wish, std::string> parse_command_line(const std::vector<std::string>& words);

} // namespace relay::sendmail
