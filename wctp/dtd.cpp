#include "wctp/dtd.h"
#include "wctp/detail/grammar.h"
#include <algorithm>
#include <vector>

namespace wctp {
namespace {

using detail::AttributeRule;
using detail::Child;
using detail::Content;
using detail::ElementRule;
using detail::Need;
using detail::Place;

std::string joined(const std::vector<std::string>& texts, std::string_view between)
{
    std::string all;
    for (const auto& text : texts)
        all += (all.empty() ? std::string() : std::string(between)) + text;
    return all;
}

std::string_view repetition(bool is_optional, bool is_many)
{
    if (is_many)
        return is_optional ? "*" : "+";
    return is_optional ? "?" : "";
}

/// "(a | b)+"; empty: the version has nothing here.
std::string place_text(const Place& place, Version version)
{
    std::vector<std::string> names;
    bool is_many = place.many;
    for (const auto& child : place.choices) {
        if (child.in.has(version))
            names.emplace_back(child.element);
    }
    if (names.empty())
        return {};
    const bool is_optional = place.need == Need::Optional;
    if (place.choices.size() == 1) {
        is_many = is_many || place.choices.front().many;
        return names.front() + std::string(repetition(is_optional, is_many));
    }
    for (std::size_t at = 0, named = 0; at < place.choices.size(); ++at) {
        const auto& child = place.choices[at];
        if (child.in.has(version))
            names[named++] += child.many ? "+" : "";
    }
    return "(" + joined(names, " | ") + ")" + std::string(repetition(is_optional, is_many));
}

std::string content_text(const ElementRule& element, Version version)
{
    if (element.content == Content::Text)
        return "(#PCDATA)";
    std::vector<std::string> places;
    for (const auto& place : element.places) {
        if (auto text = place_text(place, version); !text.empty())
            places.push_back(std::move(text));
    }
    return places.empty() ? "EMPTY" : "(" + joined(places, ", ") + ")";
}

std::string attribute_text(const AttributeRule& rule)
{
    std::string type = "CDATA";
    if (!rule.words.empty()) {
        std::vector<std::string> words(rule.words.begin(), rule.words.end());
        type = "(" + joined(words, " | ") + ")";
    }
    // The tables leave the root's wctpVersion to the parser.
    const bool is_required = rule.need != Need::Optional || rule.name == "wctpVersion";
    std::string otherwise = is_required ? "#REQUIRED" : "#IMPLIED";
    if (!is_required && !rule.fallback.empty())
        otherwise = '"' + std::string(rule.fallback) + '"';
    return " " + std::string(rule.name) + " " + type + " " + otherwise;
}

/// All that can stand in a document of that version, each behind whatever it first stands in.
std::vector<const ElementRule*> reachable(Version version)
{
    std::vector<const ElementRule*> found{detail::find_element("wctp-Operation")};
    for (std::size_t at = 0; at < found.size(); ++at) {
        for (const auto& place : found[at]->places) {
            for (const auto& child : place.choices) {
                const auto* rule = detail::find_element(child.element);
                if (child.in.has(version) && std::ranges::find(found, rule) == found.end())
                    found.push_back(rule);
            }
        }
    }
    return found;
}

} // namespace

std::string dtd(Version version)
{
    std::string text = "<!-- WCTP, " + std::string(name(version)) + " -->\n";
    for (const auto* element : reachable(version)) {
        const std::string named(element->name);
        text += "<!ELEMENT " + named + " " + content_text(*element, version) + ">\n";
        for (const auto& attribute : element->attributes) {
            if (attribute.in.has(version))
                text += "<!ATTLIST " + named + attribute_text(attribute) + ">\n";
        }
    }
    return text;
}

} // namespace wctp
