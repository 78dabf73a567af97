#include "wctp/quirks.h"
#include <array>
#include <cstdlib>

namespace wctp {

namespace {

struct Told {
    Quirk quirk;
    std::string_view rule;
    std::string_view remedy;
};

constexpr std::array told{
    Told{Quirk::FormPrefix, "The body is the document and nothing else.",
         "What stands in front of it is dropped."},
    Told{Quirk::FormEncoding, "The body is the document and nothing else.",
         "The form's field is decoded."},
    Told{Quirk::LeadingBlanks, "The XML declaration stands first.", "The blanks are dropped."},
    Told{Quirk::TrailingNul, "Nothing follows the root element.",
         "The NUL is dropped, if the source has repair_bytes."},
    Told{Quirk::ControlCharacters, "XML has no control characters.",
         "They are dropped, if the source has repair_bytes."},
    Told{Quirk::MislabelledEncoding, "A document is in the encoding that it declares.",
         "It is read as windows-1252 or UTF-8, if the source has repair_bytes."},
    Told{Quirk::HtmlEntity, "XML knows five entities.", "HTML's are read as their letters."},
    Told{Quirk::Namespace, "WCTP has no namespaces.", "It is ignored."},
    Told{Quirk::VersionMissing, "wctp-Operation has a wctpVersion.", "It is read as 1.3."},
    Told{Quirk::LaterOperation, "A document has what its version has.",
         "It is read as in the later version."},
    Told{Quirk::NameCase, "Names are written as in the grammar.",
         "It is read as the name that it resembles."},
    Told{Quirk::ChildOrder, "Children stand in the order of the grammar.",
         "They are read in that order."},
    Told{Quirk::UnknownAttribute, "An element has the grammar's attributes.", "It is ignored."},
    Told{Quirk::UnknownElement, "An element has the grammar's children.",
         "It is ignored with all that is in it."},
    Told{Quirk::StrayText, "Text stands in the elements that hold text.", "It is ignored."},
    Told{Quirk::EnumCase, "Words are written as in the grammar.",
         "It is read as the word that it resembles."},
    Told{Quirk::EnumValue, "Words are those of the grammar.",
         "The default is taken; yes, no, 1 and 0 are understood."},
    Told{Quirk::TimeForm, "Times are YYYY-MM-DDThh:mm:ss in UTC.",
         "It is understood, an offset counts."},
    Told{Quirk::UnreadableTime, "Times are YYYY-MM-DDThh:mm:ss in UTC.",
         "The time of receipt is taken."},
    Told{Quirk::MissingAttribute, "Required attributes are there.", "It is taken as empty."},
    Told{Quirk::MissingElement, "Required elements are there.", "It is done without."},
    Told{Quirk::LongValue, "Values keep to the lengths of 1.3.", "It is kept whole."},
    Told{Quirk::ForeignSecurityCode,
         "securityCode belongs to wctp-Originator and wctp-PollForMessages.",
         "It is compared like the one there."},
    Told{Quirk::ClientOriginator, "Each header has its own originator and control.",
         "They are read as the ones that belong there."},
    Told{Quirk::MessageAsPayload, "Text stands in wctp-Alphanumeric.", "It is read as the text."},
    Told{Quirk::QueryAsElements, "A query's fields are attributes.",
         "The elements are read as these."},
    Told{Quirk::NestedConfirmation, "wctp-MessageReceived holds Success or Failure.",
         "The confirmation around it is opened."},
    Told{Quirk::BareOutcome, "Success and Failure stand in an answer.",
         "It is read as a confirmation."},
};

const Told& told_of(Quirk quirk) noexcept
{
    for (const auto& one : told) {
        if (one.quirk == quirk)
            return one;
    }
    std::abort();
}

} // namespace

std::string_view name(Quirk quirk) noexcept
{
    switch (quirk) {
    case Quirk::FormPrefix:
        return "form-prefix";
    case Quirk::FormEncoding:
        return "form-encoding";
    case Quirk::LeadingBlanks:
        return "leading-blanks";
    case Quirk::TrailingNul:
        return "trailing-nul";
    case Quirk::ControlCharacters:
        return "control-characters";
    case Quirk::MislabelledEncoding:
        return "mislabelled-encoding";
    case Quirk::HtmlEntity:
        return "html-entity";
    case Quirk::Namespace:
        return "namespace";
    case Quirk::VersionMissing:
        return "version-missing";
    case Quirk::LaterOperation:
        return "later-operation";
    case Quirk::NameCase:
        return "name-case";
    case Quirk::ChildOrder:
        return "child-order";
    case Quirk::UnknownAttribute:
        return "unknown-attribute";
    case Quirk::UnknownElement:
        return "unknown-element";
    case Quirk::StrayText:
        return "stray-text";
    case Quirk::EnumCase:
        return "enum-case";
    case Quirk::EnumValue:
        return "enum-value";
    case Quirk::TimeForm:
        return "time-form";
    case Quirk::UnreadableTime:
        return "unreadable-time";
    case Quirk::MissingAttribute:
        return "missing-attribute";
    case Quirk::MissingElement:
        return "missing-element";
    case Quirk::LongValue:
        return "long-value";
    case Quirk::ForeignSecurityCode:
        return "foreign-security-code";
    case Quirk::ClientOriginator:
        return "client-originator";
    case Quirk::MessageAsPayload:
        return "message-as-payload";
    case Quirk::QueryAsElements:
        return "query-as-elements";
    case Quirk::NestedConfirmation:
        return "nested-confirmation";
    case Quirk::BareOutcome:
        return "bare-outcome";
    }
    std::abort();
}

std::string_view rule(Quirk quirk) noexcept
{
    return told_of(quirk).rule;
}

std::string_view remedy(Quirk quirk) noexcept
{
    return told_of(quirk).remedy;
}

} // namespace wctp
