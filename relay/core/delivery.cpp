#include "relay/core/delivery.h"
#include <algorithm>
#include <cstdlib>

namespace relay::core {
namespace {

using store::DeliveryState;

DeliveryStep stay(const store::Delivery& current, std::string_view reason)
{
    return {current, false, reason};
}

DeliveryStep to(const store::Delivery& current, DeliveryState state, std::string_view reason)
{
    DeliveryStep step{current, false, reason};
    step.next.state = state;
    return step;
}

bool past_expiry(const store::Delivery& delivery, store::Instant at)
{
    return delivery.expires && at >= *delivery.expires;
}

DeliveryStep withdraw(const store::Delivery& current, const Withdrawn& event)
{
    return event.expired ? to(current, DeliveryState::Expired, "expired before it was sent")
                         : to(current, DeliveryState::Cancelled, "recalled");
}

DeliveryStep received(const store::Delivery& current, const ReceiptCame& event)
{
    if (event.progress >= store::Progress::Read && event.progress != store::Progress::Failed)
        return to(current, DeliveryState::Read, "read, says the receipt");
    return to(current, DeliveryState::Delivered, "delivered, says the receipt");
}

DeliveryStep refuse(const store::Delivery& current)
{
    auto step = to(current, DeliveryState::Refused, "refused by the gateway");
    step.next_channel_now = true;
    return step;
}

DeliveryStep defer(const store::Delivery& current, const GatewayBusy& event,
                   const DeliveryRule& rule, store::Instant now)
{
    const auto next = now + retry_delay(rule.retry, current.priority, current.attempts,
                                        event.jitter, event.retry_after);
    if (past_expiry(current, next)) {
        auto step = to(current, DeliveryState::Expired, "would expire before the next try");
        step.next_channel_now = true;
        return step;
    }
    auto step = to(current, DeliveryState::Deferred, "the gateway is busy, to be tried again");
    step.next.due = next;
    step.next_channel_now = current.attempts == rule.retry.impatient_after;
    return step;
}

DeliveryStep in_doubt(const store::Delivery& current, const DeliveryRule& rule, store::Instant now,
                      std::string_view reason)
{
    auto step = to(current, DeliveryState::Unclear, reason);
    if (rule.again_when_unclear) {
        step.next.due = now + *rule.again_when_unclear;
        // A gateway that hangs keeps nobody waiting for the next channel's delay (D8).
        step.next_channel_now = current.priority == store::Priority::High || current.attempts > 1;
        return step;
    }
    step.next.due = current.expires.value_or(now + longest_doubt);
    step.next_channel_now = true; // nothing more is done on this one
    return step;
}

/// Past its expiry nothing is ever due.
DeliveryStep put_off(const store::Delivery& current, DeliveryState state, const PutOff& event)
{
    auto step = to(current, state, event.why);
    step.next.due = current.expires ? std::min(event.until, *current.expires) : event.until;
    step.next_channel_now = event.next_channel_now;
    return step;
}

/// Planned, queued and deferred: nothing is on its way.
struct WhileWaiting {
    const store::Delivery& current;
    store::Instant now;

    DeliveryStep operator()(const Due&) const
    {
        if (past_expiry(current, now))
            return withdraw(current, Withdrawn{true});
        if (current.state == DeliveryState::Queued)
            return to(current, DeliveryState::Sending, "claimed for sending");
        return to(current, DeliveryState::Queued, "due");
    }
    DeliveryStep operator()(const GatewayAccepted&) const { return stay(current, "late answer"); }
    DeliveryStep operator()(const ReceiptCame& event) const
    {
        if (current.state != DeliveryState::Deferred)
            return stay(current, "receipt for what was never sent");
        return received(current, event);
    }
    DeliveryStep operator()(const GatewayBusy&) const { return stay(current, "late answer"); }
    DeliveryStep operator()(const GatewayRefused&) const { return stay(current, "late answer"); }
    DeliveryStep operator()(const GatewayUnclear&) const { return stay(current, "late answer"); }
    DeliveryStep operator()(const AnsweredElsewhere&) const
    {
        return to(current, DeliveryState::Cancelled, "answered elsewhere");
    }
    DeliveryStep operator()(const Withdrawn& event) const { return withdraw(current, event); }
    DeliveryStep operator()(const ClaimLost&) const { return stay(current, "was not claimed"); }
    DeliveryStep operator()(const PutOff& event) const
    {
        return put_off(current, DeliveryState::Deferred, event);
    }
};

struct WhileSending {
    const store::Delivery& current;
    const DeliveryRule& rule;
    store::Instant now;

