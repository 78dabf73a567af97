#pragma once
#include "store/model/instant.h"
#include <string>

namespace tests {

/// A person's certificate, signed by nobody but itself, and the key that opens what is encrypted
/// for it.
struct MailCertificate {
    std::string pem;
    std::string key; ///< PKCS#8, PEM
};

/// 2023-11-14: a certificate that ends then is over for everybody.
inline constexpr store::Instant long_ago = store::instant(1'700'000'000'000);

enum class MailKey { Rsa, ShortRsa, Ec, Ed25519 };

/// What a certificate says of itself.
struct MailCertificateTerms {
    MailKey key = MailKey::Rsa;
    std::string name = "Ann Lee";
    std::string key_usage = "keyEncipherment,keyAgreement"; ///< empty: says nothing
    std::string extended_key_usage;                         ///< empty: says nothing
    store::Instant begins = long_ago - std::chrono::hours(24);
    store::Instant expires = store::instant(4'000'000'000'000); ///< 2096
};

MailCertificate make_mail_certificate(const MailCertificateTerms& terms = {});

} // namespace tests
