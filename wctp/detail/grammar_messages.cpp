#include "wctp/detail/grammar_parts.h"

namespace wctp::detail {
namespace {

std::vector<ElementRule> submissions()
{
    return {
        {.name = "wctp-SubmitRequest",
         .content = Content::Elements,
         .places = {one("wctp-SubmitHeader"), one("wctp-Payload")}},
        {.name = "wctp-SubmitHeader",
         .content = Content::Elements,
         .attributes = {time("submitTimestamp")},
         .places = {one("wctp-Originator"), one("wctp-MessageControl"), one("wctp-Recipient")}},
        {.name = "wctp-Originator",
         .attributes = {sender(), security_code(), limited("miscInfo", lenient_id_most)}},
        {.name = "wctp-Recipient",
         .attributes = {recipient(), limited("authorizationCode", id_most, Need::Optional,
                                             Code::InvalidAuthorizationCode)}},
        {.name = "wctp-MessageControl", .attributes = control_ids() + control_flags()},

        {.name = "wctp-SubmitClientMessage",
         .content = Content::Elements,
         .places = {one("wctp-SubmitClientHeader"), one("wctp-Payload")}},
        {.name = "wctp-SubmitClientHeader",
         .content = Content::Elements,
         .attributes = {time("submitTimestamp")},
         .places = {one("wctp-ClientOriginator"), maybe("wctp-ClientMessageControl"),
                    one("wctp-Recipient")}},
        {.name = "wctp-ClientOriginator",
         .attributes = {sender(), limited("miscInfo", lenient_id_most)}},
        {.name = "wctp-ClientMessageControl",
         .attributes = std::vector{limited("sendResponsesToID", id_most)} + control_flags()},

        {.name = "wctp-SendMsgMulti",
         .content = Content::Elements,
         .places = {one("wctp-MsgMultiHeader"), one("wctp-Payload")}},
        {.name = "wctp-MsgMultiHeader",
         .content = Content::Elements,
         .attributes = {time("submitTimestamp")},
         .places = {one("wctp-Originator"), one("wctp-MsgMultiControl"),
                    one_or_more("wctp-Recipient")}},
        {.name = "wctp-MsgMultiControl",
         .attributes =
             control_ids() + control_flags() + std::vector{flag("allRecipsRequired", "false")}},
    };
}

std::vector<ElementRule> payloads()
{
    const auto type = [](std::vector<std::string_view> words, Versions in) {
        return word("type", std::move(words), "OPAQUE", Need::Optional, in);
    };
    const std::vector<std::string_view> encodings{"standard", "base64"};
    return {
        {.name = "wctp-Payload",
         .content = Content::Elements,
         .places = {one_of({{"wctp-MCR"}, {"wctp-Alphanumeric"}, {"wctp-TransparentData"}})}},
        {.name = "wctp-Alphanumeric", .content = Content::Text},
        // The spelling of FLEXSuite and the default encoding changed from version to version.
        {.name = "wctp-TransparentData",
         .content = Content::Text,
         .attributes = {type({"OPAQUE", "FLEXSuite"}, only_1_0),
                        type({"OPAQUE", "FLEXsuite"}, only_1_1),
                        type({"OPAQUE", "FLEXSuite"}, only_1_2),
                        type({"OPAQUE", "FLEXSuite", "FLEXsuite"}, since_1_3),
                        word("encoding", encodings, "standard", Need::Optional, only_1_0),
                        word("encoding", encodings, "base64", Need::Optional, since_1_1)}},
        {.name = "wctp-MCR",
         .content = Content::Elements,
         .places = {one("wctp-MessageText"),
                    {.choices = {{.element = "wctp-Choice"},
                                 {.element = "wctp-ChoicePair", .in = since_1_2}},
                     .many = true},
                    maybe("wctp-IHEPCDDialback", ihe),
                    maybe("wctp-IHEPCD04", ihe),
                    maybe("wctp-IHEPCDWCMImages", ihe),
                    // No schema has it here, IHE's test tool looks for it: only the lenient reader.
                    maybe("wctp-IHEPCDACM", Versions{})}},
        {.name = "wctp-MessageText", .content = Content::Text},
        {.name = "wctp-Choice", .content = Content::Text},
        {.name = "wctp-ChoicePair",
         .content = Content::Elements,
         .places = {one("wctp-SendChoice"), maybe("wctp-ReplyChoice")}},
        {.name = "wctp-SendChoice", .content = Content::Text},
        {.name = "wctp-ReplyChoice", .content = Content::Text},
    };
}

std::vector<ElementRule> events()
{
    // IHE's second version demands its alert information; nobody else knows it.
    const Place alert_information{.choices = {{.element = "wctp-IHEPCDACM", .in = ihe_2}},
                                  .need = Need::Grammar};
    return {
        {.name = "wctp-StatusInfo",
         .content = Content::Elements,
         .places = {one("wctp-ResponseHeader"), one_of({{"wctp-Failure"}, {"wctp-Notification"}}),
                    alert_information}},
        // The call-back kinds are IHE's test tool's: no version has them, the lenient reader takes
        // them since they are listed in an empty set of versions.
        {.name = "wctp-Notification",
         .attributes = {word("type", {"QUEUED", "DELIVERED", "READ"}, {}, Need::Always),
                        word("type",
                             {"QUEUED", "DELIVERED", "READ", "IHEPCDCALLBACKSTART",
                              "IHEPCDCALLBACKEND"},
                             {}, Need::Always, Versions{})}},
        {.name = "wctp-MessageReply",
         .content = Content::Elements,
         .attributes = {flag("MCRMessageReply", "false", since_1_2)},
         .places = {one("wctp-ResponseHeader"), one("wctp-Payload"), alert_information}},
        {.name = "wctp-ResponseHeader",
         .content = Content::Elements,
         .attributes = {limited("responseToMessageID", reference_most, Need::Always),
                        time("responseTimestamp"), time("respondingToTimestamp"),
                        limited("onBehalfOfRecipientID", id_most)},
         .places = {one("wctp-Originator"), one("wctp-MessageControl"), one("wctp-Recipient")}},
    };
}

} // namespace

std::vector<ElementRule> message_elements()
{
    auto all = submissions();
    for (auto& part : {payloads(), events()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

} // namespace wctp::detail
