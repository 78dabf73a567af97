// A telephone that is not ours, sipp, takes a call of the whole daemon and keys in a PIN and an
// answer. FEATURES D1, D5, U.6.
#include "tests/peers/sipp.h"
#include "tests/peers/telephone_ear.h"
#include "tests/scenarios/canary.h"
#include "tests/scenarios/scenario.h"
#include <unistd.h>

namespace tests {
namespace {

class CallStory : public testing::Test {
protected:
    void SetUp() override
    {
        if (!std::filesystem::exists(Sipp::program))
            GTEST_SKIP() << Sipp::program << " is missing; install sip-tester";
        if (::geteuid() != 0)
            GTEST_SKIP() << "sipp plays recorded keys through a raw socket, as root only";
        if (run({Installation::binary(), "voice", "--help"}).exit != 0)
            GTEST_SKIP() << "built without libre and librem; install libre-dev and librem-dev";
    }

    /// Ada, whose PIN is 4711, is called at once.
    void build(const Sipp& phone)
    {
        Wishes wish;
        wish.more_config = "  level: debug\n";
        wish.more_channels = "  ivr:\n    driver: sip\n    sip:\n      proxy: \"" +
                             phone.address() +
                             "\"\n      from: \"sip:relay@127.0.0.1\"\n      key_timeout: 2s\n"
                             "      first_rtp_port: 40000\n      last_rtp_port: 49999\n"
                             "      speech: [/usr/bin/perl, \"" +
                             TelephoneEar::plain_voice() + "\"]\n";
        wish.directory_changes = {
            pushed_to(sender.url()),
            {"    redundancy:           # only while the page is not read\n",
             "    redundancy:\n      - {channel: ivr, delay: 0s, unless: read}\n"}};
        house.emplace(wish);
        const auto set = house->http("PUT", "/api/v1/inbox/pin", "inbox", R"({"pin":"4711"})");
        ASSERT_EQ(set.status, 204) << set.body;
    }
    void page()
    {
        house->wctp(submit_choices(house->code(), "ADA-KING", "Bed 12 " + canary, "m-1",
                                   {"Coming " + canary, "Busy now"}));
        house->settle(); // when the call is over
    }

    WctpHost sender;
    TelephoneEar ear;
    std::optional<Installation> house;
};

TEST_F(CallStory, APersonKeysInThePinHearsThePageAndTheAnswerComesBackToTheSender)
{
    Sipp phone(SippScript()
                   .takes_invite()
                   .rings()
                   .answers(SippScript::with_events, ear.port())
                   .waits(300)
                   .presses("14711#")
                   .waits(5000)
                   .presses("2")
                   .takes_bye());
    build(phone);

    page();

    EXPECT_TRUE(phone.is_content()) << phone.log();
    EXPECT_EQ(count_with(sender.documents(), ">Busy now<"), 1u) << house->log();
    const auto status = house->belfry({"status", "latest"}).out;
    EXPECT_TRUE(contains(status, "answered by key")) << status;
    house->advance(5min);
    EXPECT_EQ(house->sms().size(), 0u) << "it was answered";
    EXPECT_FALSE(has_canary(phone.messages()));
    const auto heard = ear.words();
    EXPECT_LT(heard.find("PIN"), heard.find("Bed 12 " + canary)) << heard;
    EXPECT_FALSE(has_canary(heard.substr(0, heard.find("PIN"))));
    house->kill();
    EXPECT_EQ(files_with_canary(house->folder()), std::vector<std::string>());
}

TEST_F(CallStory, WhoDoesNotKnowThePinHearsNothingAndThePageGoesAnotherWay)
{
    Sipp phone(SippScript()
                   .takes_invite()
                   .rings()
                   .answers(SippScript::with_events, ear.port())
                   .waits(300)
                   .presses("11234#")
                   .waits(500)
                   .presses("5678#")
                   .waits(500)
                   .presses("9012#")
                   .takes_bye());
    build(phone);

    page();

    EXPECT_TRUE(phone.is_content()) << phone.log();
    EXPECT_EQ(sender.documents().size(), 0u);
    EXPECT_TRUE(contains(house->log(), "wrong_pin"));
    EXPECT_TRUE(contains(ear.words(), "PIN")) << ear.words();
    EXPECT_FALSE(has_canary(ear.words())) << "in the sound itself";
    EXPECT_EQ(count_canaries(ear.packets()), 0u);
    EXPECT_FALSE(has_canary(phone.messages()));
    house->advance(20s);
    EXPECT_EQ(house->sms().size(), 1u) << house->belfry({"status", "latest"}).out;
}

} // namespace
} // namespace tests
