#include "tests/relay/channels/email_to.h"
#include <array>
#include <barrier>
#include <thread>

namespace relay::channels {
namespace {

using namespace std::chrono_literals;
using mail::Verdict;
using tests::SmtpManners;
using tests::SmtpServer;
using tests::TcpPeer;
using tests::TcpServer;

TEST(EmailSessions, CarryOneMailAfterTheOther)
{
    const SmtpServer server;
    const auto channel = made(settings_for(server.port()));

    for (int i = 0; i < 5; ++i)
        ASSERT_TRUE(begins(channel->send(text_out(nurse)), "Accepted"));

    EXPECT_EQ(server.connections(), 1);
}

TEST(EmailSessions, GoOnAfterARefusal)
{
    int asked = 0;
    SmtpManners manners;
    manners.recipient = [&](const auto&) {
        return ++asked == 1 ? Verdict::unknown_recipient() : Verdict::accept();
    };
    const SmtpServer server(manners);
    const auto channel = made(settings_for(server.port()));

    EXPECT_TRUE(begins(channel->send(text_out(nurse)), "Refused Detail"));
    EXPECT_TRUE(begins(channel->send(text_out(nurse)), "Accepted"));
    EXPECT_EQ(server.connections(), 1);
}

TEST(EmailSessions, AreForgottenWhenTheyWereIdleForTooLong)
{
    const SmtpServer server;
    auto settings = settings_for(server.port());
    settings.idle_timeout = 0ms;
    const auto channel = made(settings);

    ASSERT_TRUE(begins(channel->send(text_out(nurse)), "Accepted"));
    ASSERT_TRUE(begins(channel->send(text_out(nurse)), "Accepted"));

    EXPECT_EQ(server.connections(), 2);
}

TEST(EmailSessions, AreOpenedAnewWhenTheServerHungUp)
{
    SmtpManners manners;
    manners.hangs_up_after_mail = true;
    const SmtpServer server(manners);
    const auto channel = made(settings_for(server.port()));

    for (int i = 0; i < 3; ++i) {
        const auto outcome = channel->send(text_out(nurse));
        EXPECT_TRUE(begins(outcome, "Accepted")) << said(outcome);
    }

    EXPECT_EQ(server.connections(), 3);
    EXPECT_EQ(server.taken().size(), 3u);
}

/// Takes one mail in the session; the next MAIL it answers with `goodbye` and hangs up.
void one_mail_then(TcpPeer& peer, const std::string& goodbye)
{
    peer.write("220 mx\r\n");
    bool taken = false;
    while (const auto line = peer.read_until("\r\n")) {
        if (taken && line->starts_with("MAIL"))
            return peer.write(goodbye);
        const bool is_data = line->starts_with("DATA");
        peer.write(is_data ? "354 go\r\n" : "250 ok\r\n");
        if (!is_data)
            continue;
        peer.read_until("\r\n.\r\n");
        peer.write("250 taken\r\n");
        taken = true;
    }
}

TEST(EmailSessions, ThatTurnOutToBeDeadCostNoMail)
{
    for (const std::string goodbye : {"", "421 idle for too long\r\n"}) {
        const TcpServer server([&](TcpPeer& peer) { one_mail_then(peer, goodbye); });
        const auto channel = made(settings_for(server.port()));

        EXPECT_TRUE(begins(channel->send(text_out(nurse)), "Accepted"));
        EXPECT_TRUE(begins(channel->send(text_out(nurse)), "Accepted")) << goodbye;
        EXPECT_EQ(server.connections(), 2);
    }
}

TEST(EmailSessions, ThatAreNewAreNotTriedAgain)
{
    const TcpServer server([](TcpPeer& peer) {
        peer.write("220 mx\r\n");
        while (const auto line = peer.read_until("\r\n")) {
            if (!line->starts_with("EHLO"))
                return peer.write("421 go away\r\n");
            peer.write("250 mx\r\n");
        }
    });

    EXPECT_TRUE(begins(made(settings_for(server.port()))->send(text_out(nurse)), "Busy 421"));
    EXPECT_EQ(server.connections(), 1);
}

TEST(EmailSessions, RunInParallel)
{
    constexpr int many = 8;
    std::barrier all_here(many);
    const SmtpServer server(judging_messages([&](const auto&) {
        all_here.arrive_and_wait();
        return Verdict::accept_message("x");
    }));
    auto settings = settings_for(server.port());
    settings.parallel = many;
    const auto channel = made(settings);
    EXPECT_EQ(channel->parallel(), many);
    std::array<Outcome, 2 * many> outcomes;
    for (int round = 0; round < 2; ++round) {
        std::vector<std::jthread> threads;
        for (int i = 0; i < many; ++i)
            threads.emplace_back([&, at = static_cast<std::size_t>(round * many + i)] {
                outcomes[at] = channel->send(text_out(nurse));
            });
    }

    for (const auto& outcome : outcomes)
        EXPECT_TRUE(begins(outcome, "Accepted")) << said(outcome);
    EXPECT_EQ(server.connections(), many);
    EXPECT_EQ(server.taken().size(), 2u * many);
}

} // namespace
} // namespace relay::channels
