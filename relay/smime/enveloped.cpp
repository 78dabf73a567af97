#include "relay/smime/enveloped.h"
#include "relay/smime/openssl_handles.h"
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>

namespace relay::smime {
namespace {

std::string last_error()
{
    const auto* reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return reason == nullptr ? "unknown" : reason;
}

/// The recipient's way to the fresh key. For EC with SHA-256 (RFC 5753 7.1.4), since OpenSSL's own
/// choice is SHA-1.
bool add_recipient(CMS_ContentInfo& content, X509& certificate)
{
    auto* recipient = CMS_add1_recipient_cert(&content, &certificate, CMS_KEY_PARAM);
    if (recipient == nullptr)
        return false;
    if (EVP_PKEY_get_base_id(X509_get0_pubkey(&certificate)) != EVP_PKEY_EC)
        return true;
    auto* context = CMS_RecipientInfo_get0_pkey_ctx(recipient);
    return context != nullptr && EVP_PKEY_CTX_set_ecdh_kdf_md(context, EVP_sha256()) > 0;
}

} // namespace

tl::expected<std::string, std::string> enveloped(std::string_view part, std::string_view pem)
{
    const auto certificate = first_certificate(pem);
    if (!certificate)
        return tl::unexpected("the certificate does not open: " + last_error());
    constexpr unsigned flags = CMS_BINARY | CMS_PARTIAL; // its line ends are right already
    const auto source = reader_of(part);
    const Handle<CMS_ContentInfo> content(CMS_encrypt(nullptr, nullptr, EVP_aes_256_cbc(), flags));
    const auto target = writer();
    if (!content || !add_recipient(*content, *certificate) ||
        CMS_final(content.get(), source.get(), nullptr, flags) != 1 ||
        i2d_CMS_bio(target.get(), content.get()) != 1)
        return tl::unexpected("nothing can be encrypted for the certificate: " + last_error());
    return written_to(*target);
}

} // namespace relay::smime
