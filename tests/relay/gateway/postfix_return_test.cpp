// The whole round: a page leaves by mail, a real Postfix makes of it what it does, and its report
// comes back through our own SMTP door.
#include "relay/gateway/mail_door.h"
#include "tests/relay/channels/email_to.h"
#include "tests/relay/engine/people.h"
#include "tests/relay/intake/smtp_talk.h"
#include "tests/support/postfix_server.h"

namespace tests {
namespace {

using store::Channel;
using store::DeliveryState;
using store::Progress;

/// A Postfix that knows where reports go, to the door on `port`, and whose mail for
/// elsewhere.example goes to a server behind it.
std::string routes(std::uint16_t port, std::uint16_t behind)
{
    return "relay_domains = relay.hospital.example, elsewhere.example\n"
           "transport_maps = inline:{ relay.hospital.example=smtp:[127.0.0.1]:" +
           std::to_string(port) + ", elsewhere.example=smtp:[127.0.0.1]:" + std::to_string(behind) +
           " }\nsmtp_tls_security_level = none\nqueue_run_delay = 1s\n"
           "minimal_backoff_time = 1s\nmaximal_backoff_time = 1s\n";
}

class PostfixReports : public SmtpTest {
protected:
    RunningHouse::Settings settings() const override { return whose_mail_returns(); }
    void SetUp() override
    {
        const auto why = PostfixServer::why_absent();
        if (!why.empty())
            GTEST_SKIP() << why;
        SmtpTest::SetUp();
        door_.emplace(house(), "relay.hospital.example");
        returns_ = &*door_;
        open(rules());
    }
    void TearDown() override
    {
        postfix_.reset();
        if (!IsSkipped())
            SmtpTest::TearDown();
    }
    /// `verdict`: what the server behind it says to each recipient.
    void run_postfix(mail::Verdict verdict, const std::string& more = {})
    {
        SmtpManners manners;
        manners.recipient = [verdict](const mail::Address&) { return verdict; };
        behind_.emplace(std::move(manners));
        postfix_.emplace(routes(listener_->port(), behind_->port()) + more);
    }

    /// A page for somebody with that address, by mail at once and by SMS after half an hour. What
    /// leaves by mail is what the house made of it.
    store::MessageId paged_at(const std::string& address)
    {
        node().add(build::contact(50, "EVA-LIND")
                       .phone(51, "+15550150")
                       .mail(52, address)
                       .redundancy(Channel::Email, 0min)
                       .redundancy(Channel::Sms, 30min)
                       .get());
        auto message = build::message();
        message.priority = store::Priority::High;
        const auto id = node().submit(std::move(message), "EVA-LIND");
        auto outgoing = channels.email.sent().at(0);
        outgoing.now = std::chrono::floor<store::Millis>(std::chrono::system_clock::now());
        const auto outcome =
            relay::channels::made(relay::channels::settings_for(postfix_->port()))->send(outgoing);
        EXPECT_TRUE(std::holds_alternative<relay::channels::Accepted>(outcome));
        return id;
    }
    /// Waits until the ledger has a line of that decision.
    bool comes_to(store::MessageId message, const std::string& decision)
    {
        const auto until = std::chrono::steady_clock::now() + long_patience;
        while (std::chrono::steady_clock::now() < until) {
            for (const auto& line : node().ledger(message)) {
                if (line.decision == decision)
                    return node().settle(), true;
            }
            std::this_thread::sleep_for(50ms); // another program's time
        }
        ADD_FAILURE() << content_of(postfix_->log());
        return false;
    }

    std::optional<relay::gateway::MailDoor> door_;
    std::optional<SmtpServer> behind_;
    std::optional<PostfixServer> postfix_;
};

INSTANTIATE_TEST_SUITE_P(OnSqlite, PostfixReports, testing::Values(store::Engine::Sqlite));

TEST_P(PostfixReports, ThatTheMailboxIsGoneSendsTheTextAtOnce)
{
    run_postfix({{550, "5.1.1", "nobody of that name"}});
    const auto message = paged_at("eva@elsewhere.example");

    ASSERT_TRUE(comes_to(message, "refused"));

    EXPECT_TRUE(ledger_says(message, "refused", "5.1.1"));
    EXPECT_EQ(delivery_by(node(), message, Channel::Email).state, DeliveryState::Refused);
    EXPECT_EQ(channels.sms.count(), 1U);
}

TEST_P(PostfixReports, ThatTheMailboxHasItMakeThePageDelivered)
{
    run_postfix(mail::Verdict::accept());
    const auto message = paged_at("nurse@ward.example");

    ASSERT_TRUE(comes_to(message, "delivered"));

    EXPECT_EQ(node().pages(message).at(0).progress, Progress::Delivered);
}

TEST_P(PostfixReports, ThatAnotherServerHasItMoveNothing)
{
    run_postfix(mail::Verdict::accept());
    const auto message = paged_at("eva@elsewhere.example");

    ASSERT_TRUE(appears_in(postfix_->log(), "to=<bounce+"));

    EXPECT_EQ(node().pages(message).at(0).progress, Progress::Accepted)
        << "relayed is not delivered";
    EXPECT_EQ(behind_->taken().size(), 1U);
}

TEST_P(PostfixReports, ThatItIsLateSendTheTextOfAnUrgentPageAtOnce)
{
    run_postfix({{450, "4.4.1", "later"}}, "delay_warning_time = 1s\n");
    const auto message = paged_at("eva@elsewhere.example");

    ASSERT_TRUE(comes_to(message, "delayed"));

    EXPECT_TRUE(ledger_says(message, "delayed", "4.4.1"));
    EXPECT_EQ(channels.sms.count(), 1U);
    EXPECT_EQ(delivery_by(node(), message, Channel::Email).state, DeliveryState::Accepted);
}

TEST_P(PostfixReports, ThatItWasTriedInVainBlameTheMailbox)
{
    run_postfix({{450, "4.2.1", "the mailbox is full"}},
                "maximal_queue_lifetime = 2s\nbounce_queue_lifetime = 2s\n");
    const auto message = paged_at("eva@elsewhere.example");

    ASSERT_TRUE(comes_to(message, "refused"));

    EXPECT_TRUE(ledger_says(message, "refused", "4.2.1"));
    EXPECT_EQ(channels.sms.count(), 1U);
}

} // namespace
} // namespace tests
