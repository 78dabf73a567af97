#include "relay/channels/smpp_link.h"
#include "relay/smpp/status.h"
#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace relay::channels {

namespace {

using smpp::SessionState;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// How much is taken off the wire before anybody else gets a turn.
constexpr int most_reads = 16;
/// A message centre that does not read this much is lost.
constexpr std::size_t most_unsaid = std::size_t{1} << 20;

} // namespace

Waker::Waker() : descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    if (descriptor_ < 0)
        throw std::system_error(errno, std::generic_category(), "eventfd");
}

Waker::~Waker()
{
    ::close(descriptor_);
}

void Waker::wake() const noexcept
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto ignored = ::write(descriptor_, &one, sizeof one);
}

void Waker::drain() const noexcept
{
    std::uint64_t count = 0;
    [[maybe_unused]] const auto ignored = ::read(descriptor_, &count, sizeof count);
}

SmppLink::SmppLink(const SmppSettings& settings, smpp::SessionRules rules, Hear hear, SmppNews news)
    : settings_(settings), hear_(std::move(hear)), news_(std::move(news)),
      session_(std::move(rules)), thread_([this](std::stop_token stop) { run(std::move(stop)); })
{
}

SmppLink::~SmppLink()
{
    thread_.request_stop();
    waker_.wake();
    thread_.join();
}

std::vector<PartAnswer> SmppLink::carry(std::vector<smpp::ShortMessage> parts, int urgency)
{
    auto job = std::make_shared<Job>();
    const auto now = steady_clock::now();
    job->urgency = urgency;
    job->answers.resize(parts.size(), NotSent{"left out, as the others would be of no use"});
    for (std::size_t i = 0; i < parts.size(); ++i)
        job->waiting.push_back(i);
    job->parts = std::move(parts);
    job->bound_by = now + settings_.bind_patience;
    job->sent_by = now + settings_.queue_patience;
    auto answers = job->done.get_future();
    {
        const std::lock_guard lock(mutex_);
        if (is_over_)
            return {NotSent{"the channel is closed"}};
        new_jobs_.push_back(std::move(job));
    }
    waker_.wake();
    return answers.get();
}

void SmppLink::respond(const Ticket& ticket, std::uint32_t status)
{
    {
        const std::lock_guard lock(mutex_);
        if (!is_over_)
            new_responses_.push_back({ticket, status});
    }
    waker_.wake();
}

void SmppLink::run(std::stop_token stop)
{
    while (session_.state() != SessionState::Ended) {
        take_in(stop);
        obey(session_.tick(steady_clock::now(), jitter()));
        feed();
        flush();
        tell_news();
        if (session_.state() == SessionState::Ended)
            break;
        wait();
        has_more_to_read_ = read();
    }
    flush();
    wire_.reset();
    connecting_ = {};
    const std::lock_guard lock(mutex_);
    is_over_ = true;
    for (auto& job : new_jobs_)
        job->done.set_value(std::move(job->answers));
    new_jobs_.clear();
}

void SmppLink::take_in(std::stop_token& stop)
{
    waker_.drain();
    std::vector<JobPtr> jobs;
    std::vector<Response> responses;
    std::optional<Opened> opened;
    {
        const std::lock_guard lock(mutex_);
        jobs.swap(new_jobs_);
        responses.swap(new_responses_);
        opened.swap(opened_);
    }
    for (auto& job : jobs)
        insert(std::move(job));
    if (opened)
        end_connect(std::move(*opened));
    for (const auto& [ticket, status] : responses)
        if (ticket.connection == connection_ && wire_)
            obey(session_.respond(ticket.sequence, ticket.command, status));
    if (stop.stop_requested() && !std::exchange(is_stopping_, true)) {
        connecting_.request_stop();
        obey(session_.stop(steady_clock::now()));
    }
}

/// In a thread of its own, so that whoever wants to send need not wait for a name server.
void SmppLink::begin_connect()
{
    connecting_ = std::jthread([this](std::stop_token stop) {
        auto opened = TcpWire::open({settings_.host, settings_.port, settings_.tls,
                                     settings_.ca_file, settings_.connect_timeout},
                                    std::move(stop));
        {
            const std::lock_guard lock(mutex_);
            opened_ = std::move(opened);
        }
        waker_.wake();
    });
}

void SmppLink::end_connect(Opened opened)
{
    const auto now = steady_clock::now();
    if (!opened)
        return obey(session_.lost(opened.error(), now, jitter()));
    wire_ = std::move(*opened);
    ++connection_;
    to_say_.clear();
    obey(session_.connected(now));
}

void SmppLink::obey(smpp::Actions actions)
{
    for (auto& action : actions)
        std::visit([this](auto& what) { act(what); }, action);
}

void SmppLink::act(const smpp::Connect&)
{
    begin_connect();
}

void SmppLink::act(const smpp::Say& say)
{
    to_say_ += say.bytes;
}

void SmppLink::act(const smpp::HangUp&)
{
    flush();
    wire_.reset();
}

