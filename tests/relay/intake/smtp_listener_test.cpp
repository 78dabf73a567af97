#include "smtp_talk.h"

namespace tests {
namespace {

const std::string bed_12 = "From: Monitor <a@ward.example>\r\nMessage-ID: <1@ward.example>\r\n"
                           "Subject: Bed 12\r\n\r\nPatient calls";

class SmtpDoors : public SmtpTest {};
HOUSE_ON_BOTH_ENGINES(SmtpDoors);

// U.8, S3.36
TEST_P(SmtpDoors, TakeAMailForAnOpidAndForAnAlias)
{
    for (const auto* recipient : {"ANN-LEE@pager.example", "ann@PAGER.example"}) {
        const auto said = mail(recipient, bed_12 + recipient);

        ASSERT_EQ(said.substr(0, 10), "250 2.0.0 ") << said;
        const auto message = stored().front();
        EXPECT_NE(said.find(message.id.text()), std::string::npos) << said;
        EXPECT_EQ(paged(message.id), std::vector{ann});
        EXPECT_EQ(message.door, store::Door::Smtp);
        EXPECT_EQ(message.originator, "a@ward.example");
        EXPECT_EQ(message.reference, "1@ward.example");
        EXPECT_EQ(message.subject.reveal(), "Bed 12");
        EXPECT_EQ(message.body.reveal(), std::string("Patient calls") + recipient);
    }
    EXPECT_EQ(house().metrics.accepted(store::Door::Smtp), 2u);
}

TEST_P(SmtpDoors, TakeMailForEachOfTheirDomains)
{
    auto set = rules();
    set.domains = {"pager.example", "Ward.Pager.Example", "xn--kln-sna.example"};
    open(set);

    for (const auto* domain : {"pager.example", "ward.pager.example", "xn--kln-sna.example"})
        EXPECT_EQ(mail(std::string("ann@") + domain, bed_12 + domain).substr(0, 3), "250")
            << domain;
    EXPECT_EQ(mail("ann@other.pager.example", bed_12).substr(0, 9), "554 5.7.1");
    EXPECT_EQ(messages(), 3u);
}

// U.8
TEST_P(SmtpDoors, TakeOneMailForSeveralAndLeaveOutWhoIsNotThere)
{
    node().add(build::contact(13, "BEN-OKORO").get());
    auto at = client();
    (void)at.ask("MAIL FROM:<a@ward.example>");
    EXPECT_EQ(at.ask("RCPT TO:<ANN-LEE@pager.example>").substr(0, 9), "250 2.1.5");
    EXPECT_EQ(at.ask("RCPT TO:<NOBODY@pager.example>").substr(0, 9), "550 5.1.1");
    EXPECT_EQ(at.ask("RCPT TO:<BEN-OKORO@pager.example>").substr(0, 9), "250 2.1.5");
    (void)at.ask("DATA");
    at.say(bed_12 + "\r\n.\r\n");

    EXPECT_EQ(at.reply().substr(0, 9), "250 2.0.0");
    EXPECT_EQ(messages(), 2u);
}

TEST_P(SmtpDoors, AreNoRelay)
{
    auto at = client();
    (void)at.ask("MAIL FROM:<a@ward.example>");

    for (const auto* recipient :
         {"ann@elsewhere.example", "ann@pager.example.org", "ann@[10.0.0.1]",
          "ann%pager.example@elsewhere.example", "@pager.example:x@y.example",
          "\"ann@elsewhere.example\"@pager.example"}) {
        const auto said = at.ask("RCPT TO:<" + std::string(recipient) + ">");
        EXPECT_EQ(said.substr(0, 9), "554 5.7.1") << recipient;
    }
}

TEST_P(SmtpDoors, TakeNothingButNamesForARecipient)
{
    auto at = client();
    (void)at.ask("MAIL FROM:<a@ward.example>");

    for (const auto* local :
         {"|/bin/sh", "../ann", "*", "%", "_", "ann'--", "${run{x}}", "nobody+high"}) {
        const auto said = at.ask("RCPT TO:<\"" + std::string(local) + "\"@pager.example>");
        EXPECT_EQ(said.substr(0, 1), "5") << local << ": " << said;
    }
    EXPECT_EQ(at.ask("RCPT TO:<ann@pager.example>").substr(0, 3), "250") << "the session goes on";
}

TEST_P(SmtpDoors, AcceptThePostmasterWhereSomebodyReadsItsMail)
{
    for (const auto* recipient : {"postmaster", "PostMaster@pager.example"})
        EXPECT_EQ(mail(recipient, bed_12).substr(0, 9), "550 5.1.1")
            << "or its share of a mail to several would be lost";
    EXPECT_TRUE(log.says("postmaster"));
    EXPECT_EQ(mail("postmaster@elsewhere.example", bed_12).substr(0, 9), "554 5.7.1");

    node().add(build::contact(13, "BEN-OKORO").alias("postmaster").get());

    EXPECT_EQ(mail("postmaster", bed_12).substr(0, 9), "250 2.0.0");
}

TEST_P(SmtpDoors, HoldASourceToItsRate)
{
    edit_source(2, [](store::Source& source) {
        source.rate_per_second = 1;
        source.burst = 1;
    });
    auto at = client();

    EXPECT_EQ(at.ask("MAIL FROM:<x@ward.example>").substr(0, 3), "250");
    (void)at.ask("RSET");
    EXPECT_EQ(at.ask("MAIL FROM:<x@ward.example>").substr(0, 9), "450 4.7.1");
    clock.advance(1s);
    EXPECT_EQ(at.ask("MAIL FROM:<x@ward.example>").substr(0, 3), "250");
}

TEST_P(SmtpDoors, TakeTheSameMailOnce)
{
    auto at = client();
    const auto first = mail(at, {"ann@pager.example"}, bed_12);
    const auto again = mail(at, {"ann@pager.example"}, bed_12);
    const auto other_words = mail(at, {"ann@pager.example"}, bed_12 + " again");

    EXPECT_EQ(first, again);
    EXPECT_NE(first, other_words);
    EXPECT_EQ(messages(), 2u);
    EXPECT_EQ(house().metrics.duplicates(), 1u);
}

TEST_P(SmtpDoors, SayTryLaterWhileTheDiskIsFullAndThenGoOn)
{
    std::atomic<std::uint64_t> free{0};
    store::GroupCommit writer(fresh().database(),
                              {.reserve_bytes = 1000, .free_bytes = [&] { return free.load(); }});
    const relay::engine::House narrow{house().database, writer,          house().directory,
                                      house().vault,    house().ids,     house().clock,
                                      house().mailbox,  house().metrics, house().rules};
    open_at(narrow, rules());
    auto at = client();

    EXPECT_EQ(mail(at, {"ann@pager.example"}, bed_12).substr(0, 9), "452 4.3.1");
    EXPECT_EQ(messages(), 0u);
    free = 1'000'000;
    EXPECT_EQ(mail(at, {"ann@pager.example"}, bed_12).substr(0, 9), "250 2.0.0");
    listener_.reset(); // before its house goes
}

TEST_P(SmtpDoors, SayTryLaterWhenTheStoreIsGoneOrTheThreadsAreBusy)
{
    auto busy = rules();
    busy.queue = 0;
    open(busy);
    EXPECT_EQ(mail("ann@pager.example", bed_12).substr(0, 9), "451 4.3.0");

    open(rules());
    house().writer.stop();
    EXPECT_EQ(mail("ann@pager.example", bed_12).substr(0, 9), "452 4.3.1");
}

TEST_P(SmtpDoors, StoreNothingOfAMailThatBreaksOff)
{
    auto at = client();
    (void)at.ask("MAIL FROM:<a@ward.example>");
    (void)at.ask("RCPT TO:<ann@pager.example>");
    (void)at.ask("DATA");
    at.say(bed_12 + "\r\n");
    at.hang_up();
    auto reset = client();
    (void)reset.ask("MAIL FROM:<a@ward.example>");
    (void)reset.ask("RCPT TO:<ann@pager.example>");
    (void)reset.ask("DATA");
    reset.say(bed_12 + "\r\n.");
    reset.reset();

    settle(listener_->loop());
    EXPECT_EQ(mail("ann@pager.example", bed_12 + " whole").substr(0, 3), "250");
    EXPECT_EQ(messages(), 1u);
}

// SM-E26, SM-E28
TEST_P(SmtpDoors, StoreAtMostOneMailOfAClientThatDoesNotWaitForTheAnswer)
{
    for (const bool resets : {false, true}) {
        auto at = client();
        (void)at.ask("MAIL FROM:<a@ward.example>");
        (void)at.ask("RCPT TO:<ann@pager.example>");
        (void)at.ask("DATA");
        at.say(bed_12 + "\r\n.\r\n");
        resets ? at.reset() : at.hang_up();
    }

    EXPECT_EQ(mail("ann@pager.example", bed_12).substr(0, 3), "250") << "it asks again";
    EXPECT_EQ(messages(), 1u);
}

// SM-E27
TEST_P(SmtpDoors, AnswerAClientThatHasEndedItsSide)
{
    auto at = client();
    (void)at.ask("MAIL FROM:<a@ward.example>");
    (void)at.ask("RCPT TO:<ann@pager.example>");
    (void)at.ask("DATA");
    at.say(bed_12 + "\r\n.\r\n");
    at.end_output();

    EXPECT_EQ(at.reply().substr(0, 3), "250");
    EXPECT_EQ(at.line(), "");
}

TEST_P(SmtpDoors, RefuseWhatIsTooLargeAndStayInStep)
{
    auto small = rules();
    small.limits.message_bytes = 2000;
    open(small);
    auto at = client();
    (void)at.ask("MAIL FROM:<a@ward.example>");
    (void)at.ask("RCPT TO:<ann@pager.example>");
    (void)at.ask("DATA");

    at.say(bed_12 + std::string(3000, 'a') + "\r\n.\r\nNOOP\r\n");

    EXPECT_EQ(at.reply().substr(0, 9), "552 5.3.4");
    EXPECT_EQ(at.reply().substr(0, 3), "250");
    EXPECT_EQ(messages(), 0u);
}

TEST_P(SmtpDoors, RefuseAMailThatGoesInCircles)
{
    auto marked = rules();
    marked.trace_token = "t0ken";
    open(marked);
    std::string ours;
    for (int count = 0; count < 3; ++count)
        ours += "X-Belfry-Trace: t0ken\r\n";
    std::string anybodys;
    for (int count = 0; count < 6; ++count)
        anybodys += "X-Belfry-Trace: other\r\n";

    EXPECT_EQ(mail("ann@pager.example", ours + bed_12).substr(0, 9), "554 5.4.6");
    EXPECT_EQ(mail("ann@pager.example", anybodys + bed_12).substr(0, 9), "554 5.4.6");
    EXPECT_EQ(messages(), 0u);
}

TEST_P(SmtpDoors, LoseNoLettersOfAnyMailAndNoSessionOverIt)
{
    std::string nested = "Content-Type: multipart/mixed; boundary=b0\r\n\r\n";
    for (int depth = 1; depth < 200; ++depth) {
        const auto outer = std::to_string(depth - 1);
        nested += "--b" + outer + "\r\nContent-Type: multipart/mixed; boundary=b" +
                  std::to_string(depth) + "\r\n\r\n";
    }
    std::string fields;
    for (int count = 0; count < 20'000; ++count)
        fields += "X: y\r\n";
    std::string words = "Subject:";
    for (int count = 0; count < 5000; ++count)
        words += " =?utf-8?q?a?=\r\n";
    auto at = client();

    for (const auto& message :
         {std::string("no header at all"), std::string(),
          std::string("Subject: a\0b\r\n\r\nc\0d", 21), std::string(999, 'a'),
          "\r\n" + std::string(5000, 'a'),
          "X: " + std::string(10, 'a') + "\r\n " + std::string(200'000, 'b'), fields, nested, words,
          std::string(10'000, 'n') + ": v", std::string("without colon\r\n\r\nx"),
          std::string("A : b\r\n\r\nx"), std::string(" continuation\r\n\r\nx"),
          std::string("Content-Type: text/plain; charset=nonsense\r\n\r\n\xFF\xFE")}) {
        const auto said = mail(at, {"ann@pager.example"}, message);
        EXPECT_TRUE(said[0] == '2' || said[0] == '5') << said;
        EXPECT_EQ(at.ask("NOOP").substr(0, 3), "250") << said;
    }
}

TEST_P(SmtpDoors, SpeakTlsWhenAskedAndForgetWhatWasSaidBefore)
{
    CertificateAuthority authority;
    const auto issued = authority.issue("localhost");
    relay::intake::SmtpDoor door;
    door.tls = relay::net::TlsContext::load(issued.certificate, issued.key).value();
    open(rules(), door);
    auto at = client();

    EXPECT_EQ(at.ask("STARTTLS").substr(0, 3), "220");
    at.start_tls();

    EXPECT_EQ(at.ask("MAIL FROM:<a@ward.example>").substr(0, 3), "503");
    (void)at.ask("EHLO client.example");
    EXPECT_EQ(mail(at, {"ann@pager.example"}, bed_12).substr(0, 3), "250");
}

TEST_P(SmtpDoors, HangUpOnWhoSaysNothingOrDripsBytes)
{
    auto quick = rules();
    quick.command_deadline = 10s;
    open(quick);
    auto silent = client();
    auto dripping = client();

    pass(9s);
    dripping.say("NO");
    pass(900ms);
    dripping.say("O");
    pass(100ms);

    EXPECT_EQ(silent.reply().substr(0, 9), "421 4.4.2");
    EXPECT_EQ(dripping.reply().substr(0, 9), "421 4.4.2");
    EXPECT_EQ(silent.line(), "");
}

TEST_P(SmtpDoors, GiveAMessageItsOwnTimeAndNoMore)
{
    auto quick = rules();
    quick.command_deadline = 10s;
    quick.data_deadline = 60s;
    open(quick);
    auto at = client();
    (void)at.ask("MAIL FROM:<a@ward.example>");
    (void)at.ask("RCPT TO:<ann@pager.example>");
    (void)at.ask("DATA");

    pass(59s);
    at.say("Subject: x\r\n");
    settle(listener_->loop());
    EXPECT_TRUE(at.peek());
    EXPECT_EQ(at.line_at_hand(), std::nullopt);
    pass(1s);

    EXPECT_EQ(at.reply().substr(0, 9), "421 4.4.2");
    EXPECT_EQ(messages(), 0u);
}

TEST_P(SmtpDoors, AnswerSlowlyWhoMakesManyMistakesAndCloseInTheEnd)
{
    auto strict = rules();
    strict.limits.errors_slow = 2;
    strict.limits.errors_close = 3;
    open(strict);
    auto at = client();
    EXPECT_EQ(at.ask("HARVEST").substr(0, 3), "500");

    at.say("HARVEST\r\nHARVEST\r\nHARVEST\r\n");
    settle(listener_->loop());
    EXPECT_TRUE(at.peek());
    EXPECT_EQ(at.line_at_hand(), std::nullopt) << "the answer waits";
    pass(1s);
    EXPECT_EQ(at.reply().substr(0, 3), "500");
    pass(1s);

    EXPECT_EQ(at.reply().substr(0, 3), "500");
    EXPECT_EQ(at.reply().substr(0, 3), "421");
    EXPECT_EQ(at.line(), "");
}

TEST_P(SmtpDoors, SayGoodbyeWhenTheHouseCloses)
{
    auto at = client();

    // Our clock stands still: it waits until the client has gone.
    auto stopping = std::async(std::launch::async, [&] { listener_->stop(10s); });

    EXPECT_EQ(at.reply().substr(0, 9), "421 4.3.2");
    at.hang_up();
    stopping.get();
}

// S3.9 to S3.11 by mail: the source's principal is Mary's, who does not reach Donald.
// S0.51, by mail
TEST_P(SmtpDoors, PageAGroupWithoutDonaldAndKnowNoDonald)
{
    EXPECT_EQ(mail("TSUNAMI@pager.example", bed_12).substr(0, 3), "250");

    const auto message = stored().front();
    EXPECT_EQ(paged(message.id), std::vector{ann});
    EXPECT_TRUE(ledger_says(message.id, "left_out", donald.text() + ": domain"));
    EXPECT_EQ(mail("DONALD@pager.example", bed_12), mail("NOBODY@pager.example", bed_12));

    edit_source(2, [](store::Source& source) { source.principal = {2}; });
    EXPECT_EQ(mail("TSUNAMI@pager.example", bed_12 + "!").substr(0, 3), "250");
    EXPECT_EQ(paged(stored().front().id), (std::vector{ann, donald}));
}

TEST_P(SmtpDoors, LeaveTheTextOfAMailNowhere)
{
    const auto said = mail("ann@pager.example", "Subject: canary-subject\r\nMessage-ID: <c@x>\r\n"
                                                "\r\ncanary-body");
    (void)mail("NOBODY@pager.example", "canary-unknown");

    ASSERT_EQ(said.substr(0, 3), "250");
    EXPECT_FALSE(log.says("canary"));
    EXPECT_TRUE(log.says(stored().front().id.text()));
    EXPECT_EQ(files_with("canary"), std::vector<std::string>{});
}

} // namespace
} // namespace tests
