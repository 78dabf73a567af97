#include "relay/core/escalation.h"
#include "relay/core/page_progress.h"
#include <cstdlib>

namespace relay::core {
namespace {

using store::EscalationPhase;

EscalationStep stay(const store::Escalation& current, std::string_view reason)
{
    return {current, {}, reason};
}

/// The next instant keeps the group's beat; after a long stop the beat starts anew, so that the
/// missed rungs do not go out in a burst.
store::Instant next_due(const store::Escalation& current, store::Instant now)
{
    const auto on_beat = current.due + current.rule.interval;
    return on_beat > now ? on_beat : now + current.rule.interval;
}

bool is_last_tried(const store::Escalation& escalation)
{
    return escalation.rungs_tried >= static_cast<int>(escalation.rule.rungs.size());
}

EscalationStep next_rung(const store::Escalation& current, store::Instant due,
                         std::string_view reason)
{
    EscalationStep step{current, {}, reason};
    if (is_last_tried(current)) {
        step.next.phase = EscalationPhase::Exhausted;
        step.actions.push_back(ReportExhausted{});
        step.reason = "everybody was tried, nobody answered";
        return step;
    }
    step.actions.push_back(PageRung{current.rungs_tried});
    step.next.rungs_tried = current.rungs_tried + 1;
    step.next.due = due;
    return step;
}

struct WhileWaiting {
    const store::Escalation& current;
    store::Instant now;

    EscalationStep operator()(const PageProgressed& event) const
    {
        if (!got_as_far_as(event.progress, current.rule.factor))
            return stay(current, "not far enough for the group's factor");
        EscalationStep step{current, {StandDown{}}, "answered as far as the group asks"};
        step.next.phase = EscalationPhase::Satisfied;
        return step;
    }
    EscalationStep operator()(const IntervalPassed& event) const
    {
        if (now < current.due)
            return stay(current, "the interval is not over");
        if (is_last_tried(current) && event.below_waiting) {
            auto step = stay(current, "a failover group is still escalating");
            step.next.due = now + current.rule.interval;
            return step;
        }
        return next_rung(current, next_due(current, now),
                         current.rungs_tried == 0 ? "it begins"
                                                  : "the interval passed without an answer");
    }
    EscalationStep operator()(const PageFailed&) const
    {
        return next_rung(current, now + current.rule.interval,
                         "nobody on this rung can be reached");
    }
    EscalationStep operator()(const RungDeclined&) const
    {
        return next_rung(current, now + current.rule.interval, "all of this rung declined");
    }
    EscalationStep operator()(const AcceptanceLapsed&) const
    {
        return stay(current, "is walking already");
    }
    EscalationStep operator()(const Hurried& event) const
    {
        if (event.below_waiting && is_last_tried(current))
            return stay(current, "a failover group is still escalating");
        return next_rung(current, now + current.rule.interval, "the next one was asked for");
    }
    EscalationStep operator()(const Recalled&) const
    {
        EscalationStep step{current, {StandDown{}}, "called off"};
        step.next.phase = EscalationPhase::Withdrawn;
        return step;
    }
    EscalationStep operator()(const MessageExpired&) const
    {
        EscalationStep step{current, {ReportExhausted{}}, "the message expired, nobody answered"};
        step.next.phase = EscalationPhase::Exhausted;
        return step;
    }
};

/// Satisfied and withdrawn: what was taken may come back.
EscalationStep while_taken(const store::Escalation& current, const EscalationEvent& event,
                           store::Instant now)
{
    const auto* lapsed = std::get_if<AcceptanceLapsed>(&event);
    if (lapsed == nullptr)
        return stay(current, current.phase == EscalationPhase::Satisfied ? "already satisfied"
                                                                         : "already withdrawn");
    EscalationStep step{current, {}, "whoever had it has it no more"};
    step.next.phase = EscalationPhase::Waiting;
    const bool waits = lapsed->others_are_asked || is_last_tried(current);
    step.next.due = waits ? now + current.rule.interval : now;
    return step;
}

} // namespace

EscalationStep advance(const store::Escalation& current, const EscalationEvent& event,
                       store::Instant now)
{
    switch (current.phase) {
    case EscalationPhase::Waiting:
        return std::visit(WhileWaiting{current, now}, event);
    case EscalationPhase::Satisfied:
    case EscalationPhase::Withdrawn:
        return while_taken(current, event, now);
    case EscalationPhase::Exhausted:
        return stay(current, "already exhausted");
    }
    // Only a value that is no enumerator gets here; the row it came from is damaged.
    std::abort();
}

} // namespace relay::core
