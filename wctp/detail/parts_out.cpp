#include "wctp/detail/parts_out.h"
#include "wctp/detail/base64.h"
#include "wctp/detail/grammar.h"
#include "wctp/detail/words.h"
#include "wctp/detail/xml_reader.h"

namespace wctp::detail {
namespace {

Element text_element(std::string name, std::string text)
{
    return {.name = std::move(name), .text = std::move(text)};
}

// WCTP 1.3 wctp-ChoicePair
Element choice_out(const Choice& choice, Version version)
{
    if (choice.reply == choice.send || choice.reply.empty() || !since_1_2.has(version))
        return text_element("wctp-Choice", choice.send);
    return {.name = "wctp-ChoicePair",
            .children = {text_element("wctp-SendChoice", choice.send),
                         text_element("wctp-ReplyChoice", choice.reply)}};
}

// IHE PCD-06 wctp-IHEPCDWCMImages
Element images_out(const std::vector<Image>& images)
{
    Element all{.name = "wctp-IHEPCDWCMImages"};
    for (const auto& image : images)
        all.children.push_back({.name = "wctp-IHEWCMImage",
                                .attributes = {{"Format", image.format}, {"Encoding", "Base64"}},
                                .text = to_base64(image.bytes)});
    return all;
}

struct PayloadOut {
    Version version;

    Element operator()(const Alphanumeric& payload) const
    {
        return text_element("wctp-Alphanumeric", payload.text);
    }
    Element operator()(const TransparentData& payload) const
    {
        const bool base64 = payload.encoding == TransparentEncoding::Base64;
        return {.name = "wctp-TransparentData",
                .attributes = {{"type", word(payload.type)}, {"encoding", word(payload.encoding)}},
                .text = base64 ? to_base64(payload.bytes) : payload.bytes};
    }
    Element operator()(const MultipleChoice& payload) const
    {
        Element all{.name = "wctp-MCR",
                    .children = {text_element("wctp-MessageText", payload.text)}};
        for (const auto& choice : payload.choices)
            all.children.push_back(choice_out(choice, version));
        if (ihe.has(version) && !payload.images.empty())
            all.children.push_back(images_out(payload.images));
        return all;
    }
};

/// There are clients that fail on an element without content, and testers on an empty text.
std::string or_text(const std::string& given, std::string_view otherwise)
{
    return given.empty() ? std::string(otherwise) : given;
}

} // namespace

std::string flag_text(bool value)
{
    return value ? "true" : "false";
}

std::string yes_no(bool value)
{
    return value ? "yes" : "no";
}

std::string optional_time(const std::optional<Instant>& at)
{
    return at ? time_text(*at) : std::string();
}

Element originator_out(const Originator& originator, std::string name)
{
    return {.name = std::move(name),
            .attributes = {{"senderID", originator.sender_id},
                           {"securityCode", originator.security_code},
                           {"miscInfo", originator.misc_info}}};
}

Element recipient_out(const Recipient& recipient)
{
    return {.name = "wctp-Recipient",
            .attributes = {{"recipientID", recipient.recipient_id},
                           {"authorizationCode", recipient.authorization_code}}};
}

Element control_out(const MessageControl& control, std::string name)
{
    // Defaults are written out: NIST's PCD-06 check (N12 to N15) does not know them.
    return {.name = std::move(name),
            .attributes = {{"messageID", control.message_id},
                           {"transactionID", control.transaction_id},
                           {"sendResponsesToID", control.respond_to},
                           {"allowResponse", flag_text(control.allow_response)},
                           {"notifyWhenQueued", flag_text(control.notify_when_queued)},
                           {"notifyWhenDelivered", flag_text(control.notify_when_delivered)},
                           {"notifyWhenRead", flag_text(control.notify_when_read)},
                           {"deliveryPriority", word(control.priority)},
                           {"deliveryAfter", optional_time(control.deliver_after)},
                           {"deliveryBefore", optional_time(control.deliver_before)},
                           {"preformatted", flag_text(control.preformatted)},
                           {"allowTruncation", flag_text(control.allow_truncation)}}};
}

Element query_control_out(const QueryControl& control, std::string name)
{
    return {.name = std::move(name),
            .attributes = {{"messageID", control.message_id},
                           {"transactionID", control.transaction_id},
                           {"sendResponsesToID", control.respond_to}}};
}

Element success_out(const Success& success, std::string name)
{
    const auto short_text = or_text(success.text, text(success.code));
    return {.name = std::move(name),
            .attributes = {{"successCode", std::to_string(number(success.code))},
                           {"successText", short_text}},
            .text = or_text(success.detail, short_text)};
}

Element failure_out(const Failure& failure)
{
    const auto short_text = or_text(failure.text, text(failure.code));
    return {.name = "wctp-Failure",
            .attributes = {{"errorCode", std::to_string(number(failure.code))},
                           {"errorText", short_text}},
            .text = or_text(failure.detail, short_text)};
}

Element outcome_out(const std::variant<Success, Failure>& outcome)
{
    if (const auto* success = std::get_if<Success>(&outcome))
        return success_out(*success);
    return failure_out(std::get<Failure>(outcome));
}

Element event_out(const std::variant<Notification, Failure>& event)
{
    if (const auto* failure = std::get_if<Failure>(&event))
        return failure_out(*failure);
    return {.name = "wctp-Notification",
            .attributes = {{"type", word(std::get<Notification>(event))}}};
}

Element response_header_out(const ResponseHeader& header)
{
    return {.name = "wctp-ResponseHeader",
            .attributes = {{"responseToMessageID", header.response_to},
                           {"responseTimestamp", optional_time(header.responded)},
                           {"respondingToTimestamp", optional_time(header.responding_to)},
                           {"onBehalfOfRecipientID", header.on_behalf_of}},
            .children = {originator_out(header.originator), control_out(header.control),
                         recipient_out(header.recipient)}};
}

// IHE PCD-07 wctp-IHEPCDACM
void add_alert(Element& event, const std::string& alert, Version version)
{
    if (!ihe_2.has(version))
        return;
    const auto read = alert.empty() ? fail(Code::NotValid, "none") : read_xml(alert);
    if (read && read->root.name == "wctp-IHEPCDACM")
        event.children.push_back(read->root);
    else
        event.children.push_back({.name = "wctp-IHEPCDACM"});
}

Element payload_out(const Payload& payload, Version version)
{
    return {.name = "wctp-Payload", .children = {std::visit(PayloadOut{version}, payload)}};
}

} // namespace wctp::detail
