#include "relay/channels/callback_signature.h"
#include "relay/channels/json_value.h"
#include <Poco/Exception.h>
#include <Poco/NumberParser.h>
#include <Poco/URI.h>
#include <algorithm>
#include <chrono>
#include <memory>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <set>

namespace relay::channels {
namespace {

using namespace std::chrono_literals;

constexpr store::Millis longest_drift = 5min;

using Bytes = std::vector<unsigned char>;

const unsigned char* bytes_of(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

Bytes hmac(const EVP_MD* digest, std::string_view key, std::string_view text)
{
    Bytes made(EVP_MAX_MD_SIZE);
    unsigned length = 0;
    HMAC(digest, key.data(), static_cast<int>(key.size()), bytes_of(text), text.size(), made.data(),
         &length);
    made.resize(length);
    return made;
}

bool are_equal(const Bytes& a, const Bytes& b)
{
    return a.size() == b.size() && !a.empty() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

/// Standard or URL-safe alphabet, with or without padding. Empty: no base 64.
Bytes from_base64(std::string text)
{
    std::ranges::replace(text, '-', '+');
    std::ranges::replace(text, '_', '/');
    const auto data = text.find('=');
    if (data != std::string::npos)
        text.resize(data);
    const auto length = text.size() * 3 / 4;
    while (text.size() % 4 != 0)
        text += '=';
    Bytes made(text.size());
    if (EVP_DecodeBlock(made.data(), bytes_of(text), static_cast<int>(text.size())) < 0)
        return {};
    made.resize(length);
    return made;
}

Bytes from_hex(std::string_view text)
{
    Bytes made;
    for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
        unsigned value = 0;
        if (!Poco::NumberParser::tryParseHex(std::string(text.substr(at, 2)), value))
            return {};
        made.push_back(static_cast<unsigned char>(value));
    }
    return text.size() % 2 == 0 ? made : Bytes();
}

std::string hex_sha256(std::string_view text)
{
    Bytes digest(SHA256_DIGEST_LENGTH);
    SHA256(bytes_of(text), text.size(), digest.data());
    constexpr std::string_view digits = "0123456789abcdef";
    std::string made;
    for (const auto byte : digest)
        (made += digits[byte >> 4U]) += digits[byte & 15U];
    return made;
}

std::string header(const CallbackRequest& request, std::string name)
{
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    const auto found = request.headers.find(name);
    return found == request.headers.end() ? std::string() : found->second;
}

bool is_recent(const std::string& seconds, store::Instant now)
{
    Poco::Int64 since = 0;
    if (!Poco::NumberParser::tryParse64(seconds, since) || since < 0 || since > 1'000'000'000'000)
        return false;
    const auto drift = now - store::instant(since * 1000);
    return drift <= longest_drift && drift >= -longest_drift;
}

/// Twilio's "Security" page: the URL, then each field's name and value, by name; a repeated name
/// gives its different values in order. A JSON body is in the URL by its digest.
bool is_twilios(const std::string& token, const CallbackRequest& request)
{
    std::string text = request.url;
    const auto query = request.url.find('?');
    const auto in_url = form_fields(
        query == std::string::npos ? "" : std::string_view(request.url).substr(query + 1));
    const auto digest = std::ranges::find(in_url, "bodySHA256", &FormFields::value_type::first);
    if (digest != in_url.end()) {
        if (digest->second != hex_sha256(request.body))
            return false;
    } else {
        const auto fields = form_fields(request.body);
        for (const auto& [name, value] : std::set(fields.begin(), fields.end()))
            text += name + value;
    }
    return are_equal(hmac(EVP_sha1(), token, text),
                     from_base64(header(request, "x-twilio-signature")));
}

bool is_hmacs(const SignatureRules& rules, const std::string& key, const CallbackRequest& request)
{
    auto given = header(request, rules.header);
    if (given.starts_with("sha256="))
        given.erase(0, 7);
    const auto wanted = hmac(EVP_sha256(), key, request.body);
    return are_equal(wanted, from_hex(given)) || are_equal(wanted, from_base64(given));
}

bool is_ed25519s(const SignatureRules& rules, const std::string& public_key,
                 const CallbackRequest& request)
{
    const auto since = header(request, rules.timestamp_header);
    const auto key_bytes = from_base64(public_key);
    const auto signature = from_base64(header(request, rules.header));
    if (!is_recent(since, request.now))
        return false;
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key_bytes.data(), key_bytes.size()),
        EVP_PKEY_free);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          EVP_MD_CTX_free);
    const auto text = since + "|" + request.body;
    return key && context &&
           EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), signature.data(), signature.size(), bytes_of(text),
                            text.size()) == 1;
}

std::string text_of(const Bytes& bytes)
{
    return {bytes.begin(), bytes.end()};
}

/// RFC 7515 with HS256, and Vonage's claims.
bool is_jwts(const std::string& key, const CallbackRequest& request)
{
    const auto given = header(request, "authorization");
    if (!given.starts_with("Bearer "))
        return false;
    const auto token = given.substr(7);
    const auto first = token.find('.');
    const auto second = token.find('.', first + 1);
    if (first == std::string::npos || second == std::string::npos)
        return false;
    const auto head = parse_json(text_of(from_base64(token.substr(0, first))));
    const auto claims =
        parse_json(text_of(from_base64(token.substr(first + 1, second - first - 1))));
    if (scalar_at(head, "/alg") != "HS256" ||
        !are_equal(hmac(EVP_sha256(), key, token.substr(0, second)),
                   from_base64(token.substr(second + 1))))
        return false;
    return is_recent(scalar_at(claims, "/iat").value_or(""), request.now) &&
           scalar_at(claims, "/payload_hash") == hex_sha256(request.body);
}

std::string decoded(std::string text)
{
    std::ranges::replace(text, '+', ' ');
    std::string made;
    try {
        Poco::URI::decode(text, made);
    } catch (const Poco::Exception&) {
        return text; // a percent sign that begins nothing
    }
    return made;
}

} // namespace

FormFields form_fields(std::string_view text)
{
    FormFields fields;
    while (!text.empty()) {
        const auto end = std::min(text.find('&'), text.size());
        const auto field = text.substr(0, end);
        const auto equals = std::min(field.find('='), field.size());
        if (!field.empty())
            fields.emplace_back(
                decoded(std::string(field.substr(0, equals))),
                decoded(std::string(field.substr(std::min(equals + 1, field.size())))));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return fields;
}

bool is_signed(const SignatureRules& rules, const std::string& secret,
               const CallbackRequest& request)
{
    switch (rules.scheme) {
    case SignatureScheme::None:
        return true;
    case SignatureScheme::Twilio:
        return is_twilios(secret, request);
    case SignatureScheme::Hmac:
        return is_hmacs(rules, secret, request);
    case SignatureScheme::Ed25519:
        return is_ed25519s(rules, secret, request);
    case SignatureScheme::Jwt:
        return is_jwts(secret, request);
    }
    std::abort(); // a value that is no enumerator
}

} // namespace relay::channels
