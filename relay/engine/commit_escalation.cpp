// The part of Commit that walks escalations: rungs, stand-down, fail report.
#include "relay/engine/commit.h"
#include "relay/service/log.h"
#include "store/delivery_repository.h"
#include "store/escalation_repository.h"
#include "store/notice_repository.h"
#include "store/page_repository.h"
#include "store/promise_repository.h"
#include <algorithm>

namespace relay::engine {
namespace {

using store::Escalation;
using store::EscalationPhase;

constexpr int wctp_message_timed_out = 500;
constexpr int wctp_message_expired = 501;

template <class T>
bool contains(const std::vector<T>& all, const T& one)
{
    return std::ranges::find(all, one) != all.end();
}

/// True when `upper` is one of the escalations above `lower`: an answer below counts above.
bool is_above(const Escalation& upper, const Escalation& lower)
{
    return upper.id < lower.id && contains(lower.seen, upper.group);
}

/// Whose failover the people of this rung are; not valid: nobody's, they are members.
store::GroupId failover_of(const Escalation& escalation, const store::Rung& rung,
                           const std::vector<Escalation>& all)
{
    if (rung.failover)
        return escalation.group;
    const store::Rung as_failover{escalation.group, true};
    for (const auto& other : all) {
        if (is_above(other, escalation) && contains(other.rule.rungs, as_failover))
            return other.group;
    }
    return {};
}

} // namespace

std::vector<Escalation> Commit::escalations_of(store::MessageId message)
{
    return store::EscalationRepository(connection_, house_.vault).of_message(message);
}

void Commit::interval_passed(const Escalation& escalation)
{
    if (is_past_expiry(escalation.message))
        return apply(escalation, core::advance(escalation, core::MessageExpired{}, now_));
    const core::IntervalPassed event{is_below_waiting(escalation)};
    apply(escalation, core::advance(escalation, event, now_));
}

/// Is one of its rungs a group that is under way itself?
bool Commit::is_below_waiting(const Escalation& escalation)
{
    return std::ranges::any_of(escalations_of(escalation.message), [&](const auto& other) {
        return other.phase == EscalationPhase::Waiting && is_above(escalation, other);
    });
}

/// Is it a page of that escalation, or of one below it?
bool Commit::counts_for(const store::Page& page, const Escalation& escalation)
{
    return std::ranges::any_of(escalations_of(page.message), [&](const auto& owner) {
        return contains(owner.pages, page.id) &&
               (owner.id == escalation.id || is_above(escalation, owner));
    });
}

/// Who had read it, and so ended the walk, will not do it: where nobody else got as far, it goes
/// on, and who was stood down for that is called again.
void Commit::give_back(const Escalation& escalation, const store::Page& page,
                       const std::string& words)
{
    if (escalation.phase != EscalationPhase::Satisfied || !counts_for(page, escalation))
        return;
    auto others = store::PageRepository(connection_).of_message(page.message);
    std::erase_if(others, [&](const auto& other) {
        return other.declined || !counts_for(other, escalation);
    });
    if (std::ranges::any_of(others, [&](const auto& other) {
            return core::got_as_far_as(other.progress, escalation.rule.factor);
        }))
        return;
    const bool is_own = contains(escalation.pages, page.id);
    apply(escalation,
          core::advance(escalation, core::AcceptanceLapsed{!is_own || !others.empty()}, now_));
    for (const auto& below : escalations_of(page.message)) {
        if (below.phase == EscalationPhase::Withdrawn && is_above(escalation, below))
            apply(below, core::advance(below, core::AcceptanceLapsed{true}, now_));
    }
    for (const auto& other : others) {
        tell(other, words, false);
        plan_again(other, other.created, "it is open again");
    }
}

/// An answer satisfies its own escalation and those above; those below a satisfied one are not
/// needed any more.
void Commit::tell_escalations(const store::Page& page, store::Progress news)
{
    auto all = escalations_of(page.message);
    const auto owner = std::ranges::find_if(
        all, [&](const auto& escalation) { return contains(escalation.pages, page.id); });
    if (owner == all.end())
        return;
    std::vector<Escalation> satisfied;
    for (const auto& escalation : all) {
        if (escalation.id != owner->id && !is_above(escalation, *owner))
            continue;
        const auto step = core::advance(escalation, core::PageProgressed{news}, now_);
        apply(escalation, step);
        if (step.next.phase == EscalationPhase::Satisfied)
            satisfied.push_back(escalation);
    }
    for (const auto& escalation : escalations_of(page.message)) {
        const bool needless = std::ranges::any_of(
            satisfied, [&](const auto& upper) { return is_above(upper, escalation); });
        if (needless)
            apply(escalation, core::advance(escalation, core::Recalled{}, now_));
    }
}

/// Did a group below it page somebody after `at`?
bool Commit::was_paged_below(const Escalation& owner, store::Instant at)
{
    store::PageRepository pages(connection_);
    for (const auto& below : escalations_of(owner.message)) {
        if (!is_above(owner, below))
            continue;
        for (const auto id : below.pages) {
            const auto page = pages.find(id);
            if (page && page->created > at)
                return true;
        }
    }
    return false;
}

/// Only when nobody of the current rung is left does the walk not wait for its interval.
void Commit::rung_over(const Escalation& owner, const store::Page& page,
                       const core::EscalationEvent& event)
{
    store::PageRepository pages(connection_);
    const auto last = pages.find(owner.pages.back());
    for (const auto id : owner.pages) {
        const auto other = pages.find(id);
        const bool same_rung = other && last && other->created == last->created;
        if (same_rung && !other->declined && is_heard(*other))
            return;
    }
    if (is_below_waiting(owner) || was_paged_below(owner, page.created))
        return; // its rung is a group now, which asks people of its own
    if (last && page.created == last->created)
        apply(owner, core::advance(owner, event, now_));
}

void Commit::apply(const Escalation& before, const core::EscalationStep& step)
{
    if (step.next == before)
        return;
    auto next = step.next;
    note({before.message,
          {},
          {},
          {},
          "escalation",
          before.group.text() + ": " + std::string(step.reason),
          {}});
    for (const auto& action : step.actions) {
        if (const auto* rung = std::get_if<core::PageRung>(&action))
            page_rung(next, rung->rung);
    }
    if (const auto expires = message(before.message).expires)
        next.due = std::min(next.due, *expires); // nothing may go out after it: no use in waiting
    must(store::EscalationRepository(connection_, house_.vault).save(next));
    if (next.phase == EscalationPhase::Waiting)
        promise(store::PromiseKind::Escalation, next.id.value, next.version, next.message,
                next.due);
    else
        store::PromiseRepository(connection_)
            .keep(store::PromiseKind::Escalation, next.id.value, now_);
    for (const auto& action : step.actions) {
        if (std::holds_alternative<core::StandDown>(action))
            stand_down(next);
        if (std::holds_alternative<core::ReportExhausted>(action))
            report_exhausted(next);
    }
}

void Commit::page_rung(Escalation& escalation, int rung)
{
    std::vector<store::ContactId> paged;
    for (const auto& page : store::PageRepository(connection_).of_message(escalation.message))
        paged.push_back(page.contact);
    const auto all = escalations_of(escalation.message);
    std::vector<store::GroupId> run;
    for (const auto& other : all)
        run.push_back(other.group);
    const auto& target = escalation.rule.rungs.at(static_cast<std::size_t>(rung));
    auto rows = drafter(escalation.message);
    rows.continues(std::move(paged), std::move(run));
    const auto addressed = rows.address(target.target, {escalation.group}, escalation.seen,
                                        failover_of(escalation, target, all));
    insert(connection_, house_, rows.take());
    escalation.pages.insert(escalation.pages.end(), addressed.pages.begin(), addressed.pages.end());
    house_.metrics.escalated().fetch_add(1, std::memory_order_relaxed);
    if (!addressed.is_heard)
        escalation.due = now_; // nobody on this rung hears of it: the next does not wait for them
}

void Commit::stand_down(const Escalation& escalation)
{
    store::DeliveryRepository repository(connection_);
    store::PageRepository pages(connection_);
    for (const auto id : escalation.pages) {
        const auto page = pages.find(id);
        if (!page || core::got_as_far_as(page->progress, escalation.rule.factor))
            continue; // who answered keeps the own rules of redundancy
        for (const auto& delivery : repository.of_page(id)) {
            if (core::is_open(delivery.state) && delivery.kind != store::DeliveryKind::Notice)
                cancel(delivery, core::AnsweredElsewhere{},
                       "somebody else of " + escalation.group.text() + " answered");
        }
    }
}

void Commit::report_exhausted(const Escalation& escalation)
{
    house_.metrics.exhausted().fetch_add(1, std::memory_order_relaxed);
    const bool expired = is_past_expiry(escalation.message);
    auto rows = drafter(escalation.message);
    store::Notice notice;
    notice.escalation = escalation.id;
    notice.at = now_;
    notice.reason =
        expired ? "nobody of the group answered before its expiry" : "nobody of the group answered";
    notice.error_code = expired ? wctp_message_expired : wctp_message_timed_out;
    if (escalation.rule.fail_report_email.empty()) {
        rows.note("left_out", "fail report: the group has no address for it");
    } else if (!house_.rules.channels.email) {
        rows.note("left_out", "fail report: no_channel");
    } else {
        auto report = notice;
        report.kind = store::NoticeKind::FailReport;
        report.way = store::NoticeWay::Email;
        report.address = escalation.rule.fail_report_email;
        report.error_code = 0;
        rows.owe(std::move(report));
        rows.note("fail_report", "to the address of " + escalation.group.text());
    }
    tell_originator(escalation, std::move(notice), rows);
    page_last_resort(escalation, rows);
    insert(connection_, house_, rows.take());
}

/// Where nobody's device ever had it and no escalation above goes on (X.19).
void Commit::page_last_resort(const Escalation& escalation, Drafter& rows)
{
    const auto pages = store::PageRepository(connection_).of_message(escalation.message);
    const bool is_heard = std::ranges::any_of(pages, [](const auto& page) {
        return core::got_as_far_as(page.progress, store::Progress::Delivered);
    });
    if (escalation.seen.size() == 1 && !is_heard)
        turn_to_last_resort(escalation, escalation.group.text() + " reached nobody's device", rows);
}

void Commit::turn_to_last_resort(const Escalation& escalation, std::string why, Drafter& rows)
{
    const auto target = people_->find(house_.rules.last_resort);
    if (!target || is_past_expiry(escalation.message))
        return;
    std::vector<store::ContactId> paged;
    for (const auto& page : store::PageRepository(connection_).of_message(escalation.message))
        paged.push_back(page.contact);
    std::vector<store::GroupId> run;
    for (const auto& other : escalations_of(escalation.message))
        run.push_back(other.group);
    rows.continues(std::move(paged), std::move(run));
    rows.note("last_resort", std::move(why));
    (void)rows.address(*target, {escalation.group}, escalation.seen, escalation.group);
}

/// A report may come back days later.
bool Commit::is_answered_since(const Escalation& escalation)
{
    const auto pages = store::PageRepository(connection_).of_message(escalation.message);
    return message(escalation.message).recalled ||
           std::ranges::any_of(pages, [&](const auto& page) {
               return core::got_as_far_as(page.progress, escalation.rule.factor);
           });
}

/// Nobody answered, and who was to be told of it does not hear it.
void Commit::fail_report_lost(const store::Notice& report)
{
    house_.metrics.fail_reports_lost().fetch_add(1, std::memory_order_relaxed);
    service::log::room("engine").error("a fail report was not taken by any mail server",
                                       {{"message", report.message},
                                        {"escalation", report.escalation},
                                        {"do", "correct fail_report_email of the group"}});
    const auto escalation =
        store::EscalationRepository(connection_, house_.vault).find(report.escalation);
    if (!escalation || is_answered_since(*escalation))
        return;
    auto rows = drafter(report.message);
    rows.note("fail_report", "it was not taken: its address is wrong, or its server is down");
    turn_to_last_resort(*escalation,
                        "the fail report of " + escalation->group.text() + " reached nobody", rows);
    insert(connection_, house_, rows.take());
}

/// That the last resort gets it now is no reason to keep silent: it may not be reached either.
core::EscalationEnd Commit::end_of(const Escalation& escalation)
{
    core::EscalationEnd end;
    for (const auto& page : store::PageRepository(connection_).of_message(escalation.message)) {
        const auto* contact = people_->contact(page.contact);
        end.tells_people = end.tells_people || (contact != nullptr && contact->mail_statuses);
        end.reached_somebody = end.reached_somebody ||
                               (core::got_as_far_as(page.progress, store::Progress::Delivered) &&
                                page.progress != store::Progress::Failed);
    }
    return end;
}

/// Once for a message, by the escalation that nothing stands above.
void Commit::tell_originator(const Escalation& escalation, store::Notice notice, Drafter& rows)
{
    const auto& about = message(escalation.message);
    const auto owed = core::notice_of_end(about, people_->source(about.source), end_of(escalation));
    if (!owed || escalation.seen.size() > 1)
        return;
    const auto told =
        store::NoticeRepository(connection_, house_.vault).of_message(escalation.message);
    if (std::ranges::any_of(told, [](const auto& earlier) {
            return earlier.kind == store::NoticeKind::Failed && earlier.escalation.valid();
        }))
        return;
    notice.kind = owed->kind;
    notice.way = owed->way;
    notice.address = owed->address;
    rows.owe(std::move(notice));
}

} // namespace relay::engine
