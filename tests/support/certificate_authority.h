#pragma once
#include "tests/support/fresh_database.h"
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

struct evp_pkey_st;
struct x509_st;

namespace tests {

/// A certificate and its key, as PEM files.
struct IssuedCertificate {
    std::filesystem::path certificate;
    std::filesystem::path key;
    // What a server does with it.
    std::filesystem::path
        client_authority{}; ///< who must have signed the client's; empty: none asked
    bool is_old = false;    ///< TLS 1.1 at most
};

/// An authority that lives as long as its object, as its files do. For peers that must be trusted
/// by one test and by nobody else.
class CertificateAuthority {
public:
    CertificateAuthority();
    ~CertificateAuthority();
    CertificateAuthority(const CertificateAuthority&) = delete;
    CertificateAuthority& operator=(const CertificateAuthority&) = delete;

    std::filesystem::path ca_file() const { return directory_.path() / "ca.pem"; }

    /// For a server of that DNS name or IPv4 address. A negative `life` has ended already.
    IssuedCertificate issue(const std::string& host,
                            std::chrono::seconds life = std::chrono::hours(1));

private:
    struct KeyDeleter {
        void operator()(evp_pkey_st* key) const;
    };
    struct CertificateDeleter {
        void operator()(x509_st* certificate) const;
    };
    using Key = std::unique_ptr<evp_pkey_st, KeyDeleter>;
    using Certificate = std::unique_ptr<x509_st, CertificateDeleter>;

    Certificate signed_certificate(evp_pkey_st* key, const std::string& name,
                                   const std::string& extension, std::chrono::seconds life);

    TemporaryDirectory directory_;
    int issued_ = 0;
    Key key_;
    Certificate certificate_;
};

} // namespace tests
