// Whom a mail pages, and what its sender hears of it.
#include "smtp_talk.h"

namespace tests {
namespace {

const std::string bed_12 = "From: Monitor <a@ward.example>\r\nMessage-ID: <1@ward.example>\r\n"
                           "Subject: Bed 12\r\n\r\nPatient calls";

class SmtpSenders : public SmtpTest {};
HOUSE_ON_BOTH_ENGINES(SmtpSenders);

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

} // namespace
} // namespace tests
