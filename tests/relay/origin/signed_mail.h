#pragma once
#include <memory>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string>

namespace tests {

/// Signs mails as RFC 6376 says, by OpenSSL alone: simple canonicalisation, RSA and SHA-256.
class MailSigner {
public:
    explicit MailSigner(unsigned bits = 2048) : key_(EVP_RSA_gen(bits), EVP_PKEY_free) {}

    /// What stands in the DNS at SELECTOR._domainkey.DOMAIN.
    std::string record() const
    {
        unsigned char* der = nullptr;
        const int size = i2d_PUBKEY(key_.get(), &der);
        const std::string bytes(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
        OPENSSL_free(der);
        return "v=DKIM1; k=rsa; p=" + base64(bytes);
    }

    /// `from` and `body` with CR LF line ends, `from` without the last one. `more`: tags such as
    /// "l=12; ".
    std::string signed_mail(const std::string& domain, const std::string& from,
                            const std::string& body, const std::string& more = {}) const
    {
        const auto field = "DKIM-Signature: v=1; a=rsa-sha256; c=simple/simple; d=" + domain +
                           "; s=key; h=from; " + more + "bh=" + base64(digest(body)) + "; b=";
        return field + base64(signature(from + "\r\n" + field)) + "\r\n" + from + "\r\n\r\n" + body;
    }

private:
    static std::string base64(const std::string& bytes)
    {
        std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
        const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                         reinterpret_cast<const unsigned char*>(bytes.data()),
                                         static_cast<int>(bytes.size()));
        text.resize(static_cast<std::size_t>(size));
        return text;
    }
    static std::string digest(const std::string& bytes)
    {
        std::string made(32, '\0');
        EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(made.data()),
                   nullptr, EVP_sha256(), nullptr);
        return made;
    }
    std::string signature(const std::string& bytes) const
    {
        const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                         EVP_MD_CTX_free);
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get());
        std::size_t size = 0;
        const auto* input = reinterpret_cast<const unsigned char*>(bytes.data());
        EVP_DigestSign(context.get(), nullptr, &size, input, bytes.size());
        std::string made(size, '\0');
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(made.data()), &size, input,
                       bytes.size());
        return made;
    }

    std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key_;
};

} // namespace tests
