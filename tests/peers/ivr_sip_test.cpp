// Calls to sipp, a telephone that is not ours. FEATURES S0.17, S0.22, U.6.
#include "tests/peers/telephony.h"
#include <algorithm>
#include <cmath>
#include <future>
#include <numbers>
#include <unistd.h>

namespace relay::channels {
namespace {

using namespace std::chrono_literals;
using tests::Sipp;
using tests::SippScript;

class Ivr : public Telephony {
protected:
    void need_recordings() const
    {
        if (::geteuid() != 0)
            GTEST_SKIP() << "sipp plays recorded keys through a raw socket, as root only";
    }
};

SippScript answered()
{
    return SippScript().takes_invite().rings().answers();
}

// U.6
TEST_F(Ivr, BringsTheChoiceOfAPersonIntoTheHouse)
{
    need_recordings();
    Sipp phone(answered().waits(300).presses("1").waits(5000).presses("2").takes_bye());

    const auto outcome = called(phone.address(), page());

    EXPECT_TRUE(begins(outcome, "Accepted dl_")) << said(outcome);
    EXPECT_EQ(ears_.all(), "delivered, read, replied choice 2");
    EXPECT_TRUE(phone.is_content()) << phone.log();
}

TEST_F(Ivr, SpeaksProtectedTextAfterThePin)
{
    need_recordings();
    Sipp phone(answered().waits(300).presses("11234#").waits(5000).presses("1").takes_bye());

    const auto outcome = called(phone.address(), sealed_page());

    EXPECT_TRUE(begins(outcome, "Accepted")) << said(outcome);
    EXPECT_EQ(ears_.all(), "delivered, read, replied choice 1");
    EXPECT_TRUE(phone.is_content()) << phone.log();
}

TEST_F(Ivr, HearsTheSameKeyTwice)
{
    need_recordings();
    Sipp phone(answered().waits(300).presses("19999#").waits(5000).hangs_up());
    auto nines = sealed_page();
    std::string asked;
    std::get<CallOut>(nines.payload).sealed->pin = [&](const std::string& digits) {
        asked += digits;
        return core::PinVerdict::Wrong;
    };
    auto once = settings(phone.address());
    once.answer_limit = 20s; // the phone ends it

    make_ivr_sip(once, &ears_).value()->send(nines);

    EXPECT_EQ(asked, "9999");
}

TEST_F(Ivr, TakesKeysBySipInfo)
{
    Sipp phone(answered().presses_by_info("1").waits(2500).presses_by_info("2").takes_bye());

    EXPECT_TRUE(begins(called(phone.address(), page()), "Accepted"));

    EXPECT_EQ(ears_.all(), "delivered, read, replied choice 2");
    EXPECT_TRUE(phone.is_content()) << phone.log();
}

/// G.711 2.2, by its definition.
char ulaw(double value)
{
    const int magnitude = std::min(static_cast<int>(std::abs(value)), 32635) + 132;
    int exponent = 7;
    while (exponent > 0 && (magnitude & (0x80 << exponent)) == 0)
        --exponent;
    const int mantissa = magnitude >> (exponent + 3) & 0x0f;
    return static_cast<char>(~((value < 0 ? 0x80 : 0) | exponent << 4 | mantissa));
}

/// Silence, and the tones of a key (ITU-T Q.23), for 200 ms each.
std::string tones(double low_hz, double high_hz)
{
    std::string sound;
    for (int i = 0; i < 3200; ++i) {
        const double angle = 2 * std::numbers::pi * i / 8000;
        const double tone = 8000 * (std::sin(low_hz * angle) + std::sin(high_hz * angle));
        sound += ulaw(i < 1600 ? 0 : tone);
    }
    return sound;
}

TEST_F(Ivr, HearsKeysInTheSoundOfAPhoneWithoutTelephoneEvents)
{
    const tests::TemporaryDirectory folder;
    const auto file = folder.path() / "keys.ul";
    std::ofstream(file, std::ios::binary)
        << tones(697, 1209) << std::string(20'000, '\xff') << tones(697, 1336)
        << std::string(1600, '\xff'); // 1, two seconds and a half, 2
    Sipp phone(SippScript().takes_invite().answers_with_sound(file.string()).takes_bye());

    const auto outcome = called(phone.address(), page());

    EXPECT_TRUE(begins(outcome, "Accepted")) << said(outcome);
    EXPECT_EQ(ears_.all(), "delivered, read, replied choice 2");
    EXPECT_TRUE(phone.is_content()) << phone.log();
}

TEST_F(Ivr, UnderstandsAnAnswerThatDoesNotNameItsCodecs)
{
    for (const char* formats :
         {"0\n", "8\n", "0 8 101\na=rtpmap:101 telephone-event/8000\n",
          "8 0 96\na=rtpmap:8 PCMA/8000\na=rtpmap:96 telephone-event/8000\n"}) {
        Sipp phone(SippScript().takes_invite().answers(formats).presses_by_info("1").hangs_up());

        const auto outcome = called(phone.address(), page());

        EXPECT_TRUE(begins(outcome, "Accepted")) << formats << said(outcome);
        EXPECT_TRUE(phone.is_content()) << phone.log();
    }
}

TEST_F(Ivr, EndsACallWithAPhoneThatHasNoneOfOurCodecs)
{
    Sipp phone(SippScript().takes_invite().answers("9\na=rtpmap:9 G722/8000\n").takes_bye());

    const auto outcome = called(phone.address(), page());

    EXPECT_TRUE(begins(outcome, "Busy")) << said(outcome);
    EXPECT_TRUE(phone.is_content()) << phone.log();
}

TEST_F(Ivr, RefusesAfterThreeWrongPins)
{
    Sipp phone(answered().presses_by_info("1111#222#333#").takes_bye());

    const auto outcome = called(phone.address(), sealed_page());

    EXPECT_TRUE(begins(outcome, "Refused Detail wrong_pin")) << said(outcome);
    EXPECT_EQ(ears_.all(), "");
    EXPECT_TRUE(phone.is_content()) << phone.log();
}

TEST_F(Ivr, TakesSilenceForAMachine)
{
    Sipp phone(answered().takes_bye());
    auto hasty = settings(phone.address());
    hasty.key_timeout = 300ms;

    const auto outcome = make_ivr_sip(hasty, &ears_).value()->send(page());

    EXPECT_TRUE(begins(outcome, "Busy machine")) << said(outcome);
    EXPECT_EQ(std::get<Busy>(outcome).retry_after, 2min);
    EXPECT_EQ(ears_.all(), "");
    EXPECT_TRUE(phone.is_content()) << phone.log();
}

TEST_F(Ivr, KnowsThatAPersonWasThereWhoHungUp)
{
    Sipp phone(answered().presses_by_info("1").hangs_up());

    const auto outcome = called(phone.address(), page());

    EXPECT_TRUE(begins(outcome, "Accepted")) << said(outcome);
    EXPECT_EQ(ears_.all(), "delivered");
    EXPECT_TRUE(phone.is_content()) << phone.log();
}

TEST_F(Ivr, CallsAgainWhereNobodyPressedAKey)
{
    Sipp phone(answered().hangs_up());

    EXPECT_TRUE(begins(called(phone.address(), page()), "Busy hung_up"));
    EXPECT_EQ(ears_.all(), "");
}

TEST_F(Ivr, ReportsAMessageHeardToItsEnd)
{
    Sipp phone(answered().presses_by_info("1").takes_bye());
    auto patient = settings(phone.address());
    patient.answer_limit = 6s; // long before the menu was repeated

    const auto outcome = make_ivr_sip(patient, &ears_).value()->send(page());

    EXPECT_TRUE(begins(outcome, "Accepted")) << said(outcome);
    EXPECT_EQ(ears_.all(), "delivered, read");
}

struct Refusal {
    int code;
    const char* reason;
    const char* header;
    const char* outcome;
};

TEST_F(Ivr, UnderstandsWhatAPhoneOrTrunkRefusesWith)
{
    for (const auto& each :
         {Refusal{486, "Busy Here", "", "Busy sip 486: the line is busy: Busy Here"},
          Refusal{480, "Temporarily Unavailable", "", "Busy sip 480: no answer"},
          Refusal{404, "Not Found", "", "Refused Detail sip 404"},
          Refusal{503, "Service Unavailable", "Retry-After: 7\n", "Busy sip 503"},
          Refusal{603, "Decline", "", "Refused Detail sip 603"},
          Refusal{488, "Not Acceptable Here", "", "Refused Provider sip 488"}}) {
        Sipp phone(SippScript().takes_invite().refuses(each.code, each.reason, each.header));

        const auto outcome = called(phone.address(), page());

        EXPECT_TRUE(begins(outcome, each.outcome)) << said(outcome);
        if (each.code == 503) {
            EXPECT_EQ(std::get<Busy>(outcome).retry_after, 7s);
        }
        EXPECT_TRUE(phone.is_content()) << phone.log();
    }
    EXPECT_EQ(ears_.all(), "");
}

TEST_F(Ivr, GivesUpOnABusyPhoneWithTheLastAttempt)
{
    Sipp phone(SippScript().takes_invite().refuses(486, "Busy Here"));
    auto last = page();
    last.attempt = 3;

    const auto outcome = called(phone.address(), last);

    EXPECT_TRUE(begins(outcome, "Refused Detail sip 486")) << said(outcome);
}

TEST_F(Ivr, CancelsACallThatIsNotAnswered)
{
    Sipp phone(SippScript().takes_invite().rings().takes_cancel());
    auto short_ring = settings(phone.address());
    short_ring.ring_timeout = 300ms;

    const auto outcome = make_ivr_sip(short_ring, &ears_).value()->send(page());

    EXPECT_TRUE(begins(outcome, "Busy no_answer")) << said(outcome);
    EXPECT_TRUE(phone.is_content()) << phone.log();
}

TEST_F(Ivr, FindsOutSoonThatNobodyIsThere)
{
    auto deaf = settings("sip:127.0.0.1:" + std::to_string(tests::free_udp_port()));
    deaf.first_response = 200ms;

    const auto outcome = make_ivr_sip(deaf, &ears_).value()->send(page());

    EXPECT_TRUE(begins(outcome, "Busy not_sent")) << said(outcome);
}

TEST_F(Ivr, ShowsItsPasswordWhenAsked)
{
    Sipp phone(SippScript().takes_invite().challenges("relay", "s3cret").answers().hangs_up());
    const tests::TemporaryDirectory folder;
    std::ofstream(folder.path() / "password") << "s3cret\n";
    auto known = settings(phone.address());
    known.user = "relay";
    known.password_file = folder.path() / "password";

    const auto outcome = make_ivr_sip(known, &ears_).value()->send(page());

    EXPECT_TRUE(begins(outcome, "Busy hung_up")) << said(outcome);
    EXPECT_TRUE(phone.is_content()) << phone.log();
    EXPECT_EQ(phone.messages().find("s3cret"), std::string::npos);
}

TEST_F(Ivr, DoesNotTryAWrongPasswordTwice)
{
    Sipp phone(SippScript().takes_invite().challenges("relay", "s3cret").answers().hangs_up());
    const tests::TemporaryDirectory folder;
    std::ofstream(folder.path() / "password") << "wrong\n";
    auto unknown = settings(phone.address());
    unknown.user = "relay";
    unknown.password_file = folder.path() / "password";

    const auto outcome = make_ivr_sip(unknown, &ears_).value()->send(page());

    EXPECT_TRUE(begins(outcome, "Refused Provider sip 401")) << said(outcome);
    EXPECT_TRUE(phone.is_content()) << phone.log();
}

TEST_F(Ivr, MakesTenCallsAtOnce)
{
    constexpr int calls = 10;
    Sipp phones(
        answered().waits(500).presses_by_info("1").waits(2500).presses_by_info("2").takes_bye(),
        calls);
    const auto channel = make_ivr_sip(settings(phones.address()), &ears_).value();
    std::vector<std::future<Outcome>> ends;
    for (int i = 0; i < calls; ++i)
        ends.push_back(std::async(std::launch::async, [&channel, i] {
            auto outgoing = page(1000 + i);
            std::get<CallOut>(outgoing.payload).to = "+1555010" + std::to_string(i);
            return channel->send(outgoing);
        }));

    for (auto& end : ends) {
        const auto outcome = end.get();
        EXPECT_TRUE(begins(outcome, "Accepted")) << said(outcome);
    }
    EXPECT_TRUE(phones.is_content()) << phones.log();
}

TEST_F(Ivr, IsStoodDownInTheMiddleOfACall)
{
    Sipp phone(answered().takes_bye());
    auto taken = page();
    std::get<CallOut>(taken.payload).is_taken = [](store::Progress) { return true; };

    const auto outcome = called(phone.address(), taken);

    EXPECT_TRUE(begins(outcome, "Busy answered")) << said(outcome);
    EXPECT_TRUE(phone.is_content()) << phone.log();
}

TEST_F(Ivr, TellsTheHouseAgainWhatItCouldNotTake)
{
    Sipp phone(answered().presses_by_info("1").waits(2500).presses_by_info("2").takes_bye());
    ears_.refusals_left = 3;

    EXPECT_TRUE(begins(called(phone.address(), page()), "Accepted"));

    EXPECT_EQ(ears_.all(), "delivered, read, replied choice 2");
}

TEST_F(Ivr, KeepsProtectedTextOutOfTheSignalling)
{
    Sipp phone(answered().presses_by_info("11234#").waits(2500).presses_by_info("1").takes_bye());

    EXPECT_TRUE(begins(called(phone.address(), sealed_page("CANARY Bed 12.")), "Accepted"));

    EXPECT_TRUE(phone.is_content()) << phone.log();
    EXPECT_EQ(phone.messages().find("CANARY"), std::string::npos);
}

TEST_F(Ivr, GivesTheTextToTheSpeechProgramByAPipeOnly)
{
    const tests::TemporaryDirectory folder;
    const auto seen = (folder.path() / "seen").string();
    Sipp phone(answered().presses_by_info("11234#").waits(2500).presses_by_info("1").takes_bye());
    auto watched = settings(phone.address());
    watched.speech = {"/bin/sh", "-c",
                      "tr '\\0' ' ' </proc/$$/cmdline 2>/dev/null >>" + seen +
                          "; tr '\\0' ' ' </proc/$$/environ 2>/dev/null >>" + seen + "; tee -a " +
                          seen + ".text | /usr/bin/espeak-ng -s 450 --stdin --stdout"};

    make_ivr_sip(watched, &ears_).value()->send(sealed_page("CANARY Bed 12."));

    EXPECT_NE(tests::content_of(seen).find("/bin/sh -c"), std::string::npos);
    EXPECT_EQ(tests::content_of(seen).find("CANARY"), std::string::npos);
    EXPECT_NE(tests::content_of(seen + ".text").find("CANARY"), std::string::npos);
}

TEST_F(Ivr, ThatCannotSpeakIsBusy)
{
    Sipp phone(answered().takes_bye());
    auto mute = settings(phone.address());
    mute.speech = {"/bin/false"};

    const auto outcome = make_ivr_sip(mute, &ears_).value()->send(page());

    EXPECT_TRUE(begins(outcome, "Busy voice: the call could not be spoken")) << said(outcome);
    EXPECT_TRUE(phone.is_content()) << phone.log();
}

} // namespace
} // namespace relay::channels
