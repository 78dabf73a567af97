#pragma once
#include "relay/engine/house.h"

namespace relay::engine {

/// Tells people that their shift is about to begin (X.2), each once, whichever node looks. Not
/// thread-safe.
class ShiftReminders {
public:
    explicit ShiftReminders(const House& house) : house_(house) {}

    /// Once a minute at the most. True: somebody was told.
    bool look();

private:
    const House& house_; ///< outlives us
    store::Instant next_{};
};

} // namespace relay::engine
