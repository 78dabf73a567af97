#include "wctp/detail/values_in.h"
#include "wctp/detail/ascii.h"
#include "wctp/detail/kinds.h"
#include "wctp/detail/parts_in.h"
#include "wctp/detail/words.h"
#include <algorithm>
#include <cstdlib>

namespace wctp::detail {
namespace {

/// The payload of a submission: a page without a word is a mistake of the sender's, who must hear
/// of it. NIST PCD-06 checks N17, N18
Result<Payload> words_in(const Element& submission)
{
    auto payload = payload_in(part(submission, "wctp-Payload"));
    if (!payload)
        return payload;
    const auto* plain = std::get_if<Alphanumeric>(&*payload);
    const auto* choices = std::get_if<MultipleChoice>(&*payload);
    if ((plain != nullptr && is_blank_text(plain->text)) ||
        (choices != nullptr && is_blank_text(choices->text)))
        return fail(Code::NotValid, "wctp-Payload without text");
    return payload;
}

Result<SubmitRequest> submit_request(const Element& element)
{
    const auto& header = part(element, "wctp-SubmitHeader");
    return words_in(element).map([&](Payload&& payload) {
        return SubmitRequest{.originator = originator_in(part(header, "wctp-Originator")),
                             .control = control_in(part(header, "wctp-MessageControl")),
                             .recipient = recipient_in(part(header, "wctp-Recipient")),
                             .submitted = time_in(header, "submitTimestamp"),
                             .payload = std::move(payload)};
    });
}

Result<SubmitClientMessage> submit_client_message(const Element& element)
{
    const auto& header = part(element, "wctp-SubmitClientHeader");
    const auto* control = header.child("wctp-ClientMessageControl");
    return words_in(element).map([&](Payload&& payload) {
        return SubmitClientMessage{
            .originator = originator_in(part(header, "wctp-ClientOriginator")),
            .control = control == nullptr ? MessageControl{} : control_in(*control),
            .recipient = recipient_in(part(header, "wctp-Recipient")),
            .submitted = time_in(header, "submitTimestamp"),
            .payload = std::move(payload)};
    });
}

SubmitClientResponse submit_client_response(const Element& element)
{
    const auto* success = element.child("wctp-ClientSuccess");
    if (success == nullptr)
        return {failure_in(part(element, "wctp-Failure"))};
    const auto plain = success_in(*success);
    return {ClientSuccess{.code = plain.code,
                          .text = plain.text,
                          .detail = plain.detail,
                          .tracking_number = success->value("trackingNumber")}};
}

Result<ClientQuery> client_query(const Element& element)
{
    ClientQuery query{.sender_id = element.value("senderID"),
                      .recipient_id = element.value("recipientID"),
                      .tracking_number = element.value("trackingNumber"),
                      .security_code = element.value("securityCode")};
    if (query.tracking_number.empty())
        return fail(Code::NotValid, "wctp-ClientQuery: trackingNumber is empty");
    return query;
}

ClientResponseHeader client_header(const Element& element)
{
    const auto& header = part(element, "wctp-ClientResponseHeader");
    return {.originator = originator_in(part(header, "wctp-Originator")),
            .recipient = recipient_in(part(header, "wctp-Recipient")),
            .responded = time_in(header, "responseTimestamp"),
            .responding_to = time_in(header, "respondingToTimestamp")};
}

Result<ClientMessage> client_message(const Element& element)
{
    if (const auto* status = element.child("wctp-ClientStatusInfo"))
        return ClientStatusInfo{client_header(*status), event_in(*status)};
    const auto& reply = part(element, "wctp-ClientMessageReply");
    return payload_in(part(reply, "wctp-Payload")).map([&](Payload&& payload) -> ClientMessage {
        return ClientMessageReply{.header = client_header(reply),
                                  .payload = std::move(payload),
                                  .of_choice = flag_in(reply, "MCRMessageReply", false)};
    });
}

/// NoMessages, a list of `member`, or Failure: what both queries for messages are answered with.
template <typename Response, typename Message, typename Read>
Result<Response> messages_in(const Element& element, std::string_view member, Read read,
                             std::vector<Unreadable>* unreadable)
{
    Response response{.outcome = NoMessages{}, .min_next_poll = poll_interval_in(element)};
    if (const auto* failure = element.child("wctp-Failure"))
        response.outcome = failure_in(*failure);
    std::vector<Message> messages;
    for (const auto& child : element.children) {
        if (child.name != member)
            continue;
        auto message = read(child);
        if (message)
            messages.push_back(std::move(*message));
        else if (unreadable != nullptr)
            unreadable->push_back({number_in(child, "sequenceNo"), std::move(message.error())});
        else
            return tl::unexpected<Error>(std::move(message.error()));
    }
    if (unreadable != nullptr)
        response.unreadable = std::move(*unreadable);
    std::stable_sort(
        response.unreadable.begin(), response.unreadable.end(),
        [](const Unreadable& a, const Unreadable& b) { return a.sequence < b.sequence; });
    if (!messages.empty() || !response.unreadable.empty())
        response.outcome = std::move(messages);
    return response;
}

Result<ClientQueryResponse> client_query_response(const Element& element,
                                                  std::vector<Unreadable>* unreadable)
{
    return messages_in<ClientQueryResponse, ClientMessage>(element, "wctp-ClientMessage",
                                                           client_message, unreadable);
}

StatusInfo status_info(const Element& element)
{
    return {response_header_in(part(element, "wctp-ResponseHeader")), event_in(element)};
}

Result<MessageReply> message_reply(const Element& element)
{
    return payload_in(part(element, "wctp-Payload")).map([&](Payload&& payload) {
        return MessageReply{.header = response_header_in(part(element, "wctp-ResponseHeader")),
                            .payload = std::move(payload),
                            .of_choice = flag_in(element, "MCRMessageReply", false)};
    });
}

VersionQuery version_query(const Element& element)
{
    return {.inquirer = element.value("inquirer"),
            .date_time = element.value("dateTime"),
            .list_dtds = flag_in(element, "listDTDs", false),
            .list_configuration = flag_in(element, "listConfiguration", false)};
}

std::vector<DtdSupport> supported_dtds(const Element& element)
{
    std::vector<DtdSupport> all;
    for (const auto& child : element.children) {
        if (child.name != "wctp-DTDSupport")
            continue;
        all.push_back({.dtd_name = child.value("dtdName"),
                       .token = child.value("verToken"),
                       .support = from_word(child.value("supportType"), Support::Supported),
                       .exceptions = flag_in(child, "exceptions", false),
                       .support_until = child.value("supportUntil"),
                       .replacement = child.value("replacement")});
    }
    return all;
}

VersionResponse version_response(const Element& element)
{
    VersionResponse response{.responder = element.value("responder"),
                             .answered = time_in(element, "dateTimeOfRsp"),
                             .inquirer = element.value("inquirer"),
                             .date_time_of_request = element.value("dateTimeOfReq"),
                             .invalid_after = time_in(element, "invalidAfter"),
                             .list_dtds = flag_in(element, "listDTDs", false),
                             .list_configuration = flag_in(element, "listConfiguration", false)};
    if (const auto* contact = element.child("wctp-ContactInfo"))
        response.contact = ContactInfo{contact->value("email"), contact->value("phone"),
                                       contact->value("www"), contact->value("info")};
    if (const auto* failure = element.child("wctp-Failure"))
        response.outcome = failure_in(*failure);
    else
        response.outcome = supported_dtds(element);
    return response;
}

PollForMessages poll_for_messages(const Element& element)
{
    PollForMessages poll{.poller_id = element.value("pollerID"),
                         .security_code = element.value("securityCode"),
                         .max_messages = count_in(element, "maxMessagesInBatch")};
    for (const auto& child : element.children)
        poll.received.push_back({number_in(child, "sequenceNo").value_or(0), outcome_in(child)});
    return poll;
}

SendMsgMultiResponse multi_response(const Element& element)
{
    SendMsgMultiResponse response{.outcome = outcome_in(element),
                                  .max_recipients = count_in(element, "maxNumRecips").value_or(0),
                                  .valid = count_in(element, "numValidRecips"),
                                  .invalid = count_in(element, "numInvalidRecips")};
    for (const auto& child : element.children) {
        if (child.name == "wctp-FailedRecipient")
            response.failed.push_back({.recipient_id = child.value("recipientID"),
                                       .code = Code(number_in(child, "errorCode").value_or(0)),
                                       .text = child.value("errorText")});
    }
    return response;
}

Result<SendMsgMulti> multi(const Element& element)
{
    const auto& header = part(element, "wctp-MsgMultiHeader");
    const auto& control = part(header, "wctp-MsgMultiControl");
    std::vector<Recipient> recipients;
    for (const auto& child : header.children) {
        if (child.name == "wctp-Recipient")
            recipients.push_back(recipient_in(child));
    }
    return words_in(element).map([&](Payload&& payload) {
        return SendMsgMulti{.originator = originator_in(part(header, "wctp-Originator")),
                            .control = control_in(control),
                            .all_recipients_required = flag_in(control, "allRecipsRequired", false),
                            .recipients = std::move(recipients),
                            .submitted = time_in(header, "submitTimestamp"),
                            .payload = std::move(payload)};
    });
}

LookupSubscriber lookup_subscriber(const Element& element)
{
    return {.originator = originator_in(part(element, "wctp-Originator")),
            .control = query_control_in(part(element, "wctp-LookupMessageControl")),
            .recipient = recipient_in(part(element, "wctp-Recipient"))};
}

std::optional<bool> known_flag(const Element& element, std::string_view attribute)
{
    return element.find(attribute) == nullptr ? std::nullopt
                                              : std::optional(flag_in(element, attribute, false));
}

LookupResponse lookup_response(const Element& element)
{
    LookupResponse response{.originator = originator_in(part(element, "wctp-Originator")),
                            .recipient = recipient_in(part(element, "wctp-Recipient")),
                            .response_to = element.value("responseToMessageID"),
                            .transaction_id = element.value("transactionID")};
    if (const auto* data = element.child("wctp-LookupData"))
        response.outcome =
            LookupData{.max_message_length = static_cast<int>(
                           count_in(*data, "maxMessageLength").value_or(0) & 0x7fffffffu),
                       .choices_supported = known_flag(*data, "mcrSupported"),
                       .can_respond = known_flag(*data, "canRespond")};
    else
        response.outcome = failure_in(part(element, "wctp-Failure"));
    return response;
}

DeviceLocation device_location(const Element& element)
{
    const auto& control = part(element, "wctp-DeviceLocationControl");
    return {.originator = originator_in(part(element, "wctp-Originator")),
            .control = query_control_in(control),
            .fix_type = from_word(control.value("fixType"), FixType::Estimated),
            .recipient = recipient_in(part(element, "wctp-Recipient"))};
}

DeviceLocationResponse location_response(const Element& element)
{
    DeviceLocationResponse response{.originator = originator_in(part(element, "wctp-Originator")),
                                    .recipient = recipient_in(part(element, "wctp-Recipient")),
                                    .response_to = element.value("responseToMessageID"),
                                    .transaction_id = element.value("transactionID")};
    if (const auto* data = element.child("wctp-LocationData"))
        response.outcome =
            LocationData{.status = from_word(data->value("status"), LocationStatus::Ok),
                         .fix_type = from_word(data->value("fixType"), FixType::Estimated),
                         .fixed = time_in(*data, "fixTimeStamp"),
                         .longitude = data->value("longitude"),
                         .latitude = data->value("latitude"),
                         .altitude = data->value("altitude")};
    else
        response.outcome = failure_in(part(element, "wctp-Failure"));
    return response;
}

Result<PolledMessage> polled_message(const Element& element)
{
    const auto& content = element.children.front();
    const auto sequence = number_in(element, "sequenceNo").value_or(0);
    const auto with_sequence = [&](auto&& operation) {
        return PolledMessage{sequence, std::forward<decltype(operation)>(operation)};
    };
    if (content.name == name(Kind::SubmitRequest))
        return submit_request(content).map(with_sequence);
    if (content.name == name(Kind::MessageReply))
        return message_reply(content).map(with_sequence);
    if (content.name == name(Kind::StatusInfo))
        return with_sequence(status_info(content));
    return with_sequence(lookup_response(content));
}

Result<PollResponse> poll_response(const Element& element, std::vector<Unreadable>* unreadable)
{
    return messages_in<PollResponse, PolledMessage>(element, "wctp-Message", polled_message,
                                                    unreadable);
}

template <typename Value>
Result<Operation> as_operation(Result<Value> value)
{
    if (!value)
        return tl::unexpected<Error>(std::move(value.error()));
    return Operation(std::move(*value));
}

} // namespace

Result<Operation> operation_from(const Element& element, std::vector<Unreadable>* unreadable)
{
    const auto kind = kind_of(element.name);
    if (!kind)
        return fail(Code::OperationNotSupported, "no operation of WCTP");
    switch (*kind) {
    case Kind::SubmitRequest:
        return as_operation(submit_request(element));
    case Kind::SubmitClientMessage:
        return as_operation(submit_client_message(element));
    case Kind::SubmitClientResponse:
        return submit_client_response(element);
    case Kind::ClientQuery:
        return as_operation(client_query(element));
    case Kind::ClientQueryResponse:
        return as_operation(client_query_response(element, unreadable));
    case Kind::Confirmation:
        return Confirmation{outcome_in(element)};
    case Kind::StatusInfo:
        return status_info(element);
    case Kind::MessageReply:
        return as_operation(message_reply(element));
    case Kind::VersionQuery:
        return version_query(element);
    case Kind::VersionResponse:
        return version_response(element);
    case Kind::PollForMessages:
        return poll_for_messages(element);
    case Kind::PollResponse:
        return as_operation(poll_response(element, unreadable));
    case Kind::SendMsgMulti:
        return as_operation(multi(element));
    case Kind::SendMsgMultiResponse:
        return multi_response(element);
    case Kind::LookupSubscriber:
        return lookup_subscriber(element);
    case Kind::LookupResponse:
        return lookup_response(element);
    case Kind::DeviceLocation:
        return device_location(element);
    case Kind::DeviceLocationResponse:
        return location_response(element);
    case Kind::ReturnToService:
        return ReturnToService{std::string(trimmed(element.text))};
    }
    std::abort();
}

} // namespace wctp::detail
