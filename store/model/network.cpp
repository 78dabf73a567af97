#include "store/model/network.h"
#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <string>

namespace store {
namespace {

constexpr int mapped_bits = 96; ///< ::ffff:0:0/96 holds IPv4

struct ParsedAddress {
    Network::Bytes bytes{};
    bool is_v4 = false;
};

std::optional<ParsedAddress> parse_address(const std::string& text)
{
    std::array<std::uint8_t, 4> v4{};
    if (inet_pton(AF_INET, text.c_str(), v4.data()) == 1)
        return ParsedAddress{Network::mapped(v4), true};
    Network::Bytes v6{};
    if (inet_pton(AF_INET6, text.c_str(), v6.data()) == 1)
        return ParsedAddress{v6, false};
    return std::nullopt;
}

std::optional<int> parse_bits(std::string_view text, int most)
{
    int bits = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return bits >= 0 && bits <= most ? std::optional(bits) : std::nullopt;
}

/// The byte of a mask of `bits` ones at `index`.
std::uint8_t mask_byte(int bits, std::size_t index)
{
    const int left = std::clamp(bits - static_cast<int>(index) * 8, 0, 8);
    return static_cast<std::uint8_t>(0xff << (8 - left));
}

} // namespace

std::optional<Network> Network::parse(std::string_view text)
{
    const auto slash = text.find('/');
    const auto address = parse_address(std::string(text.substr(0, slash)));
    if (!address || text.find('\0') != std::string_view::npos)
        return std::nullopt;
    const int offset = address->is_v4 ? mapped_bits : 0;
    const auto bits = slash == std::string_view::npos
                          ? std::optional(128 - offset)
                          : parse_bits(text.substr(slash + 1), 128 - offset);
    if (!bits)
        return std::nullopt;
    const Network network(address->bytes, *bits + offset);
    for (std::size_t i = 0; i < network.address_.size(); ++i)
        if (network.address_[i] & ~mask_byte(network.bits_, i))
            return std::nullopt;
    return network;
}

Network::Bytes Network::mapped(const std::array<std::uint8_t, 4>& v4)
{
    Bytes bytes{};
    bytes[10] = bytes[11] = 0xff;
    std::copy(v4.begin(), v4.end(), bytes.begin() + 12);
    return bytes;
}

bool Network::contains(const Bytes& address) const
{
    for (std::size_t i = 0; i < address.size(); ++i)
        if ((address[i] ^ address_[i]) & mask_byte(bits_, i))
            return false;
    return true;
}

bool Network::contains(std::string_view address) const
{
    const auto parsed = parse_address(std::string(address));
    return parsed && contains(parsed->bytes);
}

} // namespace store
