#include "mail/charset.h"

#include "mail/detail/ascii.h"

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

// What senders write and what iconv is asked for. A list, because iconv would load any
// module that a name in a mail points to.
struct Charset {
    std::string_view name;
    const char* iconv_name;
};
constexpr std::array charsets{
    Charset{"iso-8859-1", "CP1252"},
    Charset{"latin1", "CP1252"},
    Charset{"iso-8859-2", "ISO-8859-2"},
    Charset{"iso-8859-3", "ISO-8859-3"},
    Charset{"iso-8859-4", "ISO-8859-4"},
    Charset{"iso-8859-5", "ISO-8859-5"},
    Charset{"iso-8859-6", "ISO-8859-6"},
    Charset{"iso-8859-7", "ISO-8859-7"},
    Charset{"iso-8859-8", "ISO-8859-8"},
    Charset{"iso-8859-8-i", "ISO-8859-8"},
    Charset{"iso-8859-9", "CP1254"},
    Charset{"iso-8859-10", "ISO-8859-10"},
    Charset{"iso-8859-11", "ISO-8859-11"},
    Charset{"iso-8859-13", "ISO-8859-13"},
    Charset{"iso-8859-14", "ISO-8859-14"},
    Charset{"iso-8859-15", "ISO-8859-15"},
    Charset{"iso-8859-16", "ISO-8859-16"},
    Charset{"windows-1250", "CP1250"},
    Charset{"windows-1251", "CP1251"},
    Charset{"windows-1252", "CP1252"},
    Charset{"cp1252", "CP1252"},
    Charset{"windows-1253", "CP1253"},
    Charset{"windows-1254", "CP1254"},
    Charset{"windows-1255", "CP1255"},
    Charset{"windows-1256", "CP1256"},
    Charset{"windows-1257", "CP1257"},
    Charset{"windows-1258", "CP1258"},
    Charset{"windows-874", "CP874"},
    Charset{"tis-620", "TIS-620"},
    Charset{"koi8-r", "KOI8-R"},
    Charset{"koi8-u", "KOI8-U"},
    Charset{"macintosh", "MACINTOSH"},
    Charset{"ibm437", "CP437"},
    Charset{"cp437", "CP437"},
    Charset{"ibm850", "CP850"},
    Charset{"cp850", "CP850"},
    Charset{"ibm852", "CP852"},
    Charset{"cp866", "CP866"},
    Charset{"gb2312", "GB18030"},
    Charset{"gbk", "GB18030"},
    Charset{"gb18030", "GB18030"},
    Charset{"cp936", "GB18030"},
    Charset{"big5", "BIG5"},
    Charset{"big5-hkscs", "BIG5-HKSCS"},
    Charset{"shift_jis", "CP932"},
    Charset{"shift-jis", "CP932"},
    Charset{"sjis", "CP932"},
    Charset{"windows-31j", "CP932"},
    Charset{"euc-jp", "EUC-JP"},
    Charset{"iso-2022-jp", "ISO-2022-JP"},
    Charset{"euc-kr", "CP949"},
    Charset{"ks_c_5601-1987", "CP949"},
    Charset{"ks_c_5601", "CP949"},
    Charset{"cp949", "CP949"},
    Charset{"iso-2022-kr", "ISO-2022-KR"},
    Charset{"utf-16", "UTF-16"},
    Charset{"utf-16le", "UTF-16LE"},
    Charset{"utf-16be", "UTF-16BE"},
    Charset{"utf-32", "UTF-32"},
};

const char* iconv_name(std::string_view charset)
{
    for (const auto& known : charsets) {
        if (ascii::same(known.name, charset))
            return known.iconv_name;
    }
    return nullptr;
}

struct CloseConversion {
    void operator()(void* conversion) const { iconv_close(conversion); }
};
using Conversion = std::unique_ptr<std::remove_pointer_t<iconv_t>, CloseConversion>;

std::string converted(std::string_view bytes, iconv_t conversion)
{
    std::string result;
    char* input = const_cast<char*>(bytes.data()); // iconv's signature; it only reads
    std::size_t input_left = bytes.size();
    while (input_left > 0) {
        std::array<char, 4096> chunk;
        char* output = chunk.data();
        std::size_t output_left = chunk.size();
        const std::size_t before = input_left;
        iconv(conversion, &input, &input_left, &output, &output_left);
        result.append(chunk.data(), chunk.size() - output_left);
        if (input_left == before && output_left == chunk.size()) {
            result += replacement; // stuck: neither invalid nor cut input goes away by itself
            ++input;
            --input_left;
        }
    }
    return result;
}

} // namespace

std::string to_utf8(std::string_view bytes, std::string_view charset)
{
    const char* name = iconv_name(ascii::trimmed(charset));
    if (!name)
        return repaired_utf8(bytes);
    const iconv_t opened = iconv_open("UTF-8", name);
    if (opened == reinterpret_cast<iconv_t>(-1))
        return repaired_utf8(bytes);
    const Conversion conversion(opened);
    return converted(bytes, conversion.get());
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
