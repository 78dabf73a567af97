#include "running_edge.h"
#include <future>
#include <stdexcept>

namespace relay::test {
namespace {

// One turn of the loop accepts, the next reads, the next answers; two more for TLS.
constexpr int turns = 6;

void answer_with_echo(const http::Request& request, const http::Responder& respond)
{
    const bool is_known = request.path == "/" || request.path.starts_with("/ok");
    respond(http::respond(is_known ? 200 : 404, "text/plain", request.path + " " + request.body));
}

} // namespace

void settle(net::Loop& loop)
{
    for (int turn = 0; turn < turns; ++turn) {
        // Owned by the task, so that a loop that ends and drops it also ends the wait.
        auto seen = std::make_shared<std::promise<void>>();
        const auto done = seen->get_future();
        loop.post([seen = std::move(seen)](net::Loop&) { seen->set_value(); });
        done.wait();
    }
}

std::function<void(const std::string&)> Reports::sink()
{
    return [this](const std::string& line) {
        const std::lock_guard lock(mutex_);
        lines_.push_back(line);
    };
}

bool Reports::mention(const std::string& part) const
{
    const std::lock_guard lock(mutex_);
    for (const auto& line : lines_) {
        if (line.find(part) != std::string::npos) {
            return true;
        }
    }
    return false;
}

RunningEdge::RunningEdge(http::EdgeOptions options, http::Handler handler)
{
    options.now = time_.now();
    options.report = reports_.sink();
    edge_ = std::make_unique<http::Edge>(std::move(options), std::move(handler));
    const auto listening = edge_->listen({.name = "test"});
    if (!listening) {
        throw std::runtime_error(listening.error());
    }
    edge_->start();
}

http::Handler RunningEdge::echo()
{
    return answer_with_echo;
}

void RunningEdge::pass(std::chrono::milliseconds time)
{
    settle();
    time_.advance(time);
    settle();
}

} // namespace relay::test
