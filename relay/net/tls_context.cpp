#include "relay/net/tls_context.h"
#include <openssl/err.h>
#include <openssl/ssl.h>

namespace relay::net {
namespace {

// SECURITY: forward secrecy and AEAD only. TLS 1.3 has nothing else.
constexpr auto tls12_suites = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
                              "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
                              "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr auto tls13_suites =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr auto groups = "X25519:P-256:P-384";

std::string library_reason()
{
    const auto code = ERR_get_error();
    const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
    ERR_clear_error();
    return reason == nullptr ? "no reason given" : reason;
}

/// A key that asks for a passphrase must not stop a service at a prompt.
int no_passphrase(char*, int, int, void*)
{
    return -1;
}

/// What is wrong with a client certificate is kept and asked for later (Wire::certificate()).
int go_on_anyway(int, X509_STORE_CTX*)
{
    return 1;
}

std::shared_ptr<SSL_CTX> bare_context()
{
    std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (!context) {
        return nullptr;
    }
    const bool is_set = SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) == 1 &&
                        SSL_CTX_set_cipher_list(context.get(), tls12_suites) == 1 &&
                        SSL_CTX_set_ciphersuites(context.get(), tls13_suites) == 1 &&
                        SSL_CTX_set1_groups_list(context.get(), groups) == 1;
    SSL_CTX_set_options(context.get(), SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_RENEGOTIATION |
                                           SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET);
    // No resumption: a ticket key that lives as long as the process would undo forward secrecy.
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context.get(), 0);
    SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                        SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                        SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_default_passwd_cb(context.get(), no_passphrase);
    return is_set ? context : nullptr;
}

} // namespace

Result<TlsContext> TlsContext::load(const std::filesystem::path& certificate,
                                    const std::filesystem::path& key)
{
    ERR_clear_error();
    const auto context = bare_context();
    if (!context) {
        return tl::unexpected("OpenSSL refuses our TLS settings: " + library_reason());
    }
    if (SSL_CTX_use_certificate_chain_file(context.get(), certificate.c_str()) != 1) {
        return tl::unexpected("cannot use TLS certificate " + certificate.string() + ": " +
                              library_reason() + "; it must be a readable PEM certificate");
    }
    // Loading the key compares it with the certificate already, under another name of the fault.
    if (SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(context.get()) != 1) {
        return tl::unexpected("cannot use TLS key " + key.string() + " with certificate " +
                              certificate.string() + ": " + library_reason() +
                              "; it must be the certificate's own PEM key, without a passphrase");
    }
    return TlsContext(context);
}

Result<TlsContext> TlsContext::load_asking(const std::filesystem::path& certificate,
                                           const std::filesystem::path& key,
                                           const std::filesystem::path& authorities)
{
    auto loaded = load(certificate, key);
    if (!loaded)
        return loaded;
    auto* context = loaded->native();
    auto* names = SSL_load_client_CA_file(authorities.c_str());
    if (names == nullptr ||
        SSL_CTX_load_verify_locations(context, authorities.c_str(), nullptr) != 1) {
        sk_X509_NAME_pop_free(names, X509_NAME_free);
        return tl::unexpected("cannot use the authorities of client certificates in " +
                              authorities.string() + ": " + library_reason() +
                              "; it must be a readable PEM file of certificates");
    }
    SSL_CTX_set_client_CA_list(context, names);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, go_on_anyway);
    return loaded;
}

} // namespace relay::net
