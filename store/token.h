#pragma once
#include <string>
#include <string_view>

namespace store {

/// A new bearer token: "bfy_" and 256 random bits, 43 characters of base64url.
/// To be shown once; only token_hash() of it is stored.
std::string make_token();

/// SHA-256, hex. A token has 256 bits of its own, so that it needs neither salt nor key.
std::string token_hash(std::string_view token);

/// 128 random bits, 22 characters of base64url: what stands in a link, a code or a receipt.
std::string make_ticket();

/// 16 random characters (a-z, 2-7), 80 bits: Message::tracking.
std::string make_tracking();

} // namespace store
