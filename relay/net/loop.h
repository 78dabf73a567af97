#pragma once
#include "relay/net/connection.h"
#include "relay/net/deadline_queue.h"
#include "relay/net/doors.h"
#include "relay/net/postbox.h"
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace relay::net {

struct LoopLimits {
    std::size_t per_address = 50; ///< connections; IPv6 counts by /64, loopback like any other
    std::size_t total = 4096;
    /// Of `total`, for doors of operators and for whom `is_kept_for` names, so that a crowd cannot
    /// lock them out.
    std::size_t kept = 64;
    /// Asked of an address when all but those are taken. Loop thread. Empty: of nobody.
    std::function<bool(const std::string& address)> is_kept_for;
    std::set<std::string> uncounted; ///< numeric addresses that only `total` binds
    /// Further ones: those who speak for others. Loop thread. Empty: there are none.
    std::function<bool(const std::string& address)> is_uncounted;
    std::size_t descriptor_reserve = 64; ///< kept free for the rest of the process
    std::chrono::milliseconds handshake{10'000};
    std::chrono::milliseconds linger{2'000}; ///< how long close() waits for the peer's end
    std::size_t write_backlog = 1 << 20;     ///< bytes; see Connection::write()
};

struct LoopOptions {
    LoopLimits limits;
    Now now = std::chrono::steady_clock::now;
    /// One line for the log, naming the limit or the fault, and the peer. Called by the loop thread
    /// for every refusal, so it must be quick, and its owner counts instead of repeating.
    std::function<void(const std::string&)> report;
};

/// What a loop has done so far.
struct LoopCounters {
    std::uint64_t open = 0; ///< connections now
    std::uint64_t accepted = 0;
    std::uint64_t refused_per_address = 0;
    std::uint64_t refused_total = 0;
    std::uint64_t cut_in_handshake = 0; ///< refused, broken off or too slow
    std::uint64_t cut_slow_readers = 0;
    std::uint64_t accept_pauses = 0; ///< out of descriptors
};

/// One thread that owns many connections: accepts, handshakes, reads, writes, watches the time.
///
/// Build it, listen(), start(), and stop() it or let it go out of scope. No connection can delay
/// another: every socket is non-blocking and every phase has an absolute deadline. When the
/// process runs out of descriptors, accepting rests until one is free; clients wait in the kernel.
class Loop {
public:
    explicit Loop(LoopOptions options);
    ~Loop(); ///< stop() without patience
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// Before start(). `make` is kept and called by the loop thread for each connection.
    void listen(Listener listener, ProtocolFactory make);
    void start();

    /// Closes the doors, tells every protocol to finish (Protocol::on_drain), and returns when all
    /// have or `drain` is over. From any thread but the loop's own; a second call does nothing.
    void stop(std::chrono::milliseconds drain);

    /// Any thread. Keep the shared box where the loop may end before its user does, which is why it
    /// is shared.
    bool post(Postbox::Task task) { return postbox_->post(std::move(task)); }
    std::shared_ptr<Postbox> postbox() const { return postbox_; }
    LoopCounters counters() const;

    /// Any thread, once started. New connections of the listener of that name get `context`.
    void replace_tls(const std::string& listener, const TlsContext& context);

    /// Loop thread, that is: inside a posted task. Calls `act` unless the connection has gone. How
    /// an answer that was made elsewhere reaches its connection.
    void visit(Connection::Id id, const std::function<void(Protocol&)>& act);

private:
    struct Counters {
        std::atomic<std::uint64_t> open{0}, accepted{0}, refused_per_address{0}, refused_total{0},
            cut_in_handshake{0}, cut_slow_readers{0}, accept_pauses{0};
    };

    void run();
    void step();
    int patience_ms() const;
    void run_tasks();
    void look_at_the_clock();
    void accept_at(std::size_t door);
    bool admit(const Doors::Guest& guest, const Listener& listener);
    bool may_have_kept(const Doors::Guest& guest, const Listener& listener) const;
    void look_at_the_crowd();
    void welcome(Doors::Guest guest, std::size_t door);
    void serve(Connection& connection, const std::function<void()>& act);
    void watch(Connection& connection, std::uint32_t useless_events);
    void remember(Connection& connection);
    void bury();
    void begin_drain(std::chrono::milliseconds drain);
    bool is_over() const;
    void report(const std::string& line) const;

    LoopOptions options_;
    std::shared_ptr<Postbox> postbox_;
    Descriptor epoll_;
    Doors doors_;
    std::unordered_map<Connection::Id, std::unique_ptr<Connection>> connections_;
    std::unordered_map<std::string, std::size_t> per_address_; ///< open connections
    DeadlineQueue deadlines_;
    std::vector<Connection::Id> doomed_; ///< to be buried at the end of the step
    std::string scratch_;                ///< what read() fills
    Connection::Id last_id_ = 0;
    bool is_crowded_ = false;           ///< until there is room again, see look_at_the_crowd()
    std::optional<Moment> drain_until_; ///< set: stopping
    Counters counters_;
    std::jthread thread_;
};

} // namespace relay::net
