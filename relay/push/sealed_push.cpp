#include "relay/push/sealed_push.h"
#include "relay/push/base64url.h"
#include <array>
#include <memory>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdexcept>

namespace relay::push {
namespace {

constexpr std::size_t secret_size = 16;
constexpr std::size_t salt_size = 16;
constexpr std::size_t key_size = 16;
constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;

const unsigned char* octets_of(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* octets_of(std::string& text)
{
    return reinterpret_cast<unsigned char*>(text.data());
}

/// HMAC-SHA-256: both steps of HKDF where no more than 32 octets are wanted. RFC 5869.
std::string hmac(std::string_view key, std::string_view text)
{
    std::string digest(32, '\0');
    unsigned int size = 0;
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), octets_of(text), text.size(),
             octets_of(digest), &size) == nullptr)
        throw std::runtime_error("OpenSSL cannot compute HMAC-SHA-256");
    return digest;
}

std::string expanded(std::string_view key, std::string info, std::size_t size)
{
    info += '\1';
    return hmac(key, info).substr(0, size);
}

std::string info_of(std::string_view words)
{
    return std::string(words) + '\0';
}

std::string encrypted(std::string_view text, std::string_view key, std::string_view nonce)
{
    struct Free {
        void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
    };
    const std::unique_ptr<EVP_CIPHER_CTX, Free> context(EVP_CIPHER_CTX_new());
    std::string out(text.size() + tag_size, '\0');
    auto* end = octets_of(out) + text.size();
    int size = 0;
    if (context == nullptr ||
        EVP_EncryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, octets_of(key),
                           octets_of(nonce)) != 1 ||
        EVP_EncryptUpdate(context.get(), octets_of(out), &size, octets_of(text),
                          static_cast<int>(text.size())) != 1 ||
        EVP_EncryptFinal_ex(context.get(), end, &size) != 1 ||
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_size, end) != 1)
        throw std::runtime_error("OpenSSL cannot encrypt");
    return out;
}

/// RFC 8188 2.1: salt, record size, and the sender's key as its id.
std::string header(const Fresh& fresh, std::string_view point)
{
    constexpr std::string_view record_size("\0\0\x10\0", 4); // 4096: ours is the only one
    return fresh.salt + std::string(record_size) + static_cast<char>(point.size()) +
           std::string(point);
}

} // namespace

std::optional<Reader> Reader::parse(std::string_view key, std::string_view secret)
{
    const auto point = from_base64url(key);
    const auto shared = from_base64url(secret);
    const auto known = point ? CurveKey::from_public(*point) : std::nullopt;
    if (!known || !shared || shared->size() != secret_size)
        return std::nullopt;
    return Reader{*known, *shared};
}

Fresh Fresh::random()
{
    Fresh fresh{CurveKey::generate(), std::string(salt_size, '\0')};
    if (RAND_bytes(octets_of(fresh.salt), salt_size) != 1)
        throw std::runtime_error("the system's random generator gives nothing");
    return fresh;
}

std::optional<std::string> sealed_push(std::string_view payload, const Reader& reader,
                                       const Fresh& fresh)
{
    if (payload.size() >= padded_size)
        return std::nullopt;
    const auto point = fresh.key.public_octets();
    // RFC 8291 3.4
    auto agreed = fresh.key.agreed_with(reader.key);
    const auto mixed = hmac(reader.secret, agreed);
    const auto material =
        expanded(mixed, info_of("WebPush: info") + reader.key.public_octets() + point, 32);
    const auto root = hmac(fresh.salt, material);
    const auto key = expanded(root, info_of("Content-Encoding: aes128gcm"), key_size);
    const auto nonce = expanded(root, info_of("Content-Encoding: nonce"), nonce_size);
    OPENSSL_cleanse(agreed.data(), agreed.size());
    // RFC 8188 2: the last record's delimiter, then padding.
    std::string record(payload);
    record += '\2';
    record.resize(padded_size, '\0');
    return header(fresh, point) + encrypted(record, key, nonce);
}

} // namespace relay::push
