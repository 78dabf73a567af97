#include "wctp/version.h"
#include "wctp/detail/ascii.h"
#include <array>
#include <cstdlib>
#include <utility>

namespace wctp {
namespace {

using Spelling = std::pair<std::string_view, Version>;

// Each stands for itself, with "wctp-dtd-" or with a path in front.
constexpr std::array spellings{
    Spelling{"wctp-dtd-v1r0", Version::V1r0},
    Spelling{"wctp-dtd-v1r1", Version::V1r1},
    Spelling{"wctp-dtd-v1r2", Version::V1r2},
    Spelling{"wctp-dtd-v1r3", Version::V1r3},
    Spelling{"wctp-dtd-ihepcd-pcd06-v1r1", Version::IheV1},
    Spelling{"wctp-dtd-ihepcd-pcd06-v1r2", Version::IheV2},
    Spelling{"v1r0", Version::V1r0},
    Spelling{"v1r1", Version::V1r1},
    Spelling{"v1r2", Version::V1r2},
    Spelling{"v1r3", Version::V1r3},
    // quirk: the Arch server names its DTD wctpv1-0, and the version 1.0
    Spelling{"wctpv1-0", Version::V1r0},
    Spelling{"wctpv1-1", Version::V1r1},
    Spelling{"wctpv1-2", Version::V1r2},
    Spelling{"wctpv1-3", Version::V1r3},
    // quirk: Mission Control writes 1.3
    Spelling{"1.0", Version::V1r0},
    Spelling{"1.1", Version::V1r1},
    Spelling{"1.2", Version::V1r2},
    Spelling{"1.3", Version::V1r3},
};

} // namespace

std::string_view name(Version version) noexcept
{
    switch (version) {
    case Version::V1r0:
        return "wctp-dtd-v1r0";
    case Version::V1r1:
        return "wctp-dtd-v1r1";
    case Version::V1r2:
        return "wctp-dtd-v1r2";
    case Version::V1r3:
        return "wctp-dtd-v1r3";
    case Version::IheV1:
        return "wctp-dtd-ihepcd-pcd06-v1r1";
    case Version::IheV2:
        return "wctp-dtd-ihepcd-pcd06-v1r2";
    }
    std::abort();
}

std::optional<Version> parse_version(std::string_view text)
{
    text = detail::trimmed(text);
    if (const auto slash = text.rfind('/'); slash != std::string_view::npos)
        text.remove_prefix(slash + 1);
    // quirk: myairmail.com answers with the name of the file
    if (text.size() > 4 && detail::same_word(text.substr(text.size() - 4), ".dtd"))
        text.remove_suffix(4);
    for (const auto& [spelling, version] : spellings) {
        if (detail::same_word(text, spelling))
            return version;
    }
    return std::nullopt;
}

} // namespace wctp
