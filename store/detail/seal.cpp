#include "store/detail/seal.h"
#include "store/detail/digest.h"
#include "store/detail/gcm.h"
#include <algorithm>

namespace store::detail {
namespace {

constexpr std::uint8_t field_format = 1;
constexpr std::uint8_t message_format = 2;
constexpr std::size_t salt_at = 5;
constexpr std::size_t salt_length = 16;
constexpr std::size_t nonce_at = salt_at + salt_length;
constexpr std::size_t text_at = nonce_at + nonce_length;
constexpr std::size_t message_text_at = 1 + nonce_length;

/// What the seal is bound to. Names of tables and columns hold no '|'.
std::string bound_to(const Place& place, std::uint32_t id)
{
    std::string text(place.table);
    text += '|';
    text += place.column;
    text += '|';
    text += std::to_string(place.row);
    text += '|';
    text += std::to_string(id);
    return text;
}

SecretBytes subkey(const SecretBytes& sealing_key, const Blob& sealed)
{
    const auto* salt = reinterpret_cast<const char*>(sealed.data()) + salt_at;
    return SecretBytes(keyed_digest(sealing_key, {"field", {salt, salt_length}}));
}

Nonce nonce_of(const Blob& sealed, std::size_t at)
{
    Nonce nonce{};
    std::copy_n(sealed.begin() + static_cast<std::ptrdiff_t>(at), nonce.size(), nonce.begin());
    return nonce;
}

} // namespace

Blob seal(const SecretBytes& sealing_key, std::uint32_t id, const Place& place,
          std::string_view text)
{
    Blob sealed;
    sealed.reserve(text_at + text.size() + tag_length);
    sealed.resize(text_at);
    sealed[0] = field_format;
    for (std::size_t at = 1; at < salt_at; ++at)
        sealed[at] = static_cast<std::uint8_t>(id >> (8U * (salt_at - 1 - at)));
    fill_random(std::span(sealed).subspan(salt_at));
    gcm_seal(subkey(sealing_key, sealed), nonce_of(sealed, nonce_at), bound_to(place, id), text,
             sealed);
    return sealed;
}

std::string open(const SecretBytes& sealing_key, const Place& place, const Blob& sealed)
{
    const auto id = key_id(sealed);
    if (!id)
        throw_seal_broken(place, "it is no sealed field at all");
    const auto whole = std::span(sealed);
    auto text = gcm_open(subkey(sealing_key, sealed), whole.subspan(nonce_at, nonce_length),
                         bound_to(place, *id), whole.subspan(text_at));
    if (!text)
        throw_seal_broken(place, "it was changed, or brought here from another place");
    return std::move(*text);
}

std::optional<std::uint32_t> key_id(const Blob& sealed)
{
    if (sealed.size() < text_at + tag_length || sealed[0] != field_format)
        return std::nullopt;
    std::uint32_t id = 0;
    for (std::size_t at = 1; at < salt_at; ++at)
        id = (id << 8U) | sealed[at];
    return id;
}

Blob seal_with_message_key(const SecretBytes& key, const Place& place, std::string_view text)
{
    Blob sealed;
    sealed.reserve(message_text_at + text.size() + tag_length);
    sealed.resize(message_text_at);
    sealed[0] = message_format;
    fill_random(std::span(sealed).subspan(1));
    gcm_seal(key, nonce_of(sealed, 1), bound_to(place, 0), text, sealed);
    return sealed;
}

std::string open_with_message_key(const SecretBytes& key, const Place& place, const Blob& sealed)
{
    if (sealed.size() < message_text_at + tag_length || sealed[0] != message_format)
        throw_seal_broken(place, "it is no sealed field at all");
    const auto whole = std::span(sealed);
    auto text = gcm_open(key, whole.subspan(1, nonce_length), bound_to(place, 0),
                         whole.subspan(message_text_at));
    if (!text)
        throw_seal_broken(place, "it was changed, or brought here from another place");
    return std::move(*text);
}

std::string key_name(std::uint32_t id)
{
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>((id >> static_cast<unsigned>(shift)) & 0xFFU);
    return hex(bytes);
}

void throw_seal_broken(const Place& place, const std::string& why)
{
    throw SealBroken("vault: " + std::string(place.table) + "." + std::string(place.column) +
                     " of row " + std::to_string(place.row) + " does not open: " + why);
}

} // namespace store::detail
