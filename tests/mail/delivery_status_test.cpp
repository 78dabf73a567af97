// Reports for programs. RFC 3464, RFC 6522.
#include "mail/composer.h"
#include "mail/delivery_status.h"
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

} // namespace
} // namespace mail
