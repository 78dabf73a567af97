#include "relay/core/acceptance.h"
#include <algorithm>
#include <array>

namespace relay::core {
namespace {

constexpr std::array<std::string_view, 9> yes_words{
    "1", "OK", "OKAY", "ACK", "ACCEPT", "ACCEPTED", "YES", "Y", "ACKNOWLEDGED"};

bool contains(const std::vector<store::GroupId>& groups, store::GroupId one)
{
    return std::ranges::find(groups, one) != groups.end();
}

bool escalates(const std::vector<store::Escalation>& escalations, store::GroupId group)
{
    return std::ranges::find(escalations, group, &store::Escalation::group) != escalations.end();
}

} // namespace

std::vector<store::GroupId> chain_of(const store::Page& page,
                                     const std::vector<store::Escalation>& escalations,
                                     store::GroupId root)
{
    std::vector<store::GroupId> chain;
    const auto add = [&](store::GroupId group) {
        if (group.valid() && !contains(chain, group))
            chain.push_back(group);
    };
    add(root);
    for (const auto& escalation : escalations) {
        if (std::ranges::find(escalation.pages, page.id) == escalation.pages.end())
            continue;
        for (const auto group : escalation.seen)
            add(group);
    }
    for (const auto group : page.path)
        add(group);
    return chain;
}

store::GroupId answering_group(const std::vector<store::GroupId>& chain,
                               const std::vector<store::Escalation>& escalations,
                               const store::Directory& people)
{
    const auto found = std::ranges::find_if(chain, [&](store::GroupId id) {
        const auto* group = people.group(id);
        return escalates(escalations, id) || (group != nullptr && group->first_answer_ends);
    });
    return found == chain.end() ? store::GroupId{} : *found;
}

const store::Acceptance* holder_of(const std::vector<store::Acceptance>& acceptances,
                                   store::GroupId group)
{
    const auto found = std::ranges::find_if(acceptances, [&](const auto& acceptance) {
        return acceptance.group == group && acceptance.state != store::AcceptanceState::Lapsed;
    });
    return found == acceptances.end() ? nullptr : &*found;
}

bool says_yes(std::string_view text)
{
    const auto blank = [](char c) { return c == ' ' || c == '.' || c == '!' || c == '\n'; };
    while (!text.empty() && blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && blank(text.back()))
        text.remove_suffix(1);
    return std::ranges::find(yes_words, store::folded_upper(text)) != yes_words.end();
}

bool is_remark(std::string_view text, bool has_choices)
{
    return !says_yes(text) && (has_choices || text.find('?') != std::string_view::npos);
}

} // namespace relay::core
