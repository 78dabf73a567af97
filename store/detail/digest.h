#pragma once
#include "store/secret_bytes.h"
#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace store::detail {

using Digest = std::array<std::uint8_t, 32>;

/// SHA-256. Throws StoreError when OpenSSL has none.
Digest sha256(std::string_view text);

/// HMAC-SHA-256 over the parts, each preceded by its length, so that no two lists of parts meet.
Digest keyed_digest(const SecretBytes& key, std::initializer_list<std::string_view> parts);

std::string hex(std::string_view bytes);
std::string hex(const Digest& digest);

/// Equal, found out in the same time whether it is or not.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

/// Fresh random bytes. Throws StoreError when the generator fails.
void fill_random(std::span<std::uint8_t> bytes);

} // namespace store::detail
