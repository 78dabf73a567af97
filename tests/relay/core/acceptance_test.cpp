#include "relay/core/acceptance.h"
#include "tests/support/builders.h"
#include <gtest/gtest.h>

namespace relay::core {
namespace {

using store::GroupId;

store::Group first_answer(std::int64_t id)
{
    auto group = build::group(id, "GROUP" + std::to_string(id), {});
    group.first_answer_ends = true;
    return group;
}

store::Escalation of(std::int64_t group, std::vector<GroupId> seen,
                     std::vector<store::PageId> pages)
{
    store::Escalation escalation;
    escalation.group = {group};
    escalation.seen = std::move(seen);
    escalation.pages = std::move(pages);
    return escalation;
}

TEST(Acceptance, KnowsTheGroupsByWhichAPageCameOutermostFirst)
{
    store::Page page;
    page.id = {7};
    page.path = {{3}, {4}};

    const auto chain = chain_of(page, {of(3, {{2}, {3}}, {{7}}), of(9, {{9}}, {{8}})}, {1});

    EXPECT_EQ(chain, (std::vector<GroupId>{{1}, {2}, {3}, {4}}));
}

// D13
TEST(Acceptance, SpeaksForTheOutermostGroupThatNeedsOneAnswer)
{
    const store::Directory people(
        build::parts({}, {build::group(1, "WARDS", {}), first_answer(2), first_answer(3)}));

    EXPECT_EQ(answering_group({{1}, {2}, {3}}, {}, people), GroupId{2});
    EXPECT_EQ(answering_group({{1}, {3}}, {of(1, {{1}}, {})}, people), GroupId{1});
    EXPECT_EQ(answering_group({{1}}, {}, people), GroupId{});
    EXPECT_EQ(answering_group({}, {}, people), GroupId{});
}

TEST(Acceptance, ThatLapsedIsNobodys)
{
    store::Acceptance lapsed;
    lapsed.group = {1};
    lapsed.state = store::AcceptanceState::Lapsed;
    auto held = lapsed;
    held.id = {2};
    held.state = store::AcceptanceState::Held;

    EXPECT_EQ(holder_of({lapsed}, {1}), nullptr);
    EXPECT_EQ(holder_of({lapsed, held}, {1})->id, store::AcceptanceId{2});
    EXPECT_EQ(holder_of({lapsed, held}, {2}), nullptr);
}

TEST(Acceptance, IsSaidInAFewWordsAndNothingElse)
{
    for (const auto* text : {"1", "ok", " OK! ", "Ack.", "accepted", "YES", "y"})
        EXPECT_TRUE(says_yes(text)) << text;
    for (const auto* text : {"", "2", "no", "ok, but later", "yesterday", "declined"})
        EXPECT_FALSE(says_yes(text)) << text;
}

} // namespace
} // namespace relay::core
