#include "tests/wctp/samples.h"

namespace wctp_test {

using namespace wctp;
using namespace std::chrono_literals;

const std::string awkward_text =
    "Bed 12 <call> & \"light\" 'on' ]]> &amp; \r\n\tSpO\xe2\x82\x82 84% \xc3\x89 \xf0\x9f\x9a\x91";

namespace {

constexpr Instant noon = std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 12h;

const Originator originator{"nurse.call@alarms.example.org", "s3cret", "4 <West>"};
const Originator client{"jdoe@example.org", {}, "pw & more"};
const Recipient recipient{"5551230001", "99"};
const MessageControl control{.message_id = "m-1",
                             .transaction_id = "t-1",
                             .respond_to = "alarms.example.org/wctp",
                             .allow_response = false,
                             .notify_when_queued = true,
                             .notify_when_delivered = true,
                             .notify_when_read = true,
                             .priority = Priority::High,
                             .deliver_after = noon + 1h,
                             .deliver_before = noon + 2h,
                             .preformatted = true,
                             .allow_truncation = false};
const MultipleChoice choices{"Coming?", {{"Accept", "ACC"}, {"Reject", "Reject"}}};
const Failure expired{Code::MessageExpired, "Message expired", "deliveryBefore has passed"};
const Success accepted{Code::Accepted, "Accepted", "Queued"};
const ResponseHeader response{.originator = {"5551230001@relay.example.org", "back", {}},
                              .control = control,
                              .recipient = {"nurse.call", {}},
                              .response_to = "m-1",
                              .responded = noon + 1min,
                              .responding_to = noon,
                              .on_behalf_of = "CARD-REG"};
const ClientResponseHeader client_response{
    {"5551230001", {}, {}}, {"jdoe@example.org", {}}, noon + 1min, noon};
const QueryControl query{"m-2", "t-2", "me.example.org"};

MessageControl client_control()
{
    auto one = control;
    one.message_id.clear();
    one.transaction_id.clear();
    return one;
}

std::vector<Operation> submissions()
{
    return {
        SubmitRequest{originator, control, recipient, noon, Alphanumeric{awkward_text}},
        SubmitRequest{originator, {.message_id = "m-2"}, {"CARD", {}}, {}, choices},
        SubmitRequest{originator, control, recipient, noon,
                      TransparentData{std::string("\0\x01\xff", 3)}},
        SubmitRequest{
            originator, control, recipient, noon,
            TransparentData{"plain", TransparentType::FlexSuite, TransparentEncoding::Standard}},
        SubmitClientMessage{client, client_control(), recipient, noon, choices},
        SubmitClientMessage{client, {}, {"5551230002", {}}, {}, Alphanumeric{"hello"}},
        SubmitClientResponse{
            ClientSuccess{Code::Accepted, "Accepted", "Queued", "0013610059ABCDEF"}},
        SubmitClientResponse{expired},
        SendMsgMulti{originator, control, true, {recipient, {"CARD", {}}}, noon, choices},
        SendMsgMultiResponse{accepted, {{"CARD", Code::InvalidRecipient, "unknown"}}, 250, 1, 1},
        SendMsgMultiResponse{.outcome = expired, .max_recipients = 250}};
}

std::vector<Operation> events()
{
    return {StatusInfo{response, Notification::Queued},
            StatusInfo{response, Notification::Delivered},
            StatusInfo{response, Notification::Read},
            StatusInfo{response, expired},
            MessageReply{response, Alphanumeric{"ACC"}, true},
            MessageReply{response, Alphanumeric{awkward_text}, false},
            Confirmation{accepted},
            Confirmation{expired}};
}

std::vector<Operation> queries()
{
    const std::vector<ClientMessage> messages{
        ClientStatusInfo{client_response, Notification::Delivered},
        ClientStatusInfo{client_response, expired},
        ClientMessageReply{client_response, Alphanumeric{"ACC"}, true}};
    const std::vector<PolledMessage> polled{
        {11, SubmitRequest{originator, control, recipient, noon, choices}},
        {12, StatusInfo{response, Notification::Read}},
        {13, MessageReply{response, Alphanumeric{"on my way"}}},
        {14, LookupResponse{originator, recipient, LookupData{240, true, false}, "m-2", "t-2"}}};
    return {ClientQuery{"jdoe@example.org", "5551230001", "0013610059"},
            ClientQueryResponse{messages, 60s},
            ClientQueryResponse{NoMessages{}, 60s},
            ClientQueryResponse{expired, {}},
            PollForMessages{"alarms.example.org", "s3cret", 10, {{9, accepted}, {10, expired}}},
            PollForMessages{.poller_id = "p"},
            PollResponse{polled, 0s},
            PollResponse{NoMessages{}, 30s},
            PollResponse{expired, {}},
            LookupSubscriber{originator, query, recipient},
            LookupResponse{originator, recipient, LookupData{65535, {}, true}, "m-2", "t-2"},
            LookupResponse{originator, recipient, expired, "m-2", {}}};
}

std::vector<Operation> others()
{
    const std::vector<DtdSupport> dtds{
        {"wctp-dtd-v1r3"},
        {"wctp-dtd-v1r0", "x224", Support::Deprecated, true, "2027-01-01T00:00:00", "v1r3"}};
    return {
        VersionQuery{"me.example.org", "2026-03-01T12:00:00"},
        VersionResponse{.responder = "belfry",
                        .answered = noon,
                        .inquirer = "me.example.org",
                        .date_time_of_request = "2026-03-01T12:00:00",
                        .invalid_after = noon + 24h,
                        .contact = ContactInfo{"a@b.example", "555", "www.example", "none"},
                        .outcome = dtds},
        VersionResponse{.responder = "belfry", .answered = noon, .outcome = expired},
        DeviceLocation{originator, query, FixType::Precise, recipient},
        DeviceLocationResponse{
            originator, recipient,
            LocationData{LocationStatus::NoAltitude, FixType::Approximate, noon, "8.5", "47.4", {}},
            "m-2", "t-2"},
        DeviceLocationResponse{originator, recipient, expired, "m-2", "t-2"},
        ReturnToService{"6145551234@wctp.example.net"}};
}

} // namespace

std::vector<Operation> every_operation()
{
    std::vector<Operation> all;
    for (const auto& part : {submissions(), events(), queries(), others()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

} // namespace wctp_test
