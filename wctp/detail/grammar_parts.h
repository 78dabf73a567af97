#pragma once
#include "wctp/detail/grammar.h"

// The words in which the tables are written. Lengths: WCTP 1.3 as its implementers read it for the
// strict profile; the lenient one takes 255.

namespace wctp::detail {

inline constexpr std::size_t id_most = 128;
inline constexpr std::size_t reference_most = 32;
inline constexpr std::size_t code_most = 16;
inline constexpr std::size_t lenient_id_most = 255;

inline AttributeRule free_text(std::string_view name, Need need = Need::Optional,
                               Versions in = every_version)
{
    return {.name = name, .need = need, .in = in};
}

inline AttributeRule limited(std::string_view name, std::size_t most, Need need = Need::Optional,
                             Code too_long = Code::NotValid)
{
    return {.name = name,
            .need = need,
            .strict_most = most,
            .lenient_most = lenient_id_most,
            .too_long = too_long};
}

inline AttributeRule sender(Need need = Need::Always)
{
    return limited("senderID", id_most, need, Code::InvalidSender);
}
inline AttributeRule recipient()
{
    // Without one the sender is looked at first: no recipient is probed without a valid code.
    return limited("recipientID", id_most, Need::Grammar, Code::InvalidRecipient);
}
inline AttributeRule security_code()
{
    return limited("securityCode", code_most, Need::Optional, Code::InvalidSecurityCode);
}
inline AttributeRule tracking_number(Need need)
{
    return limited("trackingNumber", code_most, need);
}

inline AttributeRule word(std::string_view name, std::vector<std::string_view> words,
                          std::string_view fallback = {}, Need need = Need::Optional,
                          Versions in = every_version)
{
    return {.name = name,
            .form = Form::Word,
            .need = need,
            .in = in,
            .words = std::move(words),
            .fallback = fallback};
}
inline AttributeRule flag(std::string_view name, std::string_view fallback,
                          Versions in = every_version)
{
    return word(name, {"true", "false"}, fallback, Need::Optional, in);
}

inline AttributeRule time(std::string_view name)
{
    return {.name = name, .form = Form::Time};
}
inline AttributeRule deadline(std::string_view name)
{
    return {.name = name, .form = Form::Deadline};
}
inline AttributeRule count(std::string_view name, Need need = Need::Optional)
{
    return {.name = name, .form = Form::Number, .need = need};
}
inline AttributeRule code(std::string_view name)
{
    return {.name = name, .form = Form::Code, .need = Need::Always};
}

inline Place one(std::string_view element)
{
    return {.choices = {{.element = element}}};
}
inline Place maybe(std::string_view element, Versions in = every_version)
{
    return {.choices = {{.element = element, .in = in}}, .need = Need::Optional};
}
inline Place one_or_more(std::string_view element)
{
    return {.choices = {{.element = element, .many = true}}};
}
inline Place any_number(std::string_view element)
{
    return {.choices = {{.element = element, .many = true}}, .need = Need::Optional};
}
inline Place one_of(std::vector<Child> choices)
{
    return {.choices = std::move(choices)};
}

inline std::vector<AttributeRule> operator+(std::vector<AttributeRule> left,
                                            const std::vector<AttributeRule>& right)
{
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

/// What all the ...MessageControl elements have in common. WCTP 1.3 wctp-MessageControl
inline std::vector<AttributeRule> control_ids()
{
    return {limited("messageID", reference_most, Need::Grammar),
            limited("transactionID", reference_most), limited("sendResponsesToID", id_most)};
}
inline std::vector<AttributeRule> control_flags()
{
    return {flag("allowResponse", "true"),
            flag("notifyWhenQueued", "false"),
            flag("notifyWhenDelivered", "false"),
            flag("notifyWhenRead", "false"),
            word("deliveryPriority", {"HIGH", "NORMAL", "LOW"}, "NORMAL"),
            deadline("deliveryAfter"),
            deadline("deliveryBefore"),
            flag("preformatted", "false"),
            flag("allowTruncation", "true")};
}
inline std::vector<AttributeRule> response_ids()
{
    return {limited("responseToMessageID", reference_most, Need::Always),
            limited("transactionID", reference_most)};
}

std::vector<ElementRule> message_elements(); ///< submissions, payload, events
std::vector<ElementRule> answer_elements();  ///< confirmations, queries, polls, versions
std::vector<ElementRule> ihe_elements();

} // namespace wctp::detail
