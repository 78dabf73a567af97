#pragma once
#include "wctp/detail/element.h"
#include "wctp/detail/grammar.h"
#include "wctp/quirks.h"
#include "wctp/result.h"
#include "wctp/unreadable.h"
#include <optional>
#include <utility>
#include <vector>

namespace wctp::detail {

/// Makes a tree conform to the tables of `version`, from the named element down, so that whoever
/// reads it afterwards finds what is required, canonical names and words, and defaults filled in.
///
/// Strict: anything else than the grammar is refused. Lenient: what was meant is restored and noted
/// in `quirks`, what means nothing is dropped, and only what leaves a gap is refused. A message in
/// a list of them is refused by itself.
class Conformer {
public:
    Conformer(Version version, bool strict, std::vector<Quirk>& quirks)
        : version_(version), strict_(strict), quirks_(quirks)
    {
    }

    /// Every deviation is also put there, with its place. It outlives us.
    void explain_to(std::vector<Deviation>& deviations) { deviations_ = &deviations; }
    /// Where the element begins that was looked at last.
    std::size_t line() const { return line_; }
    /// The messages that were refused by themselves and are not in the tree any more.
    std::vector<Unreadable> take_unreadable() { return std::exchange(unreadable_, {}); }

    /// `element` has a canonical name already. Empty result: it conforms.
    std::optional<Error> conform(Element& element);

private:
    std::optional<Error> attributes(Element& element, const ElementRule& rule);
    std::optional<Error> attribute(const ElementRule& rule, Attribute& given,
                                   std::vector<Attribute>& kept);
    std::optional<Error> add_missing(const ElementRule& rule, std::vector<Attribute>& kept);
    std::optional<Error> value(const ElementRule& element, const AttributeRule& rule,
                               std::string& text, bool& keep);
    std::optional<Error> word(const ElementRule& element, const AttributeRule& rule,
                              std::string& text, bool& keep);
    std::optional<Error> time(const AttributeRule& rule, const std::string& text, bool& keep);
    const AttributeRule* rule_for(const ElementRule& element, std::string_view name);

    std::optional<Error> children(Element& element, const ElementRule& rule);
    std::optional<Error> each_of(Element& element);
    std::optional<Error> match(const Element& element, const ElementRule& rule);
    const Child* resolve(const ElementRule& parent, Element& child);
    void put_in_order(Element& element, const ElementRule& rule);
    bool stands(const Child& child) const { return !strict_ || child.in.has(version_); }
    bool needed(const Place& place) const;
    bool is_of_version(const Place& place) const;

    void forgive(Quirk quirk);
    void undo(Element& element);

    Version version_;
    bool strict_;
    std::vector<Quirk>& quirks_; ///< outlives us
    std::vector<Deviation>* deviations_ = nullptr;
    std::vector<Unreadable> unreadable_;
    std::size_t line_ = 0;
    std::string element_;
    std::string attribute_;
};

} // namespace wctp::detail
