#include "relay/intake/wctp_poll.h"
#include "relay/engine/commit.h"
#include "relay/engine/notice_event.h"
#include "relay/service/log.h"
#include "store/error.h"
#include "store/lookup_answer_repository.h"
#include "store/notice_repository.h"
#include "store/transaction.h"
#include <algorithm>
#include <tuple>

namespace relay::intake {
namespace {

wctp::PolledMessage polled(const store::Notice& notice, engine::NoticeEvent event)
{
    wctp::PolledMessage message{notice.id.value, {}};
    std::visit([&](auto&& one) { message.operation = std::forward<decltype(one)>(one); },
               std::move(event));
    return message;
}

} // namespace

// WCTP 1.3 wctp-LookupResponse
wctp::LookupResponse lookup_response(const store::LookupAnswer& answer)
{
    wctp::LookupResponse response;
    response.originator.sender_id = answer.recipient_id;
    response.recipient.recipient_id = answer.sender_id;
    response.response_to = answer.response_to;
    response.transaction_id = answer.transaction_id;
    response.outcome = wctp::LookupData{answer.max_length, true, true};
    return response;
}

PollQueue::PollQueue(const engine::House& house, const WctpRules& rules)
    : house_(house), rules_(rules), pace_(rules.poll_interval)
{
}

// WCTP 1.3 wctp-PollForMessages
wctp::Result<wctp::PollResponse> PollQueue::answer(const wctp::PollForMessages& poll,
                                                   const store::Source& source)
{
    if (!poll.received.empty())
        acknowledge(poll, source);
    wctp::PollResponse response{.outcome = wctp::NoMessages{},
                                .min_next_poll =
                                    std::chrono::ceil<std::chrono::seconds>(rules_.poll_interval)};
    const auto wanted =
        std::min<std::size_t>(poll.max_messages.value_or(rules_.poll_batch), rules_.most_polled);
    if (wanted == 0)
        return response;
    if (const auto too_early = pace_.check(source.id, house_.now()))
        return wctp::fail(*too_early, "ask again later");
    auto batch = next_batch(source, wanted);
    if (!batch.unreadable.empty())
        set_aside(batch.unreadable, source.id);
    if (batch.has_more) {
        pace_.excuse(source.id);
        response.min_next_poll = std::chrono::seconds(0);
    }
    if (!batch.messages.empty())
        response.outcome = std::move(batch.messages);
    return response;
}

// WCTP 1.3 wctp-MessageReceived: either outcome ends it.
void PollQueue::acknowledge(const wctp::PollForMessages& poll, const store::Source& source) const
{
    house_.writer.run([&](store::Connection& connection) {
        engine::Commit commit(connection, house_);
        for (const auto& received : poll.received) {
            const bool taken = std::holds_alternative<wctp::Success>(received.outcome);
            if (!commit.fetched(store::NoticeId{received.sequence}, source.id, taken))
                store::LookupAnswerRepository(connection).remove(received.sequence, source.id);
        }
    });
}

PollQueue::Batch PollQueue::next_batch(const store::Source& source, std::size_t most) const
{
    Batch batch;
    const auto reader = house_.database.reader();
    store::Transaction transaction(*reader, store::Transaction::Kind::Read);
    const auto since = house_.now() - house_.rules.notice_expiry;
    auto& messages = batch.messages;
    for (const auto& notice :
         store::NoticeRepository(*reader, house_.vault).waiting(source.id, since, most + 1)) {
        try {
            messages.push_back(polled(notice, engine::notice_event(house_, *reader, notice)));
        } catch (const store::StoreUnavailable&) {
            throw;
        } catch (const store::StoreError&) {
            batch.unreadable.push_back(notice.id);
        }
    }
    for (const auto& answer :
         store::LookupAnswerRepository(*reader).waiting(source.id, since, most + 1))
        messages.push_back({answer.id, lookup_response(answer)});
    std::ranges::sort(messages, {}, &wctp::PolledMessage::sequence);
    batch.has_more = messages.size() > most;
    if (batch.has_more)
        messages.erase(messages.begin() + static_cast<std::ptrdiff_t>(most), messages.end());
    return batch;
}

/// One that cannot be read must not keep the others behind it.
void PollQueue::set_aside(const std::vector<store::NoticeId>& unreadable,
                          store::SourceId poller) const
{
    service::log::room("wctp").error("what a poller is owed cannot be read",
                                     {{"source", poller}, {"count", unreadable.size()}});
    house_.writer.run([&](store::Connection& connection) {
        engine::Commit commit(connection, house_);
        for (const auto id : unreadable)
            std::ignore = commit.fetched(id, poller, false);
    });
}

bool PollQueue::is_full(const store::Source& source) const
{
    if (source.wctp.reply_mode == store::ReplyMode::Push)
        return false;
    const auto since = house_.now() - house_.rules.notice_expiry;
    const auto reader = house_.database.reader();
    const auto most = rules_.poll_queue;
    const auto notices =
        store::NoticeRepository(*reader, house_.vault).count_waiting(source.id, since, most);
    return notices >= most ||
           notices + store::LookupAnswerRepository(*reader).count_waiting(source.id, since, most) >=
               most;
}

void PollQueue::put(store::LookupAnswer answer) const
{
    answer.at = house_.now();
    answer.id = house_.ids.next(answer.at);
    house_.writer.run([&](store::Connection& connection) {
        store::LookupAnswerRepository(connection).insert(answer);
    });
}

} // namespace relay::intake
