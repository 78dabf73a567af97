#include "store/detail/digest.h"
#include "store/error.h"
#include <memory>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

namespace store::detail {
namespace {

struct Free {
    void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MAC_CTX, Free>;

Context hmac_sha256()
{
    const std::unique_ptr<EVP_MAC, Free> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    Context context(mac == nullptr ? nullptr : EVP_MAC_CTX_new(mac.get()));
    std::string digest = "SHA256";
    const std::array parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), digest.size()),
        OSSL_PARAM_construct_end()};
    if (context == nullptr || EVP_MAC_CTX_set_params(context.get(), parameters.data()) != 1)
        throw StoreError("OpenSSL has no HMAC-SHA-256");
    return context;
}

/// A copy of one that was looked up once: the look-up costs more than the digest.
Context fresh_hmac_sha256()
{
    static const Context ready = hmac_sha256();
    return Context(EVP_MAC_CTX_dup(ready.get()));
}

void append_length(std::string& text, std::size_t length)
{
    for (int shift = 56; shift >= 0; shift -= 8)
        text += static_cast<char>((length >> static_cast<unsigned>(shift)) & 0xFFU);
}

} // namespace

Digest sha256(std::string_view text)
{
    Digest digest{};
    unsigned int length = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1)
        throw StoreError("OpenSSL cannot compute SHA-256");
    return digest;
}

Digest keyed_digest(const SecretBytes& key, std::initializer_list<std::string_view> parts)
{
    std::string message;
    for (const auto part : parts) {
        append_length(message, part.size());
        message += part;
    }
    Digest digest{};
    std::size_t length = 0;
    const auto context = fresh_hmac_sha256();
    const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
    const bool made =
        context != nullptr &&
        EVP_MAC_init(context.get(), key.view().data(), key.view().size(), nullptr) == 1 &&
        EVP_MAC_update(context.get(), bytes, message.size()) == 1 &&
        EVP_MAC_final(context.get(), digest.data(), &length, digest.size()) == 1;
    OPENSSL_cleanse(message.data(), message.size());
    if (!made)
        throw StoreError("OpenSSL cannot compute HMAC-SHA-256");
    return digest;
}

std::string hex(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char byte : bytes) {
        const auto value = static_cast<std::uint8_t>(byte);
        text += digits[value >> 4U];
        text += digits[value & 15U];
    }
    return text;
}

std::string hex(const Digest& digest)
{
    return hex(std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

bool equal_in_constant_time(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void fill_random(std::span<std::uint8_t> bytes)
{
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw StoreError("the system's random generator gives nothing");
}

} // namespace store::detail
