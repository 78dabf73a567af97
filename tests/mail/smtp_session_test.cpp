// What the dialogues cannot show: delays, deadlines, the wait for the commit, the envelope.
#include "tests/mail/smtp_peer.h"

#include <gtest/gtest.h>

namespace mail::test {
namespace {

constexpr auto transaction = "EHLO client.example\r\nMAIL FROM:<monitor@ward.example> SIZE=9 "
                             "BODY=8BITMIME\r\nRCPT TO:<12345@pager.example>\r\nDATA\r\n";

std::string said(const SmtpActions& actions)
{
    std::string all;
    for (const auto& action : actions) {
        if (const auto* send = std::get_if<Send>(&action))
            all += send->text;
    }
    return all;
}

template <typename T>
bool ends_with(const SmtpActions& actions)
{
    return !actions.empty() && std::holds_alternative<T>(actions.back());
}

struct Conversation {
    Ward ward;
    SmtpSession session{ward_config(), ward};
    Conversation() { session.greet(); }
};

TEST(SmtpSession, HearsNobodyBePutOffForEver)
{
    struct Later : Ward {
        Verdict sender(const std::optional<Address>&, const Envelope&) override
        {
            return Verdict::too_many("later");
        }
    } ward;
    SmtpSession session(ward_config(), ward);
    (void)session.greet();
    (void)session.take("EHLO client.example\r\n");
    int put_off = 0;

    while (session.wants_input() && put_off < 1000) {
        (void)session.take("MAIL FROM:<a@ward.example>\r\n");
        ++put_off;
    }

    EXPECT_EQ(put_off, 320);
}

TEST(SmtpSession, SaysNothingUntilTheMessageIsCommitted)
{
    Conversation with;
    with.session.take(transaction);

    const auto actions = with.session.take("caf\xC3\xA9\r\n.\r\n");

    ASSERT_EQ(actions.size(), 1u);
    const auto& accept = std::get<Accept>(actions[0]);
    EXPECT_EQ(accept.message, "caf\xC3\xA9\r\n");
    EXPECT_EQ(accept.envelope.helo, "client.example");
    EXPECT_TRUE(accept.envelope.is_esmtp);
    EXPECT_FALSE(accept.envelope.is_tls);
    EXPECT_EQ(accept.envelope.sender->text(), "monitor@ward.example");
    EXPECT_EQ(accept.envelope.recipients.at(0).text(), "12345@pager.example");
    EXPECT_EQ(accept.envelope.declared_bytes, 9u);
    EXPECT_TRUE(accept.envelope.is_8bit);
    EXPECT_FALSE(with.session.wants_input());
    EXPECT_TRUE(with.session.is_waiting_for_verdict());
}

TEST(SmtpSession, GivesTheVerdictAndGoesOnWithWhatWasPipelined)
{
    Conversation with;
    with.session.take(transaction);
    with.session.take("x\r\n.\r\nNOOP\r\n");

    const auto actions = with.session.accepted(Verdict::try_later("disk full"));

    EXPECT_EQ(said(actions), "451 4.3.0 disk full\r\n250 2.0.0 OK\r\n");
    EXPECT_TRUE(with.session.wants_input());
}

TEST(SmtpSession, FinishesTheMessageBeforeItGoesDown)
{
    Conversation with;
    with.session.take(transaction);
    with.session.take("x\r\n.\r\n");

    EXPECT_TRUE(with.session.shutting_down().empty());
    const auto actions = with.session.accepted(Verdict::accept_message("7"));

    EXPECT_EQ(said(actions), "250 2.0.0 OK, queued as 7\r\n"
                             "421 4.3.2 relay.pager.example is going down, try again later\r\n");
    EXPECT_TRUE(ends_with<Close>(actions));
}

TEST(SmtpSession, AcceptsNothingOfAMessageThatIsCutOff)
{
    Conversation with;
    with.session.take(transaction);
    with.session.take("half a mes");
    EXPECT_TRUE(with.session.is_in_message());

    const auto actions = with.session.timed_out();

    EXPECT_EQ(said(actions).substr(0, 9), "421 4.4.2");
    EXPECT_TRUE(ends_with<Close>(actions));
    EXPECT_TRUE(with.session.take("\r\n.\r\n").empty());
}

TEST(SmtpSession, DelaysTheAnswersToWhoMakesManyErrors)
{
    Conversation with;
    std::vector<std::chrono::milliseconds> delays;
    for (int i = 0; i < 12; ++i)
        delays.push_back(std::get<Send>(with.session.take("FOO\r\n").at(0)).delay);

    EXPECT_EQ(delays.at(8), std::chrono::milliseconds(0));
    EXPECT_EQ(delays.at(9), std::chrono::milliseconds(1000));
    EXPECT_EQ(delays.at(11), std::chrono::milliseconds(1000));
}

TEST(SmtpSession, TakesAnOctetInsideALongLineForNoBeginningOfTls)
{
    Conversation with;
    EXPECT_TRUE(with.session.take(std::string(100'000, 'a')).empty());

    EXPECT_EQ(said(with.session.take("\x16\x03\x01\r\n")), "500 5.5.2 the line is too long\r\n");
}

TEST(SmtpSession, HoldsALineWithoutEndInBoundedMemory)
{
    Conversation with;
    for (int i = 0; i < 2000; ++i)
        EXPECT_TRUE(with.session.take(std::string(10'000, 'a')).empty());

    EXPECT_EQ(said(with.session.take("\r\nNOOP\r\n")),
              "500 5.5.2 the line is too long\r\n250 2.0.0 OK\r\n");
}

TEST(SmtpSession, AnswersNothingThatMakesNoSense)
{
    Conversation with;

    EXPECT_TRUE(with.session.greet().empty());
    EXPECT_TRUE(with.session.accepted(Verdict::accept()).empty());
    EXPECT_TRUE(with.session.tls_started().empty());
    with.session.take("QUIT\r\n");
    EXPECT_TRUE(with.session.take("NOOP\r\n").empty());
    EXPECT_TRUE(with.session.timed_out().empty());
    EXPECT_TRUE(with.session.shutting_down().empty());
}

TEST(SmtpSession, IsUnderTlsAfterTheHandshakeOnly)
{
    Ward ward;
    auto config = ward_config();
    config.tls_available = true;
    SmtpSession session(config, ward);
    session.greet();

    EXPECT_TRUE(ends_with<StartTls>(session.take("EHLO client.example\r\nSTARTTLS\r\nNOOP\r\n")));
    EXPECT_FALSE(session.wants_input());
    EXPECT_FALSE(session.is_tls());
    session.tls_started();
    EXPECT_TRUE(session.is_tls());
    EXPECT_EQ(session.helo(), "");
    EXPECT_EQ(said(session.take("EHLO client.example\r\n")).find("STARTTLS"), std::string::npos);
}

TEST(DataReader, KeepsAMessageAtItsLimitAndDropsOneAboveIt)
{
    DataReader at_limit(10, BareNewline::Normalize);
    DataReader above(9, BareNewline::Normalize);
    at_limit.take("12345678\r\n.\r\n");
    above.take("12345678\r\n.\r\n");

    EXPECT_FALSE(at_limit.is_too_large());
    EXPECT_EQ(at_limit.release(), "12345678\r\n");
    EXPECT_TRUE(above.is_complete());
    EXPECT_TRUE(above.is_too_large());
    EXPECT_EQ(above.release(), "");
}

TEST(DataReader, LeavesWhatStandsBehindTheEnd)
{
    DataReader reader(100, BareNewline::Normalize);

    EXPECT_EQ(reader.take("x\r\n.\r\nNOOP\r\n"), 6u);
}

} // namespace
} // namespace mail::test
