#include "relay/voice/dialogue.h"
#include "relay/voice/answers.h"
#include <algorithm>

namespace relay::voice {

/// One step: the dialogue, the time, and what comes out.
struct DialogueStep {
    Dialogue& call;
    store::Millis now;
    CallActions actions{};

    // What a step is made of.

    void wait(store::Millis span) { call.wait_ends_ = now + span; }

    void say(Prompt prompt)
    {
        call.wait_ends_.reset(); // the wait begins when it was heard
        call.is_speaking_ = true;
        actions.push_back(Play{++call.prompt_, std::move(prompt)});
    }

    void hush()
    {
        if (call.is_speaking_)
            actions.push_back(Hush{});
        call.is_speaking_ = false;
    }

    void enter(CallState state)
    {
        call.state_ = state;
        call.was_repeated_ = false;
    }

    void end(CallResult result)
    {
        call.result_ = result;
        call.state_ = CallState::Ended;
        call.wait_ends_.reset();
        call.is_speaking_ = false;
        call.digits_.clear();
    }

    void hang_up(CallResult result)
    {
        actions.push_back(HangUp{});
        end(result);
    }

    void leave(CallResult result, Prompt last_words)
    {
        call.result_ = result;
        enter(CallState::Leaving);
        last_words.push_back({Phrase::Goodbye});
        say(std::move(last_words));
    }

    void deliver()
    {
        if (!call.delivered_)
            actions.push_back(Report{Report::Kind::Delivered});
        call.delivered_ = true;
        call.result_ = CallResult::Reached;
    }

    void read()
    {
        if (call.shape_.has_message && !call.read_) {
            actions.push_back(Report{Report::Kind::Read});
            call.read_ = true;
        }
        call.result_ = CallResult::Heard;
    }

    // The questions.

    void ask_for_a_person() { say({{Phrase::Greeting}, {Phrase::PressOne}}); }

    void tell_message()
    {
        enter(CallState::Playing);
        call.deaf_until_ = now + call.rules_.settle; // a key pressed twice is no answer yet
        say({{Phrase::Text}});
    }

    void offer_answers()
    {
        if (!is_answerable(call.shape_))
            return leave(call.result_, {});
        call.state_ = CallState::Choosing;
        say(answer_menu(call.shape_));
    }

    void take_answer(const Report& answer)
    {
        if (call.shape_.confirms || answer.kind == Report::Kind::StopCalling) {
            call.answer_ = answer;
            enter(CallState::Confirming);
            return say({said_back(answer), {Phrase::ConfirmKey}, {Phrase::RepeatKey}});
        }
        finish(answer);
    }

    void finish(const Report& answer)
    {
        read();
        actions.push_back(answer);
        leave(CallResult::Answered, {said_back(answer), {Phrase::Thanks}});
    }

    // What happens.

    void operator()(const Progressed& progress)
    {
        if (call.state_ == CallState::Dialing && progress.code >= 180) {
            call.state_ = CallState::Ringing;
            call.call_ends_ = store::Millis::max();
            wait(call.rules_.ring_limit);
        } else if (call.state_ == CallState::Dialing) {
            call.wait_ends_ = call.call_ends_; // the trunk is there
        }
    }

    void operator()(const Answered&)
    {
        if (call.state_ != CallState::Dialing && call.state_ != CallState::Ringing)
            return;
        call.call_ends_ = now + call.rules_.answer_limit;
        call.result_ = CallResult::HungUp;
        enter(CallState::Screening);
        ask_for_a_person();
    }

    void operator()(const KeyPressed& pressed)
    {
        if (now < call.deaf_until_)
            return;
        switch (call.state_) {
        case CallState::Screening:
            return person_found();
        case CallState::Pin:
            return pin_key(pressed.key);
        case CallState::Playing:
        case CallState::Choosing:
            return answer_key(pressed.key);
        case CallState::Confirming:
            return confirm_key(pressed.key);
        case CallState::Planned:
        case CallState::Dialing:
        case CallState::Ringing:
        case CallState::Leaving:
        case CallState::Ended:
            return;
        }
    }

    void person_found()
    {
        if (!call.shape_.asks_pin) {
            deliver();
            return tell_message();
        }
        call.result_ = CallResult::NoPin;
        enter(CallState::Pin);
        say({{Phrase::EnterPin}});
    }

    void pin_key(char key)
    {
        constexpr std::size_t most_digits = 16; // longer ones are wrong all the same
        hush();
        wait(call.rules_.pin_wait);
        if (key == '#')
            return check_pin();
        if (key == '*')
            call.digits_.clear();
        else if (call.digits_.size() < most_digits)
            call.digits_ += key;
    }

    void check_pin()
    {
        if (!call.digits_.empty())
            actions.push_back(CheckPin{std::exchange(call.digits_, {})});
    }

