#include "mail/smtp_client_session.h"

#include "tests/mail/smtp_peer.h"

#include <gtest/gtest.h>

namespace mail::test {
namespace {

constexpr SmtpOffer everything{true, true, true, true, 10'000};

Address address(const std::string& text)
{
    return Address::parse(text).value();
}

SmtpDelivery page_to(const std::vector<std::string>& recipients)
{
    SmtpDelivery delivery;
    delivery.sender = address("bounce+7@relay.pager.example");
    for (const auto& recipient : recipients)
        delivery.recipients.push_back(address(recipient));
    delivery.message = "Subject: x\r\n\r\n.hidden\r\n";
    return delivery;
}

TEST(SmtpClientSession, PipelinesTheEnvelopeAndSendsTheText)
{
    SmtpClientSession session("relay.pager.example", everything);
    const auto first = session.start(page_to({"a@ward.example", "b@ward.example"}));

    EXPECT_EQ(first, "MAIL FROM:<bounce+7@relay.pager.example> SIZE=23\r\n"
                     "RCPT TO:<a@ward.example>\r\nRCPT TO:<b@ward.example>\r\n");
    EXPECT_EQ(session.take("250 2.1.0 ok\r\n250 2.1.5 ok\r\n"), "");
    EXPECT_EQ(session.take("550 5.1.1 nobody\r\n"), "DATA\r\n");
    EXPECT_EQ(session.take("354 go\r\n"), "Subject: x\r\n\r\n..hidden\r\n.\r\n");
    EXPECT_FALSE(session.is_done());
    EXPECT_EQ(session.take("250 2.0.0 queued as 4711\r\n"), "");

    ASSERT_TRUE(session.is_done());
    EXPECT_EQ(session.result().outcome, SmtpOutcome::Accepted);
    EXPECT_EQ(session.result().reply, (Reply{250, "2.0.0", "queued as 4711"}));
    ASSERT_EQ(session.result().recipients.size(), 2u);
    EXPECT_EQ(session.result().recipients[0].reply.code, 250);
    EXPECT_EQ(session.result().recipients[1].reply, (Reply{550, "5.1.1", "nobody"}));
    EXPECT_TRUE(session.is_usable());
}

TEST(SmtpClientSession, AsksOneByOneWithoutPipelining)
{
    SmtpClientSession session("relay.pager.example", SmtpOffer{});

    EXPECT_EQ(session.start(page_to({"a@ward.example", "b@ward.example"})),
              "MAIL FROM:<bounce+7@relay.pager.example>\r\n");
    EXPECT_EQ(session.take("250 ok\r\n"), "RCPT TO:<a@ward.example>\r\n");
    EXPECT_EQ(session.take("250 ok\r\n"), "RCPT TO:<b@ward.example>\r\n");
    EXPECT_EQ(session.take("250 ok\r\n"), "DATA\r\n");
}

TEST(SmtpClientSession, GreetsFirstWhenTheOfferIsUnknown)
{
    SmtpClientSession session("relay.pager.example");

    EXPECT_EQ(session.start(page_to({"a@ward.example"})), "EHLO relay.pager.example\r\n");
    EXPECT_EQ(session.take("250-mx.ward.example hello\r\n250-SIZE 10000\r\n250 PIPELINING\r\n"),
              "MAIL FROM:<bounce+7@relay.pager.example> SIZE=23\r\nRCPT TO:<a@ward.example>\r\n");
    EXPECT_EQ(session.offer(), (SmtpOffer{true, false, false, true, 10'000}));
}

TEST(SmtpClientSession, FallsBackToHelo)
{
    SmtpClientSession session("relay.pager.example");

    EXPECT_TRUE(session.start(page_to({"a@ward.example"})));
    EXPECT_EQ(session.take("502 what?\r\n"), "HELO relay.pager.example\r\n");
    EXPECT_EQ(session.take("250 hello\r\n"), "MAIL FROM:<bounce+7@relay.pager.example>\r\n");
}

TEST(SmtpClientSession, AsksForReportsWhereTheyAreOffered)
{
    auto delivery = page_to({"a+b@ward.example"});
    delivery.dsn = DsnRequest{"d-77.1", true};
    SmtpClientSession offered("relay.pager.example", everything);
    SmtpClientSession not_offered("relay.pager.example", SmtpOffer{true});

    EXPECT_EQ(offered.start(delivery),
              "MAIL FROM:<bounce+7@relay.pager.example> SIZE=23 RET=HDRS ENVID=d-77.1\r\n"
              "RCPT TO:<a+b@ward.example> NOTIFY=SUCCESS,FAILURE,DELAY "
              "ORCPT=rfc822;a+2Bb@ward.example\r\n");
    EXPECT_EQ(not_offered.start(delivery), "MAIL FROM:<bounce+7@relay.pager.example>\r\n"
                                           "RCPT TO:<a+b@ward.example>\r\n");
}

struct Story {
    const char* what;
    std::vector<std::string> server; ///< each is taken at once
    SmtpOutcome outcome;
    int code;
    bool usable;
};

// One recipient, pipelined: MAIL and RCPT, then DATA, then the text.
TEST(SmtpClientSession, JudgesEveryAnswer)
{
    const std::string ok = "250 ok\r\n";
    const std::vector<Story> stories{
        {"all well", {ok + ok, "354 go\r\n", ok}, SmtpOutcome::Accepted, 250, true},
        {"sender refused", {"550 no\r\n503 no\r\n"}, SmtpOutcome::Refused, 550, true},
        {"sender later", {"451 no\r\n503 no\r\n"}, SmtpOutcome::Busy, 451, true},
        {"recipient refused", {ok + "550 no\r\n"}, SmtpOutcome::Refused, 550, true},
        {"recipient later", {ok + "450 no\r\n"}, SmtpOutcome::Busy, 450, true},
        {"DATA refused", {ok + ok, "554 no\r\n"}, SmtpOutcome::Refused, 554, true},
        {"DATA answered 250", {ok + ok, ok}, SmtpOutcome::Busy, 250, false},
        {"text refused", {ok + ok, "354 go\r\n", "554 no\r\n"}, SmtpOutcome::Refused, 554, true},
        {"text later", {ok + ok, "354 go\r\n", "452 no\r\n"}, SmtpOutcome::Busy, 452, true},
        {"text answered 354",
         {ok + ok, "354 go\r\n", "354 go\r\n"},
         SmtpOutcome::Unclear,
         0,
         false},
        {"421 at once", {"421 bye\r\n"}, SmtpOutcome::Busy, 421, false},
        {"421 behind the text",
         {ok + ok, "354 go\r\n", "421 bye\r\n"},
         SmtpOutcome::Busy,
         421,
         false},
        {"garbage", {"hello\r\n"}, SmtpOutcome::Busy, 0, false},
        {"garbage behind the text",
         {ok + ok, "354 go\r\n", "?\r\n"},
         SmtpOutcome::Unclear,
         0,
         false},
        {"answers before the question", {ok + ok + "354 go\r\n"}, SmtpOutcome::Busy, 0, false},
        {"says too much at the end",
         {ok + ok, "354 go\r\n", ok + ok},
         SmtpOutcome::Accepted,
         250,
         false},
    };
    for (const auto& story : stories) {
        SmtpClientSession session("relay.pager.example", everything);
        ASSERT_TRUE(session.start(page_to({"a@ward.example"})));
        for (const auto& bytes : story.server)
            session.take(bytes);

        ASSERT_TRUE(session.is_done()) << story.what;
        EXPECT_EQ(session.result().outcome, story.outcome) << story.what;
        EXPECT_EQ(session.result().reply.code, story.code) << story.what;
        EXPECT_EQ(session.is_usable(), story.usable) << story.what;
    }
}

TEST(SmtpClientSession, TriesLaterAsLongAsOneRecipientMayBeTakenLater)
{
    SmtpClientSession session("relay.pager.example", everything);
    ASSERT_TRUE(session.start(page_to({"a@ward.example", "b@ward.example"})));

    session.take("250 ok\r\n550 no\r\n450 later\r\n");

    EXPECT_EQ(session.result().outcome, SmtpOutcome::Busy);
    EXPECT_EQ(session.result().reply.code, 450);
}

TEST(SmtpClientSession, IsUnclearOnlyBehindTheText)
{
    SmtpClientSession early("relay.pager.example", everything);
    SmtpClientSession late("relay.pager.example", everything);
    ASSERT_TRUE(early.start(page_to({"a@ward.example"})));
    ASSERT_TRUE(late.start(page_to({"a@ward.example"})));
    late.take("250 ok\r\n250 ok\r\n");
    late.take("354 go\r\n");

    early.lost("connection reset");
    late.lost("connection reset");

    EXPECT_EQ(early.result().outcome, SmtpOutcome::Busy);
    EXPECT_EQ(late.result().outcome, SmtpOutcome::Unclear);
    EXPECT_EQ(late.result().reply, (Reply{0, "", "connection reset"}));
    EXPECT_FALSE(late.is_usable());
    EXPECT_FALSE(late.start(page_to({"a@ward.example"})));
}

TEST(SmtpClientSession, ResetsAfterAFailureBeforeItStartsAgain)
{
    SmtpClientSession session("relay.pager.example", everything);
    ASSERT_TRUE(session.start(page_to({"a@ward.example"})));
    session.take("250 ok\r\n550 no\r\n");

    EXPECT_EQ(session.start(page_to({"b@ward.example"})), "RSET\r\n");
    EXPECT_EQ(session.take("250 ok\r\n").substr(0, 9), "MAIL FROM");
    session.take("250 ok\r\n250 ok\r\n");
    session.take("354 go\r\n");
    session.take("250 ok\r\n");
    EXPECT_EQ(session.result().outcome, SmtpOutcome::Accepted);
    EXPECT_EQ(session.start(page_to({"b@ward.example"})).value().substr(0, 9), "MAIL FROM");
}

TEST(SmtpClientSession, RefusesByItselfWhatTheServerCannotTake)
{
    auto large = page_to({"a@ward.example"});
    large.message = std::string(20'000, 'x');
    auto eight_bit = page_to({"a@ward.example"});
    eight_bit.message = "caf\xC3\xA9\r\n";
    SmtpClientSession small("relay.pager.example", everything);
    SmtpClientSession seven("relay.pager.example", SmtpOffer{});

    EXPECT_EQ(small.start(large), "");
    EXPECT_EQ(seven.start(eight_bit), "");

    EXPECT_EQ(small.result().outcome, SmtpOutcome::Refused);
    EXPECT_EQ(small.result().reply.enhanced, "5.3.4");
    EXPECT_EQ(seven.result().reply.enhanced, "5.6.3");
    EXPECT_TRUE(small.is_usable());
}

TEST(SmtpClientSession, StartsNothingImpossible)
{
    auto bad_id = page_to({"a@ward.example"});
    bad_id.dsn = DsnRequest{"a\r\nRCPT", false};
    SmtpClientSession session("relay.pager.example", everything);
    SmtpClientSession nameless("a\r\nb", everything);

    EXPECT_FALSE(session.start(page_to({})));
    EXPECT_FALSE(session.start(bad_id));
    EXPECT_FALSE(nameless.start(page_to({"a@ward.example"})));
    EXPECT_TRUE(session.start(page_to({"a@ward.example"})));
    EXPECT_FALSE(session.start(page_to({"a@ward.example"})));
}

TEST(SmtpClientSession, DeliversToOurOwnServer)
{
    SessionPeer server(ward_config(), 7);
    server.greet(false);
    server.hear();
    SmtpClientSession client("client.example");
    std::string bytes =
        client.start(page_to({"12345@pager.example", "nobody@pager.example"})).value();
    while (!bytes.empty()) {
        server.say(bytes);
        std::string heard;
        while (const auto line = server.hear())
            heard += *line + "\r\n";
        bytes = client.take(heard);
    }

    EXPECT_EQ(client.result().outcome, SmtpOutcome::Accepted);
    EXPECT_EQ(client.result().recipients.at(1).reply.enhanced, "5.1.1");
    EXPECT_EQ(server.messages()->at(0), "Subject: x\r\n\r\n.hidden\r\n");
}

} // namespace
} // namespace mail::test
