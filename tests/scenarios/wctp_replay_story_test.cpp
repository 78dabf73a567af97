// What a source lets us record is decided again by another directory, and the differences are said.
#include "tests/scenarios/scenario.h"
#include "tests/scenarios/wctp_words.h"

namespace tests {
namespace {

class WctpReplay : public OnBothEngines {
protected:
    static Wishes with(const std::string& key)
    {
        auto wish = wishes();
        wish.directory_changes = {wctp_source({key, "rate_per_second: 1000", "burst: 1000"})};
        return wish;
    }
    static void load(const Installation& house, const std::string& from, const std::string& to)
    {
        auto text = read_file(house.folder() / "directory.yaml");
        const auto at = text.find(from);
        ASSERT_NE(at, std::string::npos) << from;
        write_file(house.folder() / "directory.yaml", text.replace(at, from.size(), to));
        const auto loaded =
            house.belfry({"directory", "load", house.folder() / "directory.yaml"}, {});
        ASSERT_EQ(loaded.exit, 0) << loaded.err;
    }
};
STORIES_ON_BOTH_ENGINES(WctpReplay);

// D12
TEST_P(WctpReplay, WhatWasRecordedIsDecidedAlikeUntilSomethingChanges)
{
    constexpr int most = 25;
    Installation house(with("record: true"));
    for (int i = 0; i < most; ++i)
        house.wctp(submit_request(house.code(), i % 5 == 0 ? "HOUSE-ALARM" : "ADA-KING",
                                  "CANARY5150", "m-" + std::to_string(i)));
    house.wctp(submit_request(house.code(), "NOBODY", "CANARY5150", "m-x"));
    house.advance(1min);

    const auto alike = house.belfry({"wctp", "replay"}, {});
    EXPECT_EQ(alike.exit, 0) << alike.out << alike.err;
    EXPECT_EQ(alike.out, "26 exchanges, 0 decided otherwise\n");

    load(house, "{channel: sms, delay: 20s, unless: read}",
         "{channel: sms, delay: 50s, unless: read}");
    const auto other = house.belfry({"wctp", "replay", "--source", "demo-wctp"}, {});

    EXPECT_EQ(other.exit, 1);
    EXPECT_TRUE(contains(other.out, "\n  - to ADA-KING: ADA-KING by sms +20s as redundancy\n"
                                    "  + to ADA-KING: ADA-KING by sms +50s as redundancy\n"))
        << other.out;
    EXPECT_TRUE(contains(other.out, "26 exchanges, 2")) << other.out;
    EXPECT_FALSE(contains(other.out, "CANARY5150"));
    EXPECT_EQ(house.belfry({"wctp", "replay", "--source", "nobody"}, {}).exit, 3);
}

TEST_P(WctpReplay, ASourceWithAnotherCodeWouldNotBeLetIn)
{
    Installation house(with("record: true"));
    house.wctp(submit_request(house.code(), "ADA-KING", "Bed 12", "m-1"));
    house.settle();

    write_file(house.folder() / "wctp.code", "an0ther\n");
    load(house, "burst: 1000", "burst: 1001");
    const auto other = house.belfry({"wctp", "replay"}, {});

    EXPECT_TRUE(contains(other.out, "\n  - code 200\n")) << other.out;
    EXPECT_TRUE(contains(other.out, "\n  + code 402\n")) << other.out;
}

TEST_P(WctpReplay, NothingIsRecordedWithoutConsentAndNothingIsSentInShadow)
{
    Installation house(with("shadow: true"));
    house.wctp(submit_request(house.code(), "ADA-KING", "Bed 12", "m-1"));
    house.advance(5min);

    EXPECT_EQ(house.belfry({"wctp", "replay"}, {}).out, "0 exchanges, 0 decided otherwise\n");
    EXPECT_EQ(pages_in_inbox(house).size(), 0u);
    EXPECT_EQ(house.mails().size() + house.sms().size(), 0u);
    EXPECT_TRUE(contains(house.log(), "decided in shadow, nobody is paged"));
}

} // namespace
} // namespace tests
