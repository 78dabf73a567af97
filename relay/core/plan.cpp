#include "relay/core/plan.h"
#include "relay/core/quiet_hours.h"
#include <algorithm>

namespace relay::core {
namespace {

bool at_hand(const ChannelsAtHand& channels, store::Channel channel)
{
    switch (channel) {
    case store::Channel::Secure:
        return true;
    case store::Channel::Email:
        return channels.email;
    case store::Channel::Sms:
        return channels.sms;
    case store::Channel::Ivr:
        return channels.ivr;
    case store::Channel::Push:
        return channels.push;
    case store::Channel::Snpp:
        return channels.snpp;
    case store::Channel::WctpPeer:
        return channels.wctp_peer;
    case store::Channel::WctpPush:
        return false; // carry no page
    }
    std::abort();
}

store::DetailKind kind_for(store::Channel channel)
{
    switch (channel) {
    case store::Channel::Email:
        return store::DetailKind::Email;
    case store::Channel::Snpp:
        return store::DetailKind::Pager;
    case store::Channel::WctpPeer:
        return store::DetailKind::Wctp;
    case store::Channel::Secure:
    case store::Channel::Push:
    case store::Channel::Sms:
    case store::Channel::Ivr:
    case store::Channel::WctpPush:
        return store::DetailKind::Phone;
    }
    std::abort();
}

bool fits(const store::ContactDetail& detail, store::Channel channel)
{
    return detail.kind == kind_for(channel);
}

bool is_usable(const store::ContactDetail& detail)
{
    return !detail.opted_out && !detail.invalid;
}

NotPlannedWhy why_no_address(const store::Contact& contact, store::Channel channel)
{
    auto why = NotPlannedWhy::NoAddress;
    for (const auto& detail : contact.details) {
        if (fits(detail, channel) && why != NotPlannedWhy::OptedOut)
            why = detail.opted_out ? NotPlannedWhy::OptedOut : NotPlannedWhy::Invalid;
    }
    return why;
}

std::vector<store::DetailId> all_addresses(const store::Contact& contact, store::Channel channel)
{
    if (channel == store::Channel::Push)
        return contact.devices;
    std::vector<store::DetailId> found;
    for (const auto& detail : contact.details) {
        if (is_usable(detail) && fits(detail, channel))
            found.push_back(detail.id);
    }
    return found;
}

/// Collects what one page gets and what it does not.
class Planner {
public:
    Planner(const store::Contact& contact, const store::Message& message,
            const ChannelsAtHand& channels, const TimeZones& zones)
        : contact_(contact), message_(message), channels_(channels), zones_(zones)
    {
    }

    /// False: it is left out.
    bool add(store::DeliveryKind kind, store::Channel channel, store::Instant due,
             std::optional<store::Progress> unless = std::nullopt)
    {
        if (message_.expires && due >= *message_.expires)
            return leave_out(kind, channel, NotPlannedWhy::AfterExpiry);
        if (channel == store::Channel::Secure) {
            plan_.deliveries.push_back({kind, channel, {}, due, unless});
            return true;
        }
        if (!at_hand(channels_, channel))
            return leave_out(kind, channel, NotPlannedWhy::NoChannel);
        const auto addresses = addresses_for(kind, channel);
        if (addresses.empty())
            return leave_out(kind, channel, why_no_address(contact_, channel));
        const auto held = held_until(contact_, channel, message_.priority, zones_, due);
        if (held && message_.expires && *held >= *message_.expires)
            return leave_out(kind, channel, NotPlannedWhy::QuietHours);
        for (const auto detail : addresses)
            plan_.deliveries.push_back(
                {kind, channel, detail, held.value_or(due), unless, held.has_value()});
        return true;
    }

