#pragma once
#include "wctp/error_code.h"
#include "wctp/version.h"
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The grammars of WCTP 1.0 to 1.3 and IHE's two extensions as one set of tables. The lenient
// reader, the strict validator and the writer all follow them and nothing else; a new element is a
// new row. Where versions differ, a row says which ones it is for.

namespace wctp::detail {

/// A set of versions.
class Versions {
public:
    constexpr Versions(std::initializer_list<Version> versions)
    {
        for (const auto one : versions)
            bits_ |= 1u << static_cast<unsigned>(one);
    }
    constexpr bool has(Version one) const noexcept
    {
        return (bits_ >> static_cast<unsigned>(one) & 1u) != 0;
    }

private:
    unsigned bits_ = 0;
};

inline constexpr Versions every_version{Version::V1r0, Version::V1r1,  Version::V1r2,
                                        Version::V1r3, Version::IheV1, Version::IheV2};
inline constexpr Versions since_1_1{Version::V1r1, Version::V1r2, Version::V1r3, Version::IheV1,
                                    Version::IheV2};
inline constexpr Versions since_1_2{Version::V1r2, Version::V1r3, Version::IheV1, Version::IheV2};
inline constexpr Versions since_1_3{Version::V1r3, Version::IheV1, Version::IheV2};
inline constexpr Versions only_1_0{Version::V1r0};
inline constexpr Versions only_1_1{Version::V1r1};
inline constexpr Versions only_1_2{Version::V1r2};
inline constexpr Versions ihe{Version::IheV1, Version::IheV2};
inline constexpr Versions ihe_2{Version::IheV2};

enum class Need {
    Optional,
    Grammar, ///< required by the grammar; the lenient reader does without
    Always,  ///< nothing can be done without it
};

enum class Form {
    Text,
    Word,     ///< one of `words`
    Time,     ///< unreadable: ignored by the lenient reader
    Deadline, ///< a time that decides something: unreadable is always 405
    Number,   ///< decimal, not negative
    Code,     ///< decimal, not 0
};

struct AttributeRule {
    std::string_view name;
    Form form = Form::Text;
    Need need = Need::Optional;
    Versions in = every_version;
    std::vector<std::string_view> words{};
    std::string_view fallback{};    ///< of a Word; empty: none
    std::size_t strict_most = 0;    ///< characters; 0: no limit
    std::size_t lenient_most = 0;   ///< characters; 0: no limit
    Code too_long = Code::NotValid; ///< what a longer one is answered with
};

/// A child that may stand at a place.
struct Child {
    std::string_view element;
    bool many = false; ///< this one may be repeated
    Versions in = every_version;
};

/// One place in the sequence of children: one of `choices`.
struct Place {
    std::vector<Child> choices;
    Need need = Need::Always;
    bool many = false; ///< repeated, each time any of the choices
};

enum class Content { Empty, Text, Elements };

struct ElementRule {
    std::string_view name;
    Content content = Content::Empty;
    std::vector<AttributeRule> attributes{};
    std::vector<Place> places{};
};

std::span<const ElementRule> elements();

/// nullptr: no element of WCTP.
const ElementRule* find_element(std::string_view name);
/// The same, by a name in any case.
const ElementRule* find_element_folded(std::string_view name);

/// The rule of `version`; nullptr: the element has no such attribute in it.
const AttributeRule* find_attribute(const ElementRule& element, std::string_view name,
                                    Version version);

/// Where a child stands in an element.
struct Found {
    std::size_t place = 0;        ///< the number of places when it may not stand there
    const Child* child = nullptr; ///< nullptr: may not stand there in any version
};
Found find_place(const ElementRule& element, std::string_view child);

} // namespace wctp::detail
