#pragma once
#include "store/model/instant.h"
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace relay::intake {

struct ThrottleRules {
    int free_tries = 5;               ///< wrong codes in a row that cost nothing
    store::Millis first_pause{1'000}; ///< after the next; doubles with each
    store::Millis longest_pause{60'000};
    std::size_t most_pairs = 10'000; ///< remembered; then those not paused go
};

/// Slows down who guesses security codes. Counts by sender and address together: a stranger cannot
/// lock a sender out that is elsewhere (SECURITY.md 3). Thread-safe; the caller tells the time.
class CodeThrottle {
public:
    explicit CodeThrottle(ThrottleRules rules = {}) : rules_(rules) {}

    bool is_paused(std::string_view sender, std::string_view address, store::Instant now) const;
    void failed(std::string_view sender, std::string_view address, store::Instant now);
    /// The right code: what was wrong before is forgotten.
    void succeeded(std::string_view sender, std::string_view address);

private:
    struct Tries {
        int wrong = 0;
        store::Instant last;
        store::Instant paused_until;
    };
    store::Millis pause_after(int wrong) const;
    void forget_ended(store::Instant now);

    ThrottleRules rules_;
    mutable std::mutex mutex_;
    std::unordered_map<std::string, Tries> tries_; ///< guarded by mutex_
};

} // namespace relay::intake
