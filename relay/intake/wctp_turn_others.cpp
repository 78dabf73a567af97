// The operations that are no submission to one recipient.
#include "relay/intake/duplicate_key.h"
#include "relay/intake/wctp_decision.h"
#include "relay/intake/wctp_turn.h"
#include "store/delivery_repository.h"
#include "store/lookup_answer_repository.h"
#include "wctp/answers.h"
#include <algorithm>

namespace relay::intake {
namespace {

using wctp::Code;

struct Named {
    std::string sent; ///< as it stood on the wire
    std::string name; ///< as our address
};

/// The recipients of a wctp-SendMsgMulti that can be paged, and the others.
struct Sorted {
    std::vector<Named> good;
    std::vector<wctp::FailedRecipient> failed;
    std::size_t all = 0;
};

Sorted sorted(const std::vector<wctp::Recipient>& recipients, const store::Source& source,
              const SubmissionDoor& door)
{
    Sorted made{.all = recipients.size()};
    for (const auto& recipient : recipients) {
        auto name = named_recipient(recipient.recipient_id, source);
        if (door.is_known(source.principal, name))
            made.good.push_back({recipient.recipient_id, std::move(name)});
        else
            made.failed.push_back({recipient.recipient_id, Code::InvalidRecipient,
                                   std::string(wctp::text(Code::InvalidRecipient))});
    }
    return made;
}

/// Those that the door turned away after all are no longer good.
void turn_away(Sorted& all, const std::vector<std::string>& refused)
{
    const auto [first, last] = std::ranges::stable_partition(all.good, [&](const Named& one) {
        return std::ranges::find(refused, one.name) == refused.end();
    });
    for (auto one = first; one != last; ++one)
        all.failed.push_back({one->sent, Code::InvalidRecipient, "Nobody is on duty"});
    all.good.erase(first, last);
}

std::vector<std::string> names(const std::vector<Named>& recipients)
{
    std::vector<std::string> all;
    for (const auto& one : recipients)
        all.push_back(one.name);
    return all;
}

// WCTP 1.3 wctp-SendMsgMultiResponse: the counts are always said.
wctp::SendMsgMultiResponse multi_response(const Sorted& all, std::size_t most, Code code,
                                          std::string detail = {})
{
    wctp::SendMsgMultiResponse response;
    std::string text(wctp::text(code));
    if (code_class(code) == wctp::CodeClass::Success)
        response.outcome = wctp::Success{code, std::move(text), std::move(detail)};
    else
        response.outcome = wctp::Failure{code, std::move(text), std::move(detail)};
    response.failed = all.failed;
    response.max_recipients = static_cast<std::uint32_t>(most);
    response.valid = static_cast<std::uint32_t>(all.all - all.failed.size());
    response.invalid = static_cast<std::uint32_t>(all.failed.size());
    return response;
}

bool is_named_by(std::string_view address, const store::Source& source)
{
    const auto name = store::folded_lower(std::string(address));
    const auto& url = source.callback_url;
    const auto scheme = url.find("://");
    return name == source.sender_id || name == store::folded_lower(url) ||
           (scheme != std::string::npos && name == store::folded_lower(url.substr(scheme + 3)));
}

} // namespace

void WctpTurn::operator()(const wctp::SendMsgMulti& asked)
{
    const auto* source = let_in(asked.originator);
    if (source == nullptr || !may_submit(*source, asked.control.priority))
        return;
    const auto own = static_cast<std::size_t>(source->wctp.max_recipients);
    const auto most = own == 0 ? room_.rules.max_recipients : own;
    multi(asked, *source, most);
}

// WCTP 1.3 wctp-SendMsgMulti: to those that can be paged, or with allRecipsRequired to all or none.
void WctpTurn::multi(const wctp::SendMsgMulti& asked, const store::Source& source, std::size_t most)
{
    Sorted all{.all = asked.recipients.size()};
    const auto say = [&](Code code, std::string detail = {}) {
        answer(wctp::answer_to(*document_, multi_response(all, most, code, std::move(detail))));
    };
    const auto turn_down = [&](const wctp::Error& error) {
        record(error.code);
        note_refusal(error.code);
        say(error.code, error.detail);
    };
    const auto refused = [&](const Refused& why) { // the door has counted it
        const auto error = wctp_error(why, room_.rules, source);
        record(error.code);
        say(error.code, error.detail);
    };
    if (asked.recipients.size() > most)
        return turn_down(
            {Code::SubscriberLimitExceeded, "more recipients than " + std::to_string(most)});
    all = sorted(asked.recipients, source, room_.door);
    const auto read = read_submission({*document_, asked.originator, asked.control,
                                       asked.recipients.front(), asked.submitted, asked.payload,
                                       false, request_.query, asked.recipients.size()},
                                      source, room_.rules, room_.house.now());
    if (!read)
        return turn_down(read.error());
    auto submission = read->submission;
    if (!asked.control.message_id.empty())
        submission.duplicate_key = duplicate_key("wctp " + asked.control.message_id,
                                                 submission.message, room_.house.vault);
    while (!all.good.empty() && (all.failed.empty() || !asked.all_recipients_required)) {
        submission.recipients = names(all.good);
        auto decided = room_.door.decide(submission);
        if (!decided && decided.error().recipients.empty())
            return refused(decided.error());
        if (!decided) {
            turn_away(all, decided.error().recipients);
            continue;
        }
        record(success(read->success), lines_of(*decided, *people_));
        if (is_shadow())
            note_shadow(*decided);
        const auto taken =
            is_shadow() ? SubmissionResult(Taken{}) : room_.door.keep_and_wait(std::move(*decided));
        return taken ? say(success(read->success)) : refused(taken.error());
    }
    turn_down({Code::InvalidRecipient, "nobody was paged"});
}

// WCTP 1.3 wctp-ClientQuery
void WctpTurn::operator()(const wctp::ClientQuery& asked)
{
    if (!is_taken_as_read(claimed_source(*people_, asked.sender_id, true)))
        return;
    auto said = room_.queries.answer(asked, [&](const store::Source& source) {
        return room_.guard.may_query(
            source, {asked.sender_id, asked.security_code, request_.peer_address, true,
                     path_token_in(room_.rules.path, request_.path), request_.certificate.get()});
    });
    if (!said)
        return refuse(said.error().code, said.error().detail);
    answer(wctp::answer_to(*document_, std::move(*said)));
}

void WctpTurn::operator()(const wctp::PollForMessages& asked)
{
    const auto* source = let_in({asked.poller_id, asked.security_code, {}});
    if (source == nullptr)
        return;
    if (source->wctp.reply_mode == store::ReplyMode::Push)
        return refuse(Code::FunctionNotSupported, "nothing waits here for this poller");
    auto said = room_.polls.answer(asked, *source);
    if (!said)
        return refuse(said.error().code, said.error().detail);
    answer(wctp::answer_to(*document_, std::move(*said)));
}

void WctpTurn::operator()(const wctp::VersionQuery& asked)
{
    if (!is_taken_as_read(people_->wctp_source(asked.inquirer)))
        return;
    answer(wctp::version_answer(*document_, room_.rules.versions, room_.house.now()));
}

// WCTP 1.3 wctp-LookupSubscriber
void WctpTurn::operator()(const wctp::LookupSubscriber& asked)
{
    const auto* source = let_in(asked.originator);
    if (source == nullptr)
        return;
    if (!room_.rules.is_rehearsal && !room_.guard.may_submit(*source))
        return refuse(NotLetIn::TooFast);
    const auto& recipient = asked.recipient.recipient_id;
    const bool is_known =
        room_.door.is_known(source->principal, named_recipient(recipient, *source));
    const auto most = static_cast<int>(most_characters(room_.rules, *source));
    if (source->wctp.lookup_reply == store::LookupReply::Confirm) {
        if (!is_known) {
            record(Code::InvalidRecipient);
            return answer(wctp::answer_to(
                *document_, wctp::Confirmation{wctp::Failure{Code::InvalidRecipient, {}, {}}}));
        }
        if (!is_shadow() && room_.polls.is_full(*source))
            return refuse(Code::CannotAccept, "poll for what waits first");
        return confirm_lookup(asked, *source, most);
    }
    if (!is_known)
        return refuse(Code::InvalidRecipient, "there is no such recipient");
    record(Code::Accepted, {"longest text " + std::to_string(most)});
    answer(wctp::lookup_answer(*document_, {most, true, true}));
}

/// The answer itself goes to the callback, or waits for a poll, or both.
void WctpTurn::confirm_lookup(const wctp::LookupSubscriber& asked, const store::Source& source,
                              int most)
{
    record(Code::Accepted, {"longest text " + std::to_string(most)});
    const bool pushes =
        source.wctp.reply_mode != store::ReplyMode::Poll && !source.callback_url.empty();
    const bool polls = source.wctp.reply_mode != store::ReplyMode::Push;
    if (!is_shadow() && (pushes || polls))
        room_.polls.put({.source = source.id,
                         .sender_id = asked.control.respond_to.empty() ? asked.originator.sender_id
                                                                       : asked.control.respond_to,
                         .recipient_id = asked.recipient.recipient_id,
                         .response_to = asked.control.message_id,
                         .transaction_id = asked.control.transaction_id,
                         .max_length = most,
                         .wctp_version = std::string(wctp::name(document_->version)),
                         .wctp_token = document_->token,
                         .next_push = pushes ? std::optional(room_.house.now()) : std::nullopt});
    answer(wctp::confirmation(*document_, success(Code::Accepted)));
}

void WctpTurn::operator()(const wctp::DeviceLocation& asked)
{
    if (let_in(asked.originator) != nullptr)
        refuse(Code::FunctionNotSupported, "devices are not located here");
}

// WCTP 1.3 wctp-ReturnToSvc. It shows no code, so the address it comes from must be the source's.
void WctpTurn::operator()(const wctp::ReturnToService& asked)
{
    const auto& sources = people_->parts().sources;
    const auto found = std::ranges::find_if(sources, [&](const store::Source& source) {
        return source.door == store::Door::Wctp && source.enabled && !source.callback_url.empty() &&
               !source.networks.empty() && is_at_home(source, request_.peer_address) &&
               is_named_by(asked.address, source);
    });
    if (found == sources.end())
        return refuse_operation();
    if (!is_taken_as_read(&*found))
        return;
    room_.house.writer.run([&](store::Connection& connection) {
        store::DeliveryRepository(connection)
            .hasten(found->id, store::Channel::WctpPush, room_.house.now());
        store::LookupAnswerRepository(connection).hasten(found->id, room_.house.now());
    });
    room_.house.mailbox.poke();
    answer(wctp::confirmation(*document_, success(Code::Accepted)));
}

/// What a gateway says of a page of ours.
template <class Response>
void WctpTurn::respond_to(const Response& response)
{
    if (room_.responses == nullptr)
        return refuse_operation();
    // Mended bytes are taken from a gateway here as in its answers: who answered is not lost for an
    // umlaut.
    const auto code = room_.responses->take(response, request_.peer_address);
    if (code != Code::Accepted)
        return refuse(code);
    answer(wctp::confirmation(*document_, success(code)));
}

template void WctpTurn::respond_to(const wctp::StatusInfo&);
template void WctpTurn::respond_to(const wctp::MessageReply&);

} // namespace relay::intake
