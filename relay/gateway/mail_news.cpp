#include "relay/gateway/mail_news.h"
#include "relay/channels/smtp_verdict.h"
#include <cstdlib>

namespace relay::gateway {
namespace {

using mail::ReportedAction;

/// Its class as it would have been, had the server said so at once.
channels::Blame blame_for(const std::string& status)
{
    if (!status.starts_with('5'))
        return channels::Blame::Detail; // tried until its time was up: the mailbox takes nothing
    const auto kind = channels::class_of_reply({550, status, {}}, true);
    const auto outcome = channels::outcome_of(kind, status, {});
    const auto* refused = std::get_if<channels::Refused>(&outcome);
    return refused == nullptr ? channels::Blame::Detail : refused->blame;
}

} // namespace

channels::Receipt receipt_of(const mail::RecipientReport& report, store::DeliveryId delivery)
{
    channels::Receipt receipt;
    receipt.provider = "email";
    receipt.delivery = delivery;
    receipt.code = report.status;
    switch (report.action) {
    case ReportedAction::Failed:
        receipt.state = channels::Lost{blame_for(report.status)};
        break;
    case ReportedAction::Delivered:
        receipt.state = channels::Arrived{};
        break;
    case ReportedAction::Delayed:
    case ReportedAction::Relayed:
    case ReportedAction::Expanded:
    case ReportedAction::Other:
        receipt.state = channels::Underway{};
        break;
    }
    return receipt;
}

bool is_late(const mail::RecipientReport& report)
{
    return report.action == ReportedAction::Delayed;
}

} // namespace relay::gateway
