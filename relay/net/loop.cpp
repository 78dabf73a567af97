#include "relay/net/loop.h"
#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <limits>
#include <sys/epoll.h>
#include <system_error>

namespace relay::net {
namespace {

// Tags of epoll events: connections have their id, which counts up from 1.
constexpr std::uint64_t postbox_tag = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t first_door_tag = std::uint64_t{1} << 63;

constexpr std::size_t most_events = 512;
constexpr std::size_t scratch_bytes = 64u << 10; // at least a TLS record; see Wire::read()
constexpr std::chrono::milliseconds longest_wait{60'000};

/// OpenSSL writes without MSG_NOSIGNAL, and signals of the process belong to its main thread.
void block_signals()
{
    sigset_t signals;
    sigemptyset(&signals);
    for (const int number : {SIGPIPE, SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGUSR2}) {
        sigaddset(&signals, number);
    }
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

} // namespace

Loop::Loop(LoopOptions options)
    : options_(std::move(options)), postbox_(std::make_shared<Postbox>()),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)), doors_(options_.limits.descriptor_reserve),
      scratch_(scratch_bytes, '\0')
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = postbox_tag;
    if (!epoll_ ||
        ::epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, postbox_->descriptor(), &event) != 0) {
        throw std::system_error(errno, std::generic_category(), "cannot create an epoll set");
    }
}

Loop::~Loop()
{
    stop(std::chrono::milliseconds{0});
}

void Loop::listen(Listener listener, ProtocolFactory make)
{
    doors_.add(std::move(listener), std::move(make));
}

void Loop::start()
{
    thread_ = std::jthread([this] { run(); });
}

void Loop::stop(std::chrono::milliseconds drain)
{
    if (!thread_.joinable()) {
        return;
    }
    post([drain](Loop& loop) { loop.begin_drain(drain); });
    thread_.join();
}

LoopCounters Loop::counters() const
{
    return {counters_.open,          counters_.accepted,         counters_.refused_per_address,
            counters_.refused_total, counters_.cut_in_handshake, counters_.cut_slow_readers,
            counters_.accept_pauses};
}

void Loop::replace_tls(const std::string& listener, const TlsContext& context)
{
    post([listener, context](Loop& loop) {
        for (std::size_t index = 0; index < loop.doors_.size(); ++index) {
            auto& door = loop.doors_.at(index).listener;
            if (door.name == listener && door.tls) {
                door.tls = context;
            }
        }
    });
}

void Loop::visit(Connection::Id id, const std::function<void(Protocol&)>& act)
{
    const auto found = connections_.find(id);
    if (found == connections_.end() || !found->second->opened_) {
        return;
    }
    auto& connection = *found->second;
    serve(connection, [&] {
        act(*connection.protocol_);
        connection.settle();
    });
}

void Loop::run()
{
    block_signals();
    doors_.open(epoll_.number(), first_door_tag);
    while (!is_over()) {
        step();
    }
    for (auto& [id, connection] : connections_) {
        connection->cut();
        doomed_.push_back(id);
    }
    bury();
    doors_.close();
    postbox_->close();
}

void Loop::step()
{
    std::array<epoll_event, most_events> events;
    const int count =
        ::epoll_wait(epoll_.number(), events.data(), static_cast<int>(most_events), patience_ms());
    for (int index = 0; index < count; ++index) {
        const auto tag = events[static_cast<std::size_t>(index)].data.u64;
        const std::uint32_t ready = events[static_cast<std::size_t>(index)].events;
        if (tag == postbox_tag) {
            continue; // run_tasks() looks in any case
        }
        if (tag >= first_door_tag) {
            accept_at(tag - first_door_tag);
            continue;
        }
        const auto found = connections_.find(tag);
        if (found == connections_.end()) {
            continue;
        }
        auto& connection = *found->second;
        const auto useless = ready & ~connection.wanted_events();
        serve(connection, [&] { connection.on_ready(ready, scratch_); });
        watch(connection, useless);
    }
    run_tasks();
    look_at_the_clock();
    bury();
}

