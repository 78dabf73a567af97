#include "mail/scram.h"

#include "mail/detail/base64.h"
#include "mail/sasl.h"

#include <array>
#include <charconv>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stdexcept>

namespace mail {
namespace {

constexpr std::string_view scheme = "SCRAM-SHA-256$";
constexpr std::size_t key_octets = SHA256_DIGEST_LENGTH;
constexpr std::size_t salt_octets = 16;

const unsigned char* octets(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* octets(std::string& text)
{
    return reinterpret_cast<unsigned char*>(text.data());
}

std::string hmac(std::string_view key, std::string_view text)
{
    std::string made(key_octets, '\0');
    unsigned int length = 0;
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), octets(text), text.size(),
             octets(made), &length) == nullptr)
        throw std::runtime_error("HMAC-SHA-256 failed");
    return made;
}

std::string hash(std::string_view text)
{
    std::string made(key_octets, '\0');
    SHA256(octets(text), text.size(), octets(made));
    return made;
}

std::string salted(std::string_view password, std::string_view salt, int iterations)
{
    std::string made(key_octets, '\0');
    if (PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), octets(salt),
                          static_cast<int>(salt.size()), iterations, EVP_sha256(),
                          static_cast<int>(made.size()), octets(made)) != 1)
        throw std::runtime_error("PBKDF2 failed");
    return made;
}

/// Cuts the text before `mark` off the front, the mark too.
std::optional<std::string_view> cut(std::string_view& text, char mark)
{
    const auto end = text.find(mark);
    if (end == std::string_view::npos)
        return std::nullopt;
    const auto front = text.substr(0, end);
    text.remove_prefix(end + 1);
    return front;
}

} // namespace

std::string ScramVerifier::text() const
{
    return std::string(scheme) + std::to_string(iterations) + ":" + base64(salt) + "$" +
           base64(stored_key) + ":" + base64(server_key);
}

std::optional<ScramVerifier> ScramVerifier::parse(std::string_view text)
{
    if (!text.starts_with(scheme))
        return std::nullopt;
    text.remove_prefix(scheme.size());
    const auto iterations = cut(text, ':');
    const auto salt = cut(text, '$');
    const auto stored = cut(text, ':');
    if (!iterations || !salt || !stored)
        return std::nullopt;
    ScramVerifier made;
    const auto [end, error] = std::from_chars(
        iterations->data(), iterations->data() + iterations->size(), made.iterations);
    const auto salt_bytes = sasl_octets(*salt);
    const auto stored_bytes = sasl_octets(*stored);
    const auto server_bytes = sasl_octets(text);
    if (error != std::errc{} || end != iterations->data() + iterations->size() ||
        made.iterations < 1 || !salt_bytes || !stored_bytes || !server_bytes ||
        stored_bytes->size() != key_octets || server_bytes->size() != key_octets)
        return std::nullopt;
    made.salt = *salt_bytes;
    made.stored_key = *stored_bytes;
    made.server_key = *server_bytes;
    return made;
}

ScramVerifier ScramVerifier::of_password(std::string_view password)
{
    ScramVerifier made;
    made.salt.resize(salt_octets);
    if (RAND_bytes(octets(made.salt), static_cast<int>(made.salt.size())) != 1)
        throw std::runtime_error("no random octets for a salt");
    const auto key = salted(password, made.salt, made.iterations);
    made.stored_key = hash(hmac(key, "Client Key"));
    made.server_key = hmac(key, "Server Key");
    return made;
}

bool scram_proves(const ScramVerifier& verifier, std::string_view auth_message,
                  std::string_view proof)
{
    if (proof.size() != key_octets)
        return false;
    auto client_key = hmac(verifier.stored_key, auth_message);
    for (std::size_t at = 0; at < key_octets; ++at)
        client_key[at] = static_cast<char>(client_key[at] ^ proof[at]);
    const auto claimed = hash(client_key);
    return CRYPTO_memcmp(claimed.data(), verifier.stored_key.data(), key_octets) == 0;
}

std::string scram_signature(const ScramVerifier& verifier, std::string_view auth_message)
{
    return hmac(verifier.server_key, auth_message);
}

} // namespace mail
