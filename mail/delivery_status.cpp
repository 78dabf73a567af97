#include "mail/delivery_status.h"
#include "mail/composer.h"
#include "mail/detail/ascii.h"
#include "mail/header.h"
#include <algorithm>

namespace mail {
namespace {

constexpr std::size_t most_diagnostic = 200;
constexpr std::size_t most_given = 500; ///< of what the sender gave, RFC 3461 4.2, 4.4

/// RFC 3464 2.3.3, 2.3.4: the status of a failure is of no cause we could prove to a program.
struct Verdict {
    std::string_view action;
    std::string_view status;
};

Verdict verdict_of(bool has_failed)
{
    return has_failed ? Verdict{"failed", "5.0.0"} : Verdict{"delivered", "2.0.0"};
}

std::string one_line(std::string_view text, std::size_t most)
{
    std::string line(text.substr(0, most));
    std::ranges::replace_if(
        line, [](char c) { return ascii::is_8bit(c); }, '?');
    std::ranges::replace_if(
        line, [](char c) { return ascii::is_control(c); }, ' ');
    return line;
}

} // namespace

Result<std::string> write_delivery_status(const OutgoingReport& report)
{
    const auto verdict = verdict_of(report.has_failed);
    std::string all;
    std::optional<Error> wrong;
    const auto field = [&](std::string_view name, const std::string& value) {
        auto written = write_structured_field(name, value);
        if (written)
            all += *written;
        else if (!wrong)
            wrong = std::move(written.error());
    };
    if (!report.envelope_id.empty())
        field("Original-Envelope-Id", one_line(report.envelope_id, most_given));
    field("Reporting-MTA", "dns; " + report.reporting_host);
    field("Arrival-Date", write_date(report.arrived));
    all += "\r\n";
    if (!report.original_recipient.empty())
        field("Original-Recipient", one_line(report.original_recipient, most_given));
    field("Final-Recipient", "rfc822; " + report.recipient.text());
    field("Action", std::string(verdict.action));
    field("Status", std::string(verdict.status));
    if (!report.diagnostic.empty())
        field("Diagnostic-Code", "x-belfry; " + one_line(report.diagnostic, most_diagnostic));
    if (report.at)
        field("Last-Attempt-Date", write_date(*report.at));
    if (wrong)
        return tl::unexpected(std::move(*wrong));
    return all;
}

} // namespace mail
