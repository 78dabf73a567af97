#pragma once
#include "relay/http/message.h"
#include "relay/http/responder.h"
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace relay::http {

/// The threads that run the handler, and the bounded queue before them.
///
/// Any thread may submit. A handler that throws is answered with 500 (its Responder goes) and
/// reported.
class HandlerPool {
public:
    using Handler = std::function<void(Request, Responder)>;

    HandlerPool(std::size_t threads, std::size_t queue, Handler handler,
                std::function<void(const std::string&)> report);
    ~HandlerPool(); ///< stop()

    /// False: the queue is full or the pool has stopped; nothing was taken from the arguments.
    [[nodiscard]] bool accepts(Request& request, Responder& respond);

    /// Waits for the handlers that run; what still queues is dropped (and so answered with 500).
    void stop();

private:
    struct Job {
        Request request;
        Responder respond;
    };

    void work(const std::stop_token& stopping);
    void run(Job job);

    const std::size_t most_;
    const Handler handler_;
    const std::function<void(const std::string&)> report_;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::deque<Job> jobs_;    ///< guarded by mutex_
    std::size_t idle_ = 0;    ///< guarded by mutex_
    bool is_stopped_ = false; ///< guarded by mutex_
    std::vector<std::jthread> threads_;
};

} // namespace relay::http
