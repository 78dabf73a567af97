#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace wctp {

/// Deviations of known senders: the lenient profile accepts them on reading, the strict one refuses
/// them, nobody writes them. docs/wctp.md says who does what.
enum class Quirk {
    FormPrefix,          ///< "name=" in front of the XML (OpenNotification)
    FormEncoding,        ///< the XML percent-encoded in a form field
    LeadingBlanks,       ///< before the XML declaration
    TrailingNul,         ///< after the root element
    ControlCharacters,   ///< stripped; TAP-style STX/ETX and the like
    MislabelledEncoding, ///< UTF-8 declared or implied and Latin bytes within; utf-16 declared over
                         ///< UTF-8
    HtmlEntity,          ///< &Eacute; and the like, mapped (Perl's HTML::Entities)
    Namespace,           ///< a default namespace (IHE's schemas)
    VersionMissing,      ///< no wctpVersion: read as 1.3 (plabbett's client)
    LaterOperation,      ///< an element or attribute of a later version than the one named
    NameCase,            ///< MiscInfo, submitTimeStamp (php-wctp)
    ChildOrder,          ///< children in another order (php-wctp, Mission Control)
    UnknownAttribute,    ///< ignored
    UnknownElement,      ///< ignored
    StrayText,           ///< text where only elements may be, ignored
    EnumCase,            ///< "high", "TRUE"
    EnumValue,           ///< deliveryPriority="true": the default is used (php-wctp)
    TimeForm,            ///< another form of time than the grammar's
    UnreadableTime,      ///< submitTimestamp that is no time: ignored
    MissingAttribute,    ///< a required attribute that can be done without
    MissingElement,      ///< a required element that can be done without
    LongValue,           ///< longer than WCTP 1.3 allows, shorter than our limit
    ForeignSecurityCode, ///< securityCode where the grammar has none (Yukon, OpenNotification)
    ClientOriginator, ///< wctp-ClientOriginator in wctp-SubmitHeader (Mission Control), or reverse
    MessageAsPayload, ///< wctp-Message for wctp-Alphanumeric (Mission Control)
    QueryAsElements,  ///< wctp-ClientQuery with child elements (Mission Control)
    NestedConfirmation, ///< wctp-Confirmation in wctp-MessageReceived (WCTPlib)
    BareOutcome,        ///< wctp-Failure or wctp-Success right under the root (WCTPlib)
};

/// One deviation of a document, for people.
struct Deviation {
    Quirk quirk = Quirk::UnknownAttribute;
    std::size_t line = 0; ///< where the element begins, or the first byte mended; 0: of the whole
    std::string place{};  ///< "wctp-Recipient", "wctp-Recipient recipientID"; empty: the whole
    friend bool operator==(const Deviation&, const Deviation&) = default;
};

/// What it breaks: "Children stand in the order of the grammar."
std::string_view rule(Quirk quirk) noexcept;
/// What becomes of it: "They are read in the grammar's order."
std::string_view remedy(Quirk quirk) noexcept;

/// For logs: "child-order".
std::string_view name(Quirk quirk) noexcept;

} // namespace wctp
