#include "relay/core/week_hours.h"
#include <algorithm>

namespace relay::core {
namespace {

using namespace std::chrono;

std::optional<store::Span> span_around(const store::WeekHours& hours, const TimeZone& zone,
                                       store::Instant at)
{
    const auto today = day_of(zone, at);
    for (const auto day : {today, today - days{1}}) {
        const auto span = span_on(hours, zone, day);
        if (span && span->from <= at && at < span->to)
            return span;
    }
    return std::nullopt;
}

} // namespace

store::Instant instant_of(const TimeZone& zone, local_days day, int minute)
{
    return zone.instant(Local{day.time_since_epoch() + minutes{minute}});
}

local_days day_of(const TimeZone& zone, store::Instant at)
{
    return floor<days>(zone.local(at));
}

std::optional<store::Span> span_on(const store::WeekHours& hours, const TimeZone& zone,
                                   local_days day)
{
    const auto bit = weekday{day}.iso_encoding() - 1;
    if ((static_cast<unsigned>(hours.days) >> bit & 1U) == 0)
        return std::nullopt;
    const auto last = hours.to <= hours.from ? day + days{1} : day;
    const store::Span span{instant_of(zone, day, hours.from), instant_of(zone, last, hours.to)};
    return span.from < span.to ? std::optional(span) : std::nullopt; // else the clock skips it
}

bool is_covered(const std::vector<store::WeekHours>& all, const TimeZone& zone, store::Instant at)
{
    return std::ranges::any_of(
        all, [&](const auto& hours) { return span_around(hours, zone, at).has_value(); });
}

std::optional<store::Instant> covered_until(const std::vector<store::WeekHours>& all,
                                            const TimeZone& zone, store::Instant at)
{
    const auto longest = at + hours{24 * 8};
    std::optional<store::Instant> until;
    for (bool is_longer = true; is_longer && (!until || *until < longest);) {
        is_longer = false;
        for (const auto& hours : all) {
            const auto span = span_around(hours, zone, until.value_or(at));
            if (span) {
                until = span->to;
                is_longer = true;
            }
        }
    }
    return until;
}

} // namespace relay::core
