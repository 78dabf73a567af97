#include "relay/channels/call_run.h"
#include <algorithm>

namespace relay::channels {

namespace {

using namespace std::chrono_literals;
using Clock = VoiceChild::Clock;

/// How often the house is asked whether somebody else has it, and told what it could not take.
constexpr auto look = 1s;

/// What the voice process says, as the dialogue takes it.
struct EventOf {
    std::optional<voice::CallEvent> operator()(const voice::news::Ready&) const { return {}; }
    std::optional<voice::CallEvent> operator()(const voice::news::Trouble&) const { return {}; }
    std::optional<voice::CallEvent> operator()(const voice::news::Progressed& news) const
    {
        return voice::Progressed{news.code};
    }
    std::optional<voice::CallEvent> operator()(const voice::news::Answered&) const
    {
        return voice::Answered{};
    }
    std::optional<voice::CallEvent> operator()(const voice::news::KeyPressed& news) const
    {
        return voice::KeyPressed{news.key};
    }
    std::optional<voice::CallEvent> operator()(const voice::news::PromptEnded& news) const
    {
        return voice::PromptEnded{news.prompt, news.was_spoken};
    }
    std::optional<voice::CallEvent> operator()(const voice::news::Ended& news) const
    {
        return voice::LineEnded{news.code};
    }
};

} // namespace

struct CallRun::Doing {
    CallRun& run;

    void order(const voice::Order& order) const
    {
        if (!run.child_.order(order) && run.end_.detail.empty())
            run.end_.detail = "the voice process is not there";
    }
    void operator()(const voice::Dial&) const
    {
        order(voice::order::Dial{run.plan_.name, run.plan_.number});
    }
    void operator()(const voice::Play& play) const
    {
        order(voice::order::Say{run.plan_.name, play.number,
                                voice::spoken(play.prompt, run.plan_.script),
                                run.plan_.script.language});
    }
    void operator()(const voice::Hush&) const { order(voice::order::Hush{run.plan_.name}); }
    void operator()(const voice::HangUp&) const { order(voice::order::HangUp{run.plan_.name}); }
    void operator()(const voice::CheckPin& check) const
    {
        using core::PinVerdict;
        const auto verdict = run.plan_.pin ? run.plan_.pin(check.digits) : PinVerdict::Wrong;
        run.happens(voice::PinChecked{verdict == PinVerdict::Right, verdict == PinVerdict::Locked});
    }
    void operator()(const voice::Report& report) const { run.report(report); }
};

CallRun::CallRun(CallPlan plan, VoiceChild& child, CallEars* ears)
    : plan_(std::move(plan)), child_(child), ears_(ears), began_(Clock::now()),
      line_(child, plan_.name), dialogue_(plan_.shape, plan_.rules)
{
}

CallEnd CallRun::run()
{
    act(dialogue_.start(now()));
    while (dialogue_.state() != voice::CallState::Ended)
        wait_for_something();
    constexpr int last_tries = 10;
    for (int i = 0; i < last_tries && !tell_house(); ++i)
        line_.next(Clock::now() + look);
    end_.result = dialogue_.result();
    if (!untold_.empty())
        end_.detail = "what was keyed in could not be recorded";
    return end_;
}

store::Millis CallRun::now() const
{
    return std::chrono::duration_cast<store::Millis>(Clock::now() - began_);
}

void CallRun::act(const voice::CallActions& actions)
{
    for (const auto& action : actions)
        std::visit(Doing{*this}, action);
}

void CallRun::happens(const voice::CallEvent& event)
{
    act(dialogue_.step(event, now()));
}

void CallRun::wait_for_something()
{
    const auto due = began_ + dialogue_.due().value_or(store::Millis(0));
    if (const auto news = line_.next(std::min(due, Clock::now() + look)))
        return take(*news);
    tell_house();
    if (plan_.is_taken && plan_.is_taken(reached_))
        happens(voice::StoodDown{});
    else if (Clock::now() >= due)
        happens(voice::TimeCame{});
}

void CallRun::take(const voice::News& news)
{
    if (const auto* ended = std::get_if<voice::news::Ended>(&news)) {
        end_.code = ended->code;
        end_.retry_after_s = ended->retry_after_s;
        end_.detail = ended->detail;
    }
    if (const auto event = std::visit(EventOf{}, news))
        happens(*event);
}

void CallRun::report(const voice::Report& report)
{
    auto heard = heard_of(plan_, report);
    reached_ = std::max(reached_, heard.progress);
    if (ears_ == nullptr)
        return;
    untold_.push_back(std::move(heard));
    tell_house();
}

bool CallRun::tell_house()
{
    while (!untold_.empty() && ears_->hear(untold_.front()))
        untold_.pop_front();
    return untold_.empty();
}

} // namespace relay::channels
