#include "relay/channels/incoming.h"
#include "relay/channels/snpp.h"
#include "tests/relay/channels/outgoing.h"
#include "tests/support/child_process.h"
#include "tests/support/fresh_database.h"
#include "tests/support/tcp_server.h"
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <map>

namespace relay::channels {
namespace {

using namespace std::chrono_literals;

Outgoing page_out(std::vector<std::string> choices = {}, const std::string& text = "Bed 12 calls")
{
    PageOut page;
    page.to = "4711";
    page.text = core::release_status(text);
    for (auto& choice : choices)
        page.choices.push_back(core::release_status(std::move(choice)));
    Outgoing outgoing;
    outgoing.delivery = {4711};
    outgoing.channel = store::Channel::Snpp;
    outgoing.priority = store::Priority::High;
    outgoing.now = noon;
    outgoing.payload = page;
    return outgoing;
}

SnppSettings settings_for(std::uint16_t port)
{
    SnppSettings settings;
    settings.host = "127.0.0.1";
    settings.port = port;
    settings.reply_timeout = 5s;
    return settings;
}

Outcome sent(const SnppSettings& settings, const Outgoing& outgoing = page_out())
{
    return make_snpp(settings).value()->send(outgoing);
}

/// A terminal that answers each line by its first four letters, else "250 ok"; an empty answer
/// hangs up.
tests::TcpServer::Script terminal(std::map<std::string, std::string> answers)
{
    return [answers](tests::TcpPeer& peer) {
        const auto greeting = answers.find("");
        peer.write(greeting == answers.end() ? "220 ready\r\n" : greeting->second);
        while (const auto line = peer.read_until("\r\n")) {
            const auto found = answers.find(line->substr(0, 4));
            if (found != answers.end() && found->second.empty())
                return peer.close();
            peer.write(found == answers.end() ? "250 ok\r\n" : found->second);
        }
    };
}

Outcome answered(std::map<std::string, std::string> answers, SnppSettings settings = {})
{
    const tests::TcpServer server(terminal(std::move(answers)));
    auto with = settings_for(server.port());
    with.reply_timeout = settings.reply_timeout == SnppSettings().reply_timeout
                             ? with.reply_timeout
                             : settings.reply_timeout;
    with.two_way = settings.two_way;
    return sent(with);
}

TEST(Snpp, IsAcceptedWhenTheTerminalSaysSo)
{
    EXPECT_TRUE(begins(answered({{"SEND", "250 queued\r\n"}}), "Accepted : snpp 250 queued"));
    SnppSettings two_way;
    two_way.two_way = true;
    EXPECT_TRUE(begins(answered({{"SEND", "960 17 42 queued\r\n"}}, two_way), "Accepted 17 42"));
    EXPECT_TRUE(begins(answered({{"SEND", "860 17 42 there\r\n"}}, two_way), "Accepted 17 42"));
}

// CHANNELS.md 1.3
TEST(Snpp, SaysByStepAndCodeWhoIsToBlame)
{
    const std::tuple<const char*, const char*, const char*> cases[] = {
        {"PAGE", "550 no such pager\r\n", "Refused Detail snpp 550"},
        {"PAGE", "554 no memory\r\n", "Busy snpp 554"},
        {"MESS", "550 bad\r\n", "Refused Provider snpp 550"},
        {"MESS", "552 long\r\n", "Refused Message snpp 552"},
        {"SEND", "550 scheduler\r\n", "Refused Provider snpp 550"},
        {"SEND", "554 later\r\n", "Busy snpp 554"},
        {"SEND", "421 closing\r\n", "Busy snpp 421"},
        {"SEND", "750 unit is off\r\n", "Busy snpp 750"},
        {"", "421 too many\r\n", "Busy snpp 421"},
        {"", "500 go away\r\n", "Busy snpp 500"},
        {"ALER", "500 what\r\n", "Accepted"}};

    for (const auto& [line, reply, expected] : cases) {
        const auto outcome = answered({{line, reply}});
        EXPECT_TRUE(begins(outcome, expected)) << line << " " << reply << said(outcome);
    }
}

TEST(Snpp, KnowsWhatALostConnectionMeans)
{
    EXPECT_TRUE(begins(answered({{"MESS", ""}}), "Busy connection lost"));
    EXPECT_TRUE(begins(answered({{"SEND", ""}}), "Unclear connection lost"));
    EXPECT_TRUE(begins(answered({{"", "HTTP/1.1 400 Bad\r\n"}}), "Busy connection lost"));
    EXPECT_TRUE(begins(sent(settings_for(tests::free_port())), "Busy connect"));
    const tests::TcpServer silent([](tests::TcpPeer& peer) { peer.wait_for_end(); });
    auto impatient = settings_for(silent.port());
    impatient.reply_timeout = 100ms;
    EXPECT_TRUE(begins(sent(impatient), "Busy connection lost"));
}

TEST(Snpp, TakesPagesOnlyAndOnlyInTime)
{
    const tests::TcpServer server(terminal({}));
    auto late = page_out();
    late.expires = noon;

    EXPECT_TRUE(begins(sent(settings_for(server.port()), text_out("+1")), "Refused Provider"));
    EXPECT_TRUE(begins(sent(settings_for(server.port()), late), "Refused Message expired"));
    EXPECT_EQ(server.connections(), 0);
}

TEST(Snpp, IsNotMadeWithWrongSettings)
{
    SnppSettings wrong;
    wrong.port = 0;
    wrong.login = "two words";
    wrong.password_file = "/nonexistent";
    wrong.parallel = 0;

    const auto made = make_snpp(wrong);

    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().size(), 5U);
}

/// The channel against Net::SNPP::Server.
class NetSnpp : public testing::Test {
protected:
    void SetUp() override
    {
        if (!std::filesystem::exists("/usr/share/perl5/Net/SNPP/Server.pm"))
            GTEST_SKIP() << "Net::SNPP is missing; install libnet-snpp-perl";
        std::ofstream(folder_.path() / "password") << "s3cret\n";
    }
    void start(std::vector<std::string> more = {})
    {
        std::vector<std::string> words{
            "/usr/bin/perl", std::string(BELFRY_SOURCE_DIR) + "/tests/peers/pager.pl",
            "--port",        std::to_string(port_),
            "--pager",       "4711"};
        words.insert(words.end(), more.begin(), more.end());
        terminal_ = std::make_unique<tests::ChildProcess>(std::move(words), log());
        ASSERT_TRUE(tests::appears_in(log(), "listening"));
    }
    SnppSettings settings(bool two_way = false) const
    {
        auto made = settings_for(port_);
        made.two_way = two_way;
        return made;
    }
    SnppSettings with_login() const
    {
        auto made = settings();
        made.login = "relay";
        made.password_file = folder_.path() / "password";
        return made;
    }
    std::filesystem::path log() const { return folder_.path() / "log"; }
    bool says(const std::string& words) const { return tests::appears_in(log(), words); }

