#pragma once
#include "store/secret_bytes.h"
#include "store/value.h"
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace store::detail {

constexpr std::size_t nonce_length = 12;
constexpr std::size_t tag_length = 16;
using Nonce = std::array<std::uint8_t, nonce_length>;

/// AES-256-GCM (NIST SP 800-38D): appends ciphertext and tag to `sealed`. A nonce must never be
/// used twice under one key. Throws StoreError when OpenSSL fails.
void gcm_seal(const SecretBytes& key, const Nonce& nonce, std::string_view associated,
              std::string_view text, Blob& sealed);

/// The text, or empty when key, nonce, associated text, ciphertext or tag is not the one it was
/// sealed with. `sealed` is ciphertext and tag.
std::optional<std::string> gcm_open(const SecretBytes& key, std::span<const std::uint8_t> nonce,
                                    std::string_view associated,
                                    std::span<const std::uint8_t> sealed);

} // namespace store::detail
