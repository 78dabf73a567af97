#include "relay/origin/spf_macro.h"
#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cctype>
#include <charconv>
#include <vector>

namespace relay::origin {
namespace {

constexpr std::size_t longest_name = 253;

char low(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

/// IPv4 as it is, IPv6 as its 32 digits with dots between them (RFC 7208 7.3).
std::string dotted(const std::string& address)
{
    std::array<unsigned char, 16> binary{};
    if (inet_pton(AF_INET6, address.c_str(), binary.data()) != 1)
        return address;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const auto octet : binary) {
        text += text.empty() ? "" : ".";
        text += digits[octet >> 4U];
        text += '.';
        text += digits[octet & 0xFU];
    }
    return text;
}

std::optional<std::string> value_of(char letter, const SpfQuestion& question,
                                    std::string_view domain)
{
    const auto local = question.local.empty() ? std::string("postmaster") : question.local;
    switch (low(letter)) {
    case 's':
        return local + "@" + question.domain;
    case 'l':
        return local;
    case 'o':
        return question.domain;
    case 'd':
        return std::string(domain);
    case 'i':
        return dotted(question.address);
    case 'h':
        return question.helo;
    case 'p':
        return "unknown"; // RFC 7208 7.3: where the name is not looked for
    case 'v':
        return question.address.find(':') == std::string::npos ? "in-addr" : "ip6";
    default:
        return std::nullopt;
    }
}

/// The transformers: "2r.-" takes the last two of the parts, turned round, split at these marks.
std::optional<std::string> transformed(const std::string& value, std::string_view rule)
{
    std::size_t keep = 0;
    const auto [end, error] = std::from_chars(rule.data(), rule.data() + rule.size(), keep);
    if (end != rule.data() && (error != std::errc{} || keep == 0))
        return std::nullopt;
    rule.remove_prefix(static_cast<std::size_t>(end - rule.data()));
    const bool is_turned = !rule.empty() && low(rule.front()) == 'r';
    rule.remove_prefix(is_turned ? 1 : 0);
    if (rule.find_first_not_of(".-+,/_=") != std::string_view::npos)
        return std::nullopt;
    const auto marks = rule.empty() ? std::string_view(".") : rule;
    std::vector<std::string> parts{""};
    for (const char c : value) {
        if (marks.find(c) == std::string_view::npos)
            parts.back() += c;
        else
            parts.emplace_back();
    }
    if (is_turned)
        std::ranges::reverse(parts);
    const auto first = keep == 0 || keep >= parts.size() ? 0 : parts.size() - keep;
    std::string joined;
    for (auto at = first; at < parts.size(); ++at)
        joined += (at == first ? "" : ".") + parts[at];
    return joined;
}

/// Longer names lose labels on the left.
std::string fitting(std::string name)
{
    while (name.size() > longest_name) {
        const auto dot = name.find('.');
        if (dot == std::string::npos)
            return {};
        name.erase(0, dot + 1);
    }
    return name;
}

} // namespace

std::optional<std::string> expanded(std::string_view text, const SpfQuestion& question,
                                    std::string_view domain)
{
    std::string result;
    while (!text.empty()) {
        const auto percent = text.find('%');
        result += text.substr(0, percent);
        if (percent == std::string_view::npos)
            break;
        text.remove_prefix(percent + 1);
        const char next = text.empty() ? '\0' : text.front();
        if (next == '%' || next == '_' || next == '-') {
            result += next == '%' ? "%" : next == '_' ? " " : "%20";
            text.remove_prefix(1);
            continue;
        }
        const auto close = text.find('}');
        if (next != '{' || close == std::string_view::npos || close < 2)
            return std::nullopt;
        const auto value = value_of(text[1], question, domain);
        const auto made = value ? transformed(*value, text.substr(2, close - 2)) : std::nullopt;
        if (!made)
            return std::nullopt;
        result += *made;
        text.remove_prefix(close + 1);
    }
    return fitting(std::move(result));
}

} // namespace relay::origin