    DeliveryStep operator()(const Due&) const { return stay(current, "is being sent"); }
    DeliveryStep operator()(const GatewayAccepted& event) const
    {
        auto step = to(current, DeliveryState::Accepted, "accepted by the gateway");
        step.next.reference = event.reference;
        step.next_channel_now = event.is_degraded;
        return step;
    }
    DeliveryStep operator()(const ReceiptCame& event) const { return received(current, event); }
    DeliveryStep operator()(const GatewayBusy& event) const
    {
        return defer(current, event, rule, now);
    }
    DeliveryStep operator()(const GatewayRefused&) const { return refuse(current); }
    DeliveryStep operator()(const GatewayUnclear&) const
    {
        return in_doubt(current, rule, now, "it may have arrived");
    }
    DeliveryStep operator()(const AnsweredElsewhere&) const
    {
        return stay(current, "on its way already");
    }
    DeliveryStep operator()(const Withdrawn&) const { return stay(current, "on its way already"); }
    DeliveryStep operator()(const ClaimLost&) const
    {
        return in_doubt(current, rule, now, "its sender is gone, it may have arrived");
    }
    DeliveryStep operator()(const PutOff&) const { return stay(current, "is being sent"); }
};

struct WhileUnclear {
    const store::Delivery& current;
    const DeliveryRule& rule;
    store::Instant now;

    DeliveryStep operator()(const Due&) const
    {
        if (past_expiry(current, now))
            return withdraw(current, Withdrawn{true});
        if (!rule.again_when_unclear)
            return to(current, DeliveryState::Expired, "may have arrived, no news of it came");
        return to(current, DeliveryState::Queued, "may have arrived, sent again to be sure");
    }
    DeliveryStep operator()(const GatewayAccepted& event) const
    {
        return WhileSending{current, rule, now}(event);
    }
    DeliveryStep operator()(const ReceiptCame& event) const { return received(current, event); }
    DeliveryStep operator()(const GatewayBusy& event) const
    {
        return defer(current, event, rule, now);
    }
    DeliveryStep operator()(const GatewayRefused&) const { return refuse(current); }
    DeliveryStep operator()(const GatewayUnclear&) const { return stay(current, "still unclear"); }
    DeliveryStep operator()(const AnsweredElsewhere&) const
    {
        return to(current, DeliveryState::Cancelled, "answered elsewhere");
    }
    DeliveryStep operator()(const Withdrawn&) const { return withdraw(current, Withdrawn{true}); }
    DeliveryStep operator()(const ClaimLost&) const { return stay(current, "was not claimed"); }
    DeliveryStep operator()(const PutOff& event) const
    {
        return put_off(current, DeliveryState::Unclear, event);
    }
};

/// Accepted and delivered: out of our hands.
struct WhileOut {
    const store::Delivery& current;

    DeliveryStep operator()(const Due&) const { return stay(current, "was sent already"); }
    DeliveryStep operator()(const GatewayAccepted&) const
    {
        return stay(current, "was accepted already");
    }
    DeliveryStep operator()(const ReceiptCame& event) const
    {
        const bool news = current.state == DeliveryState::Accepted ||
                          event.progress != store::Progress::Delivered;
        return news ? received(current, event) : stay(current, "was delivered already");
    }
    DeliveryStep operator()(const GatewayBusy&) const { return stay(current, "late answer"); }
    DeliveryStep operator()(const GatewayRefused&) const
    {
        if (current.state == DeliveryState::Delivered)
            return stay(current, "was delivered already");
        return refuse(current);
    }
    DeliveryStep operator()(const GatewayUnclear&) const
    {
        return stay(current, "was accepted already");
    }
    DeliveryStep operator()(const AnsweredElsewhere&) const { return stay(current, "was sent"); }
    DeliveryStep operator()(const Withdrawn&) const { return stay(current, "was sent"); }
    DeliveryStep operator()(const ClaimLost&) const { return stay(current, "was sent"); }
    DeliveryStep operator()(const PutOff&) const { return stay(current, "was sent"); }
};

} // namespace

bool is_final(store::DeliveryState state)
{
    return state == DeliveryState::Read || state == DeliveryState::Refused ||
           state == DeliveryState::Cancelled || state == DeliveryState::Expired;
}

bool is_open(store::DeliveryState state)
{
    return state == DeliveryState::Planned || state == DeliveryState::Queued ||
           state == DeliveryState::Sending || state == DeliveryState::Deferred ||
           state == DeliveryState::Unclear;
}

DeliveryStep advance(const store::Delivery& current, const DeliveryEvent& event,
                     const DeliveryRule& rule, store::Instant now)
{
    switch (current.state) {
    case DeliveryState::Planned:
    case DeliveryState::Queued:
    case DeliveryState::Deferred:
        return std::visit(WhileWaiting{current, now}, event);
    case DeliveryState::Sending:
        return std::visit(WhileSending{current, rule, now}, event);
    case DeliveryState::Unclear:
        return std::visit(WhileUnclear{current, rule, now}, event);
    case DeliveryState::Accepted:
    case DeliveryState::Delivered:
        return std::visit(WhileOut{current}, event);
    case DeliveryState::Read:
        return stay(current, "was read already");
    case DeliveryState::Refused:
        return stay(current, "was refused already");
    case DeliveryState::Cancelled:
        return stay(current, "was cancelled already");
    case DeliveryState::Expired:
        return stay(current, "was expired already");
    }
    // Only a value that is no enumerator gets here; the row it came from is damaged.
    std::abort();
}

} // namespace relay::core
