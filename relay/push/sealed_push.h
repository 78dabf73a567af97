#pragma once
#include "relay/push/curve_key.h"
#include <optional>
#include <string>
#include <string_view>

namespace relay::push {

/// So much of every push is payload and padding, whatever it says: sizes tell nothing.
inline constexpr std::size_t padded_size = 512;

/// To whom a push is readable.
struct Reader {
    CurveKey key;       ///< RFC 8291 p256dh
    std::string secret; ///< RFC 8291 auth, 16 octets

    /// From base64url, as browsers give them. Empty: no such key, or no such secret.
    static std::optional<Reader> parse(std::string_view key, std::string_view secret);
};

/// What is fresh for each push.
struct Fresh {
    CurveKey key;
    std::string salt; ///< 16 octets

    static Fresh random();
};

/// The body of a push: one record of aes128gcm (RFC 8188), its key as RFC 8291 derives it, padded
/// to `padded_size`. Empty: the payload is longer than that allows.
std::optional<std::string> sealed_push(std::string_view payload, const Reader& reader,
                                       const Fresh& fresh = Fresh::random());

} // namespace relay::push
