// Ports that stay free until the peer binds them. One that the kernel has chosen does not: once it
// is closed, the next bind() without a number, or the next connect(), may get it.
#include "tests/support/free_port.h"
#include <cstddef>
#include <fstream>
#include <mutex>
#include <netinet/in.h>
#include <optional>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace tests {
namespace {

constexpr int first_port = 10'000;
/// Many more than a minute of tests uses: what was used is in TIME_WAIT, and may not be bound.
constexpr int block_size = 1'000;

/// From here on the kernel chooses.
int first_chosen_port()
{
    int first = 0;
    std::ifstream("/proc/sys/net/ipv4/ip_local_port_range") >> first;
    return first;
}

/// False: another program has that block. A name that is no file is gone with its program, however
/// that ends.
bool take_block(int first)
{
    const auto name = "belfry-ports-" + std::to_string(first);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name.copy(&address.sun_path[1], name.size());
    const auto size = offsetof(sockaddr_un, sun_path) + 1 + name.size();
    const int sign = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const bool is_ours = sign >= 0 && ::bind(sign, reinterpret_cast<sockaddr*>(&address),
                                             static_cast<socklen_t>(size)) == 0;
    if (!is_ours)
        ::close(sign);
    return is_ours; // and open as long as we run
}

/// The port, with 0 one that the kernel chooses. Empty: somebody has it.
std::optional<std::uint16_t> if_free(int port)
{
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    const bool is_free =
        ::bind(probe, generic, size) == 0 && ::getsockname(probe, generic, &size) == 0;
    ::close(probe);
    return is_free ? std::optional(ntohs(address.sin_port)) : std::nullopt;
}

class PortBlock {
public:
    PortBlock()
    {
        const int end = first_chosen_port();
        for (int first = first_port; first + block_size <= end && first_ == 0; first += block_size)
            first_ = take_block(first) ? first : 0;
    }

    std::uint16_t next()
    {
        const std::lock_guard lock(mutex_);
        for (int tries = 0; tries < block_size; ++tries) {
            const auto port = if_free(first_ == 0 ? 0 : first_ + given_++ % block_size);
            if (port)
                return *port;
        }
        throw std::runtime_error("no free loopback port");
    }

private:
    std::mutex mutex_;
    int first_ = 0; ///< 0: there is no block where the kernel does not choose
    int given_ = 0; ///< guarded by mutex_
};

} // namespace

std::uint16_t free_port()
{
    static PortBlock block;
    return block.next();
}

} // namespace tests
