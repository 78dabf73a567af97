#pragma once
#include "relay/http/message.h"
#include "relay/http/responder.h"
#include "relay/net/work_pool.h"
#include <cstddef>
#include <functional>
#include <string>

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

    /// False: the queue is full or the pool has stopped; nothing was taken from the arguments.
    [[nodiscard]] bool accepts(Request& request, Responder& respond);

    /// Waits for the handlers that run; what still queues is dropped (and so answered with 500).
    void stop() { pool_.stop(); }

private:
    struct Job {
        Request request;
        Responder respond;
    };

    void run(Job job);

    const Handler handler_;
    const std::function<void(const std::string&)> report_;
    net::WorkPool<Job> pool_; ///< last: its threads use the above
};

} // namespace relay::http
