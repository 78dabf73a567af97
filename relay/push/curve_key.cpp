#include "relay/push/curve_key.h"
#include <array>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>
#include <stdexcept>

namespace relay::push {
namespace {

constexpr std::size_t private_size = 32;
constexpr std::size_t public_size = 65;
constexpr auto curve_name = "prime256v1"; // P-256, as OpenSSL calls it

struct Free {
    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    void operator()(OSSL_PARAM_BLD* builder) const { OSSL_PARAM_BLD_free(builder); }
    void operator()(OSSL_PARAM* parameters) const { OSSL_PARAM_free(parameters); }
    void operator()(BIGNUM* number) const { BN_clear_free(number); }
    void operator()(EC_GROUP* group) const { EC_GROUP_free(group); }
    void operator()(EC_POINT* point) const { EC_POINT_free(point); }
    void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

const unsigned char* octets_of(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* octets_of(std::string& text)
{
    return reinterpret_cast<unsigned char*>(text.data());
}

[[noreturn]] void fail(const char* what)
{
    throw std::runtime_error(std::string("OpenSSL cannot ") + what);
}

std::string padded(const BIGNUM* number)
{
    std::string octets(private_size, '\0');
    if (number == nullptr || BN_bn2binpad(number, octets_of(octets), private_size) < 0)
        fail("write a number of P-256");
    return octets;
}

/// The point that belongs to a private key; empty: the number is no private key.
std::string public_of(const BIGNUM* secret)
{
    const Owned<EC_GROUP> group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
    if (BN_is_zero(secret) || BN_cmp(secret, EC_GROUP_get0_order(group.get())) >= 0)
        return {};
    const Owned<EC_POINT> point(EC_POINT_new(group.get()));
    std::string octets(public_size, '\0');
    if (EC_POINT_mul(group.get(), point.get(), secret, nullptr, nullptr, nullptr) != 1 ||
        EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED,
                           octets_of(octets), octets.size(), nullptr) != public_size)
        fail("multiply on P-256");
    return octets;
}

/// Null: OpenSSL takes it for no key. `secret` may be null.
EVP_PKEY* key_of(std::string_view point, const BIGNUM* secret)
{
    const Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve_name, 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                     point.size());
    if (secret != nullptr)
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, secret);
    const Owned<OSSL_PARAM> parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    EVP_PKEY* key = nullptr;
    const int kind = secret == nullptr ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR;
    if (parameters == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, kind, parameters.get()) != 1)
        return nullptr;
    return key;
}

bool is_on_the_curve(EVP_PKEY* key)
{
    const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    return context != nullptr && EVP_PKEY_public_check(context.get()) == 1;
}

} // namespace

CurveKey::CurveKey(EVP_PKEY* key) : key_(key, EVP_PKEY_free) {}

CurveKey CurveKey::generate()
{
    EVP_PKEY* key = EVP_EC_gen(curve_name);
    if (key == nullptr)
        fail("make a key of P-256");
    return CurveKey(key);
}

std::optional<CurveKey> CurveKey::from_private(std::string_view octets)
{
    if (octets.size() != private_size)
        return std::nullopt;
    const Owned<BIGNUM> secret(
        BN_bin2bn(octets_of(octets), static_cast<int>(octets.size()), nullptr));
    const auto point = public_of(secret.get());
    EVP_PKEY* key = point.empty() ? nullptr : key_of(point, secret.get());
    return key == nullptr ? std::nullopt : std::optional(CurveKey(key));
}

std::optional<CurveKey> CurveKey::from_public(std::string_view octets)
{
    constexpr char uncompressed = 4;
    if (octets.size() != public_size || octets[0] != uncompressed)
        return std::nullopt;
    EVP_PKEY* key = key_of(octets, nullptr);
    if (key == nullptr)
        return std::nullopt;
    CurveKey made(key);
    return is_on_the_curve(key) ? std::optional(std::move(made)) : std::nullopt;
}

std::string CurveKey::public_octets() const
{
    std::string octets(public_size, '\0');
    std::size_t size = 0;
    if (EVP_PKEY_get_octet_string_param(key_.get(), OSSL_PKEY_PARAM_PUB_KEY, octets_of(octets),
                                        octets.size(), &size) != 1 ||
        size != public_size)
        fail("write a point of P-256");
    return octets;
}

std::string CurveKey::private_octets() const
{
    BIGNUM* number = nullptr;
    if (EVP_PKEY_get_bn_param(key_.get(), OSSL_PKEY_PARAM_PRIV_KEY, &number) != 1)
        fail("show a private key");
    const Owned<BIGNUM> secret(number);
    return padded(secret.get());
}

std::string CurveKey::agreed_with(const CurveKey& other) const
{
    const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new(key_.get(), nullptr));
    std::string secret(private_size, '\0');
    std::size_t size = secret.size();
    if (context == nullptr || EVP_PKEY_derive_init(context.get()) != 1 ||
        EVP_PKEY_derive_set_peer(context.get(), other.key_.get()) != 1 ||
        EVP_PKEY_derive(context.get(), octets_of(secret), &size) != 1 || size != private_size)
        fail("agree on a secret");
    return secret;
}

std::string CurveKey::signature_of(std::string_view text) const
{
    const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    std::array<unsigned char, 80> der{};
    std::size_t size = der.size();
    if (context == nullptr ||
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) != 1 ||
        EVP_DigestSign(context.get(), der.data(), &size, octets_of(text), text.size()) != 1)
        fail("sign");
    const auto* begin = der.data();
    const Owned<ECDSA_SIG> signature(d2i_ECDSA_SIG(nullptr, &begin, static_cast<long>(size)));
    if (signature == nullptr)
        fail("read its own signature");
    return padded(ECDSA_SIG_get0_r(signature.get())) + padded(ECDSA_SIG_get0_s(signature.get()));
}

} // namespace relay::push
