// The process that makes calls, kept alive.
#include "relay/channels/voice_child.h"
#include "tests/peers/telephony.h"
#include <csignal>

namespace relay::channels {
namespace {

using namespace std::chrono_literals;
using Clock = VoiceChild::Clock;

class VoiceProcess : public Telephony {
protected:
    VoiceChildSettings child_settings(const std::string& proxy) const
    {
        const auto channel = settings(proxy);
        VoiceChildSettings made;
        made.program = {channel.program.string(), "voice"};
        made.trunk.proxy = channel.proxy;
        made.trunk.from = channel.from;
        made.first_restart = 10ms;
        return made;
    }

    /// Calls of nobody, so that waiting for their news is waiting.
    static bool becomes_ready(VoiceChild& child)
    {
        VoiceChild::Line nobody(child, "nobody");
        constexpr int tries = 1000;
        for (int i = 0; i < tries; ++i) {
            if (!child.trouble(Clock::now() + 1s))
                return true;
            nobody.next(Clock::now() + 10ms);
        }
        return false;
    }
};

TEST_F(VoiceProcess, ThatDiesEndsItsCallsAndComesBack)
{
    const std::string nowhere = "sip:127.0.0.1:" + std::to_string(tests::free_udp_port());
    VoiceChild child(child_settings(nowhere));
    ASSERT_TRUE(becomes_ready(child));
    const auto first = child.process();
    VoiceChild::Line line(child, "dl_1.1");
    ASSERT_TRUE(child.order(voice::order::Dial{"dl_1.1", "+15550100"}));

    ::kill(first, SIGKILL);

    const auto news = line.next(Clock::now() + 10s);
    ASSERT_TRUE(news);
    EXPECT_EQ(std::get<voice::news::Ended>(*news),
              (voice::news::Ended{"dl_1.1", 0, 0, "the voice process ended"}));
    EXPECT_TRUE(becomes_ready(child));
    EXPECT_NE(child.process(), first);
}

TEST_F(VoiceProcess, EndsWithItsOwner)
{
    pid_t process = -1;
    {
        VoiceChild child(child_settings("sip:127.0.0.1"));
        ASSERT_TRUE(becomes_ready(child));
        process = child.process();
        ASSERT_EQ(::kill(process, 0), 0);
    }

    EXPECT_EQ(::kill(process, 0), -1);
    EXPECT_EQ(errno, ESRCH);
}

TEST_F(VoiceProcess, SaysWhatIsWrongWithTheTrunk)
{
    auto lost = child_settings("sip:127.0.0.1");
    lost.trunk.local = "192.0.2.1"; // not ours
    lost.first_restart = 1h;
    VoiceChild child(lost);

    const auto trouble = child.trouble(Clock::now() + 10s);

    ASSERT_TRUE(trouble);
    EXPECT_NE(trouble->detail.find("the SIP port cannot be opened"), std::string::npos)
        << trouble->detail;
}

TEST_F(VoiceProcess, HasNoSecretOnItsCommandLine)
{
    auto known = child_settings("sip:127.0.0.1");
    known.trunk.user = "relay";
    known.trunk.password = "CANARY";
    VoiceChild child(known);
    ASSERT_TRUE(becomes_ready(child));

    const auto proc = "/proc/" + std::to_string(child.process());

    EXPECT_NE(tests::content_of(proc + "/cmdline"), "");
    EXPECT_EQ(tests::content_of(proc + "/cmdline").find("CANARY"), std::string::npos);
    EXPECT_EQ(tests::content_of(proc + "/environ").find("CANARY"), std::string::npos);
}

} // namespace
} // namespace relay::channels
