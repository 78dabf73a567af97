// Calls to linphonec, a softphone of people: it answers by itself, keys are typed during the call,
// and what it hears is recorded.
#include "relay/voice/speech_samples.h"
#include "tests/peers/telephony.h"
#include <algorithm>
#include <fcntl.h>
#include <future>
#include <sys/stat.h>
#include <unistd.h>

namespace relay::channels {
namespace {

using tests::appears_in;
using tests::ChildProcess;

const std::string linphonec = "/usr/bin/linphonec";

class Linphone : public Telephony {
protected:
    void SetUp() override
    {
        Telephony::SetUp();
        if (IsSkipped())
            return;
        if (!std::filesystem::exists(linphonec))
            GTEST_SKIP() << linphonec << " is missing; install linphone-cli";
        start();
        ASSERT_TRUE(appears_in(log(), "linphonec>"));
        type("soundcard use files");
        type("ports sip " + std::to_string(port_));
        type("record " + recording().string());
        ASSERT_TRUE(appears_in(log(), "Setting sip port to")) << tests::content_of(log());
    }

    void TearDown() override
    {
        phone_.reset();
        if (keyboard_ >= 0)
            ::close(keyboard_);
    }

    void start()
    {
        std::filesystem::create_directories(folder() / ".local/share/linphone");
        std::filesystem::create_directories(folder() / ".config/linphone");
        std::ofstream(folder() / "rc")
            << "[rtp]\naudio_rtp_port=" << tests::free_udp_port() << "\n";
        const auto typed = (folder() / "keyboard").string();
        ASSERT_EQ(::mkfifo(typed.c_str(), 0600), 0);
        keyboard_ = ::open(typed.c_str(), O_RDWR | O_CLOEXEC);
        phone_ = std::make_unique<ChildProcess>(
            std::vector<std::string>{"/bin/sh", "-c",
                                     "cd " + folder().string() + "; HOME=$PWD exec stdbuf -oL " +
                                         linphonec + " -c rc -a -d 0 <keyboard"},
            log());
    }

    void type(const std::string& line) const
    {
        const auto typed = line + "\n";
        ASSERT_EQ(::write(keyboard_, typed.data(), typed.size()),
                  static_cast<ssize_t>(typed.size()));
    }

    std::filesystem::path folder() const { return directory_.path(); }
    std::filesystem::path log() const { return folder() / "linphone.log"; }
    std::filesystem::path recording() const { return folder() / "heard.wav"; }

    tests::TemporaryDirectory directory_;
    std::uint16_t port_ = tests::free_udp_port();
    int keyboard_ = -1;
    std::unique_ptr<ChildProcess> phone_;
};

TEST_F(Linphone, AnswersWithKeysAndHearsSpeech)
{
    const auto channel =
        make_ivr_sip(settings("sip:127.0.0.1:" + std::to_string(port_)), &ears_).value();
    auto end = std::async(std::launch::async, [&] { return channel->send(page()); });

    ASSERT_TRUE(appears_in(log(), "Media streams established")) << tests::content_of(log());
    type("1");
    ASSERT_TRUE(ears_.wait_for("read")) << tests::content_of(log());
    type("2");

    const auto outcome = end.get();
    EXPECT_TRUE(begins(outcome, "Accepted")) << said(outcome) << tests::content_of(log());
    EXPECT_EQ(ears_.all(), "delivered, read, replied choice 2");
    EXPECT_TRUE(appears_in(log(), "ended (No error)")) << tests::content_of(log());
    type("quit");
    EXPECT_EQ(phone_->wait(), 0);
    const auto heard = voice::read_wav(tests::content_of(recording()));
    ASSERT_TRUE(heard);
    const auto loud = std::ranges::count_if(heard->mono, [](int sample) { return sample > 2000; });
    EXPECT_GT(loud, 1000) << heard->mono.size();
}

} // namespace
} // namespace relay::channels
