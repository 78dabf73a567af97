// Mail through a Postfix of our own.
#include "tests/relay/channels/email_to.h"
#include "tests/support/postfix_server.h"

namespace relay::channels {
namespace {

class Postfix : public ::testing::Test {
protected:
    void SetUp() override
    {
        const auto why = tests::PostfixServer::why_absent();
        if (!why.empty())
            GTEST_SKIP() << why;
        server_.emplace();
    }

    EmailSettings settings(TlsPolicy tls) const
    {
        auto made = settings_for(server_->port(), tls);
        if (tls == TlsPolicy::Required)
            made.ca_file = server_->ca_file();
        return made;
    }

    std::optional<tests::PostfixServer> server_;
};

TEST_F(Postfix, TakesAMailOverTlsAndDeliversIt)
{
    auto outgoing =
        text_out(nurse, "Bed 12 calls.\n.\n..\nGr\u00fc\u00dfe", "Gr\u00fc\u00dfe \u20ac");
    outgoing.priority = store::Priority::High;

    const auto outcome = made(settings(TlsPolicy::Required))->send(outgoing);

    ASSERT_TRUE(begins(outcome, "Accepted ")) << said(outcome);
    EXPECT_NE(said(outcome).find("queued as"), std::string::npos) << said(outcome);
    const auto mail = server_->delivered();
    const auto id = outgoing.delivery.text();
    for (const auto& part :
         {"Return-Path: <bounce+" + id + "@relay.hospital.example>", std::string("with ESMTPS"),
          std::string("using TLSv1."), "Message-ID: <" + id + "@relay.hospital.example>",
          std::string("Importance: high"), std::string("Auto-Submitted: auto-generated"),
          std::string("\n.\n..\n")})
        EXPECT_NE(mail.find(part), std::string::npos) << part << "\n" << mail;
}

TEST_F(Postfix, TakesAStatusMailWithoutASender)
{
    auto outgoing = text_out(nurse);
    std::get<TextOut>(outgoing.payload).automatic = true;

    ASSERT_TRUE(begins(made(settings(TlsPolicy::Opportunistic))->send(outgoing), "Accepted"));

    const auto mail = server_->delivered();
    EXPECT_NE(mail.find("Return-Path: <>"), std::string::npos) << mail;
}

TEST_F(Postfix, RefusesWhomItDoesNotKnowAndGoesOnInTheSameSession)
{
    const auto channel = made(settings(TlsPolicy::Required));

    const auto unknown = channel->send(text_out("nobody@ward.example"));
    const auto foreign = channel->send(text_out("doctor@elsewhere.example"));
    const auto big = channel->send(text_out(nurse, std::string(200'000, 'x')));
    const auto good = channel->send(text_out(nurse));

    EXPECT_TRUE(begins(unknown, "Refused Detail 550 5.1.1")) << said(unknown);
    EXPECT_TRUE(begins(foreign, "Refused Provider 554 5.7.1")) << said(foreign);
    EXPECT_TRUE(begins(big, "Refused Message 5.3.4")) << said(big);
    EXPECT_TRUE(begins(good, "Accepted")) << said(good);
    const auto words = tests::content_of(server_->log());
    const auto first = words.find(": connect from");
    EXPECT_NE(first, std::string::npos);
    EXPECT_EQ(words.find(": connect from", first + 1), std::string::npos) << words;
}

TEST_F(Postfix, GetsNothingWithoutTheRightCertificate)
{
    auto wrong = settings(TlsPolicy::Required);
    wrong.ca_file.clear();

    EXPECT_TRUE(begins(made(wrong)->send(text_out(nurse)), "Busy tls"));
}

TEST_F(Postfix, ThatIsDownIsBusy)
{
    server_->stop();

    EXPECT_TRUE(begins(made(settings(TlsPolicy::Required))->send(text_out(nurse)), "Busy connect"));
}

} // namespace
} // namespace relay::channels
