#include "store/pin.h"
#include "store/detail/digest.h"
#include "store/error.h"
#include <openssl/evp.h>
#include <semaphore>

namespace store {
namespace {

constexpr std::string_view prefix = "scrypt:15:8:1:";
constexpr std::uint64_t cost = 1U << 15U; // 128 * r * N octets of memory
constexpr std::uint64_t block = 8;
constexpr std::uint64_t lanes = 1;
constexpr std::uint64_t most_memory = 64U << 20U;
constexpr std::size_t salt_digits = 32;
constexpr std::size_t key_digits = 64;

/// Somebody who asks much takes two cores and 64 MiB, no more.
class Turn {
public:
    Turn() { turns().acquire(); }
    ~Turn() { turns().release(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

private:
    static std::counting_semaphore<2>& turns()
    {
        static std::counting_semaphore<2> all(2);
        return all;
    }
};

std::string key_of(std::string_view pin, std::string_view salt)
{
    const Turn turn;
    detail::Digest key{};
    if (EVP_PBE_scrypt(pin.data(), pin.size(), reinterpret_cast<const unsigned char*>(salt.data()),
                       salt.size(), cost, block, lanes, most_memory, key.data(), key.size()) != 1)
        throw StoreError("OpenSSL cannot compute scrypt");
    return detail::hex(key);
}

} // namespace

std::string pin_hash(std::string_view pin)
{
    std::array<std::uint8_t, salt_digits / 2> bytes{};
    detail::fill_random(bytes);
    const auto salt =
        detail::hex(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    return std::string(prefix) + salt + ":" + key_of(pin, salt);
}

bool pin_matches(std::string_view pin_hash, std::string_view pin)
{
    const bool is_whole = pin_hash.starts_with(prefix) &&
                          pin_hash.size() == prefix.size() + salt_digits + 1 + key_digits;
    const auto salt =
        is_whole ? pin_hash.substr(prefix.size(), salt_digits) : std::string_view("no salt");
    const auto key = key_of(pin, salt);
    return is_whole &&
           detail::equal_in_constant_time(pin_hash.substr(pin_hash.size() - key_digits), key);
}

} // namespace store
