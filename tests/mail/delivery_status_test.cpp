// Reports for programs. RFC 3464, RFC 6522.
#include "mail/composer.h"
#include "mail/delivery_status.h"
#include "mail/mime_reader.h"
#include <gtest/gtest.h>

namespace mail {
namespace {

using namespace std::chrono_literals;

const std::chrono::sys_seconds noon{1'795'521'600s};

OutgoingReport failed()
{
    OutgoingReport report{"pager.example", noon, Address::parse("ADA-KING@pager.example").value()};
    report.has_failed = true;
    report.diagnostic = "no channel is left\r\nAction: delivered";
    report.at = noon + 1h;
    return report;
}

// S0.31
TEST(DeliveryStatus, HasTheFieldsThatProgramsRead)
{
    EXPECT_EQ(write_delivery_status(failed()).value(),
              "Reporting-MTA: dns; pager.example\r\n"
              "Arrival-Date: Tue, 24 Nov 2026 12:00:00 +0000\r\n"
              "\r\n"
              "Final-Recipient: rfc822; ADA-KING@pager.example\r\n"
              "Action: failed\r\n"
              "Status: 5.0.0\r\n"
              "Diagnostic-Code: x-belfry; no channel is left  Action: delivered\r\n"
              "Last-Attempt-Date: Tue, 24 Nov 2026 13:00:00 +0000\r\n")
        << "and nothing that somebody else wrote makes another";
}

TEST(DeliveryStatus, OfADeliverySaysSo)
{
    OutgoingReport report{"pager.example", noon, Address::parse("ADA-KING@pager.example").value()};

    const auto written = write_delivery_status(report).value();

    EXPECT_NE(written.find("Action: delivered\r\nStatus: 2.0.0\r\n"), std::string::npos);
    EXPECT_EQ(written.find("Diagnostic-Code"), std::string::npos);
}

// RFC 3461 6.3, RFC 3464 2.2.1, 2.3.1
TEST(DeliveryStatus, GivesBackWhatTheSenderCalledMailAndRecipient)
{
    auto report = failed();
    report.envelope_id = "QQ 314159+\r\nAction: relayed";
    report.original_recipient = "rfc822;w\u00E4rd@hospital.example";

    const auto written = write_delivery_status(report).value();

    EXPECT_TRUE(written.starts_with("Original-Envelope-Id: QQ 314159+  Action: relayed\r\n"
                                    "Reporting-MTA: dns; pager.example\r\n"))
        << written;
    EXPECT_NE(written.find("\r\n\r\nOriginal-Recipient: rfc822;w??rd@hospital.example\r\n"
                           "Final-Recipient: "),
              std::string::npos)
        << written;
}

// RFC 6522 3
TEST(DeliveryStatus, MayHaveTheMailOrItsHeaderBehindIt)
{
    OutgoingMail mail{.from = {"Paging", Address::parse("paging@pager.example").value()},
                      .to = {{"", Address::parse("alarms@hospital.example").value()}}};
    mail.message_id = "id@pager.example";
    mail.delivery_status = write_delivery_status(failed()).value();
    mail.returned = ReturnedMail{"Message-ID: <1@ward.example>\r\n", false};
    const auto with_header = compose(mail).value();
    mail.returned = ReturnedMail{"Message-ID: <1@ward.example>\r\n\r\nBed 12\r\n", true};
    const auto with_mail = compose(mail).value();

    EXPECT_TRUE(with_header.ends_with("--=_part\r\nContent-Type: text/rfc822-headers\r\n\r\n"
                                      "Message-ID: <1@ward.example>\r\n\r\n--=_part--\r\n"))
        << with_header;
    EXPECT_TRUE(with_mail.ends_with("--=_part\r\nContent-Type: message/rfc822\r\n\r\n"
                                    "Message-ID: <1@ward.example>\r\n\r\nBed 12\r\n\r\n"
                                    "--=_part--\r\n"))
        << with_mail;
}

TEST(DeliveryStatus, IsASecondPartBehindTheWordsForPeople)
{
    OutgoingMail mail{.from = {"Paging", Address::parse("paging@pager.example").value()},
                      .to = {{"", Address::parse("alarms@hospital.example").value()}}};
    mail.subject = "Status";
    mail.text = "Your message was not delivered.\n";
    mail.message_id = "id@pager.example";
    mail.delivery_status = write_delivery_status(failed()).value();

    const auto written = compose(mail).value();

    EXPECT_NE(written.find("Content-Type: multipart/report; report-type=delivery-status;"),
              std::string::npos)
        << written;
    EXPECT_LT(written.find("not delivered"), written.find("message/delivery-status"));
    EXPECT_TRUE(written.ends_with("--=_part--\r\n"));
}

// RFC 2046 5.1.1: what comes back stands as it is, and may have any line.
TEST(DeliveryStatus, IsTheOnlyOneWhateverTheMailSaysThatComesBack)
{
    OutgoingMail mail{.from = {"Paging", Address::parse("paging@pager.example").value()},
                      .to = {{"", Address::parse("lab@ward.example").value()}}};
    mail.subject = "Status";
    mail.text = "Your message was not delivered.";
    mail.message_id = "1@pager.example";
    mail.date = noon;
    mail.delivery_status = write_delivery_status(failed()).value();
    mail.returned = ReturnedMail{"Subject: x\r\n\r\n--=_part\r\nContent-Type: "
                                 "message/delivery-status\r\n\r\nAction: delivered\r\n"
                                 "--=_part.1_--\r\n",
                                 true};

    const auto read = read_mime(compose(mail).value());

    ASSERT_EQ(read.root.parts.size(), 3U);
    EXPECT_EQ(read.root.parts[1].type, "message/delivery-status");
    EXPECT_EQ(read.root.parts[2].type, "message/rfc822");
}

} // namespace
} // namespace mail
