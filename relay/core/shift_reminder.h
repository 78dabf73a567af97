#pragma once
#include "relay/core/schedule.h"
#include "store/model/directory.h"
#include <string>
#include <vector>

// Who is told that a shift is about to begin (X.2).

namespace relay::core {

/// One person's shift in one schedule.
struct ComingShift {
    store::ScheduleId schedule;
    store::ContactId contact;
    store::Instant begins{};
    bool operator==(const ComingShift&) const = default;
};

/// Those that begin after `since` (the look before), `lead` from `now` at the latest, and are not
/// over, of people who want to be told. Who has it already when the rule changes from one layer to
/// another begins nothing.
std::vector<ComingShift> coming_shifts(const store::Directory& people, const TimeZones& zones,
                                       store::Instant since, store::Instant now,
                                       store::Millis lead);

/// "Your shift begins at 08:00 on 2026-11-27 (Europe/Berlin)."
std::string shift_text(const store::Schedule& schedule, const TimeZones& zones,
                       const ComingShift& shift);

} // namespace relay::core
