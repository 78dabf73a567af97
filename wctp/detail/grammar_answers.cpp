#include "wctp/detail/grammar_parts.h"

namespace wctp::detail {
namespace {

std::vector<ElementRule> root()
{
    return {{.name = "wctp-Operation",
             .content = Content::Elements,
             .attributes =
                 // Required by every grammar; the parser sees to it before a version is chosen.
             {{.name = "wctpVersion"},
              {.name = "wctpToken", .in = since_1_1, .strict_most = code_most, .lenient_most = 64}},
             .places = {one_of({{"wctp-ClientQuery"},
                                {"wctp-ClientQueryResponse"},
                                {"wctp-Confirmation"},
                                {"wctp-LookupSubscriber"},
                                {"wctp-LookupResponse"},
                                {.element = "wctp-DeviceLocation", .in = since_1_3},
                                {.element = "wctp-DeviceLocationResponse", .in = since_1_3},
                                {"wctp-MessageReply"},
                                {"wctp-PollForMessages"},
                                {"wctp-PollResponse"},
                                {.element = "wctp-ReturnToSvc", .in = since_1_2},
                                {.element = "wctp-SendMsgMulti", .in = since_1_2},
                                {.element = "wctp-SendMsgMultiResponse", .in = since_1_2},
                                {"wctp-StatusInfo"},
                                {"wctp-SubmitClientMessage"},
                                {"wctp-SubmitClientResponse"},
                                {"wctp-SubmitRequest"},
                                {.element = "wctp-VersionQuery", .in = since_1_1},
                                {.element = "wctp-VersionResponse", .in = since_1_1}})}}};
}

std::vector<ElementRule> outcomes()
{
    return {
        {.name = "wctp-Confirmation",
         .content = Content::Elements,
         .places = {one_of({{"wctp-Failure"}, {"wctp-Success"}})}},
        {.name = "wctp-Success",
         .content = Content::Text,
         .attributes = {code("successCode"), free_text("successText")}},
        {.name = "wctp-Failure",
         .content = Content::Text,
         .attributes = {code("errorCode"), free_text("errorText")}},
        {.name = "wctp-SubmitClientResponse",
         .content = Content::Elements,
         .places = {one_of({{"wctp-Failure"}, {"wctp-ClientSuccess"}})}},
        {.name = "wctp-ClientSuccess",
         .content = Content::Text,
         .attributes = {code("successCode"), free_text("successText"),
                        tracking_number(Need::Grammar)}},
        {.name = "wctp-SendMsgMultiResponse",
         .content = Content::Elements,
         .attributes = {count("maxNumRecips", Need::Grammar), count("numValidRecips"),
                        count("numInvalidRecips")},
         .places = {one_of({{"wctp-Failure"}, {"wctp-Success"}}),
                    any_number("wctp-FailedRecipient")}},
        {.name = "wctp-FailedRecipient",
         .attributes = {recipient(), code("errorCode"), free_text("errorText")}},
        {.name = "wctp-NoMessages"},
        {.name = "wctp-ReturnToSvc", .content = Content::Text},
    };
}

std::vector<ElementRule> client_queries()
{
    return {
        {.name = "wctp-ClientQuery",
         .attributes = {sender(Need::Grammar), recipient(), tracking_number(Need::Always)}},
        {.name = "wctp-ClientQueryResponse",
         .content = Content::Elements,
         .attributes = {count("minNextPollInterval")},
         .places = {one_of({{.element = "wctp-ClientMessage", .many = true},
                            {"wctp-NoMessages"},
                            {"wctp-Failure"}})}},
        {.name = "wctp-ClientMessage",
         .content = Content::Elements,
         .places = {one_of({{"wctp-ClientMessageReply"}, {"wctp-ClientStatusInfo"}})}},
        {.name = "wctp-ClientMessageReply",
         .content = Content::Elements,
         .attributes = {flag("MCRMessageReply", "false", since_1_2)},
         .places = {one("wctp-ClientResponseHeader"), one("wctp-Payload")}},
        {.name = "wctp-ClientStatusInfo",
         .content = Content::Elements,
         .places = {one("wctp-ClientResponseHeader"),
                    one_of({{"wctp-Failure"}, {"wctp-Notification"}})}},
        {.name = "wctp-ClientResponseHeader",
         .content = Content::Elements,
         .attributes = {time("responseTimestamp"), time("respondingToTimestamp")},
         .places = {one("wctp-Originator"), one("wctp-Recipient")}},
    };
}

std::vector<ElementRule> polls()
{
    return {
        {.name = "wctp-PollForMessages",
         .content = Content::Elements,
         .attributes = {limited("pollerID", id_most, Need::Always, Code::InvalidPoller),
                        limited("securityCode", code_most, Need::Optional, Code::InvalidPoller),
                        count("maxMessagesInBatch")},
         .places = {any_number("wctp-MessageReceived")}},
        {.name = "wctp-MessageReceived",
         .content = Content::Elements,
         .attributes = {count("sequenceNo", Need::Always)},
         .places = {one_of({{"wctp-Failure"}, {"wctp-Success"}})}},
        {.name = "wctp-PollResponse",
         .content = Content::Elements,
         .attributes = {count("minNextPollInterval")},
         .places = {one_of({{.element = "wctp-Message", .many = true},
                            {.element = "wctp-Failure", .in = since_1_1},
                            {"wctp-NoMessages"}})}},
        {.name = "wctp-Message",
         .content = Content::Elements,
         .attributes = {count("sequenceNo", Need::Always)},
         .places = {one_of({{"wctp-SubmitRequest"},
                            {"wctp-MessageReply"},
                            {"wctp-StatusInfo"},
                            {"wctp-LookupResponse"}})}},
    };
}

std::vector<ElementRule> lookups()
{
    const std::vector<std::string_view> fixes{"approximate", "estimated", "precise"};
    const auto answer = [](std::string_view name, std::string_view data) {
        return ElementRule{.name = name,
                           .content = Content::Elements,
                           .attributes = response_ids(),
                           .places = {one("wctp-Originator"), one("wctp-Recipient"),
                                      one_of({{data}, {"wctp-Failure"}})}};
    };
    return {
        {.name = "wctp-LookupSubscriber",
         .content = Content::Elements,
         .places = {one("wctp-Originator"), one("wctp-LookupMessageControl"),
                    one("wctp-Recipient")}},
        {.name = "wctp-LookupMessageControl", .attributes = control_ids()},
        answer("wctp-LookupResponse", "wctp-LookupData"),
        {.name = "wctp-LookupData",
         .attributes = {count("maxMessageLength", Need::Grammar), flag("mcrSupported", {}),
                        flag("canRespond", {})}},
        {.name = "wctp-DeviceLocation",
         .content = Content::Elements,
         .places = {one("wctp-Originator"), one("wctp-DeviceLocationControl"),
                    one("wctp-Recipient")}},
        {.name = "wctp-DeviceLocationControl",
         .attributes = control_ids() + std::vector{word("fixType", fixes, "estimated")}},
        answer("wctp-DeviceLocationResponse", "wctp-LocationData"),
        {.name = "wctp-LocationData",
         .attributes = {word("status", {"ok", "invalid", "noalt", "nolonglat", "stale"}, {},
                             Need::Always),
                        word("fixType", fixes, {}, Need::Always), time("fixTimeStamp"),
                        free_text("longitude"), free_text("latitude"), free_text("altitude")}},
    };
}

std::vector<ElementRule> versions()
{
    const auto yes_no = [](std::string_view name, Versions in) {
        return word(name, {"yes", "no"}, "no", Need::Optional, in);
    };
    return {
        {.name = "wctp-VersionQuery",
         .attributes = {limited("inquirer", id_most, Need::Grammar), free_text("dateTime"),
                        yes_no("listDTDs", only_1_1), yes_no("listConfiguration", only_1_1)}},
        {.name = "wctp-VersionResponse",
         .content = Content::Elements,
         .attributes = {limited("responder", id_most, Need::Grammar), time("dateTimeOfRsp"),
                        limited("inquirer", id_most), free_text("dateTimeOfReq"),
                        time("invalidAfter"), yes_no("listDTDs", only_1_1),
                        yes_no("listConfiguration", only_1_1)},
         .places = {maybe("wctp-ContactInfo"),
                    one_of({{"wctp-Failure"}, {.element = "wctp-DTDSupport", .many = true}})}},
        {.name = "wctp-ContactInfo",
         .attributes = {free_text("email"), free_text("phone"), free_text("www"),
                        free_text("info")}},
        {.name = "wctp-DTDSupport",
         .attributes = {free_text("dtdName", Need::Grammar), free_text("verToken"),
                        word("supportType", {"Supported", "Deprecated", "NotSupported"},
                             "Supported"),
                        yes_no("exceptions", every_version), free_text("supportUntil"),
                        free_text("replacement")}},
    };
}

} // namespace

std::vector<ElementRule> answer_elements()
{
    auto all = root();
    for (auto& part : {outcomes(), client_queries(), polls(), lookups(), versions()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

std::span<const ElementRule> elements()
{
    static const std::vector<ElementRule> all = [] {
        auto rules = answer_elements();
        for (auto& part : {message_elements(), ihe_elements()})
            rules.insert(rules.end(), part.begin(), part.end());
        return rules;
    }();
    return all;
}

} // namespace wctp::detail
