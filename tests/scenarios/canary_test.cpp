// A text that comes in by every door is nowhere in the files that we leave behind, and nowhere
// outside but in the recipient's inbox. K01, D5.
#include "tests/scenarios/scenario.h"

namespace tests {
namespace {

constexpr auto canary = "CANARY-7f3a-potassium";

/// Files under `folder` that hold the canary, as it is or in base64 of any alignment.
std::vector<std::string> files_with_canary(const std::filesystem::path& folder)
{
    // "CANARY-7f3a-potassium" at the three possible offsets, without the characters that depend on
    // their neighbours.
    const std::vector<std::string> forms{canary, "Q0FOQVJZLTdmM2EtcG90YXNzaXVt",
                                         "NBTkFSWS03ZjNhLXBvdGFzc2l1b",
                                         "DQU5BUlktN2YzYS1wb3Rhc3NpdW"};
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file())
            continue;
        const auto text = read_file(entry.path());
        for (const auto& form : forms) {
            if (contains(text, form))
                found.push_back(entry.path().string());
        }
    }
    return found;
}

TEST(Canary, IsInNoFileOfOursAndInNoMailOrSms)
{
    Wishes wish;
    wish.more_config = "  level: debug\n";
    Installation house(wish);
    const std::string text = canary;

    house.wctp(submit_choices(house.code(), "ICU-TEAM", text, "m-1", {text + " yes", "no"}));
    house.mail("ICU-TEAM@pager.example",
               {"--header", "Subject: " + text, "--body", text + "\n" + text});
    house.http("POST", "/api/v1/messages", "admin",
               R"({"to":"ICU-TEAM","subject":")" + text + R"(","text":")" + text + R"("})",
               {"Idempotency-Key: 1"});
    house.belfry({"send", "--to", "ICU-TEAM", "--text", text});
    house.wctp("<?xml version=\"1.0\"?><wctp-Operation><" + text + "></wctp-Operation>");
    house.wctp(submit_request("wrong", "ICU-TEAM", text, "m-2"));
    house.mail("nobody@pager.example", {"--body", text});
    house.settle();
    const auto pages = pages_in_inbox(house);
    house.http("POST", "/api/v1/inbox/" + pages.front() + "/reply", "inbox",
               R"({"text":")" + text + R"("})");
    house.advance(2min);
    const auto inbox = house.http("GET", "/api/v1/inbox/" + pages.back(), "inbox");
    house.stop();

    EXPECT_EQ(pages.size(), 4u);
    EXPECT_TRUE(contains(inbox.body, text)) << "the recipient reads it";
    EXPECT_GE(house.mails().size(), 8u);
    EXPECT_EQ(house.sms().size(), 3u) << "the answered page needs none";
    EXPECT_EQ(files_with_canary(house.folder()), std::vector<std::string>());
}

TEST(Canary, SecretsAreInNoLogAndNoDatabase)
{
    Wishes wish;
    wish.more_config = "  level: debug\n";
    Installation house(wish);
    house.wctp(submit_request(house.code(), "ADA-KING", "Bed 12", "m-1"));
    house.http("GET", "/api/v1/contacts", "admin");
    house.http("GET", "/api/v1/inbox", "inbox");
    house.stop();

    for (const auto& secret : {house.code(), house.token("admin"), house.token("inbox")}) {
        EXPECT_FALSE(contains(house.log(), secret));
        for (const auto& entry : std::filesystem::directory_iterator(house.data_dir())) {
            if (entry.path().extension() != ".token") {
                EXPECT_FALSE(contains(read_file(entry.path()), secret)) << entry.path();
            }
        }
    }
}

} // namespace
} // namespace tests
