#include "wctp/detail/conform.h"
#include "wctp/detail/ascii.h"
#include "wctp/detail/deviations.h"
#include "wctp/detail/parts_in.h"
#include <algorithm>
#include <cstdlib>

namespace wctp::detail {
namespace {

Error not_valid(std::string detail)
{
    return {Code::NotValid, std::move(detail)};
}

std::string in(const ElementRule& rule)
{
    return " in " + std::string(rule.name);
}

/// Of a list whose others mean something without it.
bool stands_for_itself(const Element& element)
{
    return element.name == "wctp-Message" || element.name == "wctp-ClientMessage";
}

} // namespace

std::optional<Error> Conformer::conform(Element& element)
{
    const auto* rule = find_element(element.name);
    if (rule == nullptr)
        std::abort(); // the caller looked it up, or the tables name a child they do not have
    line_ = element.line;
    element_ = element.name;
    if (!strict_)
        undo(element);
    if (auto error = attributes(element, *rule))
        return error;
    if (rule->content == Content::Text) {
        if (!element.children.empty())
            return not_valid("an element where only text may be" + in(*rule));
        return std::nullopt;
    }
    if (!is_blank_text(element.text)) {
        if (strict_)
            return not_valid("text where only elements may be" + in(*rule));
        forgive(Quirk::StrayText);
    }
    element.text.clear();
    return children(element, *rule);
}

void Conformer::forgive(Quirk quirk)
{
    quirks_.push_back(quirk);
    if (deviations_ != nullptr)
        deviations_->push_back(
            {quirk, line_, attribute_.empty() ? element_ : element_ + ' ' + attribute_});
}

void Conformer::undo(Element& element)
{
    const auto before = quirks_.size();
    undo_deviations(element, quirks_);
    if (deviations_ == nullptr)
        return;
    for (auto at = before; at < quirks_.size(); ++at)
        deviations_->push_back({quirks_[at], line_, element_});
}

std::optional<Error> Conformer::children(Element& element, const ElementRule& rule)
{
    std::vector<Element> kept;
    kept.reserve(element.children.size());
    for (auto& child : element.children) {
        line_ = child.line;
        attribute_ = child.name;
        const auto* known = resolve(rule, child);
        if (known == nullptr || !stands(*known)) {
            if (strict_)
                return not_valid("an element that may not be" + in(rule));
            forgive(Quirk::UnknownElement);
            continue;
        }
        if (!known->in.has(version_))
            forgive(Quirk::LaterOperation);
        kept.push_back(std::move(child));
    }
    line_ = element.line;
    attribute_.clear();
    element.children = std::move(kept);
    if (!strict_)
        put_in_order(element, rule);
    if (auto error = match(element, rule))
        return error;
    return each_of(element);
}

std::optional<Error> Conformer::each_of(Element& element)
{
    std::vector<Element> kept;
    kept.reserve(element.children.size());
    for (auto& child : element.children) {
        const bool may_fail = !strict_ && stands_for_itself(child);
        if (auto error = conform(child)) {
            if (!may_fail)
                return error;
            attribute_.clear();
            unreadable_.push_back({number_in(child, "sequenceNo"), std::move(*error)});
            continue;
        }
        kept.push_back(std::move(child));
    }
    element.children = std::move(kept);
    return std::nullopt;
}

/// Gives the child its canonical name. nullptr: it may not stand there in any version.
const Child* Conformer::resolve(const ElementRule& parent, Element& child)
{
    if (const auto found = find_place(parent, child.name); found.child != nullptr)
        return found.child;
    if (strict_)
        return nullptr;
    const auto* folded = find_element_folded(child.name);
    if (folded == nullptr)
        return nullptr;
    const auto* meant = meant_child(parent.name, folded->name);
    const auto canonical = meant == nullptr ? folded->name : meant->meant;
    const auto found = find_place(parent, canonical);
    if (found.child == nullptr)
        return nullptr;
    if (child.name != folded->name)
        forgive(Quirk::NameCase);
    if (meant != nullptr)
        forgive(meant->quirk);
    child.name = canonical;
    return found.child;
}

void Conformer::put_in_order(Element& element, const ElementRule& rule)
{
    const auto earlier = [&](const Element& a, const Element& b) {
        return find_place(rule, a.name).place < find_place(rule, b.name).place;
    };
    if (std::is_sorted(element.children.begin(), element.children.end(), earlier))
        return;
    forgive(Quirk::ChildOrder);
    std::stable_sort(element.children.begin(), element.children.end(), earlier);
}

bool Conformer::needed(const Place& place) const
{
    const bool wanted = place.need == Need::Always || (strict_ && place.need == Need::Grammar);
    return wanted && is_of_version(place);
}

bool Conformer::is_of_version(const Place& place) const
{
    return std::any_of(place.choices.begin(), place.choices.end(),
                       [&](const Child& one) { return one.in.has(version_); });
}

std::optional<Error> Conformer::match(const Element& element, const ElementRule& rule)
{
    std::size_t at = 0;
    for (const auto& place : rule.places) {
        const Child* first = nullptr;
        for (; at < element.children.size(); ++at) {
            const auto found =
                std::find_if(place.choices.begin(), place.choices.end(), [&](const Child& one) {
                    return one.element == element.children[at].name;
                });
            if (found == place.choices.end())
                break;
            if (first != nullptr && !place.many && !(&*found == first && first->many))
                break;
            first = &*found;
        }
        if (first == nullptr && !strict_ && place.need == Need::Grammar && is_of_version(place))
            forgive(Quirk::MissingElement);
        if (first == nullptr && needed(place))
            return not_valid("an element is missing" + in(rule));
    }
    if (at < element.children.size())
        return not_valid("an element too many, or in the wrong place," + in(rule));
    return std::nullopt;
}

} // namespace wctp::detail
