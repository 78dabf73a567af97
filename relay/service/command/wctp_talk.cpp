#include "relay/service/command/wctp_talk.h"
#include "wctp/answers.h"
#include "wctp/http_binding.h"
#include "wctp/parser.h"
#include "wctp/writer.h"
#include <cstdlib>

namespace relay::service::command {

namespace {

std::string joined(const std::vector<std::string>& cells)
{
    std::string line;
    for (const auto& cell : cells)
        line += (line.empty() ? "" : "\t") + cell;
    return line + '\n';
}

std::string word_of(wctp::Notification notification)
{
    switch (notification) {
    case wctp::Notification::Queued:
        return "QUEUED";
    case wctp::Notification::Delivered:
        return "DELIVERED";
    case wctp::Notification::Read:
        return "READ";
    case wctp::Notification::CallbackStart:
        return "IHEPCDCALLBACKSTART";
    case wctp::Notification::CallbackEnd:
        return "IHEPCDCALLBACKEND";
    }
    std::abort();
}

std::string event_text(const std::variant<wctp::Notification, wctp::Failure>& event)
{
    if (const auto* notification = std::get_if<wctp::Notification>(&event))
        return word_of(*notification);
    const auto& failure = std::get<wctp::Failure>(event);
    return std::to_string(number(failure.code)) + " " + failure.text;
}

std::string payload_text(const wctp::Payload& payload)
{
    if (const auto* plain = std::get_if<wctp::Alphanumeric>(&payload))
        return plain->text;
    if (const auto* choices = std::get_if<wctp::MultipleChoice>(&payload))
        return choices->text + choices->note;
    return "binary";
}

struct PolledLine {
    std::string sequence;

