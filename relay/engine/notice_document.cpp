// A notice as the originator's host reads it: wctp-StatusInfo, or wctp-MessageReply.
#include "relay/channels/wctp_peer_words.h"
#include "relay/engine/notice_event.h"
#include "relay/engine/notice_text.h"
#include "store/error.h"
#include "wctp/writer.h"

namespace relay::engine {
namespace {

using store::NoticeKind;

constexpr auto newest_version = wctp::Version::V1r3;

/// Who speaks: the contact; for the fate of a whole escalation, the address that was given.
std::string speaker(const NoticeMaterial& material)
{
    const auto* contact = material.people->contact(material.notice.contact);
    return contact == nullptr ? material.message.recipient : contact->opid.text();
}

// WCTP 1.3 wctp-ResponseHeader
wctp::ResponseHeader header_of(const NoticeMaterial& material)
{
    const auto& message = material.message;
    wctp::ResponseHeader header;
    header.originator.sender_id = speaker(material);
    header.control.message_id = material.notice.id.text();
    // IHE's test tool wants one, whether the originator had one or not.
    header.control.transaction_id =
        message.transaction.empty() ? message.reference : message.transaction;
    header.control.allow_response = false; // it answers; nobody can answer the answer
    header.control.priority = channels::priority_of(message.priority);
    header.recipient.recipient_id =
        message.respond_to.empty() ? message.originator : message.respond_to;
    header.response_to = message.reference;
    header.responded = material.notice.at;
    header.responding_to = message.submitted ? message.submitted : message.accepted;
    header.on_behalf_of = message.recipient;
    return header;
}

wctp::Failure failure_of(const store::Notice& notice)
{
    const auto code = static_cast<wctp::Code>(notice.error_code);
    return {code, std::string(wctp::text(code)), notice.reason};
}

wctp::StatusInfo status_of(const NoticeMaterial& material)
{
    wctp::StatusInfo status{header_of(material), wctp::Notification::Queued,
                            material.message.alert.reveal()};
    switch (material.notice.kind) {
    case NoticeKind::Queued:
        return status;
    case NoticeKind::Delivered:
        status.event = wctp::Notification::Delivered;
        return status;
    case NoticeKind::Read:
        status.event = wctp::Notification::Read;
        return status;
    case NoticeKind::Failed:
        status.event = failure_of(material.notice);
        return status;
    case NoticeKind::Replied:    // a wctp-MessageReply
    case NoticeKind::FailReport: // a mail
    case NoticeKind::StandDown:  // for recipients
    case NoticeKind::KeyWord:
    case NoticeKind::Export:
    case NoticeKind::Code:
        break;
    }
    std::abort();
}

// WCTP 1.3 wctp-MessageReply: the choice's reply text, exactly, or what was written.
wctp::MessageReply reply_of(const NoticeMaterial& material)
{
    if (!material.reply)
        throw store::StoreError("notice " + material.notice.id.text() + " lacks its reply");
    return {header_of(material), wctp::Alphanumeric{core::release_reply(*material.reply).text()},
            material.reply->choice > 0, material.message.alert.reveal()};
}

NoticeEvent event_of(const NoticeMaterial& material)
{
    if (material.notice.kind == NoticeKind::Replied)
        return reply_of(material);
    return status_of(material);
}

} // namespace

std::string notice_document(const NoticeMaterial& material, const Rules&)
{
    const auto version = wctp::parse_version(material.message.wctp_version);
    wctp::Document document{version.value_or(newest_version), material.message.wctp_token};
    std::visit([&](auto&& event) { document.operation = std::forward<decltype(event)>(event); },
               event_of(material));
    return wctp::write(document);
}

NoticeEvent notice_event(const House& house, store::Connection& connection,
                         const store::Notice& notice)
{
    return event_of(load_material(house, connection, notice));
}

} // namespace relay::engine
