#include "relay/intake/submission.h"
#include "mail/charset.h"
#include "mail/clean_text.h"
#include "relay/engine/commit.h"
#include "relay/intake/recipient_part.h"
#include "relay/intake/text.h"
#include "relay/service/log.h"
#include "store/error.h"
#include "store/message_repository.h"
#include "store/submission_key_repository.h"
#include <algorithm>
#include <cstdlib>
#include <future>
#include <memory>
#include <optional>

namespace relay::intake {
namespace {

namespace log = service::log;

constexpr std::size_t most_id_bytes = 1000; ///< of what the originator calls itself and its things

log::Room& room_of(store::Door door)
{
    switch (door) {
    case store::Door::Wctp:
        return log::room("wctp");
    case store::Door::Smtp:
        return log::room("smtp");
    case store::Door::Snpp:
        return log::room("snpp");
    case store::Door::Api:
    case store::Door::Cli:
        return log::room("api");
    }
    std::abort();
}

bool is_storable(std::string_view text)
{
    return text.find('\0') == std::string_view::npos && mail::is_utf8(text);
}

Refused refusal(RefusedWhy why, std::string detail)
{
    return {why, std::move(detail), {}};
}

/// What the originator says of itself and calls its things.
std::vector<std::string_view> ids_of(const store::Message& message)
{
    return {message.originator, message.reference, message.transaction, message.respond_to,
            message.wctp_token, message.misc_info, message.status_email};
}

std::optional<Refused> check_ids(const store::Message& message)
{
    const auto ids = ids_of(message);
    if (!std::ranges::all_of(ids, is_storable))
        return refusal(RefusedWhy::BadText, "an id is not UTF-8, or has a NUL");
    if (std::ranges::any_of(ids, [](auto id) { return id.size() > most_id_bytes; }))
        return refusal(RefusedWhy::TooLong, "an id is longer than 1000 bytes");
    return std::nullopt;
}

std::optional<Refused> check_choices(const store::Message& message, const SubmissionRules& rules)
{
    if (message.choices.size() > rules.max_choices)
        return refusal(RefusedWhy::TooLong, "there are too many choices");
    for (const auto& choice : message.choices) {
        if (!is_storable(choice.send) || !is_storable(choice.reply))
            return refusal(RefusedWhy::BadText, "a choice is not UTF-8, or has a NUL");
        if (std::max(characters(choice.send), characters(choice.reply)) >
            rules.max_choice_characters)
            return refusal(RefusedWhy::TooLong, "a choice is too long");
    }
    return std::nullopt;
}

std::optional<Refused> check_text(const store::Message& message, const SubmissionRules& rules)
{
    const auto& subject = message.subject.reveal();
    const auto& body = message.body.reveal();
    if (!is_storable(subject) || !is_storable(body))
        return refusal(RefusedWhy::BadText, "the text is not UTF-8, or has a NUL");
    if (characters(subject) + characters(body) > rules.max_text_characters)
        return refusal(RefusedWhy::TooLong, "the text is longer than " +
                                                std::to_string(rules.max_text_characters) +
                                                " characters");
    return std::nullopt;
}

std::optional<Refused> check_times(const store::Message& message, store::Instant now)
{
    if (!message.expires)
        return std::nullopt;
    if (*message.expires <= now)
        return refusal(RefusedWhy::Expired, "its expiry has passed");
    if (message.not_before && *message.expires <= *message.not_before)
        return refusal(RefusedWhy::Expired, "it expires before it may be delivered");
    return std::nullopt;
}

std::optional<Refused> check(const store::Message& message, const SubmissionRules& rules,
                             store::Instant now)
{
    if (auto refused = check_ids(message))
        return refused;
    if (auto refused = check_text(message, rules))
        return refused;
    if (auto refused = check_choices(message, rules))
        return refused;
    if (message.hops > rules.hop_limit)
        return refusal(RefusedWhy::Loop, "it was forwarded too often");
    return check_times(message, now);
}

/// Each addressee once, in order, under the name that it was called by.
struct Addressee {
    std::string called;
    store::Member target;
    bool is_last_resort = false;
    std::size_t at = 0; ///< which of the submission's recipients
};

/// Whoever that address reaches for this principal.
std::optional<store::Member> reached(const store::Directory& people, store::PrincipalId principal,
                                     std::string_view address)
{
    const auto target = people.find(address);
    return target && !core::reaches_nobody(people, principal, *target) ? target : std::nullopt;
}

tl::expected<std::vector<Addressee>, Refused> addressees(const store::Directory& people,
                                                         store::PrincipalId principal,
                                                         const std::vector<std::string>& recipients,
                                                         const std::string& last_resort)
{
    if (recipients.empty())
        return tl::unexpected(refusal(RefusedWhy::NoRecipient, "it has no recipient"));
    std::vector<Addressee> found;
    auto unknown = refusal(RefusedWhy::UnknownRecipient, "there is no such recipient");
    for (std::size_t at = 0; at < recipients.size(); ++at) {
        const auto& recipient = recipients[at];
        auto target = reached(people, principal, recipient);
        const bool is_last_resort = !target;
        if (is_last_resort && !recipient.empty())
            target = reached(people, principal, last_resort);
        if (!target)
            unknown.recipients.push_back(recipient);
        else if (std::ranges::find(found, *target, &Addressee::target) == found.end())
            found.push_back({recipient, *target, is_last_resort, at});
    }
    if (!unknown.recipients.empty())
        return tl::unexpected(std::move(unknown));
    return found;
}

/// A message and its rows, ready to be written.
struct Drafted {
    store::Message message;
    engine::Draft draft;
    bool is_for_nobody = false; ///< nobody is on duty, nor is there a last resort
};

/// What one submission brings to the writer, and takes back.
struct Work {
    std::vector<Drafted> drafted;
    std::string duplicate_key;
    Taken taken;
    std::size_t fresh = 0; ///< how many were not there before
};

void finish(store::Message& message, const store::Source& source, const SubmissionRules& rules,
            store::Instant now)
{
    message.principal = source.principal;
    message.accepted = now;
    message.priority = source.priority.value_or(message.priority); // X.3
    message.subject = store::ProtectedText(mail::clean_line(message.subject.reveal()));
    message.body = store::ProtectedText(mail::clean_text(message.body.reveal()));
    if (!message.expires)
        message.expires = std::max(now, message.not_before.value_or(now)) + rules.default_expiry;
}

Drafted draft_of(const engine::House& house, const store::Directory& people,
                 const Submission& submission, const Addressee& addressee)
{
    auto message = message_for(submission, addressee.at, *people.source(submission.message.source));
    message.id = house.ids.make<store::MessageId>(message.accepted);
    message.recipient = addressee.called;
    engine::Drafter drafter(house.rules, people, house.ids, message, message.accepted);
    drafter.note("accepted", "by " + std::string(store::word(message.door)) + " from " +
                                 message.source.text() + submission.origin);
    for (const auto& note : notes_for(submission, addressee.at))
        drafter.note("read", note);
    if (addressee.is_last_resort)
        drafter.note("last_resort", "the address that was named reaches nobody");
    const auto addressed = drafter.address(addressee.target);
    bool is_for_nobody = addressed.nobody();
    if (!addressed.is_heard) {
        if (const auto last = reached(people, message.principal, house.rules.last_resort)) {
            drafter.note("last_resort", addressed.nobody()
                                            ? "the address that was named reaches nobody now"
                                            : "nobody there has a channel, a device or a token");
            is_for_nobody = drafter.address(*last).nobody() && is_for_nobody;
        }
    }
    auto draft = drafter.take();
    return {std::move(message), std::move(draft), is_for_nobody};
}

std::optional<store::MessageId> accepted_before(store::Connection& connection, const Work& work,
                                                const store::Message& message)
{
    if (work.duplicate_key.empty())
        return std::nullopt;
    const auto key = work.duplicate_key + '\n' + store::folded_upper(message.recipient);
    return store::SubmissionKeyRepository(connection)
        .remember(message.source, key, message.id, message.accepted);
}

std::string tracking_of(store::Connection& connection, const engine::House& house,
                        store::MessageId id)
{
    const auto message = store::MessageRepository(connection, house.vault).find(id);
    return message ? message->tracking : std::string();
}

/// Inside the writer's transaction, perhaps more than once.
void keep(const engine::House& house, store::Connection& connection, Work& work)
{
    work.taken = {};
    work.fresh = 0;
    engine::Commit commit(connection, house);
    for (const auto& drafted : work.drafted) {
        const auto& message = drafted.message;
        const auto before = accepted_before(connection, work, message);
        work.taken.messages.push_back(before.value_or(message.id));
        if (before)
            continue;
        commit.accept(message, drafted.draft);
        ++work.fresh;
    }
    work.taken.is_duplicate = work.fresh == 0;
    const auto& first = work.drafted.front().message;
    work.taken.tracking = first.tracking;
    if (work.taken.messages.front() != first.id && !first.tracking.empty())
        work.taken.tracking = tracking_of(connection, house, work.taken.messages.front());
}

std::string reason_of(const std::exception_ptr& failure)
{
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "something that is no exception";
    }
}

void tell_refused(const engine::House& house, const store::Message& message, const Refused& refused)
{
    house.metrics.refused(message.door)++;
    room_of(message.door)
        .notice(
            "message refused",
            {{"source", message.source}, {"why", word(refused.why)}, {"detail", refused.detail}});
}

void tell_accepted(const engine::House& house, const Work& work)
{
    for (std::size_t at = 0; at < work.drafted.size(); ++at) {
        const auto& message = work.drafted[at].message;
        const auto id = work.taken.messages[at];
        const bool duplicate = id != message.id;
        (duplicate ? house.metrics.duplicates() : house.metrics.accepted(message.door))++;
        room_of(message.door)
            .info(duplicate ? "message accepted before" : "message accepted",
                  {log::message(id), {"source", message.source}});
    }
}

void answer_after_commit(const engine::House& house, const Work& work,
                         const std::exception_ptr& failure, const SubmissionAnswer& answer)
{
    if (failure) {
        const auto& message = work.drafted.front().message;
        room_of(message.door)
            .error("the store cannot take a message",
                   {{"source", message.source}, {"reason", reason_of(failure)}});
        const auto refused = refusal(RefusedWhy::Unavailable, "the store cannot write now");
        tell_refused(house, message, refused);
        return answer(tl::unexpected(refused));
    }
    if (work.fresh > 0)
        house.mailbox.poke();
    tell_accepted(house, work);
    answer(work.taken);
}

} // namespace