void SmppLink::act(const smpp::Answered& answered)
{
    const auto found = tokens_.extract(answered.token);
    if (found.empty())
        return;
    const auto& [job, part] = found.mapped();
    --job->in_window;
    std::visit([&](const auto& answer) { job->answers[part] = answer; }, answered.answer);
    const auto* declined = std::get_if<smpp::Declined>(&answered.answer);
    const bool is_taken = std::holds_alternative<smpp::Taken>(answered.answer);
    if (declined != nullptr && smpp::is_throttling(declined->status))
        job->waiting.push_front(part); // the session's pace says when
    else if (!is_taken)
        job->waiting.clear(); // a text without this part need not go on
}

void SmppLink::act(smpp::Heard& heard)
{
    hear_(*this, {connection_, heard.sequence, heard.command}, std::move(heard.message));
}

void SmppLink::insert(JobPtr job)
{
    const auto less_urgent = std::find_if(jobs_.begin(), jobs_.end(), [&](const JobPtr& other) {
        return other->urgency < job->urgency;
    });
    jobs_.insert(less_urgent, std::move(job));
}

void SmppLink::feed()
{
    const auto now = steady_clock::now();
    for (const auto& job : jobs_) {
        while (!job->waiting.empty() && session_.has_room(now)) {
            const auto part = job->waiting.front();
            job->waiting.pop_front();
            ++job->in_window;
            tokens_[++last_token_] = {job, part};
            obey(session_.submit(last_token_, job->parts[part], now));
        }
        give_up_waiting(*job, now);
    }
    finish_jobs();
}

/// What was declined as too fast keeps that answer.
void SmppLink::give_up_waiting(Job& job, Moment now)
{
    const auto state = session_.state();
    const bool may_bind = state == SessionState::Connecting || state == SessionState::Binding;
    const bool is_up = state == SessionState::Bound || (may_bind && now < job.bound_by);
    if (job.waiting.empty() || (is_up && now < job.sent_by))
        return;
    const NotSent why{is_up ? "no room in the window in time" : "not bound: " + session_.why(),
                      state == SessionState::Locked};
    for (const auto part : job.waiting)
        if (std::holds_alternative<NotSent>(job.answers[part]))
            job.answers[part] = why;
    job.waiting.clear();
}

void SmppLink::finish_jobs()
{
    for (auto it = jobs_.begin(); it != jobs_.end();) {
        auto& job = **it;
        if (!job.waiting.empty() || job.in_window > 0) {
            ++it;
            continue;
        }
        job.done.set_value(std::move(job.answers));
        it = jobs_.erase(it);
    }
}

void SmppLink::flush()
{
    while (wire_ && !to_say_.empty()) {
        const auto moved = wire_->write(to_say_);
        if (moved.io == TcpWire::Io::Ended)
            return close("the connection was lost while writing");
        if (moved.io == TcpWire::Io::Later)
            break;
        to_say_.erase(0, moved.bytes);
    }
    if (to_say_.size() > most_unsaid)
        close("the message centre does not read any more");
}

smpp::Moment SmppLink::next_look() const
{
    auto next = session_.next_tick();
    const auto now = steady_clock::now();
    for (const auto& job : jobs_) {
        if (job->waiting.empty())
            continue;
        next = std::min(next, job->sent_by);
        if (session_.state() != SessionState::Bound)
            next = std::min(next, job->bound_by);
        else if (session_.next_room() > now)
            next = std::min(next, session_.next_room());
    }
    return next;
}

void SmppLink::wait()
{
    using std::chrono::ceil;
    const auto now = steady_clock::now();
    const auto most = now + std::chrono::minutes(1);
    const auto left = ceil<milliseconds>(std::min(next_look(), most) - now);
    std::array<pollfd, 2> watched{pollfd{waker_.descriptor(), POLLIN, 0}, pollfd{-1, POLLIN, 0}};
    if (wire_) {
        watched[1].fd = wire_->socket();
        if (!to_say_.empty())
            watched[1].events |= POLLOUT;
    }
    const auto patience = has_more_to_read_ ? 0 : std::max<long>(left.count(), 0);
    poll(watched.data(), watched.size(), static_cast<int>(patience));
}

/// True: there may be more.
bool SmppLink::read()
{
    std::array<char, 16 * 1024> buffer;
    for (int i = 0; i < most_reads; ++i) {
        if (!wire_)
            return false;
        const auto moved = wire_->read(buffer.data(), buffer.size());
        if (moved.io == TcpWire::Io::Later)
            return false;
        if (moved.io == TcpWire::Io::Ended) {
            close("the message centre hung up");
            return false;
        }
        obey(session_.take({buffer.data(), moved.bytes}, steady_clock::now(), jitter()));
    }
    return true;
}

void SmppLink::close(const std::string& why)
{
    wire_.reset();
    to_say_.clear();
    obey(session_.lost(why, steady_clock::now(), jitter()));
}

void SmppLink::tell_news()
{
    const bool is_bound = session_.state() == SessionState::Bound;
    const bool is_settled = is_bound || session_.state() == SessionState::Waiting ||
                            session_.state() == SessionState::Locked;
    if (!news_ || !is_settled || (is_bound == said_bound_ && session_.why() == said_why_))
        return;
    said_bound_ = is_bound;
    said_why_ = session_.why();
    news_(is_bound, said_why_);
}

double SmppLink::jitter()
{
    return std::uniform_real_distribution<double>(0, 1)(random_);
}

} // namespace relay::channels
