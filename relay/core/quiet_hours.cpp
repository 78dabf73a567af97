#include "relay/core/quiet_hours.h"
#include "relay/core/week_hours.h"
#include <algorithm>
#include <array>
#include <cstdio>

namespace relay::core {
namespace {

/// Does it wake whom it reaches?
bool is_loud(store::Channel channel)
{
    switch (channel) {
    case store::Channel::Sms:
    case store::Channel::Ivr:
    case store::Channel::Push:
    case store::Channel::Snpp:
    case store::Channel::WctpPeer:
        return true;
    case store::Channel::Secure:
    case store::Channel::Email:
    case store::Channel::WctpPush:
        return false;
    }
    std::abort();
}

} // namespace

bool is_undisturbed(const store::Contact& contact, store::Instant at)
{
    return contact.do_not_disturb && at < contact.do_not_disturb->until;
}

std::optional<store::Instant> held_until(const store::Contact& contact, store::Channel channel,
                                         store::Priority priority, const TimeZones& zones,
                                         store::Instant due)
{
    if (!is_loud(channel) || priority == store::Priority::High)
        return std::nullopt;
    auto until = due;
    // Who named a stand-in is paged himself only where that one could not be: then it is urgent.
    if (is_undisturbed(contact, due) && !contact.do_not_disturb->stand_in.valid())
        until = contact.do_not_disturb->until;
    const auto* zone = zones.find(contact.zone);
    if (zone != nullptr)
        until = covered_until(contact.quiet_hours, *zone, until).value_or(until);
    return until > due ? std::optional(until) : std::nullopt;
}

std::string clock_text(const TimeZones& zones, const store::Contact& contact, store::Instant at)
{
    return clock_text(zones, contact.zone, at);
}

std::string clock_text(const TimeZones& zones, const std::string& name, store::Instant at)
{
    const auto* known = zones.find(name);
    const TimeZone zone = known == nullptr ? TimeZone() : *known;
    const auto shown = zone.local(at);
    const auto day = std::chrono::floor<std::chrono::days>(shown);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{shown - day};
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%02d:%02d on %04d-%02u-%02u",
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()));
    const bool is_utc = known == nullptr || name.empty();
    return std::string(text.data()) + " (" + (is_utc ? "UTC" : name) + ")";
}

} // namespace relay::core
