#pragma once
#include <string>
#include <string_view>

namespace store {

/// A salted slow hash of a PIN (scrypt, RFC 7914): "scrypt:15:8:1:" with salt and key in hex.
/// Takes 32 MiB and about a tenth of a second of a core; two are made at a time, others wait.
/// Throws StoreError when OpenSSL cannot.
std::string pin_hash(std::string_view pin);

/// Takes equally long whatever the answer, also for an empty or damaged hash, which nothing
/// matches.
[[nodiscard]] bool pin_matches(std::string_view pin_hash, std::string_view pin);

} // namespace store
