#pragma once
#include <compare>

namespace store {

/// Hours that come back every week, on the clock of some place.
struct WeekHours {
    static constexpr int all_days = 0x7F;
    static constexpr int minutes_of_a_day = 24 * 60;

    int days = all_days; ///< bit 0: begins on Mondays ... bit 6: on Sundays
    int from = 0;        ///< minute of the day, 0 to 1439
    int to =
        0; ///< minute of the day, 0 to 1439; not after `from`: of the next day. Both alike: 24 h
    bool operator==(const WeekHours&) const = default;
};

} // namespace store