    tests::TemporaryDirectory folder_;
    std::uint16_t port_ = tests::free_port();
    std::unique_ptr<tests::ChildProcess> terminal_;
};

// X.15
TEST_F(NetSnpp, TakesOurPageAndItsChoicesAsText)
{
    start();

    EXPECT_TRUE(begins(sent(settings(), page_out({"Yes", "No"})), "Accepted : snpp 250"));

    EXPECT_TRUE(says("page 4711 alert=1 two_way=0 answers=[] text=[Bed 12 calls|1 = Yes|2 = No|]"));
}

TEST_F(NetSnpp, KnowsThePagersItHas)
{
    start();
    auto outgoing = page_out();
    std::get<PageOut>(outgoing.payload).to = "4712";

    EXPECT_TRUE(begins(sent(settings(), outgoing), "Refused Detail snpp 550"));
}

TEST_F(NetSnpp, LetsInWhoHasThePassword)
{
    start({"--password", "s3cret"});
    EXPECT_TRUE(begins(sent(with_login()), "Accepted"));
    EXPECT_TRUE(says("login right"));

    std::ofstream(folder_.path() / "password") << "wrong\n";
    EXPECT_TRUE(begins(sent(with_login()), "Refused Provider snpp 550"));
}

TEST_F(NetSnpp, IsPagedWithoutALoginWhereItHasNone)
{
    start();

    EXPECT_TRUE(begins(sent(with_login()), "Accepted"));
}

// RFC 1861 4.6
TEST_F(NetSnpp, TakesChoicesTwoWaysAndSaysWhatBecameOfThem)
{
    start({"--states", "960,880,881,888:2,889:later,780"});
    const auto channel = make_snpp(settings(true)).value();

    const auto outcome = channel->send(page_out({"Yes", "No"}));

    ASSERT_TRUE(begins(outcome, "Accepted 17 42")) << said(outcome);
    // Net::SNPP::Server keeps a response's code with its text.
    EXPECT_TRUE(says("two_way=1 answers=[1=1 Yes,2=2 No] text=[Bed 12 calls]"));
    const AskedPage asked{{4711}, "4711", "17 42"};
    const auto news = [&] { return channel->asker()->ask(asked).news; };
    const auto said_once = [](auto said, std::string code = {}) {
        return std::vector<PageNews>{{"snpp", {4711}, said, code}};
    };
    EXPECT_TRUE(news().empty()) << "queued";
    EXPECT_EQ(news(), said_once(Arrived{}));
    EXPECT_EQ(news(), said_once(WasRead{}));
    EXPECT_EQ(news(), said_once(Answered{"2", 2}));
    EXPECT_EQ(news(), said_once(Answered{"later", 0}));
    EXPECT_EQ(news(), said_once(Lost{Blame::Detail}, "snpp 780"));
    EXPECT_TRUE(channel->asker()->ask({{4711}, "4711", "17 43"}).news.empty());
}

/// The channel against HylaFAX's hfaxd, which has no two-way paging and no ALERt. It listens on all
/// addresses, so it is for a network of its own:
///   unshare -n sh -c 'ip link set lo up; hfaxd -d -s 20446 & sleep 2
///     BELFRY_HFAXD_PORT=20446 channels_tests --gtest_filter="*HylaFax*"'
/// with a user relay of password s3cret, and the pager 4711 in etc/pagermap.
TEST_F(NetSnpp, HylaFaxTakesOurWordsUpToItsMissingModem)
{
    const auto* port = std::getenv("BELFRY_HFAXD_PORT");
    if (port == nullptr)
        GTEST_SKIP() << "BELFRY_HFAXD_PORT does not say where an hfaxd is";
    auto fax = with_login();
    fax.port = std::atoi(port);
    fax.two_way = true;
    fax.reply_timeout = 20s;
    auto unknown = page_out();
    std::get<PageOut>(unknown.payload).to = "4712";

    // Without a modem and its queue it says so at SEND, which is a refusal.
    EXPECT_TRUE(begins(sent(fax, page_out({"Yes"})), "Refused Provider snpp 550"));
    EXPECT_TRUE(begins(sent(fax, unknown), "Refused Detail snpp 550"));
}

} // namespace
} // namespace relay::channels
