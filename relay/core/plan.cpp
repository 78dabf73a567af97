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

/// Which of a contact's addresses take something by one channel.
struct Reach {
    const store::Contact& contact;
    store::Channel channel;
    store::Priority priority;
    const OptOutRule& opt_out;

    OptOut opt_out_at(const store::ContactDetail& detail) const
    {
        return opt_out_of(detail, priority, opt_out);
    }

    std::vector<const store::ContactDetail*> usable() const
    {
        std::vector<const store::ContactDetail*> found;
        for (const auto& detail : contact.details) {
            if (fits(detail, channel) && !detail.invalid && opt_out_at(detail) != OptOut::Stops)
                found.push_back(&detail);
        }
        // Who said STOP at one number and has another is reached there, however urgent it is.
        std::stable_partition(found.begin(), found.end(), [this](const auto* detail) {
            return opt_out_at(*detail) == OptOut::None;
        });
        return found;
    }

    NotPlannedWhy why_none() const
    {
        auto why = NotPlannedWhy::NoAddress;
        for (const auto& detail : contact.details) {
            if (fits(detail, channel) && why != NotPlannedWhy::OptedOut)
                why = detail.opted_out ? NotPlannedWhy::OptedOut : NotPlannedWhy::Invalid;
        }
        return why;
    }
};

std::vector<store::DetailId> all_addresses(const Reach& reach)
{
    if (reach.channel == store::Channel::Push)
        return reach.contact.devices;
    std::vector<store::DetailId> found;
    for (const auto* detail : reach.usable())
        found.push_back(detail->id);
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
        const Reach reach{contact_, channel, message_.priority, channels_.opt_out};
        const auto addresses = addresses_for(kind, reach);
        if (addresses.empty())
            return leave_out(kind, channel, reach.why_none());
        const auto held = held_until(contact_, channel, message_.priority, zones_, due);
        if (held && message_.expires && *held >= *message_.expires)
            return leave_out(kind, channel, NotPlannedWhy::QuietHours);
        for (const auto* detail : addresses)
            plan_.deliveries.push_back({kind, channel, detail->id, held.value_or(due), unless,
                                        held.has_value(),
                                        reach.opt_out_at(*detail) == OptOut::Overridden});
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
    /// The first that may be used, and of redundancy by mail the second as well (S0.43).
    static std::vector<const store::ContactDetail*> addresses_for(store::DeliveryKind kind,
                                                                  const Reach& reach)
    {
        const bool both =
            kind == store::DeliveryKind::Redundancy && reach.channel == store::Channel::Email;
        auto found = reach.usable();
        found.resize(std::min<std::size_t>(found.size(), both ? 2 : 1));
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

bool is_watching(const store::Contact& contact, const store::Directory& people)
{
    return std::ranges::any_of(people.parts().tokens, [&](const store::Token& token) {
        return token.scope == store::Scope::Inbox && token.contact == contact.id;
    });
}

bool reaches_somebody(const Plan& plan, const store::Contact& contact,
                      const store::Directory& people)
{
    const bool is_sent = std::ranges::any_of(plan.deliveries, [](const auto& planned) {
        return planned.channel != store::Channel::Secure;
    });
    return is_sent || is_watching(contact, people);
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
        const Reach reach{contact, channel, store::Priority::Normal, channels.opt_out};
        const auto addresses = all_addresses(reach);
        if (addresses.empty())
            leave_out(channel, reach.why_none());
        for (const auto address : addresses)
            plan.deliveries.push_back({store::DeliveryKind::Copy, channel, address, start});
    }
    return plan;
}

} // namespace relay::core
