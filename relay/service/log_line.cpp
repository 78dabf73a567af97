#include "relay/service/log_line.h"
#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>

namespace relay::service::log {

namespace {

constexpr std::size_t max_field_bytes = 1024;
constexpr std::size_t max_line_bytes = 8192;

std::string_view level_word(LogLevel level)
{
    switch (level) {
    case LogLevel::Error:
        return "error";
    case LogLevel::Warning:
        return "warning";
    case LogLevel::Notice:
        return "notice";
    case LogLevel::Info:
        return "info";
    case LogLevel::Debug:
        return "debug";
    }
    std::abort(); // a value that is no enumerator: damaged memory
}

/// Length of the well-formed UTF-8 character at the front, 0 when there is none (RFC 3629).
std::size_t character_length(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    const std::size_t length = lead < 0x80                   ? 1
                               : lead >= 0xC2 && lead < 0xE0 ? 2
                               : lead >= 0xE0 && lead < 0xF0 ? 3
                               : lead >= 0xF0 && lead < 0xF5 ? 4
                                                             : 0;
    if (length == 0 || length > text.size())
        return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80)
            return 0;
    }
    const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
    const bool beyond = (lead == 0xED && byte(1) > 0x9F) || (lead == 0xF4 && byte(1) > 0x8F);
    return overlong || beyond ? 0 : length;
}

/// C1 controls, line and paragraph separators, and what turns the reading direction around: a
/// terminal or a log viewer might obey them.
bool is_unsafe_character(std::string_view character)
{
    if (character.size() == 2)
        return character[0] == '\xC2' && static_cast<unsigned char>(character[1]) < 0xA0;
    if (character.size() != 3 || character[0] != '\xE2')
        return false;
    const auto second = static_cast<unsigned char>(character[1]);
    const auto third = static_cast<unsigned char>(character[2]);
    return (second == 0x80 && third >= 0xA8 && third <= 0xAE) ||
           (second == 0x81 && third >= 0xA6 && third <= 0xA9);
}

void append_hex(std::string& out, unsigned char byte)
{
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\u00";
    out += digits[byte >> 4];
    out += digits[byte & 15];
}

/// The inside of a JSON string. Bytes that are no UTF-8 become a replacement character.
void append_escaped(std::string& out, std::string_view text)
{
    const std::string_view whole = text;
    text = text.substr(0, max_field_bytes);
    while (!text.empty()) {
        const std::size_t length = character_length(text);
        const auto character = text.substr(0, std::max<std::size_t>(length, 1));
        const auto first = static_cast<unsigned char>(character.front());
        if (length == 0 || is_unsafe_character(character))
            out += "\\ufffd";
        else if (first == '"' || first == '\\')
            (out += '\\') += character;
        else if (first < 0x20 || first == 0x7F)
            append_hex(out, first);
        else
            out += character;
        text.remove_prefix(character.size());
    }
    if (whole.size() > max_field_bytes)
        out += "... (" + std::to_string(whole.size()) + " bytes)";
}

struct AppendValue {
    std::string& out;

    void operator()(std::string_view text) const
    {
        out += '"';
        append_escaped(out, text);
        out += '"';
    }
    void operator()(std::int64_t number) const { out += std::to_string(number); }
    void operator()(double number) const
    {
        std::array<char, 32> digits{};
        const int size = std::snprintf(digits.data(), digits.size(), "%.6g", number);
        const std::string_view text(digits.data(), static_cast<std::size_t>(size));
        // JSON has no spelling for infinity and not-a-number.
        out += text.find_first_of("in") == std::string_view::npos ? text : "null";
    }
    void operator()(bool yes) const { out += yes ? "true" : "false"; }
    void operator()(const IdValue& id) const
    {
        ((((out += '"') += id.prefix) += '_') += store::id_digits(id.number)) += '"';
    }
};

void append_field(std::string& out, std::string_view name, const Value& value)
{
    ((out += ",\"") += name) += "\":";
    std::visit(AppendValue{out}, value);
}

std::string time_text(store::Instant at)
{
    const auto second = std::chrono::floor<std::chrono::seconds>(at);
    const std::time_t seconds = second.time_since_epoch().count();
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    std::array<char, 40> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
    const auto millis = static_cast<int>((at - second).count());
    std::snprintf(text.data() + size, text.size() - size, ".%03dZ", millis);
    return text.data();
}

} // namespace

std::string json_line(const Line& line)
{
    std::string out = "{\"t\":\"" + time_text(line.at) + '"';
    append_field(out, "level", level_word(line.level));
    append_field(out, "room", line.room);
    append_field(out, "text", line.text);
    for (const Field& field : line.fields) {
        if (out.size() < max_line_bytes)
            append_field(out, field.name, field.value);
    }
    if (line.left_out > 0)
        append_field(out, "lines_left_out", line.left_out);
    return out + '}';
}

std::string text_line(const Line& line)
{
    std::string word(level_word(line.level));
    word.resize(7, ' ');
    std::string out = time_text(line.at) + ' ' + word + ' ';
    append_escaped(out, line.room);
    out += ": ";
    append_escaped(out, line.text);
    for (const Field& field : line.fields) {
        if (out.size() >= max_line_bytes)
            break;
        ((out += ' ') += field.name) += '=';
        std::visit(AppendValue{out}, field.value);
    }
    if (line.left_out > 0)
        out += " lines_left_out=" + std::to_string(line.left_out);
    return out;
}

std::string_view priority_prefix(LogLevel level)
{
    switch (level) {
    case LogLevel::Error:
        return "<3>";
    case LogLevel::Warning:
        return "<4>";
    case LogLevel::Notice:
        return "<5>";
    case LogLevel::Info:
        return "<6>";
    case LogLevel::Debug:
        return "<7>";
    }
    std::abort(); // a value that is no enumerator: damaged memory
}

} // namespace relay::service::log
