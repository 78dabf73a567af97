#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace wctp::detail {

struct Attribute {
    std::string name;
    std::string value;
};

/// An XML element as a value. `text` is all character data right under it, in one piece.
struct Element {
    std::string name;
    std::vector<Attribute> attributes{};
    std::vector<Element> children{};
    std::string text{};
    std::size_t line = 0; ///< where it begins, from 1

    const std::string* find(std::string_view attribute) const
    {
        for (const auto& one : attributes) {
            if (one.name == attribute)
                return &one.value;
        }
        return nullptr;
    }

    /// Empty when there is none.
    std::string value(std::string_view attribute) const
    {
        const auto* found = find(attribute);
        return found == nullptr ? std::string() : *found;
    }

    const Element* child(std::string_view wanted) const
    {
        for (const auto& one : children) {
            if (one.name == wanted)
                return &one;
        }
        return nullptr;
    }

    void set(std::string attribute, std::string text_value)
    {
        attributes.push_back({std::move(attribute), std::move(text_value)});
    }
};

} // namespace wctp::detail
