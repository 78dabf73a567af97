#pragma once
#include <chrono>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace relay::channels {

/// Where a wire leads.
struct WireTarget {
    std::string host; ///< name or address; with TLS its certificate must carry it
    int port = 0;
    bool tls = false;
    std::filesystem::path ca_file; ///< PEM; empty: the system's authorities
    std::chrono::milliseconds connect_timeout{10'000};
};

/// A connection to a peer that speaks no HTTP, plain or inside TLS with its certificate checked,
/// opened and carried by libcurl. Not thread-safe: one owner at a time.
class TcpWire {
public:
    /// Blocks no longer than `target.connect_timeout`, and ends within a second of a request to
    /// stop. The error: why not, for the operator.
    static tl::expected<std::unique_ptr<TcpWire>, std::string> open(const WireTarget& target,
                                                                    std::stop_token stop);
    ~TcpWire();
    TcpWire(const TcpWire&) = delete;
    TcpWire& operator=(const TcpWire&) = delete;

    enum class Io { Done, Later, Ended };
    struct Moved {
        Io io;
        std::size_t bytes = 0;
    };
    /// Never block. Under TLS bytes may be left that poll() does not see: read until Later.
    Moved read(char* into, std::size_t size);
    Moved write(std::string_view bytes);

    int socket() const noexcept { return socket_; }

private:
    struct Inside;
    TcpWire();
    std::unique_ptr<Inside> inside_;
    int socket_ = -1;
};

} // namespace relay::channels
