#pragma once
#include "relay/net/descriptor.h"
#include "relay/net/peer_certificate.h"
#include "relay/net/tls_context.h"
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct ssl_st; // OpenSSL's SSL

namespace relay::net {

/// How an operation on a non-blocking wire ended. Blocked: try again when the descriptor is
/// readable or writable as `Wire::wants_write()` says.
enum class Io { Done, Blocked, Ended, Failed };

/// A non-blocking connected socket, plain or inside TLS. Loop thread only.
class Wire {
public:
    explicit Wire(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}

    int descriptor() const noexcept { return descriptor_.number(); }

    /// From now on TLS, as server; the next thing is handshake().
    void secure(const TlsContext& context);
    bool is_secure() const noexcept { return secured_; } ///< the handshake is done
    Io handshake();
    /// The peer's, once the handshake is done. Empty: it showed none, or one that does not count.
    std::optional<PeerCertificate> certificate() const;

    struct Moved {
        Io io;
        std::size_t bytes = 0;
    };
    /// Under TLS `size` must be at least a record (16 KiB): then nothing stays inside OpenSSL where
    /// epoll does not see it.
    Moved read(char* into, std::size_t size);
    Moved write(std::string_view bytes);

    /// Tells the peer that we send no more (close_notify, FIN).
    void end_output();

    /// Closing will reset the connection and drop what the kernel still holds for the peer.
    void forget_output();

    /// After Blocked: whether the descriptor must become writable (TLS may write to read).
    bool wants_write() const noexcept { return wants_write_; }

private:
    struct Free {
        void operator()(ssl_st* session) const noexcept;
    };

    Moved judged(int result);

    Descriptor descriptor_;
    std::unique_ptr<ssl_st, Free> session_; ///< null: plain
    bool secured_ = false;
    bool wants_write_ = false;
};

} // namespace relay::net
