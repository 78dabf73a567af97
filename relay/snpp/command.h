#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace relay::snpp {

enum class Verb {
    Login,
    Pager,
    Message,
    Data,
    Reset,
    Send,
    Quit,
    Help,
    Level,
    Alert,
    Coverage,
    Hold,
    CallerId,
    Subject,
    TwoWay,
    Ping,
    Expiry,
    NoQueue,
    ReadAck,
    ReplyType,
    Choice,
    Status,
    KillTag,
    Unknown
};

/// One line of a client.
struct Command {
    Verb verb = Verb::Unknown;
    std::string rest; ///< behind the verb, without blanks at its ends
};

/// RFC 1861 4.1: the first four letters count, in any case; what is written on behind them is
/// passed over.
Command read_command(std::string_view line);

/// The first word, and what stands behind it.
std::pair<std::string, std::string> first_word(const std::string& text);

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// RFC 1861 4.5.6 HOLDuntil: "YYMMDDHHMMSS +0100". Empty: no time, or none that says how it stands
/// to GMT, since nobody here knows what the client's clock is set to.
std::optional<Instant> read_hold_time(const std::string& text);

} // namespace relay::snpp
