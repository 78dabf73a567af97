#pragma once
#include "relay/intake/source_guard.h"
#include "relay/intake/submission.h"
#include "relay/net/loop.h"
#include "relay/snpp/server_session.h"
#include <memory>
#include <optional>
#include <string>

namespace relay::intake {

/// How we take pages by SNPP; from the configuration.
struct SnppDoorRules {
    snpp::ServerLimits limits;
    store::Millis command_deadline{300'000}; ///< to the end of the next command
    store::Millis data_deadline{600'000};    ///< for a whole text
    std::size_t handler_threads = 2;
    std::size_t queue = 256; ///< pages and questions that wait for a handler; more: 554
    net::LoopLimits loop;    ///< connections per address and in all
    net::Now now = std::chrono::steady_clock::now;
};

/// A door of the SNPP listener. Either `address` and `port`, or a `descriptor` that already
/// listens.
struct SnppDoor {
    std::string name = "snpp";
    std::string address = "127.0.0.1"; ///< numeric
    std::uint16_t port = 0;            ///< 0: the kernel chooses; see port()
    std::optional<int> descriptor;     ///< from systemd; the listener closes it
};

/// The SNPP server: a loop that owns all connections, and a few threads that submit and look up.
///
/// A 250 or 960 behind SEND means that it is committed. Build, listen() for each door, start().
class SnppListener {
public:
    SnppListener(const engine::House& house, const SubmissionDoor& door, SourceGuard& guard,
                 SnppDoorRules rules);
    ~SnppListener(); ///< stop()
    SnppListener(const SnppListener&) = delete;
    SnppListener& operator=(const SnppListener&) = delete;

    /// Before start(). Refused with a sentence for the operator.
    net::Result<void> listen(SnppDoor door);
    void start();

    /// No new connections; idle ones hear 421; pages in hand are answered, for `drain` at most.
    void stop(std::chrono::milliseconds drain = std::chrono::seconds(10));

    /// The real port of a door. Asking for one that listen() did not take is a bug.
    std::uint16_t port(const std::string& name = "snpp") const;

    net::LoopCounters connections() const;
    /// For tests that move the clock of the rules.
    net::Loop& loop();

private:
    class Inside;
    std::unique_ptr<Inside> inside_;
};

} // namespace relay::intake
