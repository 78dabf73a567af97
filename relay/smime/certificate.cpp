#include "relay/smime/certificate.h"
#include "relay/smime/openssl_handles.h"
#include <array>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <optional>

namespace relay::smime {
namespace {

constexpr std::size_t most_bytes = 64 * 1024;
constexpr int least_strength = 112; ///< RSA of 2048 bits, EC of 224; NIST SP 800-57

std::size_t count(std::string_view text, std::string_view part)
{
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
        ++found;
    return found;
}

/// What can be said before anything is decoded.
std::optional<std::string> why_not_one(std::string_view pem)
{
    if (pem.find("PRIVATE KEY-----") != std::string_view::npos)
        return "holds a private key, which is the contact's alone: give the certificate only";
    if (pem.size() > most_bytes)
        return "is longer than 64 kB";
    if (count(pem, "-----BEGIN ") > 1)
        return "holds more than one certificate: give the contact's own, without its issuers";
    return std::nullopt;
}

store::Instant instant_of(const ASN1_TIME* time)
{
    const Handle<ASN1_TIME> epoch(ASN1_TIME_set(nullptr, 0));
    int days = 0;
    int seconds = 0;
    if (!epoch || ASN1_TIME_diff(&days, &seconds, epoch.get(), time) != 1)
        return {}; // no time at all, so long over
    return store::Instant(std::chrono::days(days) + std::chrono::seconds(seconds));
}

std::string day_of(store::Instant instant)
{
    const auto number = [](unsigned value) {
        return (value < 10 ? "-0" : "-") + std::to_string(value);
    };
    const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(instant));
    return std::to_string(static_cast<int>(day.year())) +
           number(static_cast<unsigned>(day.month())) + number(static_cast<unsigned>(day.day()));
}

std::optional<std::string> why_not_now(X509* certificate, store::Instant now)
{
    const auto begins = instant_of(X509_get0_notBefore(certificate));
    const auto expires = instant_of(X509_get0_notAfter(certificate));
    if (expires <= now)
        return "expired on " + day_of(expires);
    if (begins > now)
        return "is not valid before " + day_of(begins);
    return std::nullopt;
}

// RFC 8550 4.4.2, 4.4.4
std::optional<std::string> why_not_for_mail(X509* certificate)
{
    const auto* key = X509_get0_pubkey(certificate);
    const auto kind = key == nullptr ? EVP_PKEY_NONE : EVP_PKEY_get_base_id(key);
    if (kind != EVP_PKEY_RSA && kind != EVP_PKEY_EC)
        return "has a key that nothing can be encrypted for: it must be RSA or EC";
    if (EVP_PKEY_get_security_bits(key) < least_strength)
        return "has a key of " + std::to_string(EVP_PKEY_get_bits(key)) +
               " bits, which is too short";
    if ((X509_get_extension_flags(certificate) & EXFLAG_INVALID) != 0)
        return "has an extension that is broken";
    const std::uint32_t needed = kind == EVP_PKEY_RSA ? KU_KEY_ENCIPHERMENT : KU_KEY_AGREEMENT;
    if ((X509_get_key_usage(certificate) & needed) == 0) // all bits set where it says nothing
        return "is not for encryption: its key usage lacks " +
               std::string(kind == EVP_PKEY_RSA ? "keyEncipherment" : "keyAgreement");
    if ((X509_get_extended_key_usage(certificate) & (XKU_SMIME | XKU_ANYEKU)) == 0)
        return "is not for mail: its extended key usage lacks emailProtection";
    return std::nullopt;
}

std::string subject_of(X509* certificate)
{
    constexpr unsigned long as_utf8 = XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB;
    const auto out = writer();
    X509_NAME_print_ex(out.get(), X509_get_subject_name(certificate), 0, as_utf8);
    return written_to(*out);
}

std::string fingerprint_of(X509* certificate)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::array<unsigned char, EVP_MAX_MD_SIZE> octets{};
    unsigned size = 0;
    X509_digest(certificate, EVP_sha256(), octets.data(), &size);
    std::string text;
    for (unsigned i = 0; i < size; ++i) {
        text += i == 0 ? "" : ":";
        text += digits[octets[i] >> 4];
        text += digits[octets[i] & 0x0F];
    }
    return text;
}

/// Written anew, so that nothing that stood around it is kept.
std::string pem_of(X509* certificate)
{
    const auto out = writer();
    PEM_write_bio_X509(out.get(), certificate);
    return written_to(*out);
}

} // namespace

tl::expected<store::Certificate, std::string> read_certificate(std::string_view pem,
                                                               store::Instant now)
{
    if (auto why = why_not_one(pem))
        return tl::unexpected(std::move(*why));
    const auto certificate = first_certificate(pem);
    ERR_clear_error();
    if (!certificate)
        return tl::unexpected<std::string>("holds no certificate in PEM "
                                           "(-----BEGIN CERTIFICATE-----)");
    auto why = why_not_now(certificate.get(), now);
    if (!why)
        why = why_not_for_mail(certificate.get());
    ERR_clear_error();
    if (why)
        return tl::unexpected(std::move(*why));
    return store::Certificate{pem_of(certificate.get()), subject_of(certificate.get()),
                              fingerprint_of(certificate.get()),
                              instant_of(X509_get0_notAfter(certificate.get()))};
}

} // namespace relay::smime
