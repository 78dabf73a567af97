#pragma once
#include <array>
#include <optional>
#include <string_view>

namespace wctp {

/// The grammars a document can follow. IheV1, IheV2: 1.3 with the extensions of IHE PCD-06/07.
enum class Version { V1r0, V1r1, V1r2, V1r3, IheV1, IheV2 };

inline constexpr std::array all_versions{Version::V1r0, Version::V1r1,  Version::V1r2,
                                         Version::V1r3, Version::IheV1, Version::IheV2};

/// As written in wctpVersion: "wctp-dtd-v1r3".
std::string_view name(Version version) noexcept;

/// Reads wctpVersion as real peers write it: any case, blanks around it, with ".dtd", a path in
/// front, "1.3", "v1r3", "wctpv1-0". Empty result: no version of WCTP (Failure 303).
std::optional<Version> parse_version(std::string_view text);

} // namespace wctp
