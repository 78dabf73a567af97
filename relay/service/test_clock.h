#pragma once
#include "relay/engine/house.h"
#include "relay/engine/scheduler.h"
#include "relay/http/message.h"
#include <optional>

namespace relay::service {

/// `serve --test-clock`: the clock stands still until somebody on this machine moves it.
///
/// POST /test/advance {"ms":N} moves it by N milliseconds, with a stop at each instant on the way
/// at which something is due, so that all happens when it would; GET /test/settle does not. Both
/// answer
/// {"now_ms":N} when nothing is due at that instant, being sent or being written any more. From
/// loopback only.
class TestClock {
public:
    TestClock(engine::ManualClock& clock, engine::Mailbox& mailbox, engine::Scheduler& scheduler)
        : clock_(clock), mailbox_(mailbox), scheduler_(scheduler)
    {
    }

    /// Empty: not for us.
    std::optional<http::Response> answer(const http::Request& request) const;

private:
    void advance(store::Millis by) const;
    void settle() const;
    http::Response settled() const;

    engine::ManualClock& clock_;   ///< outlives us
    engine::Mailbox& mailbox_;     ///< outlives us
    engine::Scheduler& scheduler_; ///< outlives us
};

/// "2026-11-24T12:00:00Z". Empty: not such an instant.
std::optional<store::Instant> parse_instant(std::string_view text);

bool is_loopback(std::string_view address);

} // namespace relay::service
