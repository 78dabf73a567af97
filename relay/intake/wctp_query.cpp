#include "relay/intake/wctp_query.h"
#include "relay/intake/shadow_tracking.h"
#include "relay/intake/wctp_submission.h"
#include "store/message_repository.h"
#include "store/notice_repository.h"
#include "store/reply_repository.h"
#include "store/transaction.h"
#include <algorithm>
#include <cstdlib>

namespace relay::intake {
namespace {

using store::NoticeKind;

/// All that the answer is made of, as of one instant of the store.
struct Events {
    store::Message message;
    std::vector<store::Notice> notices;
    std::vector<store::Reply> replies;
};

std::optional<Events> read_events(store::Connection& connection, const store::Vault& vault,
                                  std::string_view tracking)
{
    store::Transaction transaction(connection, store::Transaction::Kind::Read);
    auto message = store::MessageRepository(connection, vault).find_by_tracking(tracking);
    if (!message)
        return std::nullopt;
    const auto id = message->id;
    return Events{std::move(*message), store::NoticeRepository(connection, vault).of_message(id),
                  store::ReplyRepository(connection, vault).of_message(id)};
}

bool is_the_askers(const store::Message& message, const wctp::ClientQuery& query,
                   const store::Source& source)
{
    return store::folded_lower(message.originator) == store::folded_lower(query.sender_id) &&
           store::folded_upper(message.recipient) ==
               store::folded_upper(named_recipient(query.recipient_id, source));
}

wctp::ClientResponseHeader header_of(const store::Notice& notice, const store::Message& message)
{
    wctp::ClientResponseHeader header;
    header.originator.sender_id = message.recipient;
    header.recipient.recipient_id = message.originator;
    header.responded = notice.at;
    header.responding_to = message.submitted.value_or(message.accepted);
    return header;
}

wctp::ClientMessage status(const store::Notice& notice, const store::Message& message,
                           std::variant<wctp::Notification, wctp::Failure> event)
{
    return wctp::ClientStatusInfo{header_of(notice, message), std::move(event)};
}

std::optional<wctp::ClientMessage> reply_event(const store::Notice& notice, const Events& events)
{
    const auto reply = std::ranges::find(events.replies, notice.reply, &store::Reply::id);
    if (reply == events.replies.end())
        return std::nullopt;
    return wctp::ClientMessageReply{header_of(notice, events.message),
                                    wctp::Alphanumeric{reply->text.reveal()}, reply->choice > 0};
}

std::optional<wctp::ClientMessage> event_of(const store::Notice& notice, const Events& events)
{
    switch (notice.kind) {
    case NoticeKind::Queued:
        return status(notice, events.message, wctp::Notification::Queued);
    case NoticeKind::Delivered:
        return status(notice, events.message, wctp::Notification::Delivered);
    case NoticeKind::Read:
        return status(notice, events.message, wctp::Notification::Read);
    case NoticeKind::Replied:
        return reply_event(notice, events);
    case NoticeKind::Failed:
        return status(notice, events.message,
                      wctp::Failure{wctp::Code{notice.error_code}, {}, notice.reason});
    case NoticeKind::FailReport:
    case NoticeKind::StandDown:
    case NoticeKind::KeyWord:
    case NoticeKind::Export:
    case NoticeKind::Code:
        return std::nullopt; // not for the originator
    }
    std::abort();
}

std::vector<wctp::ClientMessage> events_so_far(const Events& events)
{
    std::vector<wctp::ClientMessage> so_far;
    for (const auto& notice : events.notices) {
        if (notice.way != store::NoticeWay::Query)
            continue;
        if (auto event = event_of(notice, events))
            so_far.push_back(std::move(*event));
    }
    return so_far;
}

/// What the number says for one of the sources that are decided about in shadow and may be there.
ShadowNews shadow_news(const engine::House& house, const store::Directory& people,
                       const wctp::ClientQuery& query,
                       const std::function<bool(const store::Source&)>& may_ask)
{
    const auto tracking = store::folded_lower(query.tracking_number);
    for (const auto& source : people.parts().sources) {
        if (!source.enabled || !source.wctp.shadow)
            continue;
        const ShadowParties parties{query.sender_id, named_recipient(query.recipient_id, source)};
        const auto news = shadow_news(house.vault, parties, tracking);
        // Asked last: who cannot prove to be a source that it never spoke of is no guesser.
        if (news != ShadowNews::Unknown && may_ask(source))
            return news;
    }
    return ShadowNews::Unknown;
}

/// As of a message to which nothing but that has happened.
wctp::ClientMessage queued_in_shadow(const wctp::ClientQuery& query, store::Instant now)
{
    wctp::ClientResponseHeader header;
    header.originator.sender_id = query.recipient_id;
    header.recipient.recipient_id = query.sender_id;
    header.responded = now;
    header.responding_to = now;
    return wctp::ClientStatusInfo{header, wctp::Notification::Queued};
}

} // namespace

ClientQueries::ClientQueries(const engine::House& house, const WctpRules& rules)
    : house_(house), rules_(rules), pace_(rules.query_interval)
{
}

wctp::Result<wctp::ClientQueryResponse>
ClientQueries::answer(const wctp::ClientQuery& query,
                      const std::function<bool(const store::Source&)>& may_ask)
{
    const auto now = house_.now();
    const auto people = house_.people();
    const auto reader = house_.database.reader();
    const auto events =
        read_events(*reader, house_.vault, store::folded_lower(query.tracking_number));
    wctp::ClientQueryResponse response;
    response.min_next_poll = std::chrono::ceil<std::chrono::seconds>(rules_.query_interval);
    const auto in_shadow =
        events ? ShadowNews::Unknown : shadow_news(house_, *people, query, may_ask);
    if (in_shadow == ShadowNews::Queued)
        response.outcome = std::vector<wctp::ClientMessage>{queued_in_shadow(query, now)};
    else
        response.outcome = wctp::NoMessages{};
    if (in_shadow != ShadowNews::Unknown)
        return response;
    const auto* source = events ? people->source(events->message.source) : nullptr;
    if (source == nullptr || !source->enabled || !is_the_askers(events->message, query, *source) ||
        !may_ask(*source) || events->message.accepted + rules_.tracking_retention <= now)
        return wctp::fail(wctp::Code::UnknownReference, "there is no such message");
    if (const auto too_early = pace_.check(events->message.id, now))
        return wctp::fail(*too_early, "ask again later");
    auto so_far = events_so_far(*events);
    if (!so_far.empty())
        response.outcome = std::move(so_far);
    return response;
}

} // namespace relay::intake
