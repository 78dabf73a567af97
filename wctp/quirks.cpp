#include "wctp/quirks.h"
#include <cstdlib>

namespace wctp {

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

} // namespace wctp
