#include "relay/core/resolve.h"
#include "tests/support/builders.h"
#include <algorithm>
#include <gtest/gtest.h>

namespace relay::core {
namespace {

using namespace store;
using build::contact;
using build::escalating;
using build::group;

const PrincipalId mary{1};
const PrincipalId bob{2};

const TimeZones zones;
const Moment now{build::noon, zones};

std::vector<std::int64_t> paged(const Resolution& resolution)
{
    std::vector<std::int64_t> ids;
    for (const auto& page : resolution.pages)
        ids.push_back(page.contact.value);
    return ids;
}

TEST(Resolve, AContactIsPagedDirectly)
{
    const Directory directory(build::parts({contact(1, "ANNLEE")}));

    const auto resolution = resolve(directory, mary, ContactId{1}, now);

    EXPECT_EQ(resolution.pages, (std::vector<ResolvedPage>{{ContactId{1}, {}}}));
    EXPECT_TRUE(resolution.left_out.empty());
}

TEST(Resolve, AGroupPagesItsMembersInOrderWithTheirPath)
{
    const Directory directory(build::parts({contact(1, "ANNLEE"), contact(2, "BOBRAY")},
                                           {group(10, "WARD-3", {ContactId{2}, ContactId{1}})}));

    const auto resolution = resolve(directory, mary, GroupId{10}, now);

    EXPECT_EQ(paged(resolution), (std::vector<std::int64_t>{2, 1}));
    EXPECT_EQ(resolution.pages[0].path, std::vector{GroupId{10}});
}

// S3.44
TEST(Resolve, ANestedGroupFiveDeepPagesEachPersonOnceWithTheWholePath)
{
    std::vector<Group> groups{group(10, "LEVEL1", {ContactId{1}, GroupId{11}})};
    for (int i = 11; i < 14; ++i)
        groups.push_back(group(i, "LEVEL" + std::to_string(i), {GroupId{i + 1}, ContactId{1}}));
    groups.push_back(group(14, "LEVEL5", {ContactId{2}}));
    const Directory directory(build::parts({contact(1, "ANNLEE"), contact(2, "BOBRAY")}, groups));

    const auto resolution = resolve(directory, mary, GroupId{10}, now);

    EXPECT_EQ(paged(resolution), (std::vector<std::int64_t>{1, 2}));
    EXPECT_EQ(resolution.pages[1].path,
              (std::vector{GroupId{10}, GroupId{11}, GroupId{12}, GroupId{13}, GroupId{14}}));
    EXPECT_EQ(resolution.left_out.size(), 3U);
    EXPECT_EQ(resolution.left_out[0].why, LeftOutWhy::Duplicate);
}

// S3.44, cut at send
TEST(Resolve, ALoopIsCutAndSaid)
{
    const Directory directory(
        build::parts({contact(1, "ANNLEE")}, {group(10, "GROUPA", {GroupId{11}, ContactId{1}}),
                                              group(11, "GROUPB", {GroupId{10}})}));

    const auto resolution = resolve(directory, mary, GroupId{10}, now);

    EXPECT_EQ(paged(resolution), std::vector<std::int64_t>{1});
    EXPECT_EQ(resolution.left_out,
              (std::vector<LeftOut>{{GroupId{10}, {GroupId{10}, GroupId{11}}, LeftOutWhy::Loop}}));
}

TEST(Resolve, DonaldIsLeftOutForMaryAndReachedByBob)
{
    auto parts = build::parts({contact(1, "ANNLEE"), contact(2, "DONALD").in_domain(2)},
                              {group(10, "TSUNAMI", {ContactId{1}, ContactId{2}})});
    parts.accesses = {{bob, DomainId{2}, AccessLevel::Viewer}};
    const Directory directory(std::move(parts));

    const auto by_mary = resolve(directory, mary, GroupId{10}, now);
    const auto by_bob = resolve(directory, bob, GroupId{10}, now);

    EXPECT_EQ(paged(by_mary), std::vector<std::int64_t>{1});
    EXPECT_EQ(by_mary.left_out,
              (std::vector<LeftOut>{{ContactId{2}, {GroupId{10}}, LeftOutWhy::Domain}}));
    EXPECT_EQ(paged(by_bob), (std::vector<std::int64_t>{1, 2}));
}

TEST(Resolve, AnExplicitNoneBeatsASharedDomain)
{
    auto parts = build::parts({contact(1, "ANNLEE")});
    parts.accesses = {{mary, DomainId{1}, AccessLevel::None}};
    const Directory directory(std::move(parts));

    EXPECT_TRUE(resolve(directory, mary, ContactId{1}, now).pages.empty());
    EXPECT_FALSE(resolve(directory, bob, ContactId{1}, now).pages.empty());
}

TEST(Resolve, AnEscalationGroupBeginsItsWalkInsteadOfPagingAll)
{
    const Directory directory(build::parts({contact(1, "ANNLEE"), contact(2, "BOBRAY")},
                                           {escalating(10, "ONCALL", {ContactId{1}, ContactId{2}}),
                                            group(11, "WARD-3", {GroupId{10}, ContactId{2}})}));

    const auto resolution = resolve(directory, mary, GroupId{11}, now);

    EXPECT_EQ(resolution.escalations, (std::vector<EscalationStart>{{GroupId{10}, {GroupId{11}}}}));
    EXPECT_EQ(paged(resolution), std::vector<std::int64_t>{2});
}

TEST(Resolve, WhoWasPagedBeforeIsNotPagedAgain)
{
    const Directory directory(build::parts({contact(1, "ANNLEE")}));

    const auto resolution = resolve(directory, mary, ContactId{1}, now, {{ContactId{1}}, {}, {}});

    EXPECT_TRUE(resolution.pages.empty());
    EXPECT_EQ(resolution.left_out[0].why, LeftOutWhy::Duplicate);
}

TEST(Resolve, AnEmptyGroupAndARemovedContactAreSaid)
{
    const Directory directory(
        build::parts({}, {group(10, "EMPTY", {}), group(11, "GHOSTS", {ContactId{9}})}));

    EXPECT_EQ(resolve(directory, mary, GroupId{10}, now).left_out[0].why, LeftOutWhy::EmptyGroup);
    EXPECT_EQ(resolve(directory, mary, GroupId{11}, now).left_out[0].why, LeftOutWhy::Gone);
}

TEST(Resolve, AnAddressThatReachesNobodyIsToldFromOneThatReachesSomebody)
{
    const Directory directory(
        build::parts({contact(1, "ANNLEE"), contact(2, "DONALD").in_domain(2)},
                     {group(10, "HIDDEN", {ContactId{2}}), group(11, "LOOPED", {GroupId{11}}),
                      escalating(12, "FAILOV", {}, {ContactId{1}}),
                      group(13, "NESTED", {GroupId{10}, GroupId{12}})}));

    EXPECT_TRUE(reaches_nobody(directory, mary, ContactId{2}));
    EXPECT_TRUE(reaches_nobody(directory, mary, GroupId{10}));
    EXPECT_TRUE(reaches_nobody(directory, mary, GroupId{11}));
    EXPECT_FALSE(reaches_nobody(directory, mary, GroupId{12}));
    EXPECT_FALSE(reaches_nobody(directory, mary, GroupId{13}));
}

TEST(Resolve, TheRuleHasMembersThenFailoversWithoutThoseOutOfReach)
{
    auto oncall = escalating(10, "ONCALL", {ContactId{2}, ContactId{3}}, {ContactId{1}});
    oncall.fail_report_email = "desk@hospital.example";
    oncall.include_original = true;
    const Directory directory(build::parts(
        {contact(1, "ANNLEE"), contact(2, "BOBRAY"), contact(3, "DONALD").in_domain(2)}, {oncall}));

    const auto rule = rule_of(directory, mary, oncall);

    EXPECT_EQ(rule.rungs, (std::vector<Rung>{{ContactId{2}, false}, {ContactId{1}, true}}));
    EXPECT_EQ(rule.interval, oncall.failover_interval);
    EXPECT_EQ(rule.fail_report_email, "desk@hospital.example");
    EXPECT_TRUE(rule.include_original);
}

TEST(Resolve, CallsAGroupOnItsOwnChainALoopAndOneThatRanElsewhereADuplicate)
{
    const store::Directory directory(build::parts(
        {build::contact(1, "NURSE")}, {build::group(10, "TEAM1", {store::ContactId{1}}),
                                       build::group(11, "TEAM2", {store::ContactId{1}})}));

    const auto loop =
        resolve(directory, {1}, store::GroupId{10}, now, {{}, {store::GroupId{10}}, {}});
    const auto again = resolve(directory, {1}, store::GroupId{11}, now,
                               {{}, {store::GroupId{10}}, {store::GroupId{11}}});

    ASSERT_EQ(loop.left_out.size(), 1U);
    EXPECT_EQ(loop.left_out[0].why, LeftOutWhy::Loop);
    ASSERT_EQ(again.left_out.size(), 1U);
    EXPECT_EQ(again.left_out[0].why, LeftOutWhy::Duplicate);
    EXPECT_TRUE(loop.pages.empty() && again.pages.empty());
}

} // namespace
} // namespace relay::core
