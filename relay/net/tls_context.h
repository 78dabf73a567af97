#pragma once
#include "relay/net/result.h"
#include <filesystem>
#include <memory>

struct ssl_ctx_st; // OpenSSL's SSL_CTX; its headers stay out of ours

namespace relay::net {

/// Our certificate, its key and the rules by which we speak TLS: 1.2 and 1.3, ECDHE with AEAD
/// only, our order of suites, no resumption, no renegotiation.
///
/// An immutable value, cheap to copy and safe to use from every thread. Reloading a certificate
/// means loading another TlsContext and giving it to new connections (Loop::replace_tls); those
/// that are open keep theirs alive, which is why the inside is shared.
class TlsContext {
public:
    /// Both files are PEM; the certificate file may go on with the chain. Refused with the name of
    /// the file: unreadable, not PEM, the key is not the certificate's.
    static Result<TlsContext> load(const std::filesystem::path& certificate,
                                   const std::filesystem::path& key);

    /// As load(), and asks each client for a certificate that one of the authorities in that PEM
    /// file signed. None, and one that does not count, end no handshake: Connection::certificate()
    /// says what there is.
    static Result<TlsContext> load_asking(const std::filesystem::path& certificate,
                                          const std::filesystem::path& key,
                                          const std::filesystem::path& authorities);

    ssl_ctx_st* native() const noexcept { return context_.get(); }

private:
    explicit TlsContext(std::shared_ptr<ssl_ctx_st> context) : context_(std::move(context)) {}
    std::shared_ptr<ssl_ctx_st> context_;
};

} // namespace relay::net
