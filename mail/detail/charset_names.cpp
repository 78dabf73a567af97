// A list, because iconv would load any module that a name in a mail points to.
#include "mail/detail/charset_names.h"

#include "mail/detail/ascii.h"

#include <algorithm>
#include <array>
#include <string>

namespace mail {
namespace {

struct Charset {
    std::string_view name; ///< letters and digits alone
    const char* iconv_name;
};
constexpr std::array charsets{
    Charset{"iso88591", "CP1252"},
    Charset{"latin1", "CP1252"},
    Charset{"l1", "CP1252"},
    Charset{"isolatin1", "CP1252"},
    Charset{"csisolatin1", "CP1252"},
    Charset{"ansi", "CP1252"},
    Charset{"iso88592", "ISO-8859-2"},
    Charset{"latin2", "ISO-8859-2"},
    Charset{"csisolatin2", "ISO-8859-2"},
    Charset{"iso88593", "ISO-8859-3"},
    Charset{"iso88594", "ISO-8859-4"},
    Charset{"iso88595", "ISO-8859-5"},
    Charset{"iso88596", "ISO-8859-6"},
    Charset{"iso88597", "ISO-8859-7"},
    Charset{"iso88598", "ISO-8859-8"},
    Charset{"iso88598i", "ISO-8859-8"},
    Charset{"iso88598e", "ISO-8859-8"},
    Charset{"iso88599", "CP1254"},
    Charset{"latin5", "CP1254"},
    Charset{"iso885910", "ISO-8859-10"},
    Charset{"iso885911", "ISO-8859-11"},
    Charset{"iso885913", "ISO-8859-13"},
    Charset{"iso885914", "ISO-8859-14"},
    Charset{"iso885915", "ISO-8859-15"},
    Charset{"latin9", "ISO-8859-15"},
    Charset{"latin0", "ISO-8859-15"},
    Charset{"iso885916", "ISO-8859-16"},
    Charset{"windows874", "CP874"},
    Charset{"windows1250", "CP1250"},
    Charset{"windows1251", "CP1251"},
    Charset{"windows1252", "CP1252"},
    Charset{"windows1253", "CP1253"},
    Charset{"windows1254", "CP1254"},
    Charset{"windows1255", "CP1255"},
    Charset{"windows1256", "CP1256"},
    Charset{"windows1257", "CP1257"},
    Charset{"windows1258", "CP1258"},
    Charset{"tis620", "TIS-620"},
    Charset{"koi8r", "KOI8-R"},
    Charset{"koi8", "KOI8-R"},
    Charset{"cskoi8r", "KOI8-R"},
    Charset{"koi8u", "KOI8-U"},
    Charset{"koi8ru", "KOI8-U"},
    Charset{"macintosh", "MACINTOSH"},
    Charset{"macroman", "MACINTOSH"},
    Charset{"windows437", "CP437"},
    Charset{"windows850", "CP850"},
    Charset{"windows852", "CP852"},
    Charset{"windows858", "CP858"},
    Charset{"windows866", "CP866"},
    Charset{"gb2312", "GB18030"},
    Charset{"gbk", "GB18030"},
    Charset{"gb18030", "GB18030"},
    Charset{"euccn", "GB18030"},
    Charset{"windows936", "GB18030"},
    Charset{"big5", "BIG5-HKSCS"},
    Charset{"big5hkscs", "BIG5-HKSCS"},
    Charset{"windows950", "BIG5-HKSCS"},
    Charset{"shiftjis", "CP932"},
    Charset{"sjis", "CP932"},
    Charset{"mskanji", "CP932"},
    Charset{"windows31j", "CP932"},
    Charset{"windows932", "CP932"},
    Charset{"eucjp", "EUC-JP-MS"},
    Charset{"eucjpms", "EUC-JP-MS"},
    Charset{"iso2022jp", "ISO-2022-JP"},
    Charset{"windows50220", "ISO-2022-JP"},
    Charset{"windows50221", "ISO-2022-JP"},
    Charset{"euckr", "CP949"},
    Charset{"ksc56011987", "CP949"},
    Charset{"ksc5601", "CP949"},
    Charset{"windows949", "CP949"},
    Charset{"iso2022kr", "ISO-2022-KR"},
    Charset{"utf16", "UTF-16"},
    Charset{"unicode", "UTF-16"},
    Charset{"ucs2", "UTF-16"},
    Charset{"utf16le", "UTF-16LE"},
    Charset{"utf16be", "UTF-16BE"},
    Charset{"utf32", "UTF-32"},
};

/// "ISO_8859-1:1987" is iso88591, "x-win-1250" is windows1250.
std::string bare(std::string_view charset)
{
    std::string name;
    for (const char c : charset.substr(0, charset.find(':')))
        name += ascii::is_alnum(c) ? std::string(1, ascii::lower(c)) : "";
    if (charset.starts_with("x-") || charset.starts_with("X-"))
        name.erase(0, 1);
    for (const std::string_view prefix : {"cp", "win", "ibm", "ms"}) {
        const bool has_number = name.size() > prefix.size() && name.starts_with(prefix) &&
                                ascii::is_digit(name[prefix.size()]);
        if (has_number)
            return name.replace(0, prefix.size(), "windows");
    }
    return name;
}

} // namespace

const char* iconv_name(std::string_view charset)
{
    constexpr std::size_t longest = 40;
    const auto name = bare(charset.substr(0, longest));
    const auto* known = std::find_if(charsets.begin(), charsets.end(),
                                     [&](const Charset& one) { return one.name == name; });
    return known == charsets.end() ? nullptr : known->iconv_name;
}

} // namespace mail
