#include "mail/charset.h"

#include "mail/detail/charset_names.h"
#include "mail/detail/japanese.h"

#include <algorithm>
#include <array>
#include <iconv.h>
#include <memory>
#include <type_traits>

namespace mail {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD

constexpr bool is_continuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// Octets of the well-formed sequence at the front of `bytes`, 0 if there is none.
// Unicode 15, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF.
std::size_t sequence_bytes(std::string_view bytes)
{
    const auto at = [&](std::size_t i) {
        return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u;
    };
    const unsigned lead = at(0);
    if (lead < 0x80)
        return 1;
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || bytes.size() < length)
        return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if (!is_continuation(bytes[i]))
            return 0;
    }
    const unsigned second = at(1);
    const bool out_of_range = (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
                              (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F);
    return out_of_range ? 0 : length;
}

struct CloseConversion {
    void operator()(void* conversion) const { iconv_close(conversion); }
};
using Conversion = std::unique_ptr<std::remove_pointer_t<iconv_t>, CloseConversion>;

/// Octets of a character that cannot be converted: of two octets both are skipped, since the second
/// alone would be a letter.
std::size_t skipped_octets(std::string_view rest, std::string_view charset)
{
    const bool is_wide = charset == "EUC-JP-MS" || charset == "CP932" || charset == "GB18030" ||
                         charset == "BIG5-HKSCS" || charset == "CP949";
    const auto octet = [&](std::size_t at) { return static_cast<unsigned char>(rest[at]); };
    if (!is_wide || rest.size() < 2 || octet(0) < 0x80)
        return 1;
    if (charset == "EUC-JP-MS" && octet(0) == 0x8F && rest.size() > 2 && octet(2) >= 0xA0)
        return 3;
    const bool has_second = octet(1) >= 0x80 || (charset != "EUC-JP-MS" && octet(1) >= 0x40);
    return has_second ? 2 : 1;
}

/// Where `input` is null, what the charset still held back: the last letter of Hebrew may be one.
void convert(iconv_t conversion, char** input, std::size_t* input_left, std::string& result)
{
    std::array<char, 4096> chunk;
    char* output = chunk.data();
    std::size_t output_left = chunk.size();
    iconv(conversion, input, input_left, &output, &output_left);
    result.append(chunk.data(), chunk.size() - output_left);
}

std::string converted(std::string_view bytes, const char* charset)
{
    const iconv_t opened = iconv_open("UTF-8", charset);
    if (opened == reinterpret_cast<iconv_t>(-1))
        return repaired_utf8(bytes);
    const Conversion conversion(opened);
    std::string result;
    char* input = const_cast<char*>(bytes.data()); // iconv's signature; it only reads
    std::size_t input_left = bytes.size();
    while (input_left > 0) {
        const std::size_t before = input_left;
        const std::size_t had = result.size();
        convert(opened, &input, &input_left, result);
        if (input_left != before || result.size() != had)
            continue;
        // Stuck: neither invalid nor cut input goes away by itself.
        convert(opened, nullptr, nullptr, result);
        result += replacement;
        const auto skipped = skipped_octets({input, input_left}, charset);
        input += skipped;
        input_left -= skipped;
    }
    convert(opened, nullptr, nullptr, result);
    return result;
}

/// Each octet that is part of no UTF-8 is one of windows-1252: senders that say nothing mean that.
std::string utf8_or_windows_1252(std::string_view bytes)
{
    std::string result;
    result.reserve(bytes.size());
    while (!bytes.empty()) {
        const auto length = sequence_bytes(bytes);
        const auto octet = static_cast<unsigned char>(bytes.front());
        if (length > 0)
            result += bytes.substr(0, length);
        else if (octet >= 0xA0)
            result +=
                {static_cast<char>(0xC0u | octet >> 6), static_cast<char>(0x80u | (octet & 0x3Fu))};
        else if (const auto letter = letter_of_windows_1252(octet); !letter.empty())
            result += letter;
        else
            result += replacement;
        bytes.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return result;
}

/// RFC 2781 4.3, but for those who forget the mark and write as their machine does.
const char* byte_order(std::string_view bytes)
{
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF"))
        return "UTF-16";
    std::array<std::size_t, 2> nulls{};
    for (std::size_t at = 0; at < bytes.size(); ++at)
        nulls[at % 2] += bytes[at] == '\0' ? 1 : 0;
    return nulls[1] > nulls[0] ? "UTF-16LE" : "UTF-16BE";
}

} // namespace

std::string to_utf8(std::string_view bytes, std::string_view charset)
{
    const char* name = iconv_name(charset);
    if (!name)
        return utf8_or_windows_1252(bytes);
    if (name == std::string_view("ISO-2022-JP"))
        return converted(euc_of_iso_2022_jp(bytes), "EUC-JP-MS");
    return converted(bytes, name == std::string_view("UTF-16") ? byte_order(bytes) : name);
}

bool is_utf8(std::string_view bytes)
{
    while (!bytes.empty()) {
        const std::size_t length = sequence_bytes(bytes);
        if (length == 0)
            return false;
        bytes.remove_prefix(length);
    }
    return true;
}

std::string repaired_utf8(std::string_view bytes)
{
    std::string result;
    result.reserve(bytes.size());
    while (!bytes.empty()) {
        const std::size_t length = sequence_bytes(bytes);
        if (length == 0)
            result += replacement;
        else
            result += bytes.substr(0, length);
        bytes.remove_prefix(length == 0 ? 1 : length);
    }
    return result;
}

std::string_view letter_of_windows_1252(unsigned char octet)
{
    constexpr std::array<std::string_view, 32> letters{
        "€", "",  "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", "", "Ž", "",
        "",  "‘", "’", "“", "”", "•", "–", "—", "˜", "™", "š", "›", "œ", "", "ž", "Ÿ"};
    return octet >= 0x80 && octet < 0xA0 ? letters[octet - 0x80u] : std::string_view();
}

std::string_view utf8_prefix(std::string_view text, std::size_t max_bytes)
{
    if (text.size() <= max_bytes)
        return text;
    while (max_bytes > 0 && is_continuation(text[max_bytes]))
        --max_bytes;
    return text.substr(0, max_bytes);
}

} // namespace mail
