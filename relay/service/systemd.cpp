#include "relay/service/systemd.h"
#include <cerrno>
#include <charconv>
#include <condition_variable>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace relay::service::systemd {

namespace {

constexpr int first_descriptor = 3; // sd_listen_fds(3): SD_LISTEN_FDS_START

std::string environment(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

/// 0: not a number, or none.
std::int64_t number(const std::string& text)
{
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    return problem == std::errc{} && end == text.data() + text.size() ? value : 0;
}

/// Both protocols name the process they mean; its children inherit the variables and must not act.
bool is_for_us(const std::string& pid)
{
    return number(pid) == getpid();
}

std::vector<std::string> split(const std::string& text, char separator)
{
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == separator)
            parts.emplace_back();
        else
            parts.back() += c;
    }
    return parts;
}

bool send_datagram(const std::string& path, std::string_view state)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        return false;
    std::memcpy(address.sun_path, path.data(), path.size());
    if (path.front() == '@') // an abstract socket
        address.sun_path[0] = '\0';
    const int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return false;
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
    const auto sent = sendto(descriptor, state.data(), state.size(), MSG_NOSIGNAL,
                             reinterpret_cast<const sockaddr*>(&address), size);
    close(descriptor);
    return sent == static_cast<ssize_t>(state.size());
}

void beat(const std::stop_token& stop, store::Millis interval, const std::function<bool()>& is_well)
{
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
        if (is_well())
            notify("WATCHDOG=1");
        wake.wait_for(lock, stop, interval, [] { return false; });
    }
}

} // namespace

bool notify(std::string_view state)
{
    const std::string path = environment("NOTIFY_SOCKET");
    return path.size() > 1 && (path.front() == '/' || path.front() == '@') &&
           send_datagram(path, state);
}

bool notify_ready(std::string_view status)
{
    return notify("READY=1\nSTATUS=" + std::string(status));
}

bool notify_stopping()
{
    return notify("STOPPING=1");
}

std::vector<Inherited> inherited_sockets()
{
    const bool ours = is_for_us(environment("LISTEN_PID"));
    const std::int64_t count = number(environment("LISTEN_FDS"));
    const auto names = split(environment("LISTEN_FDNAMES"), ':');
    for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"})
        unsetenv(name);
    std::vector<Inherited> sockets;
    if (!ours || count < 0 || count > 1024)
        return sockets;
    for (int i = 0; i < static_cast<int>(count); ++i) {
        const int descriptor = first_descriptor + i;
        fcntl(descriptor, F_SETFD, FD_CLOEXEC);
        const auto index = static_cast<std::size_t>(i);
        sockets.push_back({descriptor, index < names.size() ? names[index] : "unknown"});
    }
    return sockets;
}

std::optional<store::Millis> watchdog_interval()
{
    const std::string pid = environment("WATCHDOG_PID");
    const std::int64_t microseconds = number(environment("WATCHDOG_USEC"));
    if (microseconds <= 0 || (!pid.empty() && !is_for_us(pid)))
        return std::nullopt;
    return store::Millis{std::max<std::int64_t>(microseconds / 2000, 1)};
}

Watchdog::Watchdog(std::function<bool()> is_well)
{
    const auto interval = watchdog_interval();
    if (!interval)
        return;
    thread_ = std::jthread([interval = *interval, is_well = std::move(is_well)](
                               const std::stop_token& stop) { beat(stop, interval, is_well); });
}

} // namespace relay::service::systemd
