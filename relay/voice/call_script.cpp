#include "relay/voice/call_script.h"
#include "relay/voice/phrases.h"
#include <algorithm>

namespace relay::voice {

namespace {

std::size_t choice_count(const CallScript& script)
{
    return script.sealed ? script.sealed->choices.size() : script.choices.size();
}

std::string choice_text(const CallScript& script, std::size_t number)
{
    if (number < 1 || number > choice_count(script))
        return {};
    return script.sealed ? script.sealed->choices[number - 1].reveal() : script.choices[number - 1];
}

std::string words_of(const Line& line, const CallScript& script)
{
    switch (line.phrase) {
    case Phrase::Greeting:
        return script.greeting;
    case Phrase::Text:
        return script.sealed ? script.sealed->text.reveal() : script.text;
    case Phrase::Choice:
    case Phrase::YouChose:
        return choice_text(script, line.number);
    case Phrase::PressOne:
    case Phrase::CheckInbox:
    case Phrase::EnterPin:
    case Phrase::WrongPin:
    case Phrase::PinRefused:
    case Phrase::AcceptKey:
    case Phrase::DeclineKey:
    case Phrase::RepeatKey:
    case Phrase::StopKey:
    case Phrase::MoreInInbox:
    case Phrase::YouAccepted:
    case Phrase::YouDeclined:
    case Phrase::YouStop:
    case Phrase::ConfirmKey:
    case Phrase::Thanks:
    case Phrase::TakenByOther:
    case Phrase::Goodbye:
        return {};
    }
    return {};
}

/// The phrase with its key and words; words that hold "{n}" stay as they are.
std::string filled(std::string_view phrase, std::size_t number, const std::string& words)
{
    std::string text;
    while (!phrase.empty()) {
        const auto brace = phrase.find('{');
        text += phrase.substr(0, brace);
        if (brace == std::string_view::npos)
            break;
        const bool is_key = phrase.substr(brace).starts_with("{n}");
        text += is_key ? std::to_string(number) : words;
        phrase.remove_prefix(phrase.find('}', brace) + 1);
    }
    return text;
}

} // namespace

CallShape shape_of(const CallScript& script)
{
    CallShape shape;
    shape.asks_pin = script.sealed.has_value();
    shape.has_message = script.sealed ? true : script.is_message;
    shape.choices = choice_count(script);
    shape.may_accept = !shape.has_message && shape.choices == 0 && script.may_accept;
    return shape;
}

bool tells_message(const Prompt& prompt)
{
    return std::ranges::any_of(prompt, [](const Line& line) {
        return line.phrase == Phrase::Text || line.phrase == Phrase::Choice ||
               line.phrase == Phrase::YouChose;
    });
}

std::string spoken(const Prompt& prompt, const CallScript& script)
{
    std::string text;
    for (const auto& line : prompt) {
        if (!text.empty())
            text += '\n';
        text +=
            filled(phrase_text(line.phrase, script.language), line.number, words_of(line, script));
    }
    return text;
}

} // namespace relay::voice
