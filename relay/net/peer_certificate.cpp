// What OpenSSL knows of a client's certificate, as our value.
#include "relay/net/peer_certificate.h"
#include "relay/net/wire.h"
#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace relay::net {
namespace {

/// A name with a NUL or other control in it is nobody's: it may read otherwise elsewhere.
void add_name(std::vector<std::string>& names, const ASN1_STRING* text)
{
    unsigned char* utf8 = nullptr;
    const int length = ASN1_STRING_to_UTF8(&utf8, text);
    if (length < 0)
        return;
    std::string name(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(length));
    OPENSSL_free(utf8);
    const auto is_control = [](unsigned char octet) { return octet < 0x20 || octet == 0x7f; };
    if (name.empty() || std::ranges::any_of(name, is_control))
        return;
    std::ranges::transform(name, name.begin(), [](unsigned char octet) {
        return static_cast<char>(octet < 0x80 ? std::tolower(octet) : octet);
    });
    names.push_back(std::move(name));
}

void add_common_names(std::vector<std::string>& names, const X509* certificate)
{
    const auto* subject = X509_get_subject_name(certificate);
    for (int at = -1; (at = X509_NAME_get_index_by_NID(subject, NID_commonName, at)) >= 0;)
        add_name(names, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
}

void add_alternative_names(std::vector<std::string>& names, const X509* certificate)
{
    const std::unique_ptr<GENERAL_NAMES, void (*)(GENERAL_NAMES*)> found(
        static_cast<GENERAL_NAMES*>(
            X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
        GENERAL_NAMES_free);
    for (int at = 0; found && at < sk_GENERAL_NAME_num(found.get()); ++at) {
        int type = 0;
        const auto* value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(found.get(), at), &type);
        if (type == GEN_DNS || type == GEN_EMAIL || type == GEN_URI)
            add_name(names, static_cast<const ASN1_STRING*>(value));
    }
}

std::string fingerprint_of(const X509* certificate)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    std::string hex;
    if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1)
        return hex;
    for (unsigned int at = 0; at < size; ++at) {
        hex += digits[digest[at] >> 4];
        hex += digits[digest[at] & 0xf];
    }
    return hex;
}

} // namespace

std::optional<PeerCertificate> Wire::certificate() const
{
    if (!session_ || !secured_ || SSL_get_verify_mode(session_.get()) == SSL_VERIFY_NONE)
        return std::nullopt;
    const auto* certificate = SSL_get0_peer_certificate(session_.get());
    if (certificate == nullptr || SSL_get_verify_result(session_.get()) != X509_V_OK)
        return std::nullopt;
    PeerCertificate made;
    made.fingerprint = fingerprint_of(certificate);
    if (made.fingerprint.empty())
        return std::nullopt;
    add_common_names(made.names, certificate);
    add_alternative_names(made.names, certificate);
    return made;
}

} // namespace relay::net
