#pragma once
#include <cstdint>
#include <string>
#include <vector>

// What foreign senders write to the socket, byte for byte: tests/data/wctp/http.

namespace tests {

struct HttpHead {
    std::string file;
    std::string bytes;
    std::string answers; ///< as answers_to() tells them
};

/// All of them. Their sender is demo@monitor.example with the code s3cret-c0de, who pages ADA-KING.
std::vector<HttpHead> http_heads();

/// Sends the bytes to that port of this machine, ends its side and reads to the end. Of each answer
/// its status, and where it is WCTP its element and code: "100; 200 Confirmation 200". "none": the
/// connection was closed without one.
std::string answers_to(const std::string& bytes, std::uint16_t port);

} // namespace tests
