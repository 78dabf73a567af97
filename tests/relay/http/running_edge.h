#pragma once
#include "raw_client.h"
#include "relay/http/edge.h"
#include <atomic>
#include <chrono>
#include <mutex>
#include <string>
#include <vector>

namespace relay::test {

/// A clock that only a test moves.
class ManualTime {
public:
    net::Now now() const
    {
        return [this] { return net::Moment(std::chrono::milliseconds(at_ms_.load())); };
    }
    void advance(std::chrono::milliseconds by) { at_ms_ += by.count(); }

private:
    std::atomic<std::chrono::milliseconds::rep> at_ms_{1'000'000};
};

/// Returns once the loop has seen everything that was sent to it before the call.
void settle(net::Loop& loop);

/// Lines of report(), from any thread.
class Reports {
public:
    std::function<void(const std::string&)> sink();
    bool mention(const std::string& part) const;

private:
    mutable std::mutex mutex_;
    std::vector<std::string> lines_; ///< guarded by mutex_
};

/// An edge on a free loopback port with a manual clock. Unless it is given another handler it
/// answers 200 with the path and the body, for the paths that begin with "/ok" and for "/"; other
/// paths are 404.
class RunningEdge {
public:
    explicit RunningEdge(http::EdgeOptions options = {}, http::Handler handler = echo());
    static http::Handler echo();

    RawClient client(const std::string& from = "127.0.0.1") const
    {
        return RawClient(port(), from);
    }
    std::uint16_t port() const { return edge_->port("test"); }

    /// Lets the loop see what was sent, moves the clock, lets it act on that.
    void pass(std::chrono::milliseconds time);
    void settle() { test::settle(edge_->loop()); }

    http::Edge& operator*() { return *edge_; }
    http::Edge* operator->() { return edge_.get(); }
    const Reports& reports() const { return reports_; }

private:
    ManualTime time_;
    Reports reports_;
    std::unique_ptr<http::Edge> edge_;
};

inline const std::string honest = "GET /ok HTTP/1.1\r\nHost: a\r\n\r\n";

} // namespace relay::test
