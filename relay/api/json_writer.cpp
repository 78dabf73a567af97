#include "relay/api/json_writer.h"
#include "relay/api/times.h"
#include "relay/api/utf8.h"

namespace relay::api {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd"; // U+FFFD

std::string unicode_escape(unsigned char c)
{
    constexpr std::string_view digits = "0123456789abcdef";
    return std::string("\\u00") + digits[c >> 4U] + digits[c & 15U];
}

/// Empty: the octet stands for itself.
std::string escape(char c)
{
    switch (c) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    case '<':
    case '>':
    case '&':
    case '\x7f':
        return unicode_escape(static_cast<unsigned char>(c));
    default:
        return static_cast<unsigned char>(c) < 0x20 ? unicode_escape(static_cast<unsigned char>(c))
                                                    : std::string();
    }
}

} // namespace

void JsonWriter::value(std::string_view text)
{
    separate();
    quote(text);
    follows_value_ = true;
}

void JsonWriter::value(store::Instant at)
{
    value(time_text(at));
}

void JsonWriter::name(std::string_view of)
{
    separate();
    quote(of);
    text_ += ':';
    follows_value_ = false;
}

void JsonWriter::open(char bracket)
{
    separate();
    text_ += bracket;
    follows_value_ = false;
}

void JsonWriter::close(char bracket)
{
    text_ += bracket;
    follows_value_ = true;
}

void JsonWriter::raw(std::string_view text)
{
    separate();
    text_ += text;
    follows_value_ = true;
}

void JsonWriter::separate()
{
    if (follows_value_)
        text_ += ',';
}

void JsonWriter::quote(std::string_view text)
{
    text_ += '"';
    while (!text.empty()) {
        const auto length = utf8_length(text);
        const auto character = text.substr(0, length);
        if (length == 0)
            text_ += replacement;
        else if (length == 1) {
            const auto escaped = escape(text[0]);
            text_ += escaped.empty() ? std::string(1, text[0]) : escaped;
        } else if (character == "\u2028")
            text_ += "\\u2028";
        else if (character == "\u2029")
            text_ += "\\u2029";
        else
            text_ += character;
        text.remove_prefix(length == 0 ? 1 : length);
    }
    text_ += '"';
}

} // namespace relay::api