std::string_view word(RefusedWhy why)
{
    switch (why) {
    case RefusedWhy::UnknownRecipient:
        return "unknown_recipient";
    case RefusedWhy::NoRecipient:
        return "no_recipient";
    case RefusedWhy::NobodyOnDuty:
        return "nobody_on_duty";
    case RefusedWhy::TooLong:
        return "too_long";
    case RefusedWhy::BadText:
        return "bad_text";
    case RefusedWhy::Expired:
        return "expired";
    case RefusedWhy::Loop:
        return "loop";
    case RefusedWhy::NotAllowed:
        return "not_allowed";
    case RefusedWhy::Unavailable:
        return "unavailable";
    }
    std::abort();
}

void SubmissionDoor::submit(Submission submission, SubmissionAnswer answer) const
{
    const auto refuse = [&](const Refused& refused) {
        tell_refused(house_, submission.message, refused);
        answer(tl::unexpected(refused));
    };
    const auto people = house_.people();
    const auto now = house_.now();
    auto& message = submission.message;
    const auto* source = people->source(message.source);
    if (source == nullptr || !source->enabled)
        return refuse(refusal(RefusedWhy::NotAllowed, "the source may not submit"));
    if (const auto refused = check(message, rules_, now))
        return refuse(*refused);
    const auto targets =
        addressees(*people, source->principal, submission.recipients, house_.rules.last_resort);
    if (!targets)
        return refuse(targets.error());

    finish(message, *source, rules_, now);
    const auto work = std::make_shared<Work>();
    work->duplicate_key = submission.duplicate_key;
    auto off_duty = refusal(RefusedWhy::NobodyOnDuty, "nobody is on duty there now");
    for (const auto& target : *targets) {
        work->drafted.push_back(draft_of(house_, *people, submission, target));
        if (work->drafted.back().is_for_nobody)
            off_duty.recipients.push_back(target.called);
    }
    if (!off_duty.recipients.empty())
        return refuse(off_duty);
    house_.writer.submit(
        {.work = [&house = house_,
                  work](store::Connection& connection) { keep(house, connection, *work); },
         .done =
             [&house = house_, work,
              answer = std::move(answer)](const std::exception_ptr& failure) {
                 answer_after_commit(house, *work, failure, answer);
             },
         .accepts_new_work = true});
}

SubmissionResult SubmissionDoor::submit_and_wait(Submission submission) const
{
    // Shared: the waiter may be gone before the writer has left set_value().
    const auto promise = std::make_shared<std::promise<SubmissionResult>>();
    auto result = promise->get_future();
    submit(std::move(submission),
           [promise](const SubmissionResult& answer) { promise->set_value(answer); });
    return result.get();
}

bool SubmissionDoor::is_known(store::PrincipalId principal, std::string_view recipient) const
{
    const auto people = house_.people();
    return reached(*people, principal, recipient) ||
           (!recipient.empty() && reached(*people, principal, house_.rules.last_resort));
}

} // namespace relay::intake
