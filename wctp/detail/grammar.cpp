#include "wctp/detail/grammar.h"
#include "wctp/detail/ascii.h"
#include <algorithm>

namespace wctp::detail {

const ElementRule* find_element(std::string_view name)
{
    const auto all = elements();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
    return found == all.end() ? nullptr : &*found;
}

const ElementRule* find_element_folded(std::string_view name)
{
    const auto all = elements();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const auto& one) { return same_word(one.name, name); });
    return found == all.end() ? nullptr : &*found;
}

const AttributeRule* find_attribute(const ElementRule& element, std::string_view name,
                                    Version version)
{
    for (const auto& one : element.attributes) {
        if (one.name == name && one.in.has(version))
            return &one;
    }
    return nullptr;
}

Found find_place(const ElementRule& element, std::string_view child)
{
    for (std::size_t place = 0; place < element.places.size(); ++place) {
        for (const auto& one : element.places[place].choices) {
            if (one.element == child)
                return {place, &one};
        }
    }
    return {element.places.size(), nullptr};
}

} // namespace wctp::detail
