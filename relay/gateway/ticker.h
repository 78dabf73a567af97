#pragma once
#include <atomic>
#include <exception>
#include <functional>
#include <thread>

namespace relay::gateway {

/// Does something once a second in a thread of its own, until it is stopped.
class Ticker {
public:
    using Work = std::function<void()>;
    using Complaint = std::function<void(const std::exception& trouble)>;

    ~Ticker() { stop(); }

    /// What `work` throws is told to `complaint`, and tried again. Once only.
    void start(Work work, Complaint complaint);
    /// Returns when it has ended. A second call does nothing.
    void stop();
    /// For work that takes long: somebody waits in stop().
    bool is_stopping() const { return stopping_; }

private:
    std::atomic<bool> stopping_{false};
    std::jthread thread_;
};

} // namespace relay::gateway
