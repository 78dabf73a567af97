#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace mail {

/// What to do with a line feed that no carriage return precedes.
enum class BareNewline {
    Normalize, ///< it is a line end for the reader of the text, never for the protocol
    Reject,    ///< the message, or the command, is refused
};

/// Reads the text after 354 up to its end: CR LF '.' CR LF and nothing else, whatever
/// look-alikes it contains (the "SMTP smuggling" family, SM-E01 to SM-E16).
///
/// Dot-stuffing is undone. Every line of the result ends with CR LF. In mode Normalize a
/// bare LF becomes CR LF, a bare CR and a NUL become a blank. Memory is bounded by
/// `max_bytes`; what is over the limit is read to its end and dropped.
class DataReader {
public:
    DataReader(std::size_t max_bytes, BareNewline mode) : max_bytes_(max_bytes), mode_(mode) {}

    /// Consumes bytes up to the end of the message; returns how many. Less than all of
    /// them only when the end was found: the rest are commands.
    std::size_t take(std::string_view bytes);

    bool is_complete() const noexcept { return state_ == State::Complete; }
    bool is_too_large() const noexcept { return too_large_; }
    std::size_t kept() const noexcept { return message_.size(); } ///< octets
    /// There is no room for it: the rest is read and dropped, as if it were too large.
    void give_up()
    {
        given_up_ = true;
        std::string().swap(message_);
    }
    bool is_given_up() const noexcept { return given_up_; }
    std::size_t dropped() const noexcept { return dropped_; } ///< octets of text over the limit
    /// Mode Reject only: the message had a bare CR, a bare LF or a NUL.
    bool has_stray_control() const noexcept { return stray_ && mode_ == BareNewline::Reject; }

    std::string release() { return std::move(message_); } ///< once, when complete

private:
    /// Where the next octet stands. LineStart is behind a full CR LF only.
    enum class State { LineStart, Dot, DotCr, Text, Cr, Complete };

    void step(char c);
    State after(char c);
    void text(std::string_view bytes);

    std::size_t max_bytes_;
    BareNewline mode_;
    State state_ = State::LineStart;
    bool too_large_ = false;
    bool given_up_ = false;
    std::size_t dropped_ = 0;
    bool stray_ = false;
    std::string message_;
};

} // namespace mail
