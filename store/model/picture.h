#pragma once
#include <array>
#include <string_view>

namespace store {

/// A kind of picture that an alarm may bring. WCTP wctp-IHEWCMImage Format
struct PictureFormat {
    std::string_view word;   ///< as the grammar has it
    std::string_view type;   ///< media type
    std::string_view ending; ///< of a file's name
};

inline constexpr std::array<PictureFormat, 4> picture_formats{{{"SVG", "image/svg+xml", ".svg"},
                                                               {"JPEG", "image/jpeg", ".jpg"},
                                                               {"PNG", "image/png", ".png"},
                                                               {"BMP", "image/bmp", ".bmp"}}};

/// Null: no such format. `word` in upper case.
constexpr const PictureFormat* picture_format(std::string_view word)
{
    for (const auto& known : picture_formats) {
        if (known.word == word)
            return &known;
    }
    return nullptr;
}

/// Null: a file of that media type goes with no alarm.
constexpr const PictureFormat* picture_format_of_type(std::string_view type)
{
    for (const auto& known : picture_formats) {
        if (known.type == type)
            return &known;
    }
    return nullptr;
}

} // namespace store
