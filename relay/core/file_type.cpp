#include "relay/core/file_type.h"
#include "store/model/directory.h"
#include <algorithm>
#include <array>

namespace relay::core {
namespace {

struct Magic {
    std::size_t at;
    std::string_view bytes;
    std::string_view type;
};

using namespace std::string_view_literals;

constexpr std::array magics{
    Magic{0, "\x89PNG\r\n\x1a\n"sv, "image/png"},
    Magic{0, "\xff\xd8\xff"sv, "image/jpeg"},
    Magic{0, "GIF87a"sv, "image/gif"},
    Magic{0, "GIF89a"sv, "image/gif"},
    Magic{0, "II*\0"sv, "image/tiff"},
    Magic{0, "MM\0*"sv, "image/tiff"},
    Magic{8, "WEBP"sv, "image/webp"},
    Magic{0, "%PDF-"sv, "application/pdf"},
    Magic{128, "DICM"sv, "application/dicom"},
    Magic{8, "WAVE"sv, "audio/wav"},
    Magic{0, "OggS"sv, "audio/ogg"},
    Magic{0, "ID3"sv, "audio/mpeg"},
    Magic{0, "MZ"sv, program_type},
    Magic{0,
          "\x7f"
          "ELF"sv,
          program_type},
    Magic{0, "#!"sv, program_type},
    Magic{0, "\xca\xfe\xba\xbe"sv, program_type}, // Java, and Mach-O for several processors
    Magic{0, "\xfe\xed\xfa\xce"sv, program_type},
    Magic{0, "\xfe\xed\xfa\xcf"sv, program_type},
    Magic{0, "\xce\xfa\xed\xfe"sv, program_type},
    Magic{0, "\xcf\xfa\xed\xfe"sv, program_type},
    Magic{0, "L\0\0\0\x01\x14\x02\0"sv, program_type}, // a Windows shortcut
};

/// Those that a computer runs, or that run something, when they are opened.
constexpr std::array program_endings{
    "ade", "adp", "app", "appx", "apk", "bat", "chm", "cmd", "com", "cpl", "dll",  "exe",  "gadget",
    "hta", "ins", "isp", "jar",  "js",  "jse", "lib", "lnk", "mde", "msc", "msi",  "msix", "msp",
    "mst", "pif", "ps1", "psm1", "py",  "reg", "rb",  "scf", "scr", "sct", "sh",   "shb",  "sys",
    "vb",  "vbe", "vbs", "vxd",  "wsc", "wsf", "wsh", "xll", "iso", "img", "docm", "xlsm", "pptm"};

constexpr std::array program_types{"application/x-msdownload"sv,
                                   "application/x-msdos-program"sv,
                                   "application/x-dosexec"sv,
                                   "application/vnd.microsoft.portable-executable"sv,
                                   "application/x-elf"sv,
                                   "application/x-sharedlib"sv,
                                   "application/x-mach-binary"sv,
                                   "application/java-archive"sv,
                                   "application/x-java-archive"sv,
                                   "application/javascript"sv,
                                   "application/x-javascript"sv,
                                   "text/javascript"sv,
                                   "text/vbscript"sv,
                                   "application/x-sh"sv,
                                   "application/x-shellscript"sv,
                                   "text/x-shellscript"sv,
                                   "application/x-bat"sv,
                                   "application/x-msi"sv,
                                   "application/hta"sv,
                                   "application/x-ms-shortcut"sv,
                                   program_type};

struct Alias {
    std::string_view written;
    std::string_view type;
};

constexpr std::array aliases{
    Alias{"image/jpg", "image/jpeg"},          Alias{"image/pjpeg", "image/jpeg"},
    Alias{"image/x-png", "image/png"},         Alias{"image/x-bmp", "image/bmp"},
    Alias{"image/x-ms-bmp", "image/bmp"},      Alias{"image/x-tiff", "image/tiff"},
    Alias{"image/tif", "image/tiff"},          Alias{"application/x-pdf", "application/pdf"},
    Alias{"audio/x-wav", "audio/wav"},         Alias{"audio/wave", "audio/wav"},
    Alias{"audio/vnd.wave", "audio/wav"},      Alias{"audio/mp3", "audio/mpeg"},
    Alias{"audio/x-mp3", "audio/mpeg"},        Alias{"application/ogg", "audio/ogg"},
    Alias{"application/ics", "text/calendar"}, Alias{"text/x-vcard", "text/vcard"}};

/// RFC 2045 5.1 token
bool is_token(std::string_view text)
{
    const auto is_character = [](unsigned char one) {
        return one > ' ' && one < 0x7f &&
               "()<>@,;:\\\"/[]?="sv.find(char(one)) == std::string::npos;
    };
    return !text.empty() && std::ranges::all_of(text, is_character);
}

bool begins_with(std::string_view content, const Magic& magic)
{
    return content.size() >= magic.at && content.substr(magic.at).starts_with(magic.bytes);
}

/// "BM" alone is two letters that a text may begin with: the size behind it must fit.
bool is_bitmap(std::string_view content)
{
    if (content.size() < 26 || !content.starts_with("BM"))
        return false;
    std::size_t size = 0;
    for (std::size_t at = 6; at-- > 2;)
        size = size << 8 | static_cast<unsigned char>(content[at]);
    return size == content.size() || size == 0;
}

} // namespace

std::string_view proven_type(std::string_view content)
{
    const auto found = std::ranges::find_if(
        magics, [&](const Magic& magic) { return begins_with(content, magic); });
    if (found != magics.end() && found->at == 8 && !content.starts_with("RIFF"))
        return {};
    if (found != magics.end())
        return found->type;
    return is_bitmap(content) ? "image/bmp"sv : std::string_view();
}

bool is_program(std::string_view name, std::string_view type)
{
    const auto end = name.find_last_not_of(". ");
    name = end == std::string_view::npos ? std::string_view() : name.substr(0, end + 1);
    const auto dot = name.rfind('.');
    const auto ending =
        dot == std::string_view::npos ? std::string() : store::folded_lower(name.substr(dot + 1));
    return std::ranges::find(program_endings, ending) != program_endings.end() ||
           std::ranges::find(program_types, known_type(type)) != program_types.end();
}

bool is_recognisable(std::string_view type)
{
    constexpr std::array uncertain{"audio/mpeg"sv, "application/dicom"sv}; // may lack their marks
    return type == "image/bmp" || (std::ranges::find(uncertain, type) == uncertain.end() &&
                                   std::ranges::find(magics, type, &Magic::type) != magics.end());
}

std::string known_type(std::string_view declared)
{
    auto type = store::folded_lower(declared.substr(0, declared.find(';')));
    type.erase(type.find_last_not_of(' ') + 1);
    const auto slash = type.find('/');
    if (slash == std::string::npos || !is_token(std::string_view(type).substr(0, slash)) ||
        !is_token(std::string_view(type).substr(slash + 1)))
        return "application/octet-stream";
    const auto alias = std::ranges::find(aliases, type, &Alias::written);
    return alias == aliases.end() ? type : std::string(alias->type);
}

} // namespace relay::core
