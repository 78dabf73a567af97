#include "relay/gateway/ticker.h"
#include <condition_variable>
#include <mutex>

namespace relay::gateway {

using namespace std::chrono_literals;

void Ticker::start(Work work, Complaint complaint)
{
    thread_ = std::jthread(
        [work = std::move(work), complaint = std::move(complaint)](const std::stop_token& stop) {
            std::mutex mutex;
            std::condition_variable_any never;
            while (!stop.stop_requested()) {
                try {
                    work();
                } catch (const std::exception& trouble) {
                    complaint(trouble);
                }
                std::unique_lock lock(mutex);
                never.wait_for(lock, stop, 1s, [] { return false; });
            }
        });
}

void Ticker::stop()
{
    if (!thread_.joinable())
        return;
    stopping_ = true;
    thread_.request_stop();
    thread_.join();
}

} // namespace relay::gateway
