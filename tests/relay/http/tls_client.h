#pragma once
#include "raw_client.h"
#include <memory>
#include <openssl/ssl.h>
#include <string>

namespace relay::test {

/// TLS over a RawClient's socket, believing any certificate.
class TlsClient {
public:
    struct Options {
        int newest = TLS1_3_VERSION;
        int oldest = TLS1_VERSION;
        std::string suites = "ALL:@SECLEVEL=0"; ///< TLS 1.2 and older
    };

    /// Shakes hands. Throws when the server refuses.
    explicit TlsClient(RawClient raw) : TlsClient(std::move(raw), Options{}) {}
    TlsClient(RawClient raw, const Options& options);

    void send(const std::string& bytes) const;
    /// Up to the server's end.
    std::string until_closed() const;
    std::string some() const;

    std::string version() const { return SSL_get_version(session_.get()); }
    std::string suite() const { return SSL_get_cipher_name(session_.get()); }
    /// Of the server's certificate.
    std::string fingerprint() const;

private:
    RawClient raw_;
    std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_{nullptr, SSL_CTX_free};
    std::unique_ptr<SSL, void (*)(SSL*)> session_{nullptr, SSL_free};
};

} // namespace relay::test
