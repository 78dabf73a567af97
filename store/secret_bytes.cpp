#include "store/secret_bytes.h"
#include "store/detail/digest.h"
#include <algorithm>
#include <openssl/crypto.h>

namespace store {

SecretBytes::SecretBytes(std::span<const std::uint8_t, length> bytes)
{
    std::ranges::copy(bytes, bytes_.begin());
}

SecretBytes::~SecretBytes()
{
    OPENSSL_cleanse(bytes_.data(), bytes_.size());
}

SecretBytes SecretBytes::random()
{
    SecretBytes fresh;
    detail::fill_random(fresh.bytes_);
    return fresh;
}

} // namespace store
