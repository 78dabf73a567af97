#include "relay/net/proxy_header.h"
#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <optional>
#include <vector>

namespace relay::net {
namespace {

constexpr std::string_view first_words = "PROXY ";
constexpr std::string_view signature("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr std::size_t longest_line = 107;
constexpr std::size_t longest_block = 1024;
constexpr std::size_t head_bytes = 16; ///< of version 2: signature, command, family, length

bool begins_alike(std::string_view a, std::string_view b)
{
    const auto length = std::min(a.size(), b.size());
    return a.substr(0, length) == b.substr(0, length);
}

std::vector<std::string_view> words_of(std::string_view line)
{
    std::vector<std::string_view> words;
    for (;;) {
        const auto blank = line.find(' ');
        words.push_back(line.substr(0, blank));
        if (blank == std::string_view::npos)
            return words;
        line.remove_prefix(blank + 1);
    }
}

/// As we write addresses everywhere; empty: it is none of that family.
std::string numeric(int family, const std::string& text)
{
    std::array<unsigned char, 16> binary{};
    std::array<char, INET6_ADDRSTRLEN> written{};
    if (inet_pton(family, text.c_str(), binary.data()) != 1)
        return {};
    return inet_ntop(family, binary.data(), written.data(), written.size());
}

bool is_port(std::string_view text)
{
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc{} && end == text.data() + text.size() && !text.empty();
}

/// "PROXY TCP4 192.0.2.7 192.0.2.1 51000 25". What follows UNKNOWN is to be ignored.
ProxyReading read_line(std::string_view line, std::size_t bytes)
{
    const auto words = words_of(line);
    if (words[1] == "UNKNOWN")
        return ProxyHeader{bytes, {}};
    const bool is_v4 = words[1] == "TCP4";
    const int family = is_v4 ? AF_INET : AF_INET6;
    if (words.size() != 6 || (!is_v4 && words[1] != "TCP6"))
        return NoProxyHeader{};
    auto address = numeric(family, std::string(words[2]));
    if (address.empty() || numeric(family, std::string(words[3])).empty() || !is_port(words[4]) ||
        !is_port(words[5]))
        return NoProxyHeader{};
    return ProxyHeader{bytes, std::move(address)};
}

ProxyReading read_first_version(std::string_view bytes)
{
    const auto end = bytes.substr(0, longest_line).find("\r\n");
    if (end != std::string_view::npos)
        return read_line(bytes.substr(0, end), end + 2);
    if (bytes.size() >= longest_line)
        return NoProxyHeader{};
    return ProxyUnfinished{};
}

std::string written(int family, std::string_view binary)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    return inet_ntop(family, binary.data(), text.data(), text.size());
}

ProxyReading read_second_version(std::string_view bytes)
{
    if (bytes.size() < head_bytes)
        return ProxyUnfinished{};
    const auto octet = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
    const std::size_t length = octet(14) * 256U + octet(15);
    const unsigned version = octet(12) >> 4U;
    const unsigned command = octet(12) & 0xFU;
    if (version != 2 || command > 1 || length > longest_block)
        return NoProxyHeader{};
    if (bytes.size() < head_bytes + length)
        return ProxyUnfinished{};
    ProxyHeader header{head_bytes + length, {}};
    const auto block = bytes.substr(head_bytes, length);
    if (command == 0) // LOCAL: a health check of the balancer's own
        return header;
    const auto family = octet(13);
    if (family == 0x11 && length >= 12)
        header.address = written(AF_INET, block);
    else if (family == 0x21 && length >= 36)
        header.address = written(AF_INET6, block);
    else if (family != 0)
        return NoProxyHeader{};
    return header;
}

} // namespace

ProxyReading read_proxy_header(std::string_view bytes)
{
    if (bytes.starts_with(first_words))
        return read_first_version(bytes);
    if (bytes.starts_with(signature))
        return read_second_version(bytes);
    if (begins_alike(bytes, first_words) || begins_alike(bytes, signature))
        return ProxyUnfinished{};
    return NoProxyHeader{};
}

} // namespace relay::net
