// Whom a mail pages, and what its sender hears of it.
#include "smtp_talk.h"
#include "store/audit_repository.h"

namespace tests {
namespace {

const std::string bed_12 = "From: Monitor <a@ward.example>\r\nMessage-ID: <1@ward.example>\r\n"
                           "Subject: Bed 12\r\n\r\nPatient calls";

class SmtpSenders : public SmtpTest {};
HOUSE_ON_BOTH_ENGINES(SmtpSenders);

// U.10
TEST_P(SmtpSenders, AreLetInFromTheirAddressOnlyAndElseStandInTheAudit)
{
    edit_source(2, [](store::Source& source) { source.senders = {"*@ward.example"}; });
    auto at = client();
    EXPECT_EQ(at.ask("MAIL FROM:<x@other.example>").substr(0, 9), "550 5.7.1");
    EXPECT_EQ(at.ask("MAIL FROM:<>").substr(0, 9), "550 5.7.1");
    EXPECT_EQ(at.ask("MAIL FROM:<x@ward.example>").substr(0, 3), "250");
    (void)at.ask("RSET");

    edit_source(2, [](store::Source& source) { source.networks = {"10.0.0.0/8"}; });

    EXPECT_EQ(at.ask("MAIL FROM:<x@ward.example>").substr(0, 9), "550 5.7.1");
    EXPECT_EQ(house().metrics.refused(store::Door::Smtp), 3u);
    house().writer.drain();
    const auto audited = [&] {
        return node().read([&](store::Connection& connection) {
            return store::AuditRepository(connection, house().vault).list(0, 10);
        });
    };
    ASSERT_EQ(audited().size(), 1u) << "once an hour for an address";
    EXPECT_EQ(audited()[0].action, "mail.submit");
    EXPECT_EQ(audited()[0].subject, "no_source");
    EXPECT_EQ(audited()[0].outcome, "refused");
    EXPECT_EQ(audited()[0].origin, "127.0.0.1");
    clock.advance(1h);
    (void)at.ask("MAIL FROM:<x@ward.example>");
    house().writer.drain();
    EXPECT_EQ(audited().size(), 2u);
}

TEST_P(SmtpSenders, RefuseWhoHasNobodyOnDutyAndTakeTheOthers)
{
    auto night = build::schedule(51, "NIGHT", {ann});
    night.layers.front().begins += std::chrono::days(30);
    node().add(night);
    auto at = client();
    (void)at.ask("MAIL FROM:<a@ward.example>");

    EXPECT_EQ(at.ask("RCPT TO:<NIGHT@pager.example>").substr(0, 9), "550 5.2.1");
    EXPECT_EQ(at.ask("RCPT TO:<ANN-LEE@pager.example>").substr(0, 9), "250 2.1.5");
    (void)at.ask("DATA");
    at.say(bed_12 + "\r\n.\r\n");

    EXPECT_EQ(at.reply().substr(0, 9), "250 2.0.0");
    EXPECT_EQ(messages(), 1u);
}

TEST_P(SmtpSenders, PageTheOthersWhenSomebodyGoesOffDutyWhileTheTextIsSent)
{
    node().add(build::schedule(51, "NIGHT", {ann}));
    node().add(build::contact(13, "BEN-OKORO").get());
    auto at = client();
    (void)at.ask("MAIL FROM:<a@ward.example>");
    for (const auto* name : {"NIGHT", "BEN-OKORO"})
        EXPECT_EQ(at.ask("RCPT TO:<" + std::string(name) + "@pager.example>").substr(0, 3), "250");
    (void)at.ask("DATA");
    node().write([&](store::Connection& connection) {
        store::ScheduleRepository schedules(connection);
        auto night = *schedules.find({51});
        night.layers.front().begins += std::chrono::days(30);
        EXPECT_TRUE(schedules.update(night));
    });
    node().refresh_directory();
    at.say(bed_12 + "\r\n.\r\n");

    EXPECT_EQ(at.reply().substr(0, 9), "250 2.0.0");
    ASSERT_EQ(messages(), 1u);
    EXPECT_TRUE(ledger_says(stored().front().id, "left_out", "NIGHT"));
}

/// Two people at RCPT, of whom one goes off duty before the text is there.
class SmtpOffDuty : public SmtpTest {
protected:
    void SetUp() override
    {
        SmtpTest::SetUp();
        if (IsSkipped())
            return;
        edit_source(2, [](store::Source& source) {
            source.senders = {"a@ward.example"};
            source.networks = {"127.0.0.0/8"};
        });
        node().add(build::schedule(51, "NIGHT", {ann}));
        node().add(build::contact(13, "BEN-OKORO").get());
    }
    void off_duty(bool is_off)
    {
        node().write([&](store::Connection& connection) {
            store::ScheduleRepository schedules(connection);
            auto night = *schedules.find({51});
            night.layers.front().begins += std::chrono::days(is_off ? 30 : -30);
            EXPECT_TRUE(schedules.update(night));
        });
        node().refresh_directory();
    }
    void send(const std::string& notify = {})
    {
        auto at = client();
        (void)at.ask("MAIL FROM:<a@ward.example>");
        for (const auto* name : {"NIGHT", "BEN-OKORO"})
            EXPECT_EQ(
                at.ask("RCPT TO:<" + std::string(name) + "@pager.example>" + notify).substr(0, 3),
                "250");
        (void)at.ask("DATA");
        off_duty(true);
        at.say(bed_12 + "\r\n.\r\n");
        EXPECT_EQ(at.reply().substr(0, 9), "250 2.0.0");
        node().settle();
        off_duty(false);
    }
    std::vector<relay::channels::TextOut> mails()
    {
        std::vector<relay::channels::TextOut> found;
        for (const auto& outgoing : channels.email.sent())
            found.push_back(std::get<relay::channels::TextOut>(outgoing.payload));
        return found;
    }
};
HOUSE_ON_BOTH_ENGINES(SmtpOffDuty);

// RFC 5321 6.1
TEST_P(SmtpOffDuty, TheSenderHearsByMailOfWhoWasLeftOut)
{
    send();

    ASSERT_EQ(mails().size(), 1U);
    const auto told = mails().at(0);
    EXPECT_EQ(told.to, "a@ward.example");
    EXPECT_EQ(told.subject.text(), "Status of your message to NIGHT: not delivered");
    EXPECT_NE(told.text.text().find("\nWhy: nobody is on duty there now\n"), std::string::npos);
    EXPECT_EQ(told.in_reply_to, "1@ward.example");
    ASSERT_TRUE(told.report);
    EXPECT_TRUE(told.report->has_failed);
    EXPECT_EQ(told.report->recipient, "NIGHT");
    for (const auto& message : stored()) {
        const bool is_taken = message.recipient == "BEN-OKORO";
        EXPECT_EQ(message.body.empty(), !is_taken) << "nobody has it, so nobody forgets it";
        EXPECT_EQ(node().pages(message.id).size(), is_taken ? 1U : 0U);
    }

    send(); // the same again, since our 250 got lost on its way
    EXPECT_EQ(mails().size(), 1U);
    EXPECT_EQ(messages(), 2U);
}

// RFC 3461 4.1
TEST_P(SmtpOffDuty, AndDoesNotWhoWantsNoReportsOfFailure)
{
    send(" NOTIFY=SUCCESS");

    EXPECT_TRUE(mails().empty());
    ASSERT_EQ(messages(), 1U);
    EXPECT_TRUE(ledger_says(stored().front().id, "left_out", "NIGHT")) << "the story says so";
}

TEST_P(SmtpSenders, HeedTheMoreUrgentOfTwoAddressesOfOnePerson)
{
    auto at = client();

    EXPECT_EQ(
        mail(at, {"ann+low@pager.example", "ANN-LEE+high@pager.example"}, bed_12).substr(0, 3),
        "250");

    ASSERT_EQ(messages(), 1u);
    EXPECT_EQ(stored().front().priority, store::Priority::High);
}

TEST_P(SmtpSenders, TellNobodyTheStatusWhoIsNotProven)
{
    EXPECT_EQ(mail("ann@pager.example", bed_12).substr(0, 3), "250");
    EXPECT_EQ(stored().front().status_email, "");

    edit_source(2, [](store::Source& source) {
        source.senders = {"a@ward.example"};
        source.networks = {"127.0.0.0/8"};
    });
    EXPECT_EQ(mail("ann@pager.example", bed_12 + " again").substr(0, 3), "250");
    EXPECT_EQ(stored().front().status_email, "a@ward.example");
}

TEST_P(SmtpSenders, TakeNoMailWithoutTlsWhereItIsRequired)
{
    auto set = rules();
    set.tls_required = true;
    open(set);
    auto at = client();

    EXPECT_EQ(at.ask("MAIL FROM:<a@ward.example>").substr(0, 9), "530 5.7.0");
}

/// Base64 of "\0ward\0s3cret".
const std::string ward_login = "AUTH PLAIN AHdhcmQAczNjcmV0";

/// A door with TLS and a source that logs in.
class SmtpLogins : public SmtpSenders {
protected:
    void SetUp() override
    {
        SmtpSenders::SetUp();
        if (IsSkipped())
            return;
        add_login("s3cret", {"127.0.0.0/8"});
    }
    void open_with(const relay::intake::MailManner& manner, bool in_clear = false)
    {
        auto set = rules();
        set.auth_in_clear = in_clear;
        set.manners["ward"] = manner;
        relay::intake::SmtpDoor door;
        door.tls = relay::net::TlsContext::load(issued_.certificate, issued_.key).value();
        open(std::move(set), std::move(door));
    }
    SmtpTalk client_in_tls()
    {
        auto made = client();
        (void)made.ask("STARTTLS");
        made.start_tls();
        (void)made.ask("EHLO client.example");
        return made;
    }
    std::vector<std::string> audited()
    {
        house().writer.drain();
        std::vector<std::string> found;
        const auto list = node().read([&](store::Connection& connection) {
            return store::AuditRepository(connection, house().vault).list(0, 10);
        });
        for (const auto& entry : list)
            found.push_back(entry.actor + ": " + entry.subject);
        std::ranges::sort(found);
        return found;
    }

private:
    CertificateAuthority authority_;
    IssuedCertificate issued_ = authority_.issue("localhost");
};
HOUSE_ON_BOTH_ENGINES(SmtpLogins);

TEST_P(SmtpLogins, MayBeSaidInClearByTheOneDeviceThatCannotDoTls)
{
    relay::intake::MailManner old;
    old.auth_in_clear = true;
    open_with(old);
    EXPECT_EQ(client().ask(ward_login).substr(0, 3), "235");

    edit_source(41, [](store::Source& source) { source.networks = {"10.0.0.0/8"}; });

    EXPECT_EQ(client().ask(ward_login).substr(0, 10), "538 5.7.11")
        << "elsewhere nobody is asked for a password in clear";
}

TEST_P(SmtpLogins, MayBeKeptFromClearWhereTheDoorTakesOthersSo)
{
    relay::intake::MailManner careful;
    careful.auth_in_clear = false;
    open_with(careful, true);
    node().add(
        store::Source{.id = {42},
                      .name = "old",
                      .door = store::Door::Smtp,
                      .principal = {1},
                      .sender_id = "old",
                      .code_hash = house().vault.keyed_hash(store::security_code_purpose, "other"),
                      .senders = {"*"}});

    EXPECT_EQ(client().ask(ward_login).substr(0, 9), "535 5.7.8");
    EXPECT_EQ(client().ask("AUTH PLAIN AG9sZABvdGhlcg==").substr(0, 3), "235");
    EXPECT_EQ(client_in_tls().ask(ward_login).substr(0, 3), "235");
    EXPECT_EQ(audited(), (std::vector<std::string>{"ward: no_tls"}));
}

TEST_P(SmtpLogins, AndMailMayBeHeldToTlsForOneSource)
{
    relay::intake::MailManner strict;
    strict.tls_required = true;
    open_with(strict, true);
    edit_source(2, [](store::Source& source) { source.senders = {"*@ward.example"}; });
    edit_source(41, [](store::Source& source) {
        source.sender_id.clear();
        source.code_hash.clear();
        source.senders = {"*@lab.example"};
    });
    auto at = client();

    EXPECT_EQ(at.ask("MAIL FROM:<a@lab.example>").substr(0, 9), "530 5.7.0");
    EXPECT_EQ(at.ask("MAIL FROM:<a@ward.example>").substr(0, 3), "250") << "another source";
    EXPECT_EQ(client_in_tls().ask("MAIL FROM:<a@lab.example>").substr(0, 3), "250");
    EXPECT_EQ(audited(), (std::vector<std::string>{store::SourceId{41}.text() + ": no_tls"}));
}

// U.10
TEST_P(SmtpLogins, ThatAreWrongOrMissingStandInTheAuditAndSoDoesWhoWouldRelay)
{
    edit_source(2, [](store::Source& source) { source.senders = {"*@ward.example"}; });
    open_with({}, true);
    auto at = client();

    (void)at.ask("AUTH PLAIN AHdhcmQAZ3Vlc3M=");
    (void)at.ask("AUTH PLAIN AP/+AGd1ZXNz");
    EXPECT_EQ(at.ask("MAIL FROM:<x@other.example>").substr(0, 9), "530 5.7.0");
    (void)at.ask("MAIL FROM:<a@ward.example>");
    EXPECT_EQ(at.ask("RCPT TO:<somebody@elsewhere.example>").substr(0, 9), "554 5.7.1");

    EXPECT_EQ(audited(),
              (std::vector<std::string>{"src_0000000000002: relay", "stranger: no_login",
                                        "stranger: unknown_sender", "ward: wrong_code"}));
}

} // namespace
} // namespace tests
