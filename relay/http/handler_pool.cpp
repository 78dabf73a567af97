#include "relay/http/handler_pool.h"
#include <utility>

namespace relay::http {

HandlerPool::HandlerPool(std::size_t threads, std::size_t queue, Handler handler,
                         std::function<void(const std::string&)> report)
    : handler_(std::move(handler)), report_(std::move(report)),
      pool_(threads, queue, [this](Job job) { run(std::move(job)); })
{
}

bool HandlerPool::accepts(Request& request, Responder& respond)
{
    Job job{std::move(request), std::move(respond)};
    if (pool_.accepts(job))
        return true;
    request = std::move(job.request);
    respond = std::move(job.respond);
    return false;
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
