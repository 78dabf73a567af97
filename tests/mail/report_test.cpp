// Whom a delivery report is about, and what became of it, where its server leaves something out.
#include "mail/report.h"
#include <gtest/gtest.h>

namespace mail {
namespace {

std::vector<RecipientReport> reported(const std::string& block)
{
    const auto report = read_delivery_report(
        read_mime("MIME-Version: 1.0\r\n"
                  "Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n"
                  "--B\r\nContent-Type: text/plain\r\n\r\nI'm sorry.\r\n"
                  "--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n"
                  "\r\n" +
                  block + "\r\n--B--\r\n"));
    return report ? report->recipients : std::vector<RecipientReport>();
}

// RFC 3464 2.3.2
TEST(DeliveryReport, NamesTheMailboxInTheEnd)
{
    const std::pair<const char*, const char*> cases[] = {
        {"rfc822; ann@private.example", "ann@private.example"},
        {"RFC822;<ann@private.example>", "ann@private.example"},
        {"utf-8; ann@private.example", "ann@private.example"},
        {"x-local; ann", ""},
        {"ann@private.example", ""},
        {"", ""}};
    for (const auto& [written, expected] : cases)
        EXPECT_EQ(reported(std::string("Final-Recipient: ") + written +
                           "\r\nAction: failed\r\nStatus: 5.1.1\r\n"),
                  (std::vector<RecipientReport>{{ReportedAction::Failed, "5.1.1", expected}}))
            << written;
}

TEST(DeliveryReport, WithoutAnActionSaysByItsStatusWhatHappened)
{
    const std::pair<const char*, ReportedAction> cases[] = {{"5.1.1", ReportedAction::Failed},
                                                            {"4.4.1", ReportedAction::Delayed},
                                                            {"2.0.0", ReportedAction::Delivered}};
    for (const auto& [status, action] : cases)
        EXPECT_EQ(reported(std::string("Status: ") + status + "\r\n"),
                  (std::vector<RecipientReport>{{action, status}}))
            << status;
    EXPECT_TRUE(reported("Diagnostic-Code: smtp; 550 no\r\n").empty());
}

} // namespace
} // namespace mail
