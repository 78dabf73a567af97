#pragma once
#include "relay/smpp/concatenation.h"
#include <chrono>

namespace relay::smpp {

/// How fast texts may go out. Evenly, at the configured rate; half as fast each time the message
/// centre says that it is too fast, and a tenth of the configured rate faster after ten good
/// seconds. CHANNELS.md 1.4 (additive increase, multiplicative decrease)
class Pace {
public:
    /// `per_second` 0: no limit, until the message centre sets one. `pause`: after its complaint.
    Pace(double per_second, std::chrono::milliseconds pause)
        : wanted_(per_second), current_(per_second), pause_(pause)
    {
    }

    /// When the next may go; the past: now.
    Moment next() const noexcept { return next_; }
    void sent(Moment now);
    void throttled(Moment now);
    double per_second() const noexcept { return current_; }

private:
    double wanted_;
    double current_; ///< 0: no limit
    std::chrono::milliseconds pause_;
    Moment next_{};
    Moment good_since_{}; ///< what the rise is counted from
};

} // namespace relay::smpp
