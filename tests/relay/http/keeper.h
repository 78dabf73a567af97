#pragma once
#include "relay/http/edge.h"
#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace relay::test {

/// A handler that keeps what it gets, for the test to answer.
class Keeper {
public:
    http::Handler handler()
    {
        return [this](http::Request request, http::Responder responder) {
            const std::lock_guard lock(mutex_);
            kept_.emplace_back(std::move(request), std::move(responder));
            arrived_.notify_all();
        };
    }

    /// Waits for the next one.
    std::pair<http::Request, http::Responder> take()
    {
        std::unique_lock lock(mutex_);
        arrived_.wait(lock, [this] { return !kept_.empty(); });
        auto first = std::move(kept_.front());
        kept_.erase(kept_.begin());
        return first;
    }

private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<std::pair<http::Request, http::Responder>> kept_; ///< guarded by mutex_
};

} // namespace relay::test
