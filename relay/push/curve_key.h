#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace relay::push {

/// A key pair on P-256, or the public half of somebody else's. Immutable; may be shared by threads.
/// What OpenSSL cannot do throws std::runtime_error.
class CurveKey {
public:
    static CurveKey generate();
    /// 32 octets. Empty: no private key of this curve.
    static std::optional<CurveKey> from_private(std::string_view octets);
    /// 65 octets, uncompressed (SEC 1 2.3.3). Empty: no point of this curve.
    static std::optional<CurveKey> from_public(std::string_view octets);

    std::string public_octets() const;
    std::string private_octets() const;

    /// The secret that both sides come to, 32 octets. RFC 8291 3.1.
    std::string agreed_with(const CurveKey& other) const;
    /// ES256: r and s, 32 octets each. RFC 7518 3.4.
    std::string signature_of(std::string_view text) const;

private:
    explicit CurveKey(evp_pkey_st* key);
    std::shared_ptr<evp_pkey_st> key_;
};

} // namespace relay::push
