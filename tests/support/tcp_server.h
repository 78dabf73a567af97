#pragma once
#include "tests/support/certificate_authority.h"
#include "tests/support/free_port.h"
#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace tests {

/// The server's end of one connection, for a script that says what a peer would. Every wait ends
/// when the client hangs up or the server is stopped.
class TcpPeer {
public:
    explicit TcpPeer(int socket);
    ~TcpPeer();
    TcpPeer(const TcpPeer&) = delete;
    TcpPeer& operator=(const TcpPeer&) = delete;

    /// What came in, at least one byte. Empty string: the client hung up.
    std::string read_some();
    /// Up to and with `end`. Empty: the client hung up first.
    std::optional<std::string> read_until(std::string_view end);
    /// Exactly so many bytes, or what came before the client hung up.
    std::string read_bytes(std::size_t count);

    /// Gives up when the client does not take it any more.
    void write(std::string_view bytes);
    /// Returns when the client hung up. What it says meanwhile is dropped.
    void wait_for_end();
    /// Ends the connection with RST, which a client sees as "connection reset".
    void reset();
    /// Ends it in order.
    void close();

    /// The server's part of the handshake; from then on all goes through TLS. False: it failed,
    /// which is what some tests want.
    bool start_tls(const IssuedCertificate& certificate);
    /// Ends all waiting. Any thread.
    void stop();

    int socket() const noexcept { return socket_; }

private:
    std::string kept_; ///< read, not yet given out
    struct Tls;
    std::unique_ptr<Tls> tls_; ///< empty: clear text
    std::mutex closing_;
    int socket_; ///< changes under closing_ only
};

/// A TCP server on a free loopback port; each connection runs `script` in a thread of its own.
/// Ends with its object, which hangs up on everybody.
class TcpServer {
public:
    using Script = std::function<void(TcpPeer&)>;

    /// Throws std::runtime_error when it cannot listen.
    explicit TcpServer(Script script);
    ~TcpServer();
    TcpServer(const TcpServer&) = delete;
    TcpServer& operator=(const TcpServer&) = delete;

    std::uint16_t port() const noexcept { return port_; }
    int connections() const noexcept { return connections_; } ///< since it was started

private:
    void accept_all();

    Script script_;
    int listening_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<int> connections_ = 0;
    std::mutex mutex_;
    std::list<TcpPeer*> open_; ///< guarded by mutex_
    std::list<std::jthread> threads_;
    std::jthread acceptor_; ///< last: ends before the others go
};

} // namespace tests
