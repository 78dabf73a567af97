#pragma once
#include "store/model/instant.h"
#include "store/model/message.h"
#include <optional>

namespace relay::core {

/// Full-jitter backoff: the n-th wait is drawn between `base`/2 and min(`cap`, `base` * 2^n).
/// From the `impatient_after`-th failed try on, the page's next channel does not wait any longer.
struct RetryRule {
    store::Millis base{15'000};
    store::Millis cap{300'000};
    int impatient_after = 5;
    bool operator==(const RetryRule&) const = default;
};

/// One rule per priority, so that an urgent page is tried again within seconds.
struct RetryRules {
    RetryRule high{store::Millis{2'000}, store::Millis{30'000}, 3};
    RetryRule normal{store::Millis{15'000}, store::Millis{300'000}, 5};
    RetryRule low{store::Millis{60'000}, store::Millis{900'000}, 8};
    bool operator==(const RetryRules&) const = default;

    const RetryRule& of(store::Priority priority) const;
};

/// How long to wait before the next try.
///
/// `failed_tries` counts from 1; `jitter` is in [0, 1]; the gateway's own `retry_after` wins when
/// it is longer, up to five minutes for high priority. CHANNELS.md 1.4.
store::Millis retry_delay(const RetryRule& rule, store::Priority priority, int failed_tries,
                          double jitter, std::optional<store::Millis> retry_after = {});

/// What to do with an attempt that may have arrived: try again after the wait, or (empty) never.
struct UnclearRules {
    std::optional<store::Millis> high{store::Millis{20'000}};
    std::optional<store::Millis> normal{store::Millis{120'000}};
    std::optional<store::Millis> low;
    bool operator==(const UnclearRules&) const = default;

    std::optional<store::Millis> of(store::Priority priority) const;
};

} // namespace relay::core
