// Directories at random: the resolver against the plainest walk over their rows.
#include "relay/core/plan.h"
#include "relay/core/resolve.h"
#include "tests/support/builders.h"
#include <algorithm>
#include <deque>
#include <gtest/gtest.h>
#include <random>
#include <set>

namespace relay::core {
namespace {

using namespace store;

const PrincipalId mary{1};

using Ids = std::set<std::int64_t>;

constexpr std::int64_t most_people = 12; // 13 is nobody
constexpr std::int64_t first_group = 100;
constexpr std::int64_t most_groups = 8; // 108 is none

const TimeZones zones;
const Moment moment{build::noon, zones};

Member somebody(std::mt19937& random)
{
    if (random() % 2 == 0)
        return ContactId{1 + std::int64_t(random() % (most_people + 1))};
    return GroupId{first_group + std::int64_t(random() % (most_groups + 1))};
}

/// Mary's way into the VIPs, or out of the shared domain, is made up too.
Directory::Parts some_town(std::mt19937& random)
{
    auto town = build::parts({});
    for (std::int64_t id = 1; id <= most_people; ++id) {
        auto made = build::contact(id, "PERSON" + std::to_string(id)).in_domain(1 + id % 2);
        made.phone(id + 20, "+1555", random() % 3 == 0).mail(id + 40, "a@b.example");
        town.contacts.push_back(made.copy(Channel::Sms));
    }
    for (std::int64_t id = first_group; id < first_group + most_groups; ++id) {
        auto made = build::group(id, "GROUP" + std::to_string(id), {});
        made.escalation = random() % 3 == 0;
        for (auto members = random() % 5; members > 0; --members)
            made.members.push_back(somebody(random));
        for (auto failovers = random() % 3; failovers > 0; --failovers)
            made.failovers.push_back(somebody(random));
        town.groups.push_back(made);
    }
    const auto grant = random() % 3;
    if (grant > 0)
        town.accesses.push_back({mary, DomainId{2}, AccessLevel::Viewer});
    if (grant > 1)
        town.accesses.push_back({mary, DomainId{1}, AccessLevel::None});
    return town;
}

bool mary_reaches(const Directory::Parts& town, DomainId domain)
{
    const auto grant = std::ranges::find(town.accesses, domain, &Access::domain);
    return grant == town.accesses.end() ? domain == DomainId{1} : grant->level != AccessLevel::None;
}

enum class Until { Now, TheEnd };

/// Adds whom `member` leads to: through the members of groups; through an escalation's members and
/// failovers only in the end. `groups` are those it has been to.
void walk(const Directory::Parts& town, const Member& member, Until until, Ids& people, Ids& groups)
{
    if (const auto* id = std::get_if<ContactId>(&member)) {
        const auto found = std::ranges::find(town.contacts, *id, &Contact::id);
        if (found != town.contacts.end() && mary_reaches(town, found->domain))
            people.insert(id->value);
        return;
    }
    const auto found = std::ranges::find(town.groups, std::get<GroupId>(member), &Group::id);
    if (found == town.groups.end() || !groups.insert(found->id.value).second)
        return;
    if (found->escalation && until == Until::Now)
        return;
    for (const auto& next : found->members)
        walk(town, next, until, people, groups);
    if (!found->escalation)
        return;
    for (const auto& next : found->failovers)
        walk(town, next, until, people, groups);
}

/// Opt-outs are not asked for: the inbox has the page of those who opted out, too.
Ids reached(const Directory::Parts& town, Until until)
{
    Ids people;
    Ids groups;
    walk(town, GroupId{first_group}, until, people, groups);
    return people;
}

/// Everybody in the order of being paged, as the engine asks: rung after rung of one escalation
/// after another, until none is left.
std::vector<std::int64_t> paged_when_nobody_answers(const Directory& directory,
                                                    const Resolution& first)
{
    std::vector<ContactId> people;
    std::vector<GroupId> run;
    std::deque<std::vector<GroupId>> waiting; // each a chain, its own group last
    const auto take = [&](const Resolution& resolution, const std::vector<GroupId>& chain) {
        for (const auto& page : resolution.pages)
            people.push_back(page.contact);
        for (const auto& start : resolution.escalations) {
            run.push_back(start.group);
            waiting.push_back(chain);
            waiting.back().push_back(start.group);
        }
    };
    for (take(first, {}); !waiting.empty(); waiting.pop_front()) {
        const auto chain = waiting.front();
        for (const auto& rung : rule_of(directory, mary, *directory.group(chain.back())).rungs)
            take(resolve(directory, mary, rung.target, moment, {people, chain, run}), chain);
    }
    std::vector<std::int64_t> ids;
    for (const auto id : people)
        ids.push_back(id.value);
    return ids;
}

std::ptrdiff_t opted_out_addresses_used(const Directory& directory,
                                        const std::vector<std::int64_t>& people)
{
    std::ptrdiff_t used = 0;
    for (const auto id : people) {
        const auto& contact = *directory.contact({id});
        for (const auto& planned :
             plan(contact, build::message(), {true, true, true}, build::noon, zones).deliveries)
            used += std::ranges::count_if(contact.details, [&](const auto& detail) {
                return detail.opted_out && detail.id == planned.detail;
            });
    }
    return used;
}

Ids people_of(const Resolution& resolution)
{
    Ids people;
    for (const auto& page : resolution.pages)
        people.insert(page.contact.value);
    return people;
}

Ids as_set(const std::vector<std::int64_t>& ids)
{
    return {ids.begin(), ids.end()};
}

// U.11
TEST(Resolve, NobodyIsPagedTwiceAndNobodyIsForgottenInAnyDirectory)
{
    std::mt19937 random(7);
    for (int round = 0; round < 500; ++round) {
        const auto town = some_town(random);
        const Directory directory(town);

        const auto now = resolve(directory, mary, GroupId{100}, moment);
        const auto in_the_end = paged_when_nobody_answers(directory, now);

        EXPECT_EQ(people_of(now), reached(town, Until::Now)) << round;
        EXPECT_EQ(as_set(in_the_end), reached(town, Until::TheEnd)) << round;
        EXPECT_EQ(as_set(in_the_end).size(), in_the_end.size()) << "twice, " << round;
        EXPECT_EQ(in_the_end.empty(), reaches_nobody(directory, mary, GroupId{100})) << round;
        EXPECT_EQ(opted_out_addresses_used(directory, in_the_end), 0) << round;
    }
}

} // namespace
} // namespace relay::core