/// How long epoll may wait: until the next deadline, rounded up.
int Loop::patience_ms() const
{
    auto until = deadlines_.next();
    for (const auto& other : {doors_.resume_at(), drain_until_}) {
        if (other && (!until || *other < *until)) {
            until = other;
        }
    }
    const auto now = options_.now();
    if (!until || *until - now > longest_wait) {
        return static_cast<int>(longest_wait.count());
    }
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(*until - now);
    return static_cast<int>(std::max<std::chrono::milliseconds::rep>(wait.count(), 0));
}

void Loop::run_tasks()
{
    for (auto& task : postbox_->take()) {
        try {
            task(*this);
        } catch (const std::exception& fault) {
            report(std::string("a task of the loop failed: ") + fault.what());
        }
    }
}

void Loop::look_at_the_clock()
{
    const auto now = options_.now();
    while (const auto reminder = deadlines_.pop_due(now)) {
        const auto found = connections_.find(reminder->id);
        if (found == connections_.end() || found->second->queued_deadline_ != reminder->at) {
            continue;
        }
        auto& connection = *found->second;
        connection.queued_deadline_.reset();
        if (connection.deadline_ && *connection.deadline_ <= now && !connection.doomed_) {
            serve(connection, [&] { connection.on_time(); });
        }
        remember(connection);
    }
    if (doors_.resume_at() && *doors_.resume_at() <= now) {
        doors_.try_resume(now);
    }
}

/// Runs code of a connection; its exceptions end the connection and nothing else.
void Loop::serve(Connection& connection, const std::function<void()>& act)
{
    if (connection.doomed_) {
        return;
    }
    try {
        act();
    } catch (const std::exception& fault) {
        report("connection of " + connection.peer() + " cut after a fault: " + fault.what());
        connection.cut();
    }
    if (connection.doomed_) {
        doomed_.push_back(connection.id());
        return;
    }
    watch(connection, 0);
    remember(connection);
}

/// Keeps epoll's idea of a connection up to date. An event that is no longer wanted is only
/// unregistered once it has come for nothing: a client that waits for its answer sends nothing, and
/// so a request needs no system call here.
void Loop::watch(Connection& connection, std::uint32_t useless_events)
{
    const auto wanted = connection.wanted_events();
    const bool is_missing = (wanted & ~connection.interest_) != 0;
    const bool is_noise = (connection.interest_ & ~wanted & useless_events) != 0;
    const bool is_new = !connection.watched_;
    if (connection.doomed_ || (!is_missing && !is_noise && !is_new)) {
        return;
    }
    epoll_event event{};
    event.events = wanted;
    event.data.u64 = connection.id();
    ::epoll_ctl(epoll_.number(), is_new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD,
                connection.wire_.descriptor(), &event);
    connection.interest_ = wanted;
    connection.watched_ = true;
}

void Loop::remember(Connection& connection)
{
    const auto& due = connection.deadline_;
    if (connection.doomed_ || !due ||
        (connection.queued_deadline_ && *connection.queued_deadline_ <= *due)) {
        return;
    }
    connection.queued_deadline_ = due;
    deadlines_.push(*due, connection.id());
}

void Loop::begin_drain(std::chrono::milliseconds drain)
{
    doors_.close();
    drain_until_ = options_.now() + drain;
    for (auto& entry : connections_) {
        auto& connection = *entry.second;
        if (!connection.opened_) {
            serve(connection, [&] { connection.cut(); });
            continue;
        }
        serve(connection, [&] {
            connection.protocol_->on_drain();
            connection.settle();
        });
    }
}

bool Loop::is_over() const
{
    return drain_until_ && (connections_.empty() || options_.now() >= *drain_until_);
}

void Loop::report(const std::string& line) const
{
    if (options_.report) {
        options_.report(line);
    }
}

} // namespace relay::net
