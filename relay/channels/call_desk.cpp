#include "relay/channels/call_desk.h"
#include <algorithm>
#include <array>
#include <openssl/rand.h>
#include <stdexcept>
#include <string_view>
#include <thread>

namespace relay::channels {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

/// How often the house is told what it could not take.
constexpr auto look = 1s;
/// A gateway waits no longer for an answer anyway.
constexpr auto patience = 10s;

/// Who knows it can speak for the gateway, where that cannot sign.
std::string secret_name()
{
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("no random numbers");
    constexpr std::string_view digits = "0123456789abcdef";
    std::string name;
    for (const auto byte : bytes)
        name += {digits[byte >> 4U], digits[byte & 15U]};
    return name;
}

store::Millis now()
{
    return std::chrono::duration_cast<store::Millis>(steady_clock::now().time_since_epoch());
}

std::string hang_up()
{
    return twiml({}, {}, {});
}

} // namespace

CallDesk::Seat::Seat(CallDesk& desk, CallPlan plan, CallEars* ears, std::string action)
    : desk_(desk), name_(secret_name()), language_(plan.script.language),
      action_(std::move(action) + name_), call_(std::move(plan), ears, now())
{
    const std::lock_guard lock(desk_.mutex_);
    desk_.seats_[name_] = this;
}

CallDesk::Seat::~Seat()
{
    const std::lock_guard lock(desk_.mutex_);
    desk_.seats_.erase(name_);
}

CallEnd CallDesk::Seat::stay(std::chrono::milliseconds ring, std::chrono::milliseconds talk)
{
    const auto begin = steady_clock::now();
    bool is_closed = false;
    const auto until = [&] { return begin + ring + (call_.was_answered() ? talk : 0ms); };
    while (!call_.is_over() && !is_closed && steady_clock::now() < until()) {
        {
            std::unique_lock lock(desk_.mutex_);
            came_.wait_until(
                lock, std::min<steady_clock::time_point>(until(), steady_clock::now() + look),
                [&] { return desk_.is_closed_ || !questions_.empty(); });
            is_closed = desk_.is_closed_;
        }
        answer_all();
        call_.tell_house();
    }
    const bool fell_silent = !call_.is_over();
    call_.line_ended(0, now());
    constexpr int last_tries = 10;
    for (int i = 0; i < last_tries && !call_.tell_house(); ++i)
        std::this_thread::sleep_for(look);
    auto end = call_.end();
    if (fell_silent && !call_.was_answered())
        end.result = voice::CallResult::NoAnswer;
    if (fell_silent && end.detail.empty())
        end.detail = "the gateway did not say how the call went";
    return end;
}

void CallDesk::Seat::answer_all()
{
    std::deque<Question> questions;
    {
        const std::lock_guard lock(desk_.mutex_);
        questions.swap(questions_);
    }
    for (auto& question : questions)
        question.answer.set_value(answer(question.news));
}

std::string CallDesk::Seat::answer(const CallNews& news)
{
    switch (news.kind) {
    case CallNews::Kind::Underway:
        return hang_up();
    case CallNews::Kind::Turn: {
        const auto key = news.keys.empty() ? std::nullopt : std::optional(news.keys[0]);
        return twiml(call_.turn(key, now()), language_, action_);
    }
    case CallNews::Kind::Machine:
        return twiml(call_.machine(now()), language_, action_);
    case CallNews::Kind::Ended:
        call_.line_ended(news.code, now());
        return hang_up();
    }
    return {};
}

std::string CallDesk::take(const CallNews& news)
{
    std::future<std::string> answer;
    {
        const std::lock_guard lock(mutex_);
        const auto seat = seats_.find(news.call);
        if (seat == seats_.end() || is_closed_ || news.kind == CallNews::Kind::Underway)
            return hang_up();
        auto& question = seat->second->questions_.emplace_back();
        question.news = news;
        answer = question.answer.get_future();
        seat->second->came_.notify_one();
    }
    try {
        return answer.wait_for(patience) == std::future_status::ready ? answer.get() : hang_up();
    } catch (const std::future_error&) {
        return hang_up(); // the call ended meanwhile
    }
}

void CallDesk::close()
{
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
    for (auto& [name, seat] : seats_)
        seat->came_.notify_one();
}

} // namespace relay::channels
