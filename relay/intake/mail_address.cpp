#include "relay/intake/mail_address.h"
#include "relay/intake/mail_priority.h"
#include <algorithm>

namespace relay::intake {
namespace {

constexpr std::size_t most_choices = 10;
constexpr std::string_view ask = "ask=";

std::string_view cut(std::string_view& text, char separator)
{
    const auto end = std::min(text.find(separator), text.size());
    const auto piece = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return piece;
}

bool is_called(const store::Contact& contact, const std::string& first_last)
{
    // All contacts are looked at for each such address: the cheap question first.
    return contact.first_name.size() + 1 + contact.last_name.size() == first_last.size() &&
           !contact.first_name.empty() && !contact.last_name.empty() &&
           store::folded_lower(contact.first_name + "." + contact.last_name) == first_last;
}

/// Empty: nobody, or more than one, is called so.
std::optional<std::string> opid_of(const store::Directory& people, std::string_view first_last)
{
    if (first_last.find('.') == std::string_view::npos)
        return std::nullopt;
    auto name = store::folded_lower(first_last);
    const store::Contact* found = nullptr;
    for (const auto& contact : people.parts().contacts) {
        if (!is_called(contact, name))
            continue;
        if (found != nullptr)
            return std::nullopt;
        found = &contact;
    }
    return found == nullptr ? std::nullopt : std::optional(found->opid.text());
}

void take_choices(std::string_view words, CalledBy& called)
{
    while (!words.empty() && called.choices.size() < most_choices) {
        std::string choice(cut(words, '/'));
        std::ranges::replace(choice, '_', ' ');
        if (!choice.empty())
            called.choices.push_back({choice, choice});
    }
}

void take_tag(std::string_view tag, CalledBy& called)
{
    const auto low = store::folded_lower(tag);
    if (const auto priority = priority_named(low))
        called.priority = std::min(called.priority.value_or(*priority), *priority);
    else if (low.starts_with(ask) && low.size() > ask.size())
        take_choices(tag.substr(ask.size()), called);
    else
        called.unknown.emplace_back(tag);
}

} // namespace

CalledBy read_local_part(const store::Directory& people, std::string_view local)
{
    CalledBy called{.name = std::string(local)};
    if (people.find(local))
        return called;
    auto tags = local;
    const auto name = cut(tags, '+');
    called.name =
        people.find(name) ? std::string(name) : opid_of(people, name).value_or(std::string(name));
    while (!tags.empty())
        take_tag(cut(tags, '+'), called);
    return called;
}

} // namespace relay::intake
