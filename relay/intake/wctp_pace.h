#pragma once
#include "store/model/id.h"
#include "store/model/instant.h"
#include "wctp/error_code.h"
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

namespace relay::intake {

/// How often something may be asked: 600 the first time that it is too early, then 601.
/// Remembers some 10'000 at once. Thread-safe; the caller tells the time.
template <class Key>
class WctpPace {
public:
    explicit WctpPace(store::Millis interval) : interval_(interval) {}

    /// Empty: it may be answered. WCTP.md 3.1, 3.3
    std::optional<wctp::Code> check(const Key& key, store::Instant now)
    {
        const std::lock_guard lock(mutex_);
        if (asked_.size() >= most_remembered)
            std::erase_if(asked_,
                          [&](const auto& one) { return one.second.answered + interval_ <= now; });
        const auto [found, is_first] = asked_.try_emplace(key, Asked{now});
        auto& asked = found->second;
        if (is_first || asked.answered + interval_ <= now) {
            asked = {now};
            return std::nullopt;
        }
        const bool again = std::exchange(asked.was_told, true);
        return again ? wctp::Code::ExcessivePolling : wctp::Code::PollRateExceeded;
    }

    /// The next one is not too early: it was told that more waits.
    void excuse(const Key& key)
    {
        const std::lock_guard lock(mutex_);
        asked_.erase(key);
    }

private:
    static constexpr std::size_t most_remembered = 10'000;
    struct Asked {
        store::Instant answered;
        bool was_told = false;
    };
    store::Millis interval_;
    std::mutex mutex_;
    std::unordered_map<Key, Asked> asked_; ///< guarded by mutex_
};

using QueryPace = WctpPace<store::MessageId>;

} // namespace relay::intake
