#include "relay/core/status.h"
#include <cstdlib>

namespace relay::core {
namespace {

using store::NoticeKind;
using store::NoticeWay;

bool asked_for(const store::Message& message, NoticeKind kind)
{
    switch (kind) {
    case NoticeKind::Queued:
        return message.notify.queued;
    case NoticeKind::Delivered:
        return message.notify.delivered;
    case NoticeKind::Read:
        return message.notify.read;
    case NoticeKind::Replied:
        return message.allow_response;
    case NoticeKind::Failed:
        return true;
    case NoticeKind::FailReport:
        return false; // goes to the group's own address
    case NoticeKind::StandDown:
    case NoticeKind::KeyWord:
    case NoticeKind::Export:
    case NoticeKind::Code:
        return false; // for recipients
    }
    std::abort();
}

bool is_mailed(const store::Message& message, const store::Contact& contact, NoticeKind kind)
{
    const auto& wish = message.report;
    if (message.door != store::Door::Smtp || message.status_email.empty())
        return false;
    if (wish.is_said && kind == NoticeKind::Delivered)
        return wish.success;
    if (wish.is_said && kind == NoticeKind::Failed)
        return wish.failure;
    return contact.mail_statuses && !wish.is_of_machine;
}

store::Millis digest_of(const store::Message& message, const store::Source* source, NoticeKind kind)
{
    const bool is_asked = kind == NoticeKind::Delivered && message.report.success;
    if (source == nullptr || is_asked || kind == NoticeKind::Failed)
        return store::Millis{0};
    return source->status_digest;
}

} // namespace

NoticeKind notice_kind(store::Progress stage)
{
    switch (stage) {
    case store::Progress::Accepted:
        return NoticeKind::Queued;
    case store::Progress::Delivered:
        return NoticeKind::Delivered;
    case store::Progress::Read:
        return NoticeKind::Read;
    case store::Progress::Replied:
        return NoticeKind::Replied;
    case store::Progress::Failed:
        return NoticeKind::Failed;
    case store::Progress::Pending:
        break;
    }
    std::abort(); // nothing is owed for a pending page
}

std::vector<OwedNotice> notices(const store::Message& message, const store::Contact& contact,
                                const store::Source* source, store::Progress stage)
{
    std::vector<OwedNotice> owed;
    const auto kind = notice_kind(stage);
    if (message.door == store::Door::Wctp) {
        if (asked_for(message, kind))
            owed.push_back({kind, wctp_way(message, source), {}});
        if (!contact.wctp_status_email.empty())
            owed.push_back(
                {kind, NoticeWay::Email, contact.wctp_status_email,
                 kind == NoticeKind::Failed ? store::Millis{0} : contact.wctp_status_digest});
    }
    const bool is_asked = kind == NoticeKind::Delivered && message.report.success;
    if (is_mailed(message, contact, kind))
        owed.push_back({kind, NoticeWay::Email, message.status_email,
                        digest_of(message, source, kind), is_asked});
    return owed;
}

std::optional<OwedNotice> notice_of_end(const store::Message& message, const store::Source* source,
                                        const EscalationEnd& end)
{
    if (message.door == store::Door::Wctp)
        return OwedNotice{NoticeKind::Failed, wctp_way(message, source), {}};
    // To programs a failure is about the delivery, not about the answer.
    const auto& wish = message.report;
    const bool is_told = wish.is_said ? wish.failure && !end.reached_somebody : end.tells_people;
    if (message.door != store::Door::Smtp || message.status_email.empty() || !is_told)
        return std::nullopt;
    return OwedNotice{NoticeKind::Failed, NoticeWay::Email, message.status_email};
}

std::optional<OwedNotice> notice_of_refusal(const store::Message& message)
{
    const bool is_unwanted = message.report.is_said && !message.report.failure;
    if (message.door != store::Door::Smtp || message.status_email.empty() || is_unwanted)
        return std::nullopt;
    return OwedNotice{NoticeKind::Failed, NoticeWay::Email, message.status_email};
}

NoticeWay wctp_way(const store::Message& message, const store::Source* source)
{
    const bool pushed = message.tracking.empty() && source != nullptr &&
                        !source->callback_url.empty() &&
                        source->wctp.reply_mode != store::ReplyMode::Poll;
    return pushed ? NoticeWay::WctpPush : NoticeWay::Query;
}

store::SourceId poller_of(const store::Message& message, const store::Source* source)
{
    const bool polls = message.door == store::Door::Wctp && message.tracking.empty() &&
                       source != nullptr && source->wctp.reply_mode != store::ReplyMode::Push;
    return polls ? message.source : store::SourceId{};
}

} // namespace relay::core
