#pragma once
#include "store/model/instant.h"
#include <algorithm>
#include <mutex>
#include <unordered_map>

namespace relay::intake {

/// How fast each of many may go: a bucket per key that holds `burst` tokens and gains
/// `rate_per_second`. The caller tells the time; a clock that goes back gives no tokens.
/// Thread-safe.
template <class Key>
class TokenBuckets {
public:
    /// True, and a token less: go on. A rate of 0 is no limit.
    [[nodiscard]] bool takes_token(const Key& key, int rate_per_second, int burst,
                                   store::Instant now)
    {
        if (rate_per_second <= 0)
            return true;
        const std::lock_guard lock(mutex_);
        auto& bucket = buckets_.try_emplace(key, Bucket{double(burst), now}).first->second;
        const auto passed = std::chrono::duration<double>(now - bucket.filled).count();
        if (passed > 0)
            bucket.tokens += passed * rate_per_second;
        bucket.tokens = std::min(bucket.tokens, double(std::max(burst, 1)));
        bucket.filled = now;
        if (bucket.tokens < 1)
            return false;
        bucket.tokens -= 1;
        return true;
    }

private:
    struct Bucket {
        double tokens = 0;
        store::Instant filled;
    };
    std::mutex mutex_;
    std::unordered_map<Key, Bucket> buckets_; ///< guarded by mutex_; as many as there are sources
};

} // namespace relay::intake
