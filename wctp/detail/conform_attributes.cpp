#include "wctp/detail/ascii.h"
#include "wctp/detail/conform.h"
#include "wctp/detail/deviations.h"
#include "wctp/timestamp.h"
#include <algorithm>
#include <cstdlib>

namespace wctp::detail {
namespace {

Error refuse(const ElementRule& element, std::string_view attribute, std::string_view what,
             Code code = Code::NotValid)
{
    return {code,
            std::string(element.name) + ": " + std::string(attribute) + " " + std::string(what)};
}

std::size_t characters(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    }));
}

bool has(const std::vector<Attribute>& attributes, std::string_view name)
{
    return std::any_of(attributes.begin(), attributes.end(),
                       [&](const Attribute& one) { return one.name == name; });
}

bool is_namespace(std::string_view name)
{
    return name == "xmlns" || name.find(':') != std::string_view::npos;
}

} // namespace

std::optional<Error> Conformer::attributes(Element& element, const ElementRule& rule)
{
    std::vector<Attribute> kept;
    kept.reserve(rule.attributes.size());
    for (auto& given : element.attributes) {
        attribute_ = given.name;
        if (auto error = attribute(rule, given, kept))
            return error;
    }
    attribute_.clear();
    if (auto error = add_missing(rule, kept))
        return error;
    element.attributes = std::move(kept);
    return std::nullopt;
}

std::optional<Error> Conformer::attribute(const ElementRule& rule, Attribute& given,
                                          std::vector<Attribute>& kept)
{
    const auto* known = rule_for(rule, given.name);
    if (known == nullptr) {
        if (strict_)
            return refuse(rule, "an attribute", "is not of this version");
        forgive(is_namespace(given.name) ? Quirk::Namespace : Quirk::UnknownAttribute);
        return std::nullopt;
    }
    // In two spellings: the first one counts.
    if (has(kept, known->name))
        return std::nullopt;
    auto text = trimmed(given.value).size() == given.value.size()
                    ? std::move(given.value)
                    : std::string(trimmed(given.value));
    bool keep = true;
    if (auto error = value(rule, *known, text, keep))
        return error;
    if (!keep)
        return std::nullopt;
    if (given.name != known->name)
        given.name = known->name;
    kept.push_back({std::move(given.name), std::move(text)});
    return std::nullopt;
}

const AttributeRule* Conformer::rule_for(const ElementRule& element, std::string_view name)
{
    if (const auto* exact = find_attribute(element, name, version_))
        return exact;
    if (strict_)
        return nullptr;
    const AttributeRule* other = nullptr;
    for (const auto& one : element.attributes) {
        if (!same_word(one.name, name))
            continue;
        if (one.in.has(version_)) {
            forgive(Quirk::NameCase);
            return &one;
        }
        other = &one;
    }
    if (other != nullptr)
        forgive(Quirk::LaterOperation);
    else if ((other = foreign_attribute(element.name, name)) != nullptr)
        forgive(Quirk::ForeignSecurityCode);
    return other;
}

std::optional<Error> Conformer::add_missing(const ElementRule& rule, std::vector<Attribute>& kept)
{
    for (const auto& one : rule.attributes) {
        if (!one.in.has(version_) || has(kept, one.name))
            continue;
        if (one.need == Need::Always || (strict_ && one.need == Need::Grammar))
            return refuse(rule, one.name, "is missing");
        if (one.need == Need::Grammar) {
            attribute_ = one.name;
            forgive(Quirk::MissingAttribute);
            attribute_.clear();
        }
        if (!one.fallback.empty())
            kept.push_back({std::string(one.name), std::string(one.fallback)});
    }
    return std::nullopt;
}

std::optional<Error> Conformer::value(const ElementRule& element, const AttributeRule& rule,
                                      std::string& text, bool& keep)
{
    const auto length = characters(text);
    const auto most = strict_ ? rule.strict_most : rule.lenient_most;
    if (most != 0 && length > most)
        return refuse(element, rule.name, "is too long", rule.too_long);
    if (rule.strict_most != 0 && length > rule.strict_most)
        forgive(Quirk::LongValue);

    switch (rule.form) {
    case Form::Text:
        return std::nullopt;
    case Form::Word:
        return word(element, rule, text, keep);
    case Form::Time:
    case Form::Deadline:
        return time(rule, text, keep);
    case Form::Number:
    case Form::Code:
        break;
    }
    if (text.empty() && !strict_ && rule.need == Need::Optional) {
        forgive(Quirk::MissingAttribute);
        keep = false;
        return std::nullopt;
    }
    const auto number = parse_number(text);
    if (!number || (rule.form == Form::Code && (*number == 0 || text.size() > 9)))
        return refuse(element, rule.name, "is not a number that can be");
    return std::nullopt;
}

std::optional<Error> Conformer::word(const ElementRule& element, const AttributeRule& rule,
                                     std::string& text, bool& keep)
{
    if (std::find(rule.words.begin(), rule.words.end(), text) != rule.words.end())
        return std::nullopt;
    if (strict_)
        return refuse(element, rule.name, "is none of the words allowed");
    // The same word in another case, or a word of another version.
    for (const auto& other : element.attributes) {
        if (other.name != rule.name)
            continue;
        for (const auto& one : other.words) {
            if (!same_word(one, text))
                continue;
            forgive(other.in.has(version_) ? Quirk::EnumCase : Quirk::LaterOperation);
            text = one;
            return std::nullopt;
        }
    }
    if (rule.need == Need::Always)
        return refuse(element, rule.name, "is none of the words known");
    forgive(Quirk::EnumValue);
    const auto yes_or_no = meant_flag(text);
    keep = yes_or_no.has_value() && rule.words.front() == "true";
    if (keep)
        text = *yes_or_no ? "true" : "false";
    return std::nullopt;
}

std::optional<Error> Conformer::time(const AttributeRule& rule, const std::string& text, bool& keep)
{
    if (parse_strict_time(text))
        return std::nullopt;
    const Error unreadable{Code::InvalidTime, std::string(rule.name) + " is no time"};
    if (strict_)
        return unreadable;
    if (parse_time(text)) {
        forgive(Quirk::TimeForm);
        return std::nullopt;
    }
    if (rule.form == Form::Deadline && !text.empty())
        return unreadable;
    forgive(Quirk::UnreadableTime);
    keep = false;
    return std::nullopt;
}

} // namespace wctp::detail
