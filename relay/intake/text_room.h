#pragma once
#include <atomic>
#include <cstddef>

namespace relay::intake {

/// The memory that texts of mails on their way in may take, of all clients together: else so many
/// half-sent ones as there may be connections would end the process. Thread-safe.
class TextRoom {
public:
    explicit TextRoom(std::size_t octets) : most_(octets) {}
    TextRoom(const TextRoom&) = delete;
    TextRoom& operator=(const TextRoom&) = delete;

private:
    friend class TextShare;

    std::size_t most_;
    std::atomic<std::size_t> taken_{0};
};

/// What one text takes of it, until it goes. Not thread-safe.
class TextShare {
public:
    /// So much of each text is free, so that large ones keep out no alarm.
    static constexpr std::size_t free_octets = std::size_t{64} << 10;

    explicit TextShare(TextRoom& room) : room_(room) {}
    ~TextShare() { room_.taken_ -= octets_; }
    TextShare(const TextShare&) = delete;
    TextShare& operator=(const TextShare&) = delete;

    /// The text has so many octets by now; it never shrinks. False: there is no room for them.
    bool grow_to(std::size_t octets)
    {
        if (octets <= free_octets + octets_)
            return true;
        const auto more = octets - free_octets - octets_;
        if (room_.taken_.fetch_add(more) + more > room_.most_) {
            room_.taken_ -= more;
            return false;
        }
        octets_ += more;
        return true;
    }

private:
    TextRoom& room_; ///< outlives us
    std::size_t octets_ = 0;
};

} // namespace relay::intake
