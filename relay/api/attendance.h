#pragma once
#include "relay/engine/house.h"
#include "store/model/source.h"
#include <mutex>
#include <unordered_map>

namespace relay::api {

/// Notes that a device asked for something, without keeping it waiting and not more often than
/// people can see. Thread-safe.
class Attendance {
public:
    explicit Attendance(const engine::House& house) : house_(house) {}

    void seen(const store::Token& token);

private:
    bool is_news(store::TokenId token, store::Instant now);

    const engine::House& house_; ///< outlives us
    std::mutex mutex_;
    std::unordered_map<store::TokenId, store::Instant> noted_; ///< guarded by mutex_
};

} // namespace relay::api
