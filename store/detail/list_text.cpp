#include "store/detail/list_text.h"
#include "store/error.h"
#include <charconv>

namespace store::detail {
namespace {

[[noreturn]] void throw_damaged()
{
    throw StoreError("a list in a row is damaged");
}

/// Reads the number at the front of `rest` and cuts it off.
std::int64_t take_number(std::string_view& rest)
{
    std::int64_t value = 0;
    const auto* end = rest.data() + rest.size();
    const auto [stopped, failure] = std::from_chars(rest.data(), end, value);
    if (failure != std::errc{})
        throw_damaged();
    rest.remove_prefix(static_cast<std::size_t>(stopped - rest.data()));
    return value;
}

bool take(std::string_view& rest, char wanted)
{
    if (!rest.starts_with(wanted))
        return false;
    rest.remove_prefix(1);
    return true;
}

void require(std::string_view& rest, char wanted)
{
    if (!take(rest, wanted))
        throw_damaged();
}

struct RungText {
    std::string operator()(ContactId id) const { return "c" + std::to_string(id.value); }
    std::string operator()(GroupId id) const { return "g" + std::to_string(id.value); }
    std::string operator()(ScheduleId id) const { return "s" + std::to_string(id.value); }
};

Rung take_rung(std::string_view& rest)
{
    Rung rung;
    if (take(rest, 'c')) {
        rung.target = ContactId{take_number(rest)};
    } else if (take(rest, 's')) {
        rung.target = ScheduleId{take_number(rest)};
    } else {
        require(rest, 'g');
        rung.target = GroupId{take_number(rest)};
    }
    rung.failover = take(rest, '!');
    return rung;
}

} // namespace

std::string numbers_text(const std::vector<std::int64_t>& numbers)
{
    std::string text;
    for (const auto number : numbers)
        text += (text.empty() ? "" : ",") + std::to_string(number);
    return text;
}

std::vector<std::int64_t> numbers_of(std::string_view text)
{
    std::vector<std::int64_t> numbers;
    while (!text.empty()) {
        numbers.push_back(take_number(text));
        if (!text.empty())
            require(text, ',');
    }
    return numbers;
}

std::string texts_text(const std::vector<std::string>& texts)
{
    std::string list;
    for (const auto& text : texts)
        list += std::to_string(text.size()) + ":" + text + ",";
    return list;
}

std::vector<std::string> texts_of(std::string_view text)
{
    std::vector<std::string> texts;
    while (!text.empty()) {
        const auto length = take_number(text);
        require(text, ':');
        if (length < 0 || static_cast<std::size_t>(length) > text.size())
            throw_damaged();
        texts.emplace_back(text.substr(0, static_cast<std::size_t>(length)));
        text.remove_prefix(static_cast<std::size_t>(length));
        require(text, ',');
    }
    return texts;
}

std::string rungs_text(const std::vector<Rung>& rungs)
{
    std::string text;
    for (const auto& rung : rungs) {
        text += text.empty() ? "" : ",";
        text += std::visit(RungText{}, rung.target) + (rung.failover ? "!" : "");
    }
    return text;
}

std::vector<Rung> rungs_of(std::string_view text)
{
    std::vector<Rung> rungs;
    while (!text.empty()) {
        rungs.push_back(take_rung(text));
        if (!text.empty())
            require(text, ',');
    }
    return rungs;
}

std::string choices_text(const std::vector<Choice>& choices)
{
    std::vector<std::string> texts;
    for (const auto& choice : choices) {
        texts.push_back(choice.send);
        texts.push_back(choice.reply);
    }
    return texts_text(texts);
}

std::vector<Choice> choices_of(std::string_view text)
{
    const auto texts = texts_of(text);
    if (texts.size() % 2 != 0)
        throw_damaged();
    std::vector<Choice> choices;
    for (std::size_t at = 0; at < texts.size(); at += 2)
        choices.push_back({texts[at], texts[at + 1]});
    return choices;
}

} // namespace store::detail
