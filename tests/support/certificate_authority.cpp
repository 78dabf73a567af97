#include "tests/support/certificate_authority.h"
#include <arpa/inet.h>
#include <cstdio>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdexcept>
#include <sys/stat.h>

namespace tests {
namespace {

struct FileCloser {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, FileCloser>;

constexpr std::chrono::seconds one_day = std::chrono::hours(24);

File open_to_write(const std::filesystem::path& path)
{
    File file(std::fopen(path.c_str(), "w"));
    if (!file)
        throw std::runtime_error("cannot write " + path.string());
    return file;
}

void add_extension(X509* certificate, int kind, const std::string& value)
{
    const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
        X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()), X509_EXTENSION_free);
    if (!extension || X509_add_ext(certificate, extension.get(), -1) != 1)
        throw std::runtime_error("no certificate extension " + value);
}

bool is_address(const std::string& host)
{
    in_addr ignored{};
    return inet_pton(AF_INET, host.c_str(), &ignored) == 1;
}

} // namespace

void CertificateAuthority::KeyDeleter::operator()(evp_pkey_st* key) const
{
    EVP_PKEY_free(key);
}

void CertificateAuthority::CertificateDeleter::operator()(x509_st* certificate) const
{
    X509_free(certificate);
}

CertificateAuthority::CertificateAuthority() : key_(EVP_EC_gen("P-256"))
{
    certificate_ = signed_certificate(key_.get(), "Belfry test authority", "", one_day);
    PEM_write_X509(open_to_write(ca_file()).get(), certificate_.get());
}

CertificateAuthority::~CertificateAuthority() = default;

IssuedCertificate CertificateAuthority::issue(const std::string& host, std::chrono::seconds life)
{
    const Key key(EVP_EC_gen("P-256"));
    const auto names = (is_address(host) ? "IP:" : "DNS:") + host;
    const auto certificate = signed_certificate(key.get(), host, names, life);
    const auto stem = "server-" + std::to_string(++issued_);
    IssuedCertificate issued{directory_.path() / (stem + ".pem"),
                             directory_.path() / (stem + ".key")};
    PEM_write_X509(open_to_write(issued.certificate).get(), certificate.get());
    PEM_write_PrivateKey(open_to_write(issued.key).get(), key.get(), nullptr, nullptr, 0, nullptr,
                         nullptr);
    ::chmod(issued.key.c_str(), 0600);
    return issued;
}

/// `names` empty: the authority itself.
CertificateAuthority::Certificate
CertificateAuthority::signed_certificate(evp_pkey_st* key, const std::string& name,
                                         const std::string& names, std::chrono::seconds life)
{
    Certificate made(X509_new());
    X509* certificate = made.get();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), issued_ + 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -one_day.count());
    X509_gmtime_adj(X509_getm_notAfter(certificate), life.count());
    auto* subject = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(certificate,
                         certificate_ ? X509_get_subject_name(certificate_.get()) : subject);
    X509_set_pubkey(certificate, key);
    add_extension(certificate, NID_basic_constraints,
                  names.empty() ? "critical,CA:TRUE" : "CA:FALSE");
    if (!names.empty())
        add_extension(certificate, NID_subject_alt_name, names);
    if (X509_sign(certificate, key_.get(), EVP_sha256()) == 0)
        throw std::runtime_error("cannot sign a test certificate");
    return made;
}

} // namespace tests
