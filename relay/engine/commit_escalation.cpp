// The part of Commit that walks escalations: rungs, stand-down, fail report.
#include "relay/core/status.h"
#include "relay/engine/commit.h"
#include "store/delivery_repository.h"
#include "store/error.h"
#include "store/escalation_repository.h"
#include "store/page_repository.h"
#include "store/promise_repository.h"
#include <algorithm>

namespace relay::engine {
namespace {

constexpr int wctp_message_timed_out = 500;

template <class T>
bool contains(const std::vector<T>& all, const T& one)
{
    return std::ranges::find(all, one) != all.end();
}

/// True when `upper` is `lower` or one of the escalations above it: an answer below counts above.
bool is_at_or_above(const store::Escalation& upper, const store::Escalation& lower)
{
    return upper.id == lower.id || (upper.id < lower.id && contains(lower.seen, upper.group));
}

} // namespace

void Commit::interval_passed(const store::Escalation& escalation)
{
    apply(escalation,
          core::advance(escalation, core::IntervalPassed{below_waiting(escalation)}, now_));
}

bool Commit::below_waiting(const store::Escalation& escalation)
{
    const auto all =
        store::EscalationRepository(connection_, house_.vault).of_message(escalation.message);
    return std::ranges::any_of(all, [&](const auto& other) {
        return other.id != escalation.id && other.phase == store::EscalationPhase::Waiting &&
               is_at_or_above(escalation, other);
    });
}

void Commit::tell_escalations(const store::Page& page, const core::EscalationEvent& event)
{
    const auto all =
        store::EscalationRepository(connection_, house_.vault).of_message(page.message);
    const auto owner = std::ranges::find_if(
        all, [&](const auto& escalation) { return contains(escalation.pages, page.id); });
    if (owner == all.end())
        return;
    if (std::holds_alternative<core::PageFailed>(event)) {
        // Only the current rung's failure moves the walk on, and only its own escalation's.
        if (!owner->pages.empty() && owner->pages.back() == page.id)
            apply(*owner, core::advance(*owner, event, now_));
        return;
    }
    for (const auto& escalation : all) {
        if (is_at_or_above(escalation, *owner))
            apply(escalation, core::advance(escalation, event, now_));
    }
}

void Commit::apply(const store::Escalation& before, const core::EscalationStep& step)
{
    if (step.next == before)
        return;
    auto next = step.next;
    note(before.message, {}, {}, {}, "escalation",
         before.group.text() + ": " + std::string(step.reason));
    for (const auto& action : step.actions) {
        if (const auto* rung = std::get_if<core::PageRung>(&action))
            page_rung(next, rung->rung);
    }
    must(store::EscalationRepository(connection_, house_.vault).save(next));
    if (next.phase == store::EscalationPhase::Waiting)
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

void Commit::page_rung(store::Escalation& escalation, int rung)
{
    std::vector<store::ContactId> paged;
    for (const auto& page : store::PageRepository(connection_).of_message(escalation.message))
        paged.push_back(page.contact);
    const auto& target = escalation.rule.rungs.at(static_cast<std::size_t>(rung));
    auto rows = drafter(escalation.message);
    rows.continues(std::move(paged));
    const auto addressed = rows.address(target.target, {escalation.group}, escalation.seen,
                                        target.failover ? escalation.group : store::GroupId{});
    insert(connection_, house_.vault, rows.take());
    escalation.pages.insert(escalation.pages.end(), addressed.pages.begin(), addressed.pages.end());
    house_.metrics.escalated().fetch_add(1, std::memory_order_relaxed);
    if (addressed.nobody())
        escalation.due = now_; // nobody was paged on this rung: the next does not wait for it
}

void Commit::stand_down(const store::Escalation& escalation)
{
    store::DeliveryRepository repository(connection_);
    store::PageRepository pages(connection_);
    for (const auto id : escalation.pages) {
        const auto page = pages.find(id);
        if (!page || core::got_as_far_as(page->progress, escalation.rule.factor))
            continue; // who answered keeps the own rules of redundancy
        for (const auto& delivery : repository.of_page(id)) {
            if (!core::is_open(delivery.state) || delivery.kind == store::DeliveryKind::Notice)
                continue;
            const auto step =
                core::advance(delivery, core::AnsweredElsewhere{}, house_.rules.of(delivery), now_);
            if (step.next.state == delivery.state)
                continue;
            save(delivery, step);
            note(page->message, id, page->contact, delivery.id, "cancelled",
                 "somebody else of " + escalation.group.text() + " answered");
        }
    }
}

void Commit::report_exhausted(const store::Escalation& escalation)
{
    house_.metrics.exhausted().fetch_add(1, std::memory_order_relaxed);
    auto rows = drafter(escalation.message);
    store::Notice notice;
    notice.escalation = escalation.id;
    notice.at = now_;
    notice.reason = "nobody of the group answered";
    if (!escalation.rule.fail_report_email.empty() && house_.rules.channels.email) {
        notice.kind = store::NoticeKind::FailReport;
        notice.way = store::NoticeWay::Email;
        notice.address = escalation.rule.fail_report_email;
        rows.owe(notice);
    }
    rows.note("fail_report", escalation.rule.fail_report_email.empty()
                                 ? "the group has no address for it"
                                 : "to the group's fail report address");
    const auto& about = message(escalation.message);
    if (about.door == store::Door::Wctp) {
        const auto* source = people_->source(about.source);
        const bool pushed =
            about.tracking.empty() && source != nullptr && !source->callback_url.empty();
        notice.kind = store::NoticeKind::Failed;
        notice.way = pushed ? store::NoticeWay::WctpPush : store::NoticeWay::Query;
        notice.address.clear();
        notice.error_code = wctp_message_timed_out;
        rows.owe(notice);
    }
    insert(connection_, house_.vault, rows.take());
}

} // namespace relay::engine
