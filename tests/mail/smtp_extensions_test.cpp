// What the dialogues cannot show of SMTPUTF8, DSN, LMTP and XCLIENT: what the owner is told.
#include "tests/mail/smtp_peer.h"

#include <gtest/gtest.h>

namespace mail::test {
namespace {

/// Keeps what a front end says of its client.
struct FrontWard final : Ward {
    void client_is(const ClientClaim& claim) override { claims.push_back(claim); }
    std::vector<ClientClaim> claims;
};

std::string said(const SmtpActions& actions)
{
    std::string all;
    for (const auto& action : actions) {
        if (const auto* send = std::get_if<Send>(&action))
            all += send->text;
    }
    return all;
}

std::size_t count_of(const std::string& text, const std::string& part)
{
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

Envelope envelope_of(const SmtpActions& actions)
{
    const auto* accept = actions.empty() ? nullptr : std::get_if<Accept>(&actions.back());
    return accept == nullptr ? Envelope{} : accept->envelope;
}

class SmtpExtensions : public testing::Test {
protected:
    SmtpSession session(bool is_lmtp, bool is_front_end = false)
    {
        auto config = ward_config();
        config.is_lmtp = is_lmtp;
        ward.is_front = is_front_end;
        SmtpSession made(config, ward);
        made.greet();
        return made;
    }
    FrontWard ward;
};

TEST_F(SmtpExtensions, TellWhatTheClientWantsToHearOfEachRecipient)
{
    auto session = this->session(false);
    session.take("EHLO a\r\nMAIL FROM:<monitor@ward.example> RET=FULL ENVID=Q+2B1 SMTPUTF8\r\n"
                 "RCPT TO:<12345@pager.example> notify=failure,success ORCPT=rfc822;ward@a\r\n"
                 "RCPT TO:<nobody@pager.example> NOTIFY=DELAY\r\n"
                 "RCPT TO:<nurse@pager.example> NOTIFY=NEVER\r\n"
                 "RCPT TO:<nurse@pager.example>\r\nDATA\r\n");

    const auto envelope = envelope_of(session.take("x\r\n.\r\n"));

    EXPECT_TRUE(envelope.is_utf8);
    EXPECT_EQ(envelope.returned, ReturnedPart::Full);
    EXPECT_EQ(envelope.envelope_id, "Q+2B1");
    const std::vector<ReportWish> expected{
        {.is_said = true, .success = true, .failure = true, .original_recipient = "rfc822;ward@a"},
        {.is_said = true},
        {}};
    EXPECT_EQ(envelope.wishes, expected) << "one for each recipient that was accepted";
}

TEST_F(SmtpExtensions, ForgetWhatWasSaidOfTheMessageBefore)
{
    auto session = this->session(false);
    session.take("EHLO a\r\nMAIL FROM:<a@b> RET=FULL ENVID=Q SMTPUTF8\r\n"
                 "RCPT TO:<nurse@pager.example> NOTIFY=NEVER\r\nRSET\r\n"
                 "MAIL FROM:<a@b>\r\nRCPT TO:<nurse@pager.example>\r\nDATA\r\n");

    const auto envelope = envelope_of(session.take("x\r\n.\r\n"));

    EXPECT_FALSE(envelope.is_utf8);
    EXPECT_EQ(envelope.returned, ReturnedPart::Unsaid);
    EXPECT_EQ(envelope.envelope_id, "");
    EXPECT_EQ(envelope.wishes, std::vector<ReportWish>(1));
}

// RFC 2033 4.2
TEST_F(SmtpExtensions, AnswerEachRecipientOfLmtpByItself)
{
    auto session = this->session(true);
    session.take("LHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<nurse@pager.example>\r\n"
                 "RCPT TO:<12345@pager.example>\r\nDATA\r\n");
    session.take("x\r\n.\r\n");

    const auto actions =
        session.accepted({Verdict::unknown_recipient(), Verdict::accept_message("7")});

    const auto text = said(actions);
    EXPECT_TRUE(text.starts_with("550 5.1.1 ")) << text;
    EXPECT_NE(text.find("\r\n250 2.0.0 "), std::string::npos) << text;
    EXPECT_EQ(count_of(text, "\r\n"), 2U);
}

TEST_F(SmtpExtensions, TellForWhomAFrontEndSpeaks)
{
    auto session = this->session(false, true);
    session.take("EHLO front\r\n");
    session.take("XCLIENT ADDR=IPV6:2001:db8::7 LOGIN=ward HELO=pc+2Done NAME=[UNAVAILABLE]\r\n");
    session.take("EHLO front\r\nMAIL FROM:<a@b>\r\nRCPT TO:<nurse@pager.example>\r\nDATA\r\n");

    const auto envelope = envelope_of(session.take("x\r\n.\r\n"));

    ASSERT_EQ(ward.claims.size(), 1U);
    EXPECT_EQ(ward.claims[0], (ClientClaim{"2001:db8::7", "ward", "pc-one"}));
    EXPECT_EQ(envelope.login, "ward");
    EXPECT_EQ(envelope.helo, "pc-one");
}

TEST_F(SmtpExtensions, BelieveNoLoginOfAStranger)
{
    auto session = this->session(false);
    session.take("EHLO a\r\nXCLIENT LOGIN=ward\r\nMAIL FROM:<a@b>\r\n"
                 "RCPT TO:<nurse@pager.example>\r\nDATA\r\n");

    EXPECT_EQ(envelope_of(session.take("x\r\n.\r\n")).login, "");
    EXPECT_TRUE(ward.claims.empty());
}

TEST_F(SmtpExtensions, RefuseAHundredThousandRecipientsWithoutKeepingThem)
{
    auto session = this->session(false);
    session.take("EHLO a\r\nMAIL FROM:<a@b>\r\n");
    std::size_t taken = 0;
    std::size_t later = 0;

    for (int i = 0; i < 100'000; ++i) {
        const auto answer = said(session.take("RCPT TO:<12345@pager.example>\r\n"));
        taken += answer.starts_with("250 ") ? 1 : 0;
        later += answer.starts_with("452 4.5.3 ") ? 1 : 0;
    }
    session.take("DATA\r\n");

    EXPECT_EQ(taken, SmtpLimits{}.recipients);
    EXPECT_EQ(later, 100'000 - taken);
    EXPECT_EQ(envelope_of(session.take("x\r\n.\r\n")).recipients.size(), taken);
}

TEST_F(SmtpExtensions, GiveUpOnATextThatDoesNotEnd)
{
    auto session = this->session(false);
    session.take("EHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<nurse@pager.example>\r\nDATA\r\n");
    const std::string megabyte((1 << 20) - 2, 'a');
    int megabytes = 0;
    std::string answer;

    for (; answer.empty() && megabytes < 1000; ++megabytes)
        answer = said(session.take(megabyte + "\r\n"));

    EXPECT_TRUE(answer.starts_with("552 5.3.4 ")) << answer;
    EXPECT_FALSE(session.wants_input());
    EXPECT_LT(megabytes, 80) << "its limit of 10 MiB, and 64 more";
}

TEST_F(SmtpExtensions, KnowThatAMessageGoesOnBetweenItsChunks)
{
    auto session = this->session(false);
    session.take("EHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<nurse@pager.example>\r\n");
    EXPECT_FALSE(session.has_begun_message());

    session.take("BDAT 1\r\nx");
    EXPECT_TRUE(session.has_begun_message());
    EXPECT_FALSE(session.is_in_message());
    session.take("RSET\r\n");
    EXPECT_FALSE(session.has_begun_message());
}

} // namespace
} // namespace mail::test
