#include "wctp/detail/deviations.h"
#include "wctp/detail/ascii.h"
#include "wctp/detail/grammar_parts.h"
#include <array>

namespace wctp::detail {
namespace {

constexpr std::array meant_children{
    // quirk: Mission Control writes the client's elements into a SubmitHeader
    MeantChild{"wctp-SubmitHeader", "wctp-ClientOriginator", "wctp-Originator",
               Quirk::ClientOriginator},
    MeantChild{"wctp-SubmitHeader", "wctp-ClientMessageControl", "wctp-MessageControl",
               Quirk::ClientOriginator},
    // quirk: php-wctp and Yukon write the enterprise's elements into a SubmitClientHeader
    MeantChild{"wctp-SubmitClientHeader", "wctp-Originator", "wctp-ClientOriginator",
               Quirk::ClientOriginator},
    MeantChild{"wctp-SubmitClientHeader", "wctp-MessageControl", "wctp-ClientMessageControl",
               Quirk::ClientOriginator},
    MeantChild{"wctp-ResponseHeader", "wctp-ClientOriginator", "wctp-Originator",
               Quirk::ClientOriginator},
    // quirk: Mission Control writes wctp-Message for wctp-Alphanumeric
    MeantChild{"wctp-Payload", "wctp-Message", "wctp-Alphanumeric", Quirk::MessageAsPayload},
};

void find_query_fields(const Element& from, Element& query)
{
    for (const auto& child : from.children) {
        for (const auto& attribute : child.attributes)
            query.attributes.push_back(attribute);
        if (same_word(child.name, "wctp-TrackingNumber"))
            query.set("trackingNumber", child.text);
        find_query_fields(child, query);
    }
}

/// quirk: Mission Control writes the fields of a ClientQuery as elements
void undo_query_elements(Element& query, std::vector<Quirk>& quirks)
{
    if (query.children.empty() || query.find("trackingNumber") != nullptr)
        return;
    const Element as_written = query;
    find_query_fields(as_written, query);
    query.children.clear();
    quirks.push_back(Quirk::QueryAsElements);
}

/// quirk: WCTPlib puts a wctp-Confirmation around the outcome of a wctp-MessageReceived
void undo_nested_confirmation(Element& received, std::vector<Quirk>& quirks)
{
    if (received.children.size() != 1 || received.children[0].name != "wctp-Confirmation")
        return;
    auto inner = std::move(received.children[0].children);
    received.children = std::move(inner);
    quirks.push_back(Quirk::NestedConfirmation);
}

} // namespace

const MeantChild* meant_child(std::string_view parent, std::string_view written)
{
    for (const auto& one : meant_children) {
        if (one.parent == parent && one.written == written)
            return &one;
    }
    return nullptr;
}

std::optional<bool> meant_flag(std::string_view text)
{
    if (same_word(text, "yes") || text == "1" || same_word(text, "y") || same_word(text, "on"))
        return true;
    if (same_word(text, "no") || text == "0" || same_word(text, "n") || same_word(text, "off"))
        return false;
    return std::nullopt;
}

const AttributeRule* foreign_attribute(std::string_view element, std::string_view attribute)
{
    static const AttributeRule code = security_code();
    const bool kept_there = element == "wctp-ClientOriginator" || element == "wctp-ClientQuery";
    return kept_there && same_word(attribute, code.name) ? &code : nullptr;
}

void undo_deviations(Element& element, std::vector<Quirk>& quirks)
{
    if (element.name == "wctp-ClientQuery")
        undo_query_elements(element, quirks);
    if (element.name == "wctp-MessageReceived")
        undo_nested_confirmation(element, quirks);
}

bool wrap_bare_outcome(Element& root)
{
    if (root.children.size() != 1)
        return false;
    const auto& name = root.children[0].name;
    const bool client = name == "wctp-ClientSuccess";
    if (!client && name != "wctp-Failure" && name != "wctp-Success")
        return false;
    Element around{client ? "wctp-SubmitClientResponse" : "wctp-Confirmation"};
    around.children.push_back(std::move(root.children[0]));
    root.children[0] = std::move(around);
    return true;
}

} // namespace wctp::detail
