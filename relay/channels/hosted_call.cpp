#include "relay/channels/hosted_call.h"
#include <algorithm>

namespace relay::channels {

namespace {

using namespace std::chrono_literals;
using voice::CallState;

/// After the message its choices follow at once; a key meanwhile is one all the same.
constexpr auto short_wait = 1s;

} // namespace

HostedCall::HostedCall(CallPlan plan, CallEars* ears, store::Millis now)
    : plan_(std::move(plan)), ears_(ears), dialogue_(plan_.shape, plan_.rules), now_(now)
{
    act(dialogue_.start(now_));
    happens(voice::Progressed{180}); // its ringing is the gateway's to limit
}

CallTurn HostedCall::turn(std::optional<char> key, store::Millis now)
{
    now_ = std::max(now_, now);
    if (!was_answered_)
        answer();
    else if (plan_.is_taken && plan_.is_taken(reached_))
        happens(voice::StoodDown{});
    else if (key)
        happens(voice::KeyPressed{*key});
    else
        go_on_without_a_key();
    return next();
}

CallTurn HostedCall::machine(store::Millis now)
{
    now_ = std::max(now_, now);
    if (!was_answered_)
        answer();
    for (int i = 0; i < 4 && dialogue_.state() == CallState::Screening; ++i)
        go_on_without_a_key();
    return next();
}

void HostedCall::line_ended(int code, store::Millis now)
{
    now_ = std::max(now_, now);
    if (is_over())
        return;
    code_ = was_answered_ ? 0 : code;
    happens(voice::LineEnded{code});
}

void HostedCall::answer()
{
    was_answered_ = true;
    happens(voice::Answered{});
}

/// The prompt was heard to its end, and the wait after it is over too.
void HostedCall::go_on_without_a_key()
{
    const auto before = prompt_.number;
    happens(voice::PromptEnded{prompt_.number, true});
    if (prompt_.number == before && !is_over())
        time_passes();
}

void HostedCall::time_passes()
{
    now_ = std::max(now_, dialogue_.due().value_or(now_));
    happens(voice::TimeCame{});
}

void HostedCall::happens(const voice::CallEvent& event)
{
    act(dialogue_.step(event, now_));
}

void HostedCall::act(const voice::CallActions& actions)
{
    for (const auto& action : actions) {
        if (const auto* play = std::get_if<voice::Play>(&action))
            prompt_ = *play;
        if (const auto* report = std::get_if<voice::Report>(&action)) {
            untold_.push_back(heard_of(plan_, *report));
            reached_ = std::max(reached_, untold_.back().progress);
        }
        // Without a PIN to ask for none is checked; the gateway dials, hushes and hangs up.
    }
    tell_house();
}

/// A key that meant nothing hears the same again.
CallTurn HostedCall::next()
{
    CallTurn turn;
    if (is_over())
        return turn;
    turn.say = voice::spoken(prompt_.prompt, plan_.script);
    switch (dialogue_.state()) {
    case CallState::Leaving:
        happens(voice::PromptEnded{prompt_.number, true});
        return turn;
    case CallState::Playing:
        turn.wait = short_wait;
        return turn;
    case CallState::Screening:
        turn.wait = std::chrono::ceil<std::chrono::seconds>(plan_.rules.key_wait);
        return turn;
    case CallState::Pin:
    case CallState::Choosing:
    case CallState::Confirming:
    case CallState::Planned:
    case CallState::Dialing:
    case CallState::Ringing:
    case CallState::Ended:
        turn.wait = std::chrono::ceil<std::chrono::seconds>(plan_.rules.choice_wait);
        return turn;
    }
    return turn;
}

bool HostedCall::tell_house()
{
    if (ears_ == nullptr)
        untold_.clear();
    while (!untold_.empty() && ears_->hear(untold_.front()))
        untold_.pop_front();
    return untold_.empty();
}

CallEnd HostedCall::end() const
{
    CallEnd end;
    end.result = dialogue_.result();
    end.code = code_;
    if (!untold_.empty())
        end.detail = "what was keyed in could not be recorded";
    return end;
}

} // namespace relay::channels
