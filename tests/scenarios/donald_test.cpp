// Donald is in a security domain that only some may reach. S3.6 to S3.11, by WCTP and by mail.
#include "tests/scenarios/scenario.h"

namespace tests {
namespace {

using Donald = OnBothEngines;
STORIES_ON_BOTH_ENGINES(Donald);

/// Besides the quickstart's sources, which reach the house only, Bob's two, which reach Donald. He
/// has a phone, too.
Wishes with_bob(Wishes wish)
{
    wish.directory_changes = {
        {"      - email: donald.rye@hospital.example\n    copies: [email]\n",
         "      - phone: \"+15550100108\"\n      - email: donald.rye@hospital.example\n"
         "    copies: [email]\n"
         "    redundancy:\n      - {channel: sms, delay: 0s, unless: read}\n"},
        {"access:\n", "access:\n  - {principal: bob, domain: Psychiatry, level: viewer}\n"},
        {"sources:\n",
         "sources:\n"
         "  - {name: bob-wctp, door: wctp, principal: bob, sender_id: bob@bob.example,"
         " code_file: wctp.code, networks: [127.0.0.0/8]}\n"
         "  - {name: bob-mail, door: smtp, principal: bob, senders: [\"*@bob.example\"],"
         " networks: [127.0.0.0/8]}\n"},
        {"senders: [\"*\"]", "senders: [\"*@hospital.example\"]"}};
    return wish;
}

std::string from_bob(std::string document)
{
    const std::string mary = Installation::sender;
    document.replace(document.find(mary), mary.size(), "bob@bob.example");
    return document;
}

std::size_t copies_for_donald(const Installation& house)
{
    return house.mails_to("donald.rye@hospital.example").size();
}

std::size_t sms_for_donald(const Installation& house)
{
    return count_with(house.sms(), "+15550100108");
}

// S3.6, S3.10, S3.11
TEST_P(Donald, IsPagedThroughTheGroupByASourceThatMayReachHim)
{
    Installation house(with_bob(wishes()));

    house.wctp(from_bob(submit_request(house.code(), "ICU-TEAM", "Tsunami", "m-1")));
    house.mail("ICU-TEAM@pager.example", {"--from", "bob@bob.example"});
    house.settle();

    EXPECT_EQ(copies_for_donald(house), 2u);
    EXPECT_EQ(sms_for_donald(house), 2u);
    EXPECT_EQ(house.mails_to("ada.king@hospital.example").size(), 2u);
}

// S3.9, S3.11
TEST_P(Donald, IsLeftOutForASourceThatMayNotAndTheLedgerSaysWhy)
{
    Installation house(with_bob(wishes()));

    house.wctp(submit_request(house.code(), "ICU-TEAM", "Tsunami", "m-1"));
    house.mail("ICU-TEAM@pager.example");
    house.advance(5min);

    EXPECT_EQ(copies_for_donald(house), 0u);
    EXPECT_EQ(sms_for_donald(house), 0u);
    EXPECT_EQ(house.mails_to("ada.king@hospital.example").size(), 4u) << "copies and redundancy";
    const auto explain = message(house, newest_message(house))->getArray("explain");
    std::size_t for_domain = 0;
    for (std::size_t i = 0; i < explain->size(); ++i)
        for_domain +=
            explain->getObject(static_cast<unsigned>(i))->getValue<std::string>("why") == "domain";
    EXPECT_EQ(for_domain, 1u);
}

TEST_P(Donald, IsNobodyToASourceThatMayNotReachHim)
{
    Installation house(with_bob(wishes()));

    const auto by_wctp = house.wctp(submit_request(house.code(), "DONALD-RYE", "Hello", "m-1"));
    const auto nobody = house.wctp(submit_request(house.code(), "NO-SUCH-ONE", "Hello", "m-2"));
    const auto by_mail = house.mail("DONALD-RYE@pager.example");

    EXPECT_TRUE(contains(by_wctp, "errorCode=\"403\"")) << by_wctp;
    EXPECT_TRUE(contains(nobody, "errorCode=\"403\"")) << nobody;
    EXPECT_TRUE(contains(by_mail.out, "550 5.1.1")) << by_mail.out;
}

} // namespace
} // namespace tests
