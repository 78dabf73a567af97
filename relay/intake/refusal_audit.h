#pragma once
#include "relay/engine/house.h"
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace relay::intake {

/// Says in the audit trail who tried to submit and may not (U.10). Once an hour for an address and
/// a reason: a stranger must not be able to fill it. Thread-safe; never waits for the store.
class RefusalAudit {
public:
    explicit RefusalAudit(const engine::House& house) : house_(house) {}
    RefusalAudit(const RefusalAudit&) = delete;
    RefusalAudit& operator=(const RefusalAudit&) = delete;

    /// `actor`: the login or id of the source, or "stranger".
    void tell(std::string_view peer, std::string_view actor, std::string_view why);

private:
    bool is_news(const std::string& what);

    const engine::House& house_; ///< outlives us
    std::mutex mutex_;
    std::map<std::string, store::Instant> told_; ///< guarded by mutex_
};

} // namespace relay::intake
