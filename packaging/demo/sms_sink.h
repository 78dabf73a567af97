#pragma once
#include "relay/http/edge.h"
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <mutex>

namespace demo {

/// An SMS gateway that phones nobody: it takes every request and appends it to a file, one JSON
/// object per line. For loopback only.
class SmsSink {
public:
    /// Throws std::runtime_error when it cannot listen or write. Port 0: the kernel chooses.
    SmsSink(const std::string& address, std::uint16_t port, const std::filesystem::path& log);
    ~SmsSink() { edge_.stop(); }

    std::uint16_t port() const { return edge_.port("sms"); }

private:
    relay::http::Response take(const relay::http::Request& request);

    std::mutex mutex_;
    std::ofstream log_;       // GUARDED_BY(mutex_)
    unsigned long count_ = 0; // GUARDED_BY(mutex_)
    relay::http::Edge edge_;
};

} // namespace demo
