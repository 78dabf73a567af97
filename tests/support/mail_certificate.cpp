#include "tests/support/mail_certificate.h"
#include <chrono>
#include <memory>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdexcept>

namespace tests {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using X509Handle = std::unique_ptr<X509, decltype(&X509_free)>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

EVP_PKEY* fresh_key(MailKey kind)
{
    switch (kind) {
    case MailKey::Rsa:
        return EVP_RSA_gen(2048);
    case MailKey::ShortRsa:
        return EVP_RSA_gen(1024);
    case MailKey::Ec:
        return EVP_EC_gen("P-256");
    case MailKey::Ed25519:
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    }
    throw std::logic_error("a value that is no enumerator");
}

void extend(X509* certificate, int kind, const std::string& value)
{
    if (value.empty())
        return;
    const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
        X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()), X509_EXTENSION_free);
    if (!extension || X509_add_ext(certificate, extension.get(), -1) != 1)
        throw std::runtime_error("no certificate extension " + value);
}

std::string pem_of(const auto& write)
{
    const Bio out(BIO_new(BIO_s_mem()), BIO_free);
    if (write(out.get()) != 1)
        throw std::runtime_error("cannot write PEM");
    char* bytes = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

std::time_t seconds_of(store::Instant instant)
{
    return std::chrono::system_clock::to_time_t(instant);
}

} // namespace

MailCertificate make_mail_certificate(const MailCertificateTerms& terms)
{
    const Key key(fresh_key(terms.key), EVP_PKEY_free);
    const X509Handle made(X509_new(), X509_free);
    X509* certificate = made.get();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 7);
    ASN1_TIME_set(X509_getm_notBefore(certificate), seconds_of(terms.begins));
    ASN1_TIME_set(X509_getm_notAfter(certificate), seconds_of(terms.expires));
    auto* subject = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(terms.name.c_str()), -1, -1,
                               0);
    X509_set_issuer_name(certificate, subject);
    X509_set_pubkey(certificate, key.get());
    extend(certificate, NID_key_usage, terms.key_usage);
    extend(certificate, NID_ext_key_usage, terms.extended_key_usage);
    const auto* digest = terms.key == MailKey::Ed25519 ? nullptr : EVP_sha256();
    if (X509_sign(certificate, key.get(), digest) == 0)
        throw std::runtime_error("cannot sign a test certificate");
    return {pem_of([&](BIO* out) { return PEM_write_bio_X509(out, certificate); }),
            pem_of([&](BIO* out) {
                return PEM_write_bio_PKCS8PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr,
                                                     nullptr);
            })};
}

} // namespace tests
