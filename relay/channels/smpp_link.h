#pragma once
#include "relay/channels/smpp.h"
#include "relay/channels/smpp_verdict.h"
#include "relay/channels/tcp_wire.h"
#include "relay/smpp/session.h"
#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace relay::channels {

/// Ends another thread's poll(). Any thread.
class Waker {
public:
    Waker(); ///< throws std::system_error
    ~Waker();
    Waker(const Waker&) = delete;
    Waker& operator=(const Waker&) = delete;

    void wake() const noexcept;
    void drain() const noexcept;
    int descriptor() const noexcept { return descriptor_; }

private:
    int descriptor_;
};

/// A deliver_sm that waits for its answer, and the connection that it came on.
struct Ticket {
    std::uint64_t connection = 0;
    std::uint32_t sequence = 0;
    smpp::Command command = smpp::Command::DeliverSm;
};

/// A smpp::Session on a socket, in a thread of its own, which is at it until the link ends.
class SmppLink {
public:
    using Hear = std::function<void(SmppLink&, Ticket, smpp::ShortMessage)>;

    /// `hear` is called in the link's thread and must not block; it owes a respond().
    SmppLink(const SmppSettings& settings, smpp::SessionRules rules, Hear hear, SmppNews news);
    /// Unbinds, which takes two seconds at most.
    ~SmppLink();
    SmppLink(const SmppLink&) = delete;
    SmppLink& operator=(const SmppLink&) = delete;

    /// Sends the parts of one text, in order, and waits until each is answered, or given up: no
    /// longer than queue_patience and response_timeout together. `urgency`: more goes first.
    /// Any thread.
    std::vector<PartAnswer> carry(std::vector<smpp::ShortMessage> parts, int urgency);
    /// Any thread. Of no effect when the connection is another one by now.
    void respond(const Ticket& ticket, std::uint32_t status);

private:
    using Moment = smpp::Moment;

    struct Job {
        std::vector<smpp::ShortMessage> parts;
        int urgency = 0;
        std::promise<std::vector<PartAnswer>> done;
        std::vector<PartAnswer> answers; ///< by part; NotSent until there is one
        std::deque<std::size_t> waiting; ///< parts that are not sent
        std::size_t in_window = 0;       ///< parts that are sent and not answered
        Moment bound_by;                 ///< then it must be bound
        Moment sent_by;                  ///< then all must be sent
    };
    using JobPtr = std::shared_ptr<Job>;
    struct Response {
        Ticket ticket;
        std::uint32_t status = 0;
    };
    using Opened = tl::expected<std::unique_ptr<TcpWire>, std::string>;

    void run(std::stop_token stop);
    void take_in(std::stop_token& stop);
    void begin_connect();
    void end_connect(Opened opened);
    void obey(smpp::Actions actions);
    void act(const smpp::Connect& connect);
    void act(const smpp::Say& say);
    void act(const smpp::HangUp& hang_up);
    void act(const smpp::Answered& answered);
    void act(smpp::Heard& heard);
    void insert(JobPtr job);
    void feed();
    void give_up_waiting(Job& job, Moment now);
    void finish_jobs();
    void flush();
    void wait();
    bool read();
    void close(const std::string& why);
    void tell_news();
    Moment next_look() const;
    double jitter();

    const SmppSettings settings_;
    const Hear hear_;
    const SmppNews news_;
    Waker waker_;

    std::mutex mutex_;
    std::vector<JobPtr> new_jobs_;        ///< guarded by mutex_
    std::vector<Response> new_responses_; ///< guarded by mutex_
    std::optional<Opened> opened_;        ///< guarded by mutex_
    bool is_over_ = false;                ///< guarded by mutex_: nobody reads new_jobs_ any more

    // The link's thread only.
    smpp::Session session_;
    std::unique_ptr<TcpWire> wire_;
    std::uint64_t connection_ = 0; ///< counts them
    std::string to_say_;
    bool has_more_to_read_ = false;
    bool is_stopping_ = false;
    std::list<JobPtr> jobs_;
    std::map<std::uint64_t, std::pair<JobPtr, std::size_t>> tokens_;
    std::uint64_t last_token_ = 0;
    std::mt19937 random_{std::random_device{}()};
    bool said_bound_ = false;
    std::string said_why_;

    std::jthread connecting_;
    std::jthread thread_; ///< last: ends before the others go
};

} // namespace relay::channels
