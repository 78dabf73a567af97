// What the channel does without any telephone; tests/peers has those.
#include "relay/channels/ivr_sip.h"
#include "tests/relay/channels/outgoing.h"
#include <gtest/gtest.h>

namespace relay::channels {
namespace {

IvrSipSettings settings()
{
    IvrSipSettings made;
    made.proxy = "sip:127.0.0.1";
    made.from = "sip:relay@127.0.0.1";
    made.program = "/bin/true"; // takes no calls
    return made;
}

std::string wrong_with(const IvrSipSettings& settings)
{
    std::string keys;
    for (const auto& error : settings_problems(settings))
        keys += (keys.empty() ? "" : " ") + error.where;
    return keys;
}

std::string outcome(const Outgoing& outgoing)
{
    return said(make_ivr_sip(settings(), nullptr).value()->send(outgoing));
}

TEST(IvrSip, NeverDialsAnEmergencyNumber)
{
    for (const char* number : {"911", "+1 911", "9,911", "9-911", "112", "+49 112"})
        EXPECT_EQ(outcome(text_out(number)).substr(0, 14), "Refused Detail") << number;
    EXPECT_EQ(outcome(text_out("911")),
              "Refused Detail forbidden: emergency numbers are never called");
}

TEST(IvrSip, RefusesWhatIsNoNumberNoTextOrTooLate)
{
    auto late = text_out("+15550100");
    late.expires = late.now;
    Outgoing document;
    document.payload = WctpOut{};

    EXPECT_EQ(outcome(text_out("ann@hospital.example")).substr(0, 25), "Refused Detail bad_number");
    EXPECT_EQ(outcome(late).substr(0, 23), "Refused Message expired");
    EXPECT_EQ(outcome(document), "Refused Provider payload: a call takes texts only");
}

TEST(IvrSip, IsBusyWhileTheVoiceProcessIsNotThere)
{
    EXPECT_EQ(outcome(text_out("+15550100")),
              "Busy voice: no calls can be made: the voice process ended");
    auto missing = settings();
    missing.program = "/does/not/exist";
    EXPECT_EQ(said(make_ivr_sip(missing, nullptr).value()->send(text_out("+15550100"))),
              "Busy voice: no calls can be made: cannot start /does/not/exist: No such file or "
              "directory");
}

TEST(IvrSip, SaysEverythingThatIsWrongWithItsSettings)
{
    IvrSipSettings bad;
    bad.from = "sip:hospital.lan";
    bad.from_name = "a\"b";
    bad.speech = {"espeak-ng"};
    bad.number_format = "{national}";
    bad.last_rtp_port = 30005;

    EXPECT_EQ(wrong_with(bad), "proxy from from_name speech country last_rtp_port");
    EXPECT_EQ(wrong_with(settings()), "");
    auto injected = settings();
    injected.from = "sip:a@b>\r\nRoute: <sip:evil";
    EXPECT_EQ(wrong_with(injected), "from");
}

TEST(IvrSip, NeedsThePasswordOfItsUser)
{
    auto without = settings();
    without.user = "relay";
    without.password_file = "/does/not/exist";

    const auto made = make_ivr_sip(without, nullptr);

    ASSERT_FALSE(made);
    EXPECT_EQ(made.error()[0].where, "auth.password_file");
}

} // namespace
} // namespace relay::channels
