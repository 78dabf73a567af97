#include "relay/voice/answers.h"
#include <algorithm>

namespace relay::voice {

namespace {

bool can_stop_calls(const CallShape& shape)
{
    constexpr std::size_t stop_key = 7;
    return shape.choices < stop_key;
}

std::size_t keys_of(const CallShape& shape)
{
    return std::min(shape.choices, most_choices);
}

} // namespace

bool is_answerable(const CallShape& shape)
{
    return shape.takes_answers && (shape.has_message || shape.may_accept);
}

Prompt answer_menu(const CallShape& shape)
{
    Prompt menu;
    for (std::size_t number = 1; number <= keys_of(shape); ++number)
        menu.push_back({Phrase::Choice, number});
    if (keys_of(shape) < shape.choices)
        menu.push_back({Phrase::MoreInInbox});
    if (shape.choices == 0)
        menu.push_back({Phrase::AcceptKey});
    menu.push_back({Phrase::DeclineKey});
    menu.push_back({Phrase::RepeatKey});
    if (can_stop_calls(shape))
        menu.push_back({Phrase::StopKey});
    return menu;
}

std::optional<Report> answer_of(const CallShape& shape, char key)
{
    const auto number = static_cast<std::size_t>(key - '0');
    if (!is_answerable(shape))
        return std::nullopt;
    if (key == '*')
        return Report{Report::Kind::Declined};
    if (key >= '1' && key <= '8' && number <= keys_of(shape))
        return Report{Report::Kind::Chosen, number};
    if (key == '1' && shape.choices == 0)
        return Report{Report::Kind::Accepted};
    if (key == '7' && can_stop_calls(shape))
        return Report{Report::Kind::StopCalling};
    return std::nullopt;
}

Line said_back(const Report& answer)
{
    switch (answer.kind) {
    case Report::Kind::Chosen:
        return {Phrase::YouChose, answer.choice};
    case Report::Kind::Declined:
        return {Phrase::YouDeclined};
    case Report::Kind::StopCalling:
        return {Phrase::YouStop};
    case Report::Kind::Delivered:
    case Report::Kind::Read:
    case Report::Kind::Accepted:
        return {Phrase::YouAccepted};
    }
    return {Phrase::YouAccepted};
}

} // namespace relay::voice
