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
            owed.push_back({kind, NoticeWay::Email, contact.wctp_status_email});
    }
    // RFC 3461 4.1: who asked for the delivery in the mail itself is told, whatever the contact's
    // settings say of everybody else.
    const bool is_asked = kind == NoticeKind::Delivered && message.notify.delivered;
    if (message.door == store::Door::Smtp && (contact.mail_statuses || is_asked) &&
        !message.status_email.empty())
        owed.push_back({kind, NoticeWay::Email, message.status_email});
    return owed;
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
