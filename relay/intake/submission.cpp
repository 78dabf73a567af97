#include "relay/intake/submission.h"
#include "mail/clean_text.h"
#include "relay/core/resolve.h"
#include "relay/engine/commit.h"
#include "relay/intake/off_duty.h"
#include "relay/intake/recipient_part.h"
#include "relay/intake/submission_check.h"
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

/// Each addressee once, in order, under the name that it was called by.
struct Addressee {
    std::string called;
    store::Member target;
    bool is_last_resort = false;
    std::size_t at = 0;               ///< which of the submission's recipients
    std::vector<std::size_t> again{}; ///< which others are the same
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
        if (!target) {
            unknown.recipients.push_back(recipient);
            continue;
        }
        const auto same = std::ranges::find(found, *target, &Addressee::target);
        if (same == found.end())
            found.push_back({recipient, *target, is_last_resort, at});
        else
            same->again.push_back(at);
    }
    if (!unknown.recipients.empty())
        return tl::unexpected(std::move(unknown));
    return found;
}

/// What one submission brings to the writer, and takes back.
struct Work {
    Decided decided;
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

/// Of one addressee; nothing when nobody is on duty, nor is there a last resort.
std::optional<Drafted> draft_of(const engine::House& house, const store::Directory& people,
                                store::Message message, const Submission& submission,
                                const Addressee& addressee)
{
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
    if (is_for_nobody)
        return std::nullopt;
    return Drafted{std::move(message), drafter.take()};
}

/// What the messages to the others say of those that nobody is on duty for.
void note_off_duty(Decided& decided, const std::vector<std::string>& off_duty)
{
    for (auto& [message, draft] : decided.drafted) {
        for (const auto& called : off_duty)
            draft.ledger.push_back({message.id,
                                    {},
                                    {},
                                    {},
                                    "left_out",
                                    called + ": nobody is on duty there now",
                                    message.accepted});
    }
}

std::optional<store::MessageId> accepted_before(store::Connection& connection,
                                                const Decided& decided,
                                                const store::Message& message)
{
    if (decided.duplicate_key.empty())
        return std::nullopt;
    // The same, said again with more urgency, is news.
    const std::string urgency = message.priority == store::Priority::High ? "\nhigh" : "";
    const auto key =
        decided.duplicate_key + '\n' + store::folded_upper(message.recipient) + urgency;
    return store::SubmissionKeyRepository(connection)
        .remember(message.source, key, message.id, message.accepted, decided.duplicate_window);
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
    const auto& all = work.decided.drafted;
    for (const auto& drafted : all) {
        const auto& message = drafted.message;
        const auto before = accepted_before(connection, work.decided, message);
        work.taken.messages.push_back(before.value_or(message.id));
        if (before)
            continue;
        commit.accept(message, drafted.draft);
        ++work.fresh;
    }
    work.taken.is_duplicate = work.fresh == 0;
    for (const auto& told : work.decided.untaken) {
        if (!work.taken.is_duplicate)
            commit.accept(told.message, told.draft);
    }
    const auto& first = all.front().message;
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
    const auto& all = work.decided.drafted;
    for (std::size_t at = 0; at < all.size(); ++at) {
        const auto& message = all[at].message;
        const auto id = work.taken.messages[at];
        const bool duplicate = id != message.id;
        (duplicate ? house.metrics.duplicates() : house.metrics.accepted(message.door))++;
        room_of(message.door)
            .info(duplicate ? "message accepted before" : "message accepted",
                  {log::message(id), {"source", message.source}});
    }
    for (const auto& called : work.decided.left_out) { // whether or not its sender can be told
        const auto& message = all.front().message;
        house.metrics.refused(message.door)++;
        room_of(message.door)
            .warning("a recipient was left out: nobody is on duty there now",
                     {log::message(work.taken.messages.front()),
                      {"source", message.source},
                      {"recipient", called}});
    }
}

void answer_after_commit(const engine::House& house, const Work& work,
                         const std::exception_ptr& failure, const SubmissionAnswer& answer)
{
    if (failure) {
        const auto& message = work.decided.drafted.front().message;
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

tl::expected<Decided, Refused> SubmissionDoor::decide(Submission submission) const
{
    const auto refuse = [&](Refused refused) {
        tell_refused(house_, submission.message, refused);
        return tl::unexpected(std::move(refused));
    };
    const auto people = house_.people();
    const auto now = house_.now();
    auto& message = submission.message;
    const auto* source = people->source(message.source);
    if (source == nullptr || !source->enabled)
        return refuse(refusal(RefusedWhy::NotAllowed, "the source may not submit"));
    if (auto refused = check(message, rules_, now))
        return refuse(std::move(*refused));
    auto targets =
        addressees(*people, source->principal, submission.recipients, house_.rules.last_resort);
    if (!targets)
        return refuse(std::move(targets.error()));

    finish(message, *source, rules_, now);
    Decided decided{{},
                    {},
                    submission.duplicate_key,
                    submission.duplicate_window.value_or(
                        source->wctp.duplicate_window.value_or(rules_.duplicate_window))};
    auto off_duty = refusal(RefusedWhy::NobodyOnDuty, "nobody is on duty there now");
    for (const auto& target : *targets) {
        // What its address asks for is as bounded as what the message says.
        auto addressed = message_for(submission, target.at, *source);
        for (const auto again : target.again)
            addressed.priority =
                std::min(addressed.priority, message_for(submission, again, *source).priority);
        if (auto refused = check(addressed, rules_, now))
            return refuse(std::move(*refused));
        if (auto drafted = draft_of(house_, *people, std::move(addressed), submission, target)) {
            decided.drafted.push_back(std::move(*drafted));
            continue;
        }
        off_duty.recipients.push_back(target.called);
        if (auto told = untaken(house_, *people, message_for(submission, target.at, *source),
                                target.called))
            decided.untaken.push_back(std::move(*told));
    }
    const bool some = submission.leaves_out_off_duty && !decided.drafted.empty();
    if (!off_duty.recipients.empty() && !some)
        return refuse(std::move(off_duty));
    note_off_duty(decided, off_duty.recipients);
    decided.left_out = std::move(off_duty.recipients);
    return decided;
}

void SubmissionDoor::keep(Decided decided, SubmissionAnswer answer) const
{
    const auto work = std::make_shared<Work>();
    work->decided = std::move(decided);
    house_.writer.submit(
        {.work = [&house = house_,
                  work](store::Connection& connection) { intake::keep(house, connection, *work); },
         .done =
             [&house = house_, work,
              answer = std::move(answer)](const std::exception_ptr& failure) {
                 answer_after_commit(house, *work, failure, answer);
             },
         .accepts_new_work = true});
}

void SubmissionDoor::submit(Submission submission, SubmissionAnswer answer) const
{
    auto decided = decide(std::move(submission));
    if (!decided)
        return answer(tl::unexpected(std::move(decided.error())));
    keep(std::move(*decided), std::move(answer));
}

SubmissionResult SubmissionDoor::submit_and_wait(Submission submission) const
{
    auto decided = decide(std::move(submission));
    if (!decided)
        return tl::unexpected(std::move(decided.error()));
    return keep_and_wait(std::move(*decided));
}

SubmissionResult SubmissionDoor::keep_and_wait(Decided decided) const
{
    // Shared: the waiter may be gone before the writer has left set_value().
    const auto promise = std::make_shared<std::promise<SubmissionResult>>();
    auto result = promise->get_future();
    keep(std::move(decided),
         [promise](const SubmissionResult& answer) { promise->set_value(answer); });
    return result.get();
}

bool SubmissionDoor::is_known(store::PrincipalId principal, std::string_view recipient) const
{
    const auto people = house_.people();
    return reached(*people, principal, recipient) ||
           (!recipient.empty() && reached(*people, principal, house_.rules.last_resort));
}

bool SubmissionDoor::is_on_duty(store::PrincipalId principal, std::string_view recipient) const
{
    const auto people = house_.people();
    const core::Moment moment{house_.now(), *house_.rules.zones, store::Priority::High};
    const auto pages = [&](std::string_view address) {
        const auto target = reached(*people, principal, address);
        if (!target)
            return false;
        const auto found = core::resolve(*people, principal, *target, moment, {});
        return !found.pages.empty() || !found.escalations.empty();
    };
    return pages(recipient) || pages(house_.rules.last_resort);
}

} // namespace relay::intake
