#pragma once
#include "packaging/demo/maildir.h"
#include "relay/net/loop.h"
#include <cstdint>

namespace demo {

/// A mail server that takes everything for everybody and puts it into a Maildir. For loopback only.
class MailSink {
public:
    /// Throws std::runtime_error when it cannot listen. Port 0: the kernel chooses.
    MailSink(const std::string& address, std::uint16_t port, std::filesystem::path maildir);
    ~MailSink() { loop_.stop(std::chrono::seconds(2)); }

    std::uint16_t port() const noexcept { return port_; }

private:
    Maildir maildir_;
    std::uint16_t port_ = 0;
    relay::net::Loop loop_;
};

} // namespace demo
