#pragma once
// A call for tests: what happens in it, and what came out, said in one line each.
#include "relay/voice/dialogue.h"
#include <string>

namespace relay::voice {

struct Saying {
    std::string operator()(const Dial&) const { return "dial"; }
    std::string operator()(const Hush&) const { return "hush"; }
    std::string operator()(const HangUp&) const { return "hang up"; }
    std::string operator()(const CheckPin& check) const { return "check " + check.digits; }
    std::string operator()(const Report& report) const
    {
        switch (report.kind) {
        case Report::Kind::Delivered:
            return "DELIVERED";
        case Report::Kind::Read:
            return "READ";
        case Report::Kind::Chosen:
            return "CHOSEN " + std::to_string(report.choice);
        case Report::Kind::Accepted:
            return "ACCEPTED";
        case Report::Kind::Declined:
            return "DECLINED";
        case Report::Kind::StopCalling:
            return "STOP";
        }
        return {};
    }
    std::string operator()(const Play& play) const
    {
        std::string text = "say";
        for (const auto& line : play.prompt)
            text += " " + name_of(line);
        return text;
    }
    static std::string name_of(const Line& line)
    {
        switch (line.phrase) {
        case Phrase::Greeting:
            return "greeting";
        case Phrase::PressOne:
            return "press-1";
        case Phrase::CheckInbox:
            return "check-inbox";
        case Phrase::EnterPin:
            return "enter-pin";
        case Phrase::WrongPin:
            return "wrong-pin";
        case Phrase::PinRefused:
            return "pin-refused";
        case Phrase::Text:
            return "TEXT";
        case Phrase::Choice:
            return "choice" + std::to_string(line.number);
        case Phrase::AcceptKey:
            return "accept";
        case Phrase::DeclineKey:
            return "decline";
        case Phrase::RepeatKey:
            return "repeat";
        case Phrase::StopKey:
            return "stop";
        case Phrase::MoreInInbox:
            return "more";
        case Phrase::YouChose:
            return "you-chose" + std::to_string(line.number);
        case Phrase::YouAccepted:
            return "you-accept";
        case Phrase::YouDeclined:
            return "you-decline";
        case Phrase::YouStop:
            return "you-stop";
        case Phrase::ConfirmKey:
            return "confirm";
        case Phrase::Thanks:
            return "thanks";
        case Phrase::TakenByOther:
            return "taken";
        case Phrase::Goodbye:
            return "goodbye";
        }
        return {};
    }
};

inline std::string said(const CallActions& actions)
{
    std::string text;
    for (const auto& action : actions)
        text += (text.empty() ? "" : "; ") + std::visit(Saying{}, action);
    return text;
}

/// A dialogue and its clock. Every call says what came out.
class TestCall {
public:
    explicit TestCall(CallShape shape = {.has_message = true}, DialogueRules rules = {})
        : dialogue(shape, rules)
    {
    }

    std::string start() { return note(dialogue.start(now)); }
    std::string happens(const CallEvent& event) { return note(dialogue.step(event, now)); }
    std::string answered()
    {
        start();
        return happens(Answered{});
    }
    /// The last prompt was heard.
    std::string heard() { return happens(PromptEnded{prompt}); }
    std::string key(char key) { return happens(KeyPressed{key}); }
    std::string keys(const std::string& all)
    {
        std::string last;
        for (const char each : all)
            last = key(each);
        return last;
    }
    /// Nothing happens until time comes.
    std::string waits()
    {
        now = dialogue.due().value();
        return happens(TimeCame{});
    }
    void later(store::Millis span) { now += span; }

    store::Millis now{1'000'000};
    Dialogue dialogue;
    int prompt = 0;
    bool ever_told_message = false;

private:
    std::string note(const CallActions& actions)
    {
        for (const auto& action : actions) {
            if (const auto* play = std::get_if<Play>(&action)) {
                prompt = play->number;
                ever_told_message = ever_told_message || tells_message(play->prompt);
            }
        }
        return said(actions);
    }
};

} // namespace relay::voice
