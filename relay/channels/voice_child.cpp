#include "relay/channels/voice_child.h"
#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace relay::channels {

namespace {

/// Both ends of a connection; what is still held is closed.
struct Ends {
    int ours = -1;
    int theirs = -1;

    Ends()
    {
        std::array<int, 2> both{-1, -1};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, both.data()) != 0)
            return;
        ours = both[0];
        theirs = both[1];
        constexpr timeval patience{2, 0}; // a process that does not read is ill
        ::setsockopt(ours, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    }
    ~Ends()
    {
        close(ours);
        close(theirs);
    }
    Ends(const Ends&) = delete;
    Ends& operator=(const Ends&) = delete;

    static void close(int& end)
    {
        if (end >= 0)
            ::close(std::exchange(end, -1));
    }
};

bool send_all(int socket, const std::string& line)
{
    std::size_t sent = 0;
    while (sent < line.size()) {
        const auto went = ::send(socket, line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
        if (went < 0 && errno == EINTR)
            continue;
        if (went <= 0)
            return false;
        sent += static_cast<std::size_t>(went);
    }
    return true;
}

struct CallOf {
    std::string operator()(const voice::news::Ready&) const { return {}; }
    std::string operator()(const voice::news::Trouble&) const { return {}; }
    template <class OfCall>
    std::string operator()(const OfCall& news) const
    {
        return news.call;
    }
};

} // namespace

VoiceChild::Line::Line(VoiceChild& child, std::string call) : child_(child), call_(std::move(call))
{
    const std::lock_guard lock(child_.mutex_);
    child_.lines_[call_] = this;
}

VoiceChild::Line::~Line()
{
    const std::lock_guard lock(child_.mutex_);
    child_.lines_.erase(call_);
}

std::optional<voice::News> VoiceChild::Line::next(Clock::time_point until)
{
    std::unique_lock lock(child_.mutex_);
    child_.changed_.wait_until(lock, until, [this] { return !news_.empty(); });
    if (news_.empty())
        return std::nullopt;
    auto news = std::move(news_.front());
    news_.pop_front();
    return news;
}

VoiceChild::VoiceChild(VoiceChildSettings settings)
    : settings_(std::move(settings)),
      thread_([this](const std::stop_token& stop) { keep_alive(stop); })
{
}

VoiceChild::~VoiceChild()
{
    thread_.request_stop();
    {
        const std::lock_guard lock(mutex_);
        if (socket_ >= 0)
            ::shutdown(socket_, SHUT_RDWR);
    }
    changed_.notify_all();
    thread_.join();
}

std::optional<voice::news::Trouble> VoiceChild::trouble(Clock::time_point until)
{
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, until, [this] { return state_ != State::Starting; });
    switch (state_) {
    case State::Ready:
        return std::nullopt;
    case State::Troubled:
        return trouble_;
    case State::Starting:
        return voice::news::Trouble{0, "the voice process is not ready"};
    }
    return std::nullopt;
}

bool VoiceChild::order(const voice::Order& order)
{
    const auto line = voice::line_of(order);
    const std::lock_guard one_at_a_time(sending_);
    int socket = -1;
    {
        const std::lock_guard lock(mutex_);
        if (socket_ >= 0)
            socket = ::dup(socket_); // ours, also when the process ends meanwhile
    }
    if (socket < 0)
        return false;
    const bool is_sent = line.size() <= voice::most_line_bytes && send_all(socket, line);
    if (!is_sent)
        ::shutdown(socket, SHUT_RDWR); // half a line is worse than none
    ::close(socket);
    return is_sent;
}

pid_t VoiceChild::process() const
{
    const std::lock_guard lock(mutex_);
    return process_;
}

void VoiceChild::keep_alive(const std::stop_token& stop)
{
    constexpr std::chrono::seconds long_life{60};
    auto pause = settings_.first_restart;
    while (!stop.stop_requested()) {
        const auto born = Clock::now();
        run_once(stop);
        if (Clock::now() - born > long_life)
            pause = settings_.first_restart;
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, stop, pause, [] { return false; });
        pause = std::min(pause * 2, settings_.longest_restart);
    }
}

void VoiceChild::run_once(const std::stop_token& stop)
{
    Ends ends;
    auto started = program::Program::start(settings_.program, ends.theirs, ends.theirs);
    Ends::close(ends.theirs);
    if (!started)
        return set_state(State::Troubled, {0, started.error()});
    {
        const std::lock_guard lock(mutex_);
        if (state_ != State::Troubled) // a process that ends at once stays in trouble meanwhile
            state_ = State::Starting;
        socket_ = ends.ours;
        process_ = started->id();
    }
    if (!stop.stop_requested() && order(voice::order::Configure{settings_.trunk}))
        read_news(ends.ours);
    {
        const std::lock_guard lock(mutex_);
        socket_ = -1;
        process_ = -1;
        if (state_ != State::Troubled)
            trouble_ = {0, "the voice process ended"};
        state_ = State::Troubled;
    }
    lose_all_lines();
    Ends::close(ends.ours); // it ends by itself when nobody is there
    started->end();
}

void VoiceChild::read_news(int socket)
{
    voice::LineReader lines;
    std::array<char, 4096> bytes;
    for (;;) {
        const auto got = ::recv(socket, bytes.data(), bytes.size(), 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return;
        lines.add({bytes.data(), static_cast<std::size_t>(got)});
        while (const auto line = lines.next()) {
            const auto news = voice::parse_news(*line);
            if (!news)
                return; // it is not what we take it for
            take(*news);
        }
        if (lines.is_overlong())
            return;
    }
}

void VoiceChild::take(const voice::News& news)
{
    if (std::holds_alternative<voice::news::Ready>(news))
        return set_state(State::Ready);
    if (const auto* trouble = std::get_if<voice::news::Trouble>(&news))
        return set_state(State::Troubled, *trouble);
    const std::lock_guard lock(mutex_);
    if (const auto line = lines_.find(std::visit(CallOf{}, news)); line != lines_.end())
        line->second->news_.push_back(news);
    changed_.notify_all();
}

void VoiceChild::lose_all_lines()
{
    const std::lock_guard lock(mutex_);
    for (const auto& [call, line] : lines_)
        line->news_.push_back(voice::news::Ended{call, 0, 0, "the voice process ended"});
    changed_.notify_all();
}

void VoiceChild::set_state(State state, voice::news::Trouble trouble)
{
    const std::lock_guard lock(mutex_);
    state_ = state;
    trouble_ = std::move(trouble);
    changed_.notify_all();
}

} // namespace relay::channels
