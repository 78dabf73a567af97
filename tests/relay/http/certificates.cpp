#include "certificates.h"
#include <cstdlib>
#include <memory>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdexcept>

namespace relay::test {
namespace {

struct FileCloser {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, FileCloser>;

void sign_for_localhost(X509* certificate, EVP_PKEY* key)
{
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    auto* name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    X509_set_pubkey(certificate, key);
    std::unique_ptr<X509_EXTENSION, void (*)(X509_EXTENSION*)> names(
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost"),
        X509_EXTENSION_free);
    X509_add_ext(certificate, names.get(), -1);
    if (X509_sign(certificate, key, EVP_sha256()) == 0) {
        throw std::runtime_error("cannot sign a test certificate");
    }
}

} // namespace

Certificates::Certificates()
{
    std::string pattern = (std::filesystem::temp_directory_path() / "belfry-tls-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
        throw std::runtime_error("cannot make a temporary folder");
    }
    folder_ = pattern;
}

Certificates::~Certificates()
{
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void Certificates::make(const std::string& name)
{
    const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> pair(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const std::unique_ptr<X509, void (*)(X509*)> document(X509_new(), X509_free);
    sign_for_localhost(document.get(), pair.get());
    const File certificate_file(std::fopen(certificate(name).c_str(), "w"));
    const File key_file(std::fopen(key(name).c_str(), "w"));
    PEM_write_X509(certificate_file.get(), document.get());
    PEM_write_PrivateKey(key_file.get(), pair.get(), nullptr, nullptr, 0, nullptr, nullptr);
}

std::filesystem::path Certificates::certificate(const std::string& name) const
{
    return folder_ / (name + ".crt");
}

std::filesystem::path Certificates::key(const std::string& name) const
{
    return folder_ / (name + ".key");
}

} // namespace relay::test
