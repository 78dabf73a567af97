#include "relay/inbox/message_file.h"
#include "relay/http/characters.h"
#include <algorithm>
#include <array>
#include <charconv>

namespace relay::inbox {
namespace {

/// RFC 8187 3.2.1 attr-char
bool is_attribute_character(char c)
{
    return http::is_digit(c) || http::is_alpha(c) ||
           std::string_view("!#$&+-.^_`|~").find(c) != std::string_view::npos;
}

/// RFC 8187 3.2 ext-value
std::string extended_value(const std::string& name)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string value = "UTF-8''";
    for (const char c : name) {
        const auto octet = static_cast<unsigned char>(c);
        if (is_attribute_character(c))
            value += c;
        else
            value += {'%', digits[octet >> 4], digits[octet & 15]};
    }
    return value;
}

/// For readers that know ASCII names alone. What could end the quotes, or is read as an escape by
/// some, is an underscore. RFC 6266 appendix D
std::string ascii_name(const std::string& name)
{
    std::string plain;
    for (const char c : name) {
        if ((static_cast<unsigned char>(c) & 0xC0U) == 0x80U) // a character is one underscore
            continue;
        const bool is_safe = c >= ' ' && c < '\x7f' && c != '"' && c != '\\' && c != '%';
        plain += is_safe ? c : '_';
    }
    return plain;
}

bool may_be_shown(const std::string& type)
{
    constexpr std::array<std::string_view, 4> known{"image/png", "image/jpeg", "image/gif",
                                                    "application/pdf"};
    return std::ranges::find(known, type) != known.end();
}

} // namespace

int file_number(std::string_view part)
{
    int number = 0;
    const auto* end = part.data() + part.size();
    const auto read = std::from_chars(part.data(), end, number);
    return read.ec == std::errc() && read.ptr == end && number > 0 ? number : 0;
}

http::Response file_response(const store::MessageFile& file, bool asked_inline)
{
    const bool is_shown = asked_inline && may_be_shown(file.type);
    auto response = http::respond(200, file.type, file.content.reveal());
    response.headers.add("Content-Disposition", std::string(is_shown ? "inline" : "attachment") +
                                                    "; filename=\"" + ascii_name(file.name) +
                                                    "\"; filename*=" + extended_value(file.name));
    response.headers.add("X-Content-Type-Options", "nosniff");
    response.headers.add("Content-Security-Policy", "sandbox; default-src 'none'");
    response.headers.add("Cross-Origin-Resource-Policy", "same-origin");
    response.headers.add("Cache-Control", "no-store");
    return response;
}

} // namespace relay::inbox
