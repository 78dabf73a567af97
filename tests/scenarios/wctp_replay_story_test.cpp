// What a source lets us record is decided again by another directory, and the differences are said.
#include "tests/relay/http/raw_client.h"
#include "tests/scenarios/scenario.h"
#include "tests/scenarios/wctp_words.h"
#include <unistd.h>

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

    /// To Ada 400, to a group that she is in 80, to nobody 20.
    static std::vector<std::string> five_hundred(const Installation& house)
    {
        std::vector<std::string> documents;
        for (int i = 0; i < 500; ++i) {
            const auto* to = i % 25 == 0 ? "NOBODY" : i % 25 < 5 ? "HOUSE-ALARM" : "ADA-KING";
            documents.push_back(
                submit_request(house.code(), to, "CANARY5150", "m-" + std::to_string(i)));
        }
        return documents;
    }
    /// Over one connection, some at a time.
    static void post_all(const Installation& house, const std::vector<std::string>& documents)
    {
        constexpr std::size_t at_a_time = 20;
        relay::test::RawClient client(house.http_port());
        for (std::size_t sent = 0; sent < documents.size(); sent += at_a_time) {
            std::string bytes;
            for (std::size_t at = sent; at < sent + at_a_time; ++at)
                bytes += "POST /wctp HTTP/1.1\r\nHost: house\r\nContent-Type: text/xml\r\n"
                         "Content-Length: " +
                         std::to_string(documents[at].size()) + "\r\n\r\n" + documents[at];
            client.send(bytes);
            for (std::size_t at = 0; at < at_a_time; ++at)
                ASSERT_EQ(client.status(), 200);
        }
    }
    /// In a network of its own that leads nowhere, where this user may have one.
    static Ran replay_without_network(const Installation& house)
    {
        std::vector<std::string> words{Installation::binary(), "wctp", "replay", "--config",
                                       house.folder() / "belfry.yaml"};
        // Only root may have one without being somebody else, whose database it cannot reach.
        const auto alone = ::geteuid() == 0 ? std::vector<std::string>{"unshare", "--net"}
                                            : std::vector<std::string>{"unshare", "--user",
                                                                       "--map-root-user", "--net"};
        if (!may_be_alone(alone)) {
            std::cout << "skipped: this user may have no network of its own (unshare)\n";
            return run(words);
        }
        words.insert(words.begin(), alone.begin(), alone.end());
        return run(words);
    }
    static std::size_t times(const std::string& text, const std::string& part)
    {
        std::size_t count = 0;
        for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
            ++count;
        return count;
    }

private:
    static bool may_be_alone(std::vector<std::string> words)
    {
        words.emplace_back("true");
        return is_installed("unshare") && run(words).exit == 0;
    }
};
STORIES_ON_BOTH_ENGINES(WctpReplay);

// D12
TEST_P(WctpReplay, FiveHundredAreDecidedAlikeUntilSomethingChanges)
{
    Installation house(with("record: true"));
    post_all(house, five_hundred(house));
    house.advance(1min);

    const auto alike = replay_without_network(house);
    EXPECT_EQ(alike.exit, 0) << alike.out.substr(0, 2000) << alike.err;
    EXPECT_EQ(alike.out, "500 exchanges, 0 decided otherwise\n");

    load(house, "{channel: sms, delay: 20s, unless: read}",
         "{channel: sms, delay: 50s, unless: read}");
    const auto moved = replay_without_network(house);
    EXPECT_EQ(moved.exit, 1);
    EXPECT_TRUE(contains(moved.out, "\n  - to ADA-KING: ADA-KING by sms +20s as redundancy\n"
                                    "  + to ADA-KING: ADA-KING by sms +50s as redundancy\n"))
        << moved.out.substr(0, 2000);
    EXPECT_EQ(times(moved.out, "by sms +50s as redundancy\n"), 480U) << "each that pages Ada";
    EXPECT_TRUE(contains(moved.out, "500 exchanges, 480 decided otherwise\n"));
    EXPECT_FALSE(contains(moved.out, "CANARY5150"));
}

// D12
TEST_P(WctpReplay, AnotherConfigurationOfTheHouseIsTriedBeforeItIsUsed)
{
    Installation house(with("record: true"));
    post_all(house, five_hundred(house));
    house.advance(1min);
    auto config = read_file(house.folder() / "belfry.yaml");

    write_file(house.folder() / "belfry.yaml", config + "intake:\n  last_resort: CHEN-WEI\n");
    const auto other = replay_without_network(house);

    EXPECT_EQ(times(other.out, "\n  - code 403\n"), 20U) << other.out.substr(0, 2000);
    EXPECT_EQ(times(other.out, "\n  + code 200\n"), 20U);
    EXPECT_TRUE(contains(other.out, "500 exchanges, 20 decided otherwise\n"));
    EXPECT_EQ(house.belfry({"wctp", "replay", "--source", "nobody"}, {}).exit, 3);
}

TEST_P(WctpReplay, ASourceWithAnotherCodeWouldNotBeLetIn)
{
    Installation house(with("record: true"));
    constexpr std::size_t more_than_a_guesser_may = 20;
    for (std::size_t i = 0; i < more_than_a_guesser_may; ++i)
        house.wctp(submit_request(house.code(), "ADA-KING", "Bed 12", "m-" + std::to_string(i)));
    house.settle();

    write_file(house.folder() / "wctp.code", "an0ther\n");
    load(house, "burst: 1000", "burst: 1001");
    const auto other = house.belfry({"wctp", "replay"}, {});

    EXPECT_EQ(times(other.out, "\n  - code 200\n"), more_than_a_guesser_may) << other.out;
    EXPECT_EQ(times(other.out, "\n  + code 402\n"), more_than_a_guesser_may) << other.out;
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
