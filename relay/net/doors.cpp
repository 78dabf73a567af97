#include "relay/net/doors.h"
#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <utility>

namespace relay::net {
namespace {

constexpr std::chrono::seconds rest_time{1};

std::string text_of(int family, const void* address)
{
    char text[INET6_ADDRSTRLEN] = "";
    ::inet_ntop(family, address, text, sizeof text);
    return text;
}

/// The address and what it counts as: one subscriber has a whole IPv6 /64.
std::pair<std::string, std::string> names_of(const sockaddr_storage& from)
{
    if (from.ss_family == AF_INET) {
        const auto text = text_of(AF_INET, &reinterpret_cast<const sockaddr_in&>(from).sin_addr);
        return {text, text};
    }
    if (from.ss_family != AF_INET6) {
        return {"local", "local"};
    }
    auto address = reinterpret_cast<const sockaddr_in6&>(from).sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&address)) {
        const auto text = text_of(AF_INET, &address.s6_addr[12]);
        return {text, text};
    }
    const auto text = text_of(AF_INET6, &address);
    std::memset(&address.s6_addr[8], 0, 8);
    return {text, text_of(AF_INET6, &address) + "/64"};
}

bool is_shortage(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

} // namespace

void Doors::add(Listener listener, ProtocolFactory make)
{
    doors_.push_back({std::move(listener), std::move(make)});
}

void Doors::open(int epoll, std::uint64_t first_tag)
{
    epoll_ = epoll;
    first_tag_ = first_tag;
    watch();
}

void Doors::close()
{
    unwatch();
    doors_.clear();
    resume_at_.reset();
}

std::optional<Doors::Guest> Doors::next(std::size_t index, Moment now)
{
    if (resume_at_ || index >= doors_.size()) {
        return std::nullopt;
    }
    for (;;) {
        sockaddr_storage from{};
        socklen_t size = sizeof from;
        Descriptor guest(::accept4(doors_[index].listener.socket.impl()->sockfd(),
                                   reinterpret_cast<sockaddr*>(&from), &size,
                                   SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (guest) {
            if (is_scarce(guest.number())) {
                rest(now);
            }
            const int one = 1;
            ::setsockopt(guest.number(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            auto [peer, cap_key] = names_of(from);
            return Guest{std::move(guest), std::move(peer), std::move(cap_key)};
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return std::nullopt;
        }
        if (is_shortage(errno)) {
            rest(now);
            return std::nullopt;
        }
        if (errno != EINTR && errno != ECONNABORTED) {
            return std::nullopt; // accept(2): network errors of that one client; epoll says when to
                                 // retry
        }
    }
}

void Doors::try_resume(Moment now)
{
    if (!resume_at_) {
        return;
    }
    const Descriptor probe(::fcntl(epoll_, F_DUPFD_CLOEXEC, 0));
    if (!probe || is_scarce(probe.number())) {
        resume_at_ = now + rest_time;
        return;
    }
    resume_at_.reset();
    watch();
}

void Doors::watch()
{
    for (std::size_t index = 0; index < doors_.size(); ++index) {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = first_tag_ + index;
        ::epoll_ctl(epoll_, EPOLL_CTL_ADD, doors_[index].listener.socket.impl()->sockfd(), &event);
    }
}

void Doors::unwatch()
{
    for (const auto& door : doors_) {
        ::epoll_ctl(epoll_, EPOLL_CTL_DEL, door.listener.socket.impl()->sockfd(), nullptr);
    }
}

void Doors::rest(Moment now)
{
    ++pauses_;
    resume_at_ = now + rest_time;
    unwatch();
}

/// The kernel gives the lowest free number, so a number near the limit means that nearly all below
/// it are taken.
bool Doors::is_scarce(int descriptor) const
{
    rlimit limit{};
    return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
           static_cast<rlim_t>(descriptor) + reserve_ >= limit.rlim_cur;
}

} // namespace relay::net
