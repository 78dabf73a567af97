#include "relay/gateway/mail_news.h"
#include "relay/channels/smtp_verdict.h"
#include "store/model/directory.h"
#include <cstdlib>

namespace relay::gateway {
namespace {

using mail::ReportedAction;

/// Its class as it would have been, had the server said so at once.
channels::Lost lost_by(const std::string& status)
{
    if (!status.starts_with('5')) // tried until its time was up: the mailbox takes nothing
        return {channels::Blame::Detail};
    const auto kind = channels::class_of_reply({550, status, {}}, true);
    const auto outcome = channels::refusal(kind, status, status, {});
    const auto* refused = std::get_if<channels::Refused>(&outcome);
    return refused == nullptr ? channels::Lost{channels::Blame::Detail}
                              : channels::Lost{refused->blame, refused->is_bad_address};
}

} // namespace

channels::Receipt receipt_of(const mail::RecipientReport& report, store::DeliveryId delivery,
                             const std::string& address)
{
    const auto& final = report.final_recipient;
    const bool is_behind_it = !final.empty() && !address.empty() &&
                              store::folded_lower(final) != store::folded_lower(address);
    channels::Receipt receipt;
    receipt.provider = "email";
    receipt.delivery = delivery;
    receipt.code = report.status;
    switch (report.action) {
    case ReportedAction::Failed: {
        auto lost = lost_by(report.status);
        lost.is_bad_address = lost.is_bad_address && !is_behind_it;
        receipt.state = lost;
        break;
    }
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