    std::string operator()(const wctp::StatusInfo& one) const
    {
        return joined({sequence, "status", one.header.response_to, event_text(one.event)});
    }
    std::string operator()(const wctp::MessageReply& one) const
    {
        return joined({sequence, "reply", one.header.response_to, payload_text(one.payload)});
    }
    std::string operator()(const wctp::SubmitRequest& one) const
    {
        return joined({sequence, "message", one.control.message_id, payload_text(one.payload)});
    }
    std::string operator()(const wctp::LookupResponse& one) const
    {
        return joined({sequence, "lookup", one.response_to, one.originator.sender_id});
    }
};

struct EventLine {
    static std::string time(const wctp::ClientResponseHeader& header)
    {
        return header.responded ? wctp::time_text(*header.responded) : "-";
    }
    std::string operator()(const wctp::ClientStatusInfo& one) const
    {
        return joined({time(one.header), event_text(one.event)});
    }
    std::string operator()(const wctp::ClientMessageReply& one) const
    {
        return joined({time(one.header), "reply", payload_text(one.payload)});
    }
};

std::string support_text(wctp::Support support)
{
    switch (support) {
    case wctp::Support::Supported:
        return "supported";
    case wctp::Support::Deprecated:
        return "deprecated";
    case wctp::Support::NotSupported:
        return "not supported";
    }
    std::abort();
}

std::string yes_no(const std::optional<bool>& flag)
{
    return !flag ? "unknown" : *flag ? "yes" : "no";
}

template <class Response, class Line>
std::string message_lines(const Response& response, Line line)
{
    std::string lines;
    const auto* messages = std::get_if<1>(&response.outcome);
    if (messages == nullptr)
        return lines;
    for (const auto& message : *messages)
        lines += line(message);
    for (const auto& one : response.unreadable)
        lines += joined({one.sequence ? std::to_string(*one.sequence) : "-", "unreadable",
                         std::to_string(number(one.error.code)) + " " + one.error.detail});
    return lines;
}

constexpr std::size_t most_told = 2'000;

} // namespace

OrFailure<std::string> post_wctp(const std::string& url, const std::string& body)
{
    channels::HttpClient client({});
    channels::HttpRequest request;
    request.method = "POST";
    request.url = url;
    request.headers = {{"Content-Type", "text/xml; charset=utf-8"}};
    request.body = body;
    request.networks = {"0.0.0.0/0", "::/0"};
    auto answer = client.perform(request);
    if (!answer)
        return tl::unexpected(Failure{not_reached, "cannot reach " + url + " (" +
                                                       answer.error().code + ": " +
                                                       answer.error().detail + ")"});
    if (answer->status != 200) // the document may say more (quirk: some answer failures so)
        return tl::unexpected(Failure{
            failed, url + " answered HTTP " + std::to_string(answer->status) +
                        (answer->body.empty() ? "" : ":\n") + answer->body.substr(0, most_told)});
    return std::move(answer->body);
}

OrFailure<wctp::Document> ask_wctp(const std::string& url, const wctp::Document& question)
{
    const auto body = post_wctp(url, wctp::write(question));
    if (!body)
        return tl::unexpected(body.error());
    auto answer = wctp::parse_body({}, *body, {.repair_bytes = true});
    if (!answer)
        return tl::unexpected(
            Failure{failed, url + " answered no WCTP: " + answer.error().error.detail});
    const auto said = wctp::outcome(*answer);
    const auto* failure = said ? std::get_if<wctp::Failure>(&*said) : nullptr;
    if (failure != nullptr)
        return tl::unexpected(
            Failure{exit_code_of(failure->code), std::to_string(number(failure->code)) + " " +
                                                     failure->text + ": " + failure->detail});
    return std::move(*answer);
}

ExitCode exit_code_of(wctp::Code code)
{
    if (code_class(code) == wctp::CodeClass::Success)
        return done;
    if (code_class(code) == wctp::CodeClass::Temporary)
        return try_again_later;
    if (code == wctp::Code::InvalidSender || code == wctp::Code::InvalidSecurityCode ||
        code == wctp::Code::InvalidPoller)
        return denied;
    if (code == wctp::Code::InvalidRecipient || code == wctp::Code::UnknownReference)
        return not_found;
    return failed;
}

std::string lines_of(const wctp::Document& answer)
{
    const auto& operation = answer.operation;
    if (const auto* polled = std::get_if<wctp::PollResponse>(&operation))
        return message_lines(*polled, [](const wctp::PolledMessage& message) {
            return std::visit(PolledLine{std::to_string(message.sequence)}, message.operation);
        });
    if (const auto* asked = std::get_if<wctp::ClientQueryResponse>(&operation))
        return message_lines(*asked, [](const wctp::ClientMessage& message) {
            return std::visit(EventLine{}, message);
        });
    if (const auto* versions = std::get_if<wctp::VersionResponse>(&operation)) {
        std::string lines;
        if (const auto* all = std::get_if<std::vector<wctp::DtdSupport>>(&versions->outcome)) {
            for (const auto& one : *all)
                lines += joined({one.dtd_name, support_text(one.support)});
        }
        return lines;
    }
    if (const auto* lookup = std::get_if<wctp::LookupResponse>(&operation)) {
        if (const auto* data = std::get_if<wctp::LookupData>(&lookup->outcome))
            return joined({std::to_string(data->max_message_length) + " characters",
                           "choices " + yes_no(data->choices_supported),
                           "replies " + yes_no(data->can_respond)});
    }
    const auto said = wctp::outcome(answer);
    if (!said)
        return {};
    return std::visit(
        [](const auto& one) {
            return joined({std::to_string(number(one.code)), one.text, one.detail});
        },
        *said);
}

std::optional<wctp::Document> acknowledgement_of(const wctp::Document& answer,
                                                 const wctp::PollForMessages& poll)
{
    const auto* response = std::get_if<wctp::PollResponse>(&answer.operation);
    const auto* messages = response == nullptr
                               ? nullptr
                               : std::get_if<std::vector<wctp::PolledMessage>>(&response->outcome);
    if (messages == nullptr)
        return std::nullopt;
    auto acknowledging = poll;
    acknowledging.max_messages = 0;
    for (const auto& message : *messages)
        acknowledging.received.push_back({message.sequence, wctp::Success{}});
    for (const auto& one : response->unreadable) {
        if (one.sequence)
            acknowledging.received.push_back(
                {*one.sequence, wctp::Failure{one.error.code, {}, {}}});
    }
    return wctp::Document{answer.version, answer.token, std::move(acknowledging)};
}

} // namespace relay::service::command