    void operator()(const PinChecked& checked)
    {
        if (call.state_ != CallState::Pin)
            return;
        if (checked.is_right) {
            deliver();
            return tell_message();
        }
        if (++call.wrong_pins_ >= call.rules_.pin_tries || checked.is_locked)
            return leave(CallResult::WrongPin, {{Phrase::PinRefused}});
        call.was_repeated_ = false;
        say({{Phrase::WrongPin}});
    }

    void answer_key(char key)
    {
        if (const auto answer = answer_of(call.shape_, key))
            return take_answer(*answer);
        if (key == '9')
            return tell_message();
        if (call.state_ == CallState::Playing) { // somebody is in a hurry
            enter(CallState::Choosing);
            offer_answers();
        }
    }

    void confirm_key(char key)
    {
        if (key == '#')
            return finish(call.answer_);
        if (key == '9')
            return tell_message();
        if (const auto answer = answer_of(call.shape_, key))
            take_answer(*answer);
    }

    void operator()(const PromptEnded& ended)
    {
        if (ended.prompt != call.prompt_ || !call.is_speaking_)
            return;
        call.is_speaking_ = false;
        if (!ended.was_spoken)
            return hang_up(call.delivered_ ? call.result_ : CallResult::Fault);
        switch (call.state_) {
        case CallState::Screening:
            return wait(call.rules_.key_wait);
        case CallState::Pin:
            return wait(call.rules_.pin_wait);
        case CallState::Playing:
            read();
            enter(CallState::Choosing);
            call.deaf_until_ = now;
            return offer_answers();
        case CallState::Choosing:
        case CallState::Confirming:
            return wait(call.rules_.choice_wait);
        case CallState::Leaving:
            return hang_up(call.result_);
        case CallState::Planned:
        case CallState::Dialing:
        case CallState::Ringing:
        case CallState::Ended:
            return;
        }
    }

    void operator()(const TimeCame&)
    {
        if (now >= call.call_ends_ && call.state_ != CallState::Dialing)
            return hang_up(call.result_);
        if (!call.wait_ends_ || now < *call.wait_ends_)
            return;
        call.wait_ends_.reset();
        switch (call.state_) {
        case CallState::Dialing:
            return hang_up(now >= call.call_ends_ ? CallResult::NoAnswer : CallResult::NotSent);
        case CallState::Ringing:
            return hang_up(CallResult::NoAnswer);
        case CallState::Screening:
            return nobody_pressed();
        case CallState::Pin:
            return pin_paused();
        case CallState::Choosing:
            return nobody_chose();
        case CallState::Confirming:
            return leave(call.result_, {});
        case CallState::Planned:
        case CallState::Playing:
        case CallState::Leaving:
        case CallState::Ended:
            return;
        }
    }

    void nobody_pressed()
    {
        if (std::exchange(call.was_repeated_, true))
            return leave(CallResult::Machine, {{Phrase::CheckInbox}});
        ask_for_a_person();
    }

    void pin_paused()
    {
        if (!call.digits_.empty()) // '#' was forgotten
            return check_pin();
        if (std::exchange(call.was_repeated_, true))
            return leave(CallResult::NoPin, {{Phrase::CheckInbox}});
        say({{Phrase::EnterPin}});
    }

    void nobody_chose()
    {
        if (call.was_repeated_)
            return leave(call.result_, {});
        call.was_repeated_ = true;
        offer_answers();
    }

    void operator()(const LineEnded& ended)
    {
        if (call.state_ == CallState::Ended)
            return;
        const bool was_answered =
            call.state_ != CallState::Dialing && call.state_ != CallState::Ringing;
        end(was_answered ? call.result_ : result_of_sip(ended.code));
    }

    void operator()(const StoodDown&)
    {
        switch (call.state_) {
        case CallState::Planned:
        case CallState::Dialing:
        case CallState::Ringing:
            return hang_up(CallResult::Taken);
        case CallState::Screening:
        case CallState::Pin:
        case CallState::Playing:
        case CallState::Choosing:
        case CallState::Confirming:
            return leave(call.delivered_ ? call.result_ : CallResult::Taken,
                         {{Phrase::TakenByOther}});
        case CallState::Leaving:
        case CallState::Ended:
            return;
        }
    }
};

CallActions Dialogue::start(store::Millis now)
{
    state_ = CallState::Dialing;
    call_ends_ = now + rules_.dial_limit;
    wait_ends_ = now + rules_.first_response;
    return {Dial{}};
}

CallActions Dialogue::step(const CallEvent& event, store::Millis now)
{
    DialogueStep step{*this, now};
    std::visit(step, event);
    return std::move(step.actions);
}

std::optional<store::Millis> Dialogue::due() const
{
    if (state_ == CallState::Ended || state_ == CallState::Planned)
        return std::nullopt;
    return wait_ends_ ? std::min(*wait_ends_, call_ends_) : call_ends_;
}

} // namespace relay::voice
