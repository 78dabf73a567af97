#pragma once
#include "relay/core/time_zone.h"
#include "store/model/schedule.h"
#include <string_view>
#include <vector>

// Who is on duty. Shifts are half open: at the instant of a hand-over the next one has it. On days
// with 23 or 25 hours a shift is shorter or longer; none is skipped, doubled or torn.

namespace relay::core {

enum class DutyBy { Nobody, Layer, Swap, Override };

std::string_view word(DutyBy by);

/// Who has it at some instant, and what says so.
struct OnDuty {
    store::ContactId contact; ///< not valid: nobody
    DutyBy by = DutyBy::Nobody;
    int layer = -1; ///< Layer, Swap: index of the layer that says so
    bool operator==(const OnDuty&) const = default;
};

OnDuty on_duty(const store::Schedule& schedule, const TimeZone& zone, store::Instant at);

struct Shift {
    store::Span span;
    OnDuty who;
    bool operator==(const Shift&) const = default;
};

/// From `from` to `to` without a hole, those in which nobody is on duty included; neighbours
/// differ. Costs a look at each day: the caller bounds the span.
std::vector<Shift> shifts(const store::Schedule& schedule, const TimeZone& zone,
                          const store::Span& span);

/// Those parts of it in which nobody is on duty.
std::vector<store::Span> gaps(const store::Schedule& schedule, const TimeZone& zone,
                              const store::Span& span);

/// Everybody whom it may ever name, each once.
std::vector<store::ContactId> people_of(const store::Schedule& schedule);

} // namespace relay::core
