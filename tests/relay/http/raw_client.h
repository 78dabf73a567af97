#pragma once
#include "relay/net/descriptor.h"
#include <cstdint>
#include <optional>
#include <string>

namespace relay::test {

/// What one HTTP answer looked like from outside.
struct Answer {
    int status = 0;
    std::string head; ///< with status line and the blank line
    std::string body;

    bool says(const std::string& field_line) const
    {
        return head.find("\r\n" + field_line + "\r\n") != std::string::npos;
    }
};

/// A blocking socket that says exactly what it is told. A read that gets nothing for 30 s throws,
/// so that a broken server fails a test instead of hanging it.
class RawClient {
public:
    /// Connects to 127.0.0.1; `from` is the loopback address that it comes from. Throws.
    explicit RawClient(std::uint16_t port, const std::string& from = "127.0.0.1");

    void send(const std::string& bytes) const;
    void end_output() const;
    void close() { socket_ = net::Descriptor(); }

    /// The next bytes; empty: the server has closed or reset.
    std::string some();
    /// As many bytes, or fewer when the server closes.
    std::string exactly(std::size_t count);
    std::string until_closed();

    /// One answer, by Content-Length. Empty: closed without one.
    std::optional<Answer> answer();
    /// Its status; 0: closed without one.
    int status();

    int descriptor() const noexcept { return socket_.number(); }

private:
    net::Descriptor socket_;
    std::string received_; ///< and not yet given out
};

} // namespace relay::test
