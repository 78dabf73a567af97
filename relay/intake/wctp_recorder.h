#pragma once
#include "relay/engine/house.h"
#include "relay/http/message.h"
#include "store/model/source.h"
#include "store/model/wctp_transaction.h"
#include <atomic>
#include <functional>
#include <string>
#include <vector>

namespace relay::intake {

/// Hears what was decided about a request of a source that lets itself be recorded: the code, then
/// wctp_decision.h's lines. Called from any thread; must not throw.
using DecisionEar = std::function<void(const store::Source& source, const http::Request& request,
                                       const std::vector<std::string>& decision)>;

/// What of a request decides about it.
store::WctpRequest recordable(const http::Request& request);
/// And back.
http::Request replayable(const store::WctpRequest& request);

/// Writes down what it hears, behind what is urgent: what a crash takes with it was a copy.
/// Thread-safe.
class WctpRecorder {
public:
    struct Limits {
        store::Millis retention = std::chrono::hours(720);
        std::int64_t bytes = 64 << 20; ///< of all that is kept
    };

    WctpRecorder(const engine::House& house, Limits limits) : house_(house), limits_(limits) {}

    /// Whenever a tenth of what may be kept was added it also forgets what is too much.
    void keep(const store::Source& source, const http::Request& request,
              const std::vector<std::string>& decision) const;
    /// Forgets what is too old or too much. Waits for the commit; throws store::StoreError.
    void prune() const;

private:
    bool is_time_to_prune(std::size_t bytes) const;

    const engine::House& house_; ///< outlives us
    Limits limits_;
    mutable std::atomic<std::int64_t> added_ = 0; ///< bytes since it was pruned last
};

} // namespace relay::intake
