#pragma once
#include "store/model/instant.h"
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

/// Our side of systemd's two small protocols, without its library: notifications (sd_notify(3))
/// and sockets that were opened for us (sd_listen_fds(3)). Without systemd all of it does nothing.
namespace relay::service::systemd {

/// Tells the service manager, e.g. "READY=1". False: nobody asked to be told, or it did not work.
bool notify(std::string_view state);

bool notify_ready(std::string_view status);
bool notify_stopping();

/// A socket that systemd opened, with its unit's FileDescriptorName.
struct Inherited {
    int descriptor = -1;
    std::string name;
    bool operator==(const Inherited&) const = default;
};

/// The sockets handed over to this process; they are ours to close. Sets close-on-exec on them and
/// takes the variables out of the environment, so a second call is empty: call it once, before
/// threads start.
std::vector<Inherited> inherited_sockets();

/// How often WATCHDOG=1 is due: half of what the unit allows. Empty: no watchdog.
std::optional<store::Millis> watchdog_interval();

/// Says WATCHDOG=1 while `is_well` says so; systemd restarts us when it stays silent.
///
/// `is_well` is called on a thread of its own and must return soon. Does nothing without a
/// watchdog in the unit.
class Watchdog {
public:
    explicit Watchdog(std::function<bool()> is_well);

private:
    std::jthread thread_;
};

} // namespace relay::service::systemd
