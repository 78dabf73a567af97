#pragma once
#include "relay/net/descriptor.h"
#include "relay/net/listener.h"
#include "relay/net/moment.h"
#include "relay/net/protocol.h"
#include <cstdint>
#include <string>
#include <vector>

namespace relay::net {

/// The listening side of a loop: accepts, and rests when the process is out of descriptors.
///
/// Resting means that the listening sockets leave epoll, so that clients wait in the kernel's queue
/// and the loop does not spin. Loop thread only, except add().
class Doors {
public:
    struct Door {
        Listener listener;
        ProtocolFactory make;
    };
    struct Guest {
        Descriptor descriptor;
        std::string peer;    ///< numeric address
        std::string cap_key; ///< IPv6: its /64
    };

    /// Leaves `reserve` descriptors to the rest of the process.
    explicit Doors(std::size_t reserve) : reserve_(reserve) {}

    void add(Listener listener, ProtocolFactory make);
    std::size_t size() const noexcept { return doors_.size(); }
    Door& at(std::size_t index) { return doors_[index]; }

    /// Starts or stops watching; the epoll tag of door i is `first_tag + i`.
    void open(int epoll, std::uint64_t first_tag);
    void close();

    /// The next client at that door. Empty: nobody waits, or we rest until `now` + 1 s or
    /// try_resume().
    std::optional<Guest> next(std::size_t index, Moment now);

    /// Call when a connection has closed or resume_at() has come.
    void try_resume(Moment now);
    std::optional<Moment> resume_at() const { return resume_at_; }
    std::uint64_t pauses() const noexcept { return pauses_; }

private:
    void watch();
    void unwatch();
    void rest(Moment now);
    bool is_scarce(int descriptor) const;

    std::vector<Door> doors_;
    std::size_t reserve_;
    int epoll_ = -1;
    std::uint64_t first_tag_ = 0;
    std::uint64_t pauses_ = 0;
    std::optional<Moment> resume_at_; ///< set: resting
};

} // namespace relay::net
