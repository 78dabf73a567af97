#include "wctp/detail/values_out.h"
#include "wctp/detail/parts_out.h"
#include "wctp/detail/words.h"
#include <algorithm>

namespace wctp::detail {
namespace {

std::string optional_number(const std::optional<std::uint32_t>& value)
{
    return value ? std::to_string(*value) : std::string();
}

std::string poll_interval(const std::optional<std::chrono::seconds>& interval)
{
    return interval ? std::to_string(std::max<std::chrono::seconds::rep>(interval->count(), 0))
                    : std::string();
}

std::string optional_flag(const std::optional<bool>& value)
{
    return value ? flag_text(*value) : std::string();
}

struct OperationOut {
    Version version;

    Element operator()(const SubmitRequest& one) const
    {
        return {.name = "wctp-SubmitRequest",
                .children = {{.name = "wctp-SubmitHeader",
                              .attributes = {{"submitTimestamp", optional_time(one.submitted)}},
                              .children = {originator_out(one.originator), control_out(one.control),
                                           recipient_out(one.recipient)}},
                             payload_out(one.payload, version)}};
    }

    Element operator()(const SubmitClientMessage& one) const
    {
        return {.name = "wctp-SubmitClientMessage",
                .children = {{.name = "wctp-SubmitClientHeader",
                              .attributes = {{"submitTimestamp", optional_time(one.submitted)}},
                              .children = {originator_out(one.originator, "wctp-ClientOriginator"),
                                           control_out(one.control, "wctp-ClientMessageControl"),
                                           recipient_out(one.recipient)}},
                             payload_out(one.payload, version)}};
    }

    Element operator()(const ClientSuccess& one) const
    {
        auto element = success_out({one.code, one.text, one.detail}, "wctp-ClientSuccess");
        element.set("trackingNumber", one.tracking_number);
        return element;
    }

    Element operator()(const Failure& failure) const { return failure_out(failure); }

    Element operator()(const SubmitClientResponse& one) const
    {
        return {.name = "wctp-SubmitClientResponse", .children = {std::visit(*this, one.outcome)}};
    }

    Element operator()(const ClientQuery& one) const
    {
        return {.name = "wctp-ClientQuery",
                .attributes = {{"senderID", one.sender_id},
                               {"recipientID", one.recipient_id},
                               {"trackingNumber", one.tracking_number}}};
    }

    static Element client_header(const ClientResponseHeader& header)
    {
        return {.name = "wctp-ClientResponseHeader",
                .attributes = {{"responseTimestamp", optional_time(header.responded)},
                               {"respondingToTimestamp", optional_time(header.responding_to)}},
                .children = {originator_out(header.originator), recipient_out(header.recipient)}};
    }

    Element operator()(const ClientMessageReply& one) const
    {
        return {.name = "wctp-ClientMessageReply",
                .attributes = {{"MCRMessageReply", flag_text(one.of_choice)}},
                .children = {client_header(one.header), payload_out(one.payload, version)}};
    }

    Element operator()(const ClientStatusInfo& one) const
    {
        return {.name = "wctp-ClientStatusInfo",
                .children = {client_header(one.header), event_out(one.event)}};
    }

    Element operator()(const ClientQueryResponse& one) const
    {
        Element element{.name = "wctp-ClientQueryResponse",
                        .attributes = {{"minNextPollInterval", poll_interval(one.min_next_poll)}}};
        if (const auto* messages = std::get_if<std::vector<ClientMessage>>(&one.outcome)) {
            for (const auto& message : *messages)
                element.children.push_back(
                    {.name = "wctp-ClientMessage", .children = {std::visit(*this, message)}});
        }
        add_empty_or_failure(element, one.outcome);
        return element;
    }

    Element operator()(const Confirmation& one) const
    {
        return {.name = "wctp-Confirmation", .children = {outcome_out(one.outcome)}};
    }

    Element operator()(const StatusInfo& one) const
    {
        Element element{.name = "wctp-StatusInfo",
                        .children = {response_header_out(one.header), event_out(one.event)}};
        add_alert(element, one.alert, version);
        return element;
    }

    Element operator()(const MessageReply& one) const
    {
        Element element{
            .name = "wctp-MessageReply",
            .attributes = {{"MCRMessageReply", flag_text(one.of_choice)}},
            .children = {response_header_out(one.header), payload_out(one.payload, version)}};
        add_alert(element, one.alert, version);
        return element;
    }

    Element operator()(const VersionQuery& one) const
    {
        return {.name = "wctp-VersionQuery",
                .attributes = {{"inquirer", one.inquirer},
                               {"dateTime", one.date_time},
                               {"listDTDs", yes_no(one.list_dtds)},
                               {"listConfiguration", yes_no(one.list_configuration)}}};
    }

    Element operator()(const VersionResponse& one) const
    {
        Element element{.name = "wctp-VersionResponse",
                        .attributes = {{"responder", one.responder},
                                       {"dateTimeOfRsp", optional_time(one.answered)},
                                       {"inquirer", one.inquirer},
                                       {"dateTimeOfReq", one.date_time_of_request},
                                       {"invalidAfter", optional_time(one.invalid_after)},
                                       {"listDTDs", yes_no(one.list_dtds)},
                                       {"listConfiguration", yes_no(one.list_configuration)}}};
        if (one.contact)
            element.children.push_back({.name = "wctp-ContactInfo",
                                        .attributes = {{"email", one.contact->email},
                                                       {"phone", one.contact->phone},
                                                       {"www", one.contact->www},
                                                       {"info", one.contact->info}}});
        if (const auto* failure = std::get_if<Failure>(&one.outcome)) {
            element.children.push_back(failure_out(*failure));
            return element;
        }
        for (const auto& dtd : std::get<std::vector<DtdSupport>>(one.outcome))
            element.children.push_back({.name = "wctp-DTDSupport",
                                        .attributes = {{"dtdName", dtd.dtd_name},
                                                       {"verToken", dtd.token},
                                                       {"supportType", word(dtd.support)},
                                                       {"exceptions", yes_no(dtd.exceptions)},
                                                       {"supportUntil", dtd.support_until},
                                                       {"replacement", dtd.replacement}}});
        return element;
    }

