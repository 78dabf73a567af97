#pragma once
#include "wctp/control.h"
#include "wctp/lookup.h"
#include "wctp/payload.h"
#include "wctp/status_info.h"
#include "wctp/version_query.h"
#include <array>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

// The enumerations as WCTP writes them.

namespace wctp::detail {

template <typename Enum>
struct Words;

template <>
struct Words<Priority> {
    static constexpr std::array table{std::pair{Priority::High, "HIGH"},
                                      std::pair{Priority::Normal, "NORMAL"},
                                      std::pair{Priority::Low, "LOW"}};
};
template <>
struct Words<TransparentType> {
    // 1.3 has a second spelling; it differs in case only.
    static constexpr std::array table{std::pair{TransparentType::Opaque, "OPAQUE"},
                                      std::pair{TransparentType::FlexSuite, "FLEXSuite"},
                                      std::pair{TransparentType::FlexSuite, "FLEXsuite"}};
};
template <>
struct Words<TransparentEncoding> {
    static constexpr std::array table{std::pair{TransparentEncoding::Standard, "standard"},
                                      std::pair{TransparentEncoding::Base64, "base64"}};
};
template <>
struct Words<Notification> {
    static constexpr std::array table{std::pair{Notification::Queued, "QUEUED"},
                                      std::pair{Notification::Delivered, "DELIVERED"},
                                      std::pair{Notification::Read, "READ"},
                                      std::pair{Notification::CallbackStart, "IHEPCDCALLBACKSTART"},
                                      std::pair{Notification::CallbackEnd, "IHEPCDCALLBACKEND"}};
};
template <>
struct Words<Support> {
    static constexpr std::array table{std::pair{Support::Supported, "Supported"},
                                      std::pair{Support::Deprecated, "Deprecated"},
                                      std::pair{Support::NotSupported, "NotSupported"}};
};
template <>
struct Words<FixType> {
    static constexpr std::array table{std::pair{FixType::Approximate, "approximate"},
                                      std::pair{FixType::Estimated, "estimated"},
                                      std::pair{FixType::Precise, "precise"}};
};
template <>
struct Words<LocationStatus> {
    static constexpr std::array table{std::pair{LocationStatus::Ok, "ok"},
                                      std::pair{LocationStatus::Invalid, "invalid"},
                                      std::pair{LocationStatus::NoAltitude, "noalt"},
                                      std::pair{LocationStatus::NoPosition, "nolonglat"},
                                      std::pair{LocationStatus::Stale, "stale"}};
};

template <typename Enum>
std::string word(Enum value)
{
    for (const auto& [one, text] : Words<Enum>::table) {
        if (one == value)
            return text;
    }
    std::abort(); // no enumerator
}

/// `text` went through the Conformer: it is in the table, or the attribute was not there.
template <typename Enum>
Enum from_word(std::string_view text, Enum otherwise)
{
    for (const auto& [one, word_text] : Words<Enum>::table) {
        if (text == word_text)
            return one;
    }
    return otherwise;
}

} // namespace wctp::detail
