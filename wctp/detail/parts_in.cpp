#include "wctp/detail/parts_in.h"
#include "wctp/detail/ascii.h"
#include "wctp/detail/base64.h"
#include "wctp/detail/element_text.h"
#include "wctp/detail/words.h"
#include <algorithm>
#include <cstdlib>
#include <limits>

namespace wctp::detail {
namespace {

// WCTP 1.3 wctp-TransparentData
Result<Payload> transparent_in(const Element& element)
{
    TransparentData data{.bytes = element.text,
                         .type = from_word(element.value("type"), TransparentType::Opaque),
                         .encoding =
                             from_word(element.value("encoding"), TransparentEncoding::Base64)};
    if (data.encoding == TransparentEncoding::Base64) {
        auto bytes = from_base64(element.text);
        if (!bytes || bytes->empty())
            return fail(Code::NotValid, "wctp-TransparentData holds no base64");
        data.bytes = std::move(*bytes);
    }
    return data;
}

// WCTP 1.3 wctp-ChoicePair: without a wctp-ReplyChoice what is shown goes back
Choice choice_in(const Element& element)
{
    if (element.name == "wctp-Choice") {
        const std::string words(trimmed(element.text));
        return {words, words};
    }
    const auto* reply = element.child("wctp-ReplyChoice");
    Choice choice{std::string(trimmed(part(element, "wctp-SendChoice").text)),
                  reply == nullptr ? std::string() : std::string(trimmed(reply->text))};
    if (choice.reply.empty())
        choice.reply = choice.send;
    return choice;
}

/// "\nlabel: words", unless there are none.
std::string line(std::string_view label, const std::string& words)
{
    const auto plain = trimmed(words);
    return plain.empty() ? std::string() : "\n" + std::string(label) + ": " + std::string(plain);
}

std::string first_of(const Element& element, std::string_view attribute, std::string_view other)
{
    auto value = element.value(attribute);
    return value.empty() ? element.value(other) : value;
}

// IHE PCD-06 wctp-IHEPCDACM: whom, where and what the alert is about
std::string alert_lines(const Element& information)
{
    std::string lines;
    if (const auto* participants = information.child("wctp-IHEPCDACMParticipants")) {
        for (const auto& one : participants->children) {
            if (one.value("classification") == "PATIENT")
                lines += line("Patient", first_of(one, "name", "participantID"));
        }
    }
    if (const auto* locations = information.child("wctp-IHEPCDACMLocations")) {
        for (const auto& one : locations->children)
            lines += line("Place", first_of(one, "description", "identifier"));
    }
    if (const auto* observation = information.child("wctp-IHEPCDACMObservation"))
        lines += line("Alarm", observation->value("eventIdentification") + " " +
                                   observation->value("value") + " " + observation->value("units"));
    return lines;
}

// IHE PCD-06 wctp-IHEPCDWCMImages. What cannot be read is left out, and its place is told.
std::vector<Image> images_in(const Element& choices, std::string& note)
{
    std::vector<Image> images;
    const auto* all = choices.child("wctp-IHEPCDWCMImages");
    if (all == nullptr)
        return images;
    for (const auto& one : all->children) {
        auto bytes = from_base64(one.text);
        if (bytes && !bytes->empty())
            images.push_back({one.value("Format"), std::move(*bytes)});
        else
            note += line("Picture", "cannot be read");
    }
    return images;
}

/// The HL7 message beside it is for machines.
std::string extension_lines(const Element& choices)
{
    std::string lines;
    if (const auto* dialback = choices.child("wctp-IHEPCDDialback"))
        lines += line("Call back", dialback->value("String"));
    if (const auto* information = choices.child("wctp-IHEPCDACM"))
        lines += alert_lines(*information);
    return lines;
}

// WCTP 1.3 wctp-MCR
Result<Payload> choices_in(const Element& element)
{
    MultipleChoice all{.text = part(element, "wctp-MessageText").text};
    if (!is_blank_text(all.text)) {
        all.note = extension_lines(element);
        all.images = images_in(element, all.note);
        if (const auto* information = element.child("wctp-IHEPCDACM"))
            all.alert = element_text(*information, Version::IheV2);
    }
    for (const auto& child : element.children) {
        if (child.name != "wctp-Choice" && child.name != "wctp-ChoicePair")
            continue;
        all.choices.push_back(choice_in(child));
        if (all.choices.back().send.empty())
            return fail(Code::NotValid, "a choice without words");
    }
    return all;
}

} // namespace

const Element& part(const Element& element, std::string_view name)
{
    const auto* found = element.child(name);
    if (found == nullptr)
        std::abort(); // the Conformer let it pass
    return *found;
}

bool flag_in(const Element& element, std::string_view attribute, bool otherwise)
{
    const auto text = element.value(attribute);
    return text.empty() ? otherwise : text == "true" || text == "yes";
}

std::optional<Instant> time_in(const Element& element, std::string_view attribute)
{
    return parse_time(element.value(attribute));
}

std::optional<std::int64_t> number_in(const Element& element, std::string_view attribute)
{
    return parse_number(element.value(attribute));
}

std::optional<std::uint32_t> count_in(const Element& element, std::string_view attribute)
{
    constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max();
    const auto number = number_in(element, attribute);
    return number ? std::optional(static_cast<std::uint32_t>(std::min(*number, most)))
                  : std::nullopt;
}

std::optional<std::chrono::seconds> poll_interval_in(const Element& element)
{
    const auto number = count_in(element, "minNextPollInterval");
    return number ? std::optional(std::chrono::seconds(*number)) : std::nullopt;
}

Originator originator_in(const Element& element)
{
    return {.sender_id = element.value("senderID"),
            .security_code = element.value("securityCode"),
            .misc_info = element.value("miscInfo")};
}

Recipient recipient_in(const Element& element)
{
    return {.recipient_id = element.value("recipientID"),
            .authorization_code = element.value("authorizationCode")};
}

MessageControl control_in(const Element& element)
{
    return {.message_id = element.value("messageID"),
            .transaction_id = element.value("transactionID"),
            .respond_to = element.value("sendResponsesToID"),
            .allow_response = flag_in(element, "allowResponse", true),
            .notify_when_queued = flag_in(element, "notifyWhenQueued", false),
            .notify_when_delivered = flag_in(element, "notifyWhenDelivered", false),
            .notify_when_read = flag_in(element, "notifyWhenRead", false),
            .priority = from_word(element.value("deliveryPriority"), Priority::Normal),
            .deliver_after = time_in(element, "deliveryAfter"),
            .deliver_before = time_in(element, "deliveryBefore"),
            .preformatted = flag_in(element, "preformatted", false),
            .allow_truncation = flag_in(element, "allowTruncation", true)};
}

QueryControl query_control_in(const Element& element)
{
    return {.message_id = element.value("messageID"),
            .transaction_id = element.value("transactionID"),
            .respond_to = element.value("sendResponsesToID")};
}

Success success_in(const Element& element)
{
    return {.code = Code(number_in(element, "successCode").value_or(0)),
            .text = element.value("successText"),
            .detail = std::string(trimmed(element.text))};
}

Failure failure_in(const Element& element)
{
    return {.code = Code(number_in(element, "errorCode").value_or(0)),
            .text = element.value("errorText"),
            .detail = std::string(trimmed(element.text))};
}

std::variant<Success, Failure> outcome_in(const Element& parent)
{
    if (const auto* success = parent.child("wctp-Success"))
        return success_in(*success);
    return failure_in(part(parent, "wctp-Failure"));
}

std::variant<Notification, Failure> event_in(const Element& parent)
{
    if (const auto* failure = parent.child("wctp-Failure"))
        return failure_in(*failure);
    return from_word(part(parent, "wctp-Notification").value("type"), Notification::Queued);
}

ResponseHeader response_header_in(const Element& element)
{
    return {.originator = originator_in(part(element, "wctp-Originator")),
            .control = control_in(part(element, "wctp-MessageControl")),
            .recipient = recipient_in(part(element, "wctp-Recipient")),
            .response_to = element.value("responseToMessageID"),
            .responded = time_in(element, "responseTimestamp"),
            .responding_to = time_in(element, "respondingToTimestamp"),
            .on_behalf_of = element.value("onBehalfOfRecipientID")};
}

Result<Payload> payload_in(const Element& element)
{
    const auto& content = element.children.front();
    if (content.name == "wctp-Alphanumeric")
        return Alphanumeric{content.text};
    if (content.name == "wctp-TransparentData")
        return transparent_in(content);
    return choices_in(content);
}

} // namespace wctp::detail
