// A real browser, Chromium by npm's puppeteer-core, opens a one-time link and shows a push.
// FEATURES D5, D13, U.6.
#include "tests/scenarios/push_device.h"
#include "tests/scenarios/scenario.h"
#include "tests/support/certificate_authority.h"
#include <fstream>

namespace tests {
namespace {

namespace push = relay::push;

class BrowserStory : public testing::Test {
protected:
    void SetUp() override
    {
        if (!is_installed("chromium") || !is_installed("node"))
            GTEST_SKIP() << "chromium or node is missing";
        if (run({"node", "-e", "require('puppeteer-core'); require('http_ece')"}).exit != 0)
            GTEST_SKIP() << "node finds no puppeteer-core and http_ece; run packaging/setup";
    }
    static std::string script(const std::string& name)
    {
        return std::string(BELFRY_SOURCE_DIR) + "/tests/peers/" + name;
    }
    /// What a browser shows of a push that came to the device's service.
    static Ran shown(const Installation& house, const PushDevice& device, const std::string& sealed)
    {
        write_file(house.folder() / "push.json",
                   R"({"body":")" + push::base64url(sealed) + R"(","private":")" +
                       push::base64url(device.key.private_octets()) + R"(","secret":")" +
                       push::base64url(device.secret) + "\"}");
        return run({"node", script("push_browser.js"),
                    "http://127.0.0.1:" + std::to_string(house.http_port()),
                    (house.folder() / "push.json").string()});
    }
    static void give_pin(const Installation& house)
    {
        const auto set = house.http("PUT", "/api/v1/inbox/pin", "inbox", R"({"pin":"4711"})");
        ASSERT_EQ(set.status, 204) << set.body;
    }
};

TEST_F(BrowserStory, APersonReadsAndAnswersByTheLinkInATextAndNobodyElseDoes)
{
    Wishes wishes;
    wishes.has_links = true;
    Installation house(wishes);
    give_pin(house);
    house.wctp(
        submit_choices(house.code(), "ADA-KING", "Mr Duck, bed 12", "m-1", {"Coming", "Busy now"}));
    house.advance(20s);
    ASSERT_FALSE(house.sms().empty()) << house.log();
    const auto text = house.sms().back();
    const auto at = text.find("http://127.0.0.1");
    ASSERT_NE(at, std::string::npos) << text;
    const auto link = text.substr(at, text.find_first_of("\\\" ", at) - at);

    const auto browser =
        run({"node", script("link_browser.js"), link, "4711", house.folder().string()});

    EXPECT_EQ(browser.exit, 0) << browser.out << browser.err;
    EXPECT_TRUE(contains(browser.out, "form: Test house: a message for you Your PIN"));
    EXPECT_TRUE(contains(browser.out, "Mr Duck, bed 12"));
    EXPECT_TRUE(contains(browser.out, "answered: Test house Your answer has been sent."));
    EXPECT_TRUE(contains(browser.out, "elsewhere: Test house: this link has been used"));
    EXPECT_FALSE(contains(text, "Duck"));
    const auto page = house.http("GET", "/api/v1/inbox/" + pages_in_inbox(house)[0], "inbox");
    EXPECT_TRUE(contains(page.body, R"("choice":2)")) << page.body;
}

TEST_F(BrowserStory, APushIsShownWithoutAWordOfThePageAndProvesThatItIsDelivered)
{
    const PushDevice device;
    CertificateAuthority issuer;
    const HttpServer service(http_answer(201, ""), issuer.issue("localhost"));
    Wishes wishes;
    wishes.more_channels = PushDevice::config(issuer.ca_file());
    Installation house(wishes);
    const auto subscribed = device.enrol(house, service);
    ASSERT_EQ(subscribed.status, 204) << subscribed.body;
    house.wctp(submit_request(house.code(), "ADA-KING", "Mr Duck, bed 12", "m-1",
                              R"(deliveryPriority="HIGH")"));
    house.settle();
    ASSERT_EQ(service.asked().size(), 1U) << house.log();
    const auto browser = shown(house, device, service.asked()[0].body);

    EXPECT_EQ(browser.out, "Urgent message / Open the secure inbox to read it. / true\n")
        << browser.err;
    house.settle();
    const auto record = message(house, newest_message(house));
    EXPECT_EQ(record->getArray("pages")->getObject(0)->getValue<std::string>("progress"),
              "delivered");
}

// A push service takes a push for a device that is switched off, and keeps it until it is back.
TEST_F(BrowserStory, ADeviceThatIsOfflineIsNotWaitedForAndProvesTheDeliveryWhenItIsBack)
{
    const PushDevice device;
    CertificateAuthority issuer;
    const HttpServer service(http_answer(201, ""), issuer.issue("localhost"));
    const WctpHost sender;
    Wishes wishes;
    wishes.more_channels = PushDevice::config(issuer.ca_file());
    wishes.directory_changes = {pushed_to(sender.url())};
    Installation house(wishes);
    ASSERT_EQ(device.enrol(house, service).status, 204);
    house.wctp(submit_request(house.code(), "ADA-KING", "Mr Duck, bed 12", "m-1",
                              R"(notifyWhenDelivered="true")"));
    house.advance(5min);
    ASSERT_GE(service.asked().size(), 1U) << house.log();
    const auto texts = house.sms().size();
    const auto told = sender.documents().size();

    const auto browser = shown(house, device, service.asked()[0].body);
    house.advance(5min);

    EXPECT_EQ(texts, 1U) << "taken by the service is not delivered";
    EXPECT_EQ(told, 0U);
    EXPECT_TRUE(contains(browser.out, "Open the secure inbox")) << browser.err;
    EXPECT_EQ(count_with(sender.documents(), "DELIVERED"), 1U);
    EXPECT_EQ(house.sms().size(), texts);
}

// D13
TEST_F(BrowserStory, ThatSomebodyElseHasThePageTakesThePlaceOfThePush)
{
    const PushDevice device;
    CertificateAuthority issuer;
    const HttpServer service(http_answer(201, ""), issuer.issue("localhost"));
    Wishes wishes;
    wishes.more_channels = PushDevice::config(issuer.ca_file());
    Installation house(wishes);
    ASSERT_EQ(device.enrol(house, service).status, 204);
    house.wctp(submit_request(house.code(), "ADA-KING", "Mr Duck, bed 12", "m-1"));
    house.settle();
    ASSERT_EQ(house.belfry({"message", "cancel", newest_message(house)}).exit, 0);
    house.settle();
    ASSERT_EQ(service.asked().size(), 2U) << house.log();

    const auto browser = shown(house, device, service.asked()[1].body);

    EXPECT_EQ(browser.out,
              "Nothing more to do / Somebody else has the message, or it was called off. / false\n")
        << browser.err;
}

} // namespace
} // namespace tests