    /// To say no more than that something waits is of no use after the message's end.
    void add_push(store::DetailId device, store::Instant start)
    {
        const auto held =
            held_until(contact_, store::Channel::Push, message_.priority, zones_, start);
        if (held && message_.expires && *held >= *message_.expires) {
            leave_out(store::DeliveryKind::Copy, store::Channel::Push, NotPlannedWhy::QuietHours);
            return;
        }
        const auto unless = held ? std::optional(store::Progress::Read) : std::nullopt;
        plan_.deliveries.push_back({store::DeliveryKind::Copy, store::Channel::Push, device,
                                    held.value_or(start), unless, held.has_value()});
        if (message_.priority != store::Priority::High)
            return;
        for (int i = 1; i <= channels_.push_repeats; ++i) {
            const auto due = start + i * channels_.push_again;
            if (message_.expires && due >= *message_.expires)
                return;
            plan_.deliveries.push_back({store::DeliveryKind::Redundancy, store::Channel::Push,
                                        device, due, store::Progress::Read});
        }
    }

    Plan take() { return std::move(plan_); }

private:
    /// Those that are neither opted out nor invalid: the first, and of redundancy by mail the
    /// second as well (S0.43).
    std::vector<store::DetailId> addresses_for(store::DeliveryKind kind,
                                               store::Channel channel) const
    {
        const bool both =
            kind == store::DeliveryKind::Redundancy && channel == store::Channel::Email;
        std::vector<store::DetailId> found;
        for (const auto& detail : contact_.details) {
            if (is_usable(detail) && fits(detail, channel) && found.size() < (both ? 2U : 1U))
                found.push_back(detail.id);
        }
        return found;
    }

    bool leave_out(store::DeliveryKind kind, store::Channel channel, NotPlannedWhy why)
    {
        plan_.left_out.push_back({kind, channel, why});
        return false;
    }

    const store::Contact& contact_;
    const store::Message& message_;
    const ChannelsAtHand& channels_;
    const TimeZones& zones_;
    Plan plan_;
};

} // namespace

std::string_view word(NotPlannedWhy why)
{
    switch (why) {
    case NotPlannedWhy::OptedOut:
        return "opted_out";
    case NotPlannedWhy::NoAddress:
        return "no_address";
    case NotPlannedWhy::NoChannel:
        return "no_channel";
    case NotPlannedWhy::AfterExpiry:
        return "after_expiry";
    case NotPlannedWhy::Invalid:
        return "invalid_address";
    case NotPlannedWhy::QuietHours:
        return "quiet_hours";
    }
    std::abort();
}

Plan plan(const store::Contact& contact, const store::Message& message,
          const ChannelsAtHand& channels, store::Instant start, const TimeZones& zones)
{
    Planner planner(contact, message, channels, zones);
    planner.add(store::DeliveryKind::Primary, store::Channel::Secure, start);
    if (channels.push) {
        for (const auto device : contact.devices)
            planner.add_push(device, start);
    }
    for (const auto channel : contact.copies)
        planner.add(store::DeliveryKind::Copy, channel, start);
    auto rules = contact.redundancy;
    std::ranges::stable_sort(rules, {}, &store::Redundancy::delay);
    std::optional<store::Millis> inherited;
    for (const auto& rule : rules) {
        const auto delay = inherited ? std::min(*inherited, rule.delay) : rule.delay;
        const bool is_planned =
            planner.add(store::DeliveryKind::Redundancy, rule.channel, start + delay, rule.unless);
        // What cannot be sent leaves its place in time to the next: the ladder moves on (S1.57).
        inherited = is_planned ? std::nullopt : std::optional(delay);
    }
    return planner.take();
}

Plan plan_test(const store::Contact& contact, const std::set<store::Channel>& wanted,
               const ChannelsAtHand& channels, store::Instant start)
{
    Plan plan;
    plan.deliveries.push_back({store::DeliveryKind::Primary, store::Channel::Secure, {}, start});
    const auto leave_out = [&](store::Channel channel, NotPlannedWhy why) {
        plan.left_out.push_back({store::DeliveryKind::Copy, channel, why});
    };
    for (const auto channel : wanted) {
        if (channel == store::Channel::Secure)
            continue;
        if (!at_hand(channels, channel)) {
            leave_out(channel, NotPlannedWhy::NoChannel);
            continue;
        }
        const auto addresses = all_addresses(contact, channel);
        if (addresses.empty())
            leave_out(channel, why_no_address(contact, channel));
        for (const auto address : addresses)
            plan.deliveries.push_back({store::DeliveryKind::Copy, channel, address, start});
    }
    return plan;
}

} // namespace relay::core
