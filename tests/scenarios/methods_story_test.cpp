// X.20: an address is proven and tested, by the whole daemon.
#include "tests/scenarios/scenario.h"

namespace tests {
namespace {

using MethodsStory = OnBothEngines;
STORIES_ON_BOTH_ENGINES(MethodsStory);

/// The id of Ada's first address, which is her phone.
std::string phone(const Installation& house)
{
    return house.http("GET", "/api/v1/inbox/details", "inbox")
        .json()
        ->getArray("items")
        ->getObject(0)
        ->getValue<std::string>("id");
}

/// Not within a longer number, of which a log has many.
bool has_number(const std::string& text, const std::string& number)
{
    const auto is_digit = [&](std::size_t at) {
        return at < text.size() && text[at] >= '0' && text[at] <= '9';
    };
    for (auto at = text.find(number); at != std::string::npos; at = text.find(number, at + 1)) {
        if (!is_digit(at - 1) && !is_digit(at + number.size()))
            return true;
    }
    return false;
}

TEST_P(MethodsStory, TheCodeThatCameByTextProvesTheNumberAndStandsNowhere)
{
    Installation house(wishes());
    const auto own = "/api/v1/inbox/details/" + phone(house);
    const auto sent = house.http("POST", own + "/code", "inbox", "{}");
    ASSERT_EQ(sent.status, 202) << sent.body;
    house.settle();
    ASSERT_EQ(house.sms().size(), 1U) << house.log();
    const auto text = house.sms()[0];
    const auto ends = text.find(" is your code");
    ASSERT_NE(ends, std::string::npos) << text;
    const auto code = text.substr(ends - 6, 6);

    const auto told =
        house.http("POST", own + "/verification", "inbox", R"({"code":")" + code + "\"}");

    EXPECT_EQ(told.status, 200) << told.body;
    EXPECT_TRUE(contains(house.http("GET", "/api/v1/contacts/ADA-KING", "admin").body,
                         R"("verified":{"by":"code")"));
    EXPECT_FALSE(has_number(house.log(), code));
}

TEST_P(MethodsStory, ATestByTheCommandLineIsAnsweredLikeAPage)
{
    Installation house(wishes());
    const auto tested = house.belfry({"test", "ADA-KING", "--by", "sms"});
    EXPECT_EQ(tested.exit, 0) << tested.err;
    EXPECT_TRUE(contains(tested.out, "a test by secure, sms")) << tested.out;
    house.settle();
    EXPECT_EQ(house.sms().size(), 1U);
    EXPECT_EQ(house.mails().size(), 0U) << "only by that channel";

    house.http("POST", "/api/v1/inbox/" + pages_in_inbox(house)[0] + "/reply", "inbox",
               R"({"choice":1})");
    house.settle();

    EXPECT_TRUE(contains(house.belfry({"status", "latest"}).out, "replied"));
    EXPECT_NE(house.belfry({"test", "NOBODY-AT-ALL"}).exit, 0);
}

} // namespace
} // namespace tests
