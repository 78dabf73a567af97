#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace load {

/// A mail server that takes everything and remembers when the mail with "load NUMBER " came.
class Sink {
public:
    using Clock = std::chrono::steady_clock;

    explicit Sink(std::uint16_t port);
    ~Sink();

    std::map<long, Clock::time_point> arrivals() const;

private:
    void accept_until_closed();
    void serve(int socket);

    int listening_;
    mutable std::mutex mutex_;
    std::map<long, Clock::time_point> arrivals_; ///< guarded by mutex_
    std::vector<int> sockets_;                   ///< guarded by mutex_
    std::vector<std::jthread> threads_;          ///< guarded by mutex_
    std::jthread accepting_;
};

} // namespace load
