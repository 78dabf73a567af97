#include "store/detail/digest.h"
#include "store/error.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

namespace store::detail {
namespace {

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
    unsigned int length = 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
    const auto* made = HMAC(EVP_sha256(), key.view().data(), static_cast<int>(key.view().size()),
                            bytes, message.size(), digest.data(), &length);
    OPENSSL_cleanse(message.data(), message.size());
    if (made == nullptr)
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