    Element operator()(const PollForMessages& one) const
    {
        Element element{.name = "wctp-PollForMessages",
                        .attributes = {{"pollerID", one.poller_id},
                                       {"securityCode", one.security_code},
                                       {"maxMessagesInBatch", optional_number(one.max_messages)}}};
        for (const auto& received : one.received)
            element.children.push_back(
                {.name = "wctp-MessageReceived",
                 .attributes = {{"sequenceNo", std::to_string(received.sequence)}},
                 .children = {outcome_out(received.outcome)}});
        return element;
    }

    Element operator()(const PollResponse& one) const
    {
        Element element{.name = "wctp-PollResponse",
                        .attributes = {{"minNextPollInterval", poll_interval(one.min_next_poll)}}};
        if (const auto* messages = std::get_if<std::vector<PolledMessage>>(&one.outcome)) {
            for (const auto& message : *messages)
                element.children.push_back(
                    {.name = "wctp-Message",
                     .attributes = {{"sequenceNo", std::to_string(message.sequence)}},
                     .children = {std::visit(*this, message.operation)}});
        }
        add_empty_or_failure(element, one.outcome);
        return element;
    }

    /// For an element that has got its messages already, if there were any.
    template <typename Outcome>
    static void add_empty_or_failure(Element& element, const Outcome& outcome)
    {
        if (const auto* failure = std::get_if<Failure>(&outcome))
            element.children.push_back(failure_out(*failure));
        else if (element.children.empty())
            element.children.push_back({.name = "wctp-NoMessages"});
    }

    Element operator()(const SendMsgMulti& one) const
    {
        auto control = control_out(one.control, "wctp-MsgMultiControl");
        control.set("allRecipsRequired", flag_text(one.all_recipients_required));
        Element header{.name = "wctp-MsgMultiHeader",
                       .attributes = {{"submitTimestamp", optional_time(one.submitted)}},
                       .children = {originator_out(one.originator), std::move(control)}};
        for (const auto& recipient : one.recipients)
            header.children.push_back(recipient_out(recipient));
        return {.name = "wctp-SendMsgMulti",
                .children = {std::move(header), payload_out(one.payload, version)}};
    }

    Element operator()(const SendMsgMultiResponse& one) const
    {
        Element element{.name = "wctp-SendMsgMultiResponse",
                        .attributes = {{"maxNumRecips", std::to_string(one.max_recipients)},
                                       {"numValidRecips", optional_number(one.valid)},
                                       {"numInvalidRecips", optional_number(one.invalid)}},
                        .children = {outcome_out(one.outcome)}};
        for (const auto& failed : one.failed)
            element.children.push_back(
                {.name = "wctp-FailedRecipient",
                 .attributes = {{"recipientID", failed.recipient_id},
                                {"errorCode", std::to_string(number(failed.code))},
                                {"errorText", failed.text.empty() ? std::string(text(failed.code))
                                                                  : failed.text}}});
        return element;
    }

    Element operator()(const LookupSubscriber& one) const
    {
        return {.name = "wctp-LookupSubscriber",
                .children = {originator_out(one.originator),
                             query_control_out(one.control, "wctp-LookupMessageControl"),
                             recipient_out(one.recipient)}};
    }

    Element operator()(const LookupData& one) const
    {
        return {.name = "wctp-LookupData",
                .attributes = {{"maxMessageLength", std::to_string(one.max_message_length)},
                               {"mcrSupported", optional_flag(one.choices_supported)},
                               {"canRespond", optional_flag(one.can_respond)}}};
    }

    Element operator()(const LocationData& one) const
    {
        return {.name = "wctp-LocationData",
                .attributes = {{"status", word(one.status)},
                               {"fixType", word(one.fix_type)},
                               {"fixTimeStamp", optional_time(one.fixed)},
                               {"longitude", one.longitude},
                               {"latitude", one.latitude},
                               {"altitude", one.altitude}}};
    }

    template <typename Response>
    Element looked_up(std::string name, const Response& one) const
    {
        return {.name = std::move(name),
                .attributes = {{"responseToMessageID", one.response_to},
                               {"transactionID", one.transaction_id}},
                .children = {originator_out(one.originator), recipient_out(one.recipient),
                             std::visit(*this, one.outcome)}};
    }

    Element operator()(const LookupResponse& one) const
    {
        return looked_up("wctp-LookupResponse", one);
    }

    Element operator()(const DeviceLocation& one) const
    {
        auto control = query_control_out(one.control, "wctp-DeviceLocationControl");
        control.set("fixType", word(one.fix_type));
        return {.name = "wctp-DeviceLocation",
                .children = {originator_out(one.originator), std::move(control),
                             recipient_out(one.recipient)}};
    }

    Element operator()(const DeviceLocationResponse& one) const
    {
        return looked_up("wctp-DeviceLocationResponse", one);
    }

    Element operator()(const ReturnToService& one) const
    {
        return {.name = "wctp-ReturnToSvc", .text = one.address};
    }
};

} // namespace

Element element_of(const Operation& operation, Version version)
{
    return std::visit(OperationOut{version}, operation);
}

} // namespace wctp::detail
