#pragma once
#include "mail/data_reader.h"

#include <cstdint>

namespace mail {

/// Reads a message that comes in chunks of a declared size (RFC 3030, BDAT): no dots, no end mark.
/// Line ends are made as DataReader makes them. Memory is bounded by `max_bytes`.
class ChunkReader {
public:
    ChunkReader(std::size_t max_bytes, BareNewline mode) : max_bytes_(max_bytes), mode_(mode) {}

    /// So many octets of the message follow.
    void begin_chunk(std::uint64_t octets) { left_ = octets; }
    /// Consumes bytes up to the end of the chunk; returns how many.
    std::size_t take(std::string_view bytes);
    bool is_at_end_of_chunk() const noexcept { return left_ == 0; }

    bool is_too_large() const noexcept { return too_large_; }
    std::size_t kept() const noexcept { return message_.size(); } ///< octets
    /// There is no room for it: the rest is read and dropped, as if it were too large.
    void give_up()
    {
        given_up_ = true;
        std::string().swap(message_);
    }
    bool is_given_up() const noexcept { return given_up_; }
    bool has_stray_control() const noexcept { return stray_ && mode_ == BareNewline::Reject; }

    std::string release(); ///< once, behind the last chunk; its last line has an end

private:
    void step(char c);
    void text(std::string_view bytes);

    std::size_t max_bytes_;
    BareNewline mode_;
    std::uint64_t left_ = 0;
    bool behind_cr_ = false;
    bool too_large_ = false;
    bool given_up_ = false;
    bool stray_ = false;
    std::string message_;
};

} // namespace mail
