// A text that comes in by every door is nowhere in the files that we leave behind, and nowhere
// outside but in the recipient's inbox. K01, D5.
#include "tests/scenarios/canary.h"
#include "tests/scenarios/scenario.h"

namespace tests {
namespace {

TEST(Canary, IsFoundInWhateverFormItLeaves)
{
    for (const auto& form : forms_of(canary))
        EXPECT_TRUE(has_canary("before " + form + " behind")) << form;
    EXPECT_TRUE(has_canary("UID=3D Q0FOQVJZLTdmM2Et\r\ncG90YXNzaXVtIGlz"));
    EXPECT_TRUE(has_canary("Bed 12: canary-7f3a-po=\r\ntassium"));
    EXPECT_TRUE(has_canary("43414e4152592d376633612d706f7461737369756d"));
    EXPECT_FALSE(has_canary("CANARY-7f3a-potassiu"));
}

// S0.11
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
