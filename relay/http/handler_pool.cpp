#include "relay/http/handler_pool.h"
#include <utility>

namespace relay::http {

HandlerPool::HandlerPool(std::size_t threads, std::size_t queue, Handler handler,
                         std::function<void(const std::string&)> report)
    : most_(queue), handler_(std::move(handler)), report_(std::move(report))
{
    for (std::size_t count = 0; count < threads; ++count) {
        threads_.emplace_back([this](const std::stop_token& stopping) { work(stopping); });
    }
}

HandlerPool::~HandlerPool()
{
    stop();
}

bool HandlerPool::accepts(Request& request, Responder& respond)
{
    const std::lock_guard lock(mutex_);
    if (is_stopped_ || jobs_.size() >= most_) {
        return false;
    }
    jobs_.push_back({std::move(request), std::move(respond)});
    if (idle_ > 0) {
        wake_.notify_one();
    }
    return true;
}

void HandlerPool::stop()
{
    std::deque<Job> dropped; // answered with 500 outside the lock
    {
        const std::lock_guard lock(mutex_);
        is_stopped_ = true;
        dropped.swap(jobs_);
    }
    for (auto& thread : threads_) {
        thread.request_stop();
    }
    threads_.clear(); // joins
}

void HandlerPool::work(const std::stop_token& stopping)
{
    while (!stopping.stop_requested()) {
        std::unique_lock lock(mutex_);
        ++idle_;
        const bool has_job = wake_.wait(lock, stopping, [this] { return !jobs_.empty(); });
        --idle_;
        if (!has_job) {
            return;
        }
        auto job = std::move(jobs_.front());
        jobs_.pop_front();
        lock.unlock();
        run(std::move(job));
    }
}

void HandlerPool::run(Job job)
{
    const auto id = job.request.id;
    const auto respond = job.respond; // keeps the answer open until the fault is known
    try {
        handler_(std::move(job.request), std::move(job.respond));
        return;
    } catch (const std::exception& fault) {
        report_("request " + id + ": the handler failed: " + fault.what());
    } catch (...) {
        report_("request " + id + ": the handler failed with something that is no exception");
    }
    respond(respond_with_fault());
}

} // namespace relay::http
