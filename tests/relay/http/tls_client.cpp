#include "tls_client.h"
#include <stdexcept>

namespace relay::test {

TlsClient::TlsClient(RawClient raw, const Options& options) : raw_(std::move(raw))
{
    context_.reset(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_min_proto_version(context_.get(), options.oldest);
    SSL_CTX_set_max_proto_version(context_.get(), options.newest);
    SSL_CTX_set_cipher_list(context_.get(), options.suites.c_str());
    session_.reset(SSL_new(context_.get()));
    SSL_set_fd(session_.get(), raw_.descriptor());
    if (SSL_connect(session_.get()) != 1) {
        throw std::runtime_error("the server refused the handshake");
    }
}

void TlsClient::send(const std::string& bytes) const
{
    SSL_write(session_.get(), bytes.data(), static_cast<int>(bytes.size()));
}

std::string TlsClient::some() const
{
    char bytes[16 * 1024];
    const auto count = SSL_read(session_.get(), bytes, sizeof bytes);
    return count > 0 ? std::string(bytes, static_cast<std::size_t>(count)) : std::string();
}

std::string TlsClient::until_closed() const
{
    std::string all;
    for (auto more = some(); !more.empty(); more = some()) {
        all += more;
    }
    return all;
}

std::string TlsClient::fingerprint() const
{
    const std::unique_ptr<X509, void (*)(X509*)> peer(SSL_get1_peer_certificate(session_.get()),
                                                      X509_free);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    X509_digest(peer.get(), EVP_sha256(), digest, &size);
    return {reinterpret_cast<const char*>(digest), size};
}

} // namespace relay::test
