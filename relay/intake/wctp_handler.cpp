#include "relay/intake/wctp_handler.h"
#include "relay/intake/duplicate_key.h"
#include "relay/intake/wctp_query.h"
#include "relay/intake/wctp_submission.h"
#include "relay/service/log.h"
#include "store/error.h"
#include "store/token.h"
#include "wctp/answers.h"
#include "wctp/http_binding.h"
#include <cstdlib>

namespace relay::intake {
namespace {

namespace log = service::log;
using wctp::Code;

log::Room& room()
{
    return log::room("wctp");
}

http::Response response_of(wctp::HttpAnswer answer)
{
    auto response =
        http::respond(answer.status, std::move(answer.content_type), std::move(answer.body));
    if (!answer.allow.empty())
        response.headers.add("Allow", std::move(answer.allow));
    return response;
}

http::Response response_of(const wctp::Document& document)
{
    return response_of(wctp::http_answer(document));
}

wctp::HttpRequest asked_by(const http::Request& request)
{
    return {request.method, request.headers.find("Content-Type").value_or(""), request.body};
}

/// What the originator calls its message. A transient client has no ids: what it sent in the same
/// second to the same recipient in the same words is the same message.
std::string name_of(const WctpSubmission& asked)
{
    if (!asked.control.message_id.empty() && !asked.is_transient)
        return "wctp " + asked.control.message_id;
    if (asked.is_transient && asked.submitted)
        return "wctp client " + asked.originator.sender_id + '\n' +
               wctp::time_text(*asked.submitted);
    return {};
}

} // namespace

/// What is the same for all requests.
class WctpHandler::Inside {
public:
    Inside(const engine::House& at, const SubmissionDoor& by, SourceGuard& with, WctpRules ruled,
           WctpResponses* taken_by)
        : house(at), door(by), guard(with), rules(std::move(ruled)), responses(taken_by),
          queries(at, rules)
    {
    }

    void handle(const http::Request& request, const http::Responder& respond);

    const engine::House& house; ///< outlives us
    const SubmissionDoor& door; ///< outlives us
    SourceGuard& guard;         ///< outlives us
    const WctpRules rules;
    WctpResponses* responses; ///< outlives us
    ClientQueries queries;

private:
    class Turn;
};

/// One request and its answer.
class WctpHandler::Inside::Turn {
public:
    Turn(Inside& inside, const http::Request& request, const http::Responder& respond,
         std::shared_ptr<const wctp::Document> document)
        : inside_(inside), request_(request), respond_(respond), document_(std::move(document))
    {
    }

    void take() { std::visit(*this, document_->operation); }
    void refuse(Code code, const std::string& detail = {});

    void operator()(const wctp::SubmitRequest& asked)
    {
        submit({*document_, asked.originator, asked.control, asked.recipient, asked.submitted,
                asked.payload, false});
    }
    void operator()(const wctp::SubmitClientMessage& asked)
    {
        submit({*document_, asked.originator, asked.control, asked.recipient, asked.submitted,
                asked.payload, true});
    }
    void operator()(const wctp::ClientQuery& asked);
    void operator()(const wctp::VersionQuery&)
    {
        respond_(response_of(
            wctp::version_answer(*document_, inside_.rules.responder, inside_.house.now())));
    }

    void operator()(const wctp::StatusInfo& status) { respond_to(status); }
    void operator()(const wctp::MessageReply& reply) { respond_to(reply); }

    // Not ours yet.
    void operator()(const wctp::PollForMessages&) { refuse_operation(); }
    void operator()(const wctp::SendMsgMulti&) { refuse_operation(); }
    void operator()(const wctp::LookupSubscriber&) { refuse_operation(); }
    void operator()(const wctp::DeviceLocation&) { refuse_operation(); }
    void operator()(const wctp::ReturnToService&) { refuse_operation(); }
    // Answers, which receive() has refused already.
    void operator()(const wctp::SubmitClientResponse&) { refuse_operation(); }
    void operator()(const wctp::ClientQueryResponse&) { refuse_operation(); }
    void operator()(const wctp::Confirmation&) { refuse_operation(); }
    void operator()(const wctp::VersionResponse&) { refuse_operation(); }
    void operator()(const wctp::PollResponse&) { refuse_operation(); }
    void operator()(const wctp::SendMsgMultiResponse&) { refuse_operation(); }
    void operator()(const wctp::LookupResponse&) { refuse_operation(); }
    void operator()(const wctp::DeviceLocationResponse&) { refuse_operation(); }

private:
    void refuse_operation() { refuse(Code::OperationNotSupported); }
    template <class Response>
    void respond_to(const Response& response);
    void refuse(NotLetIn why);
    void submit(const WctpSubmission& asked);
    bool is_strictly_right();
    void hand_over(ReadWctp read, bool is_transient);

    Inside& inside_;
    const http::Request& request_;
    const http::Responder& respond_;
    std::shared_ptr<const wctp::Document> document_;
};

void WctpHandler::Inside::Turn::refuse(Code code, const std::string& detail)
{
    const auto kind = wctp::kind(document_->operation);
    if (kind == wctp::Kind::SubmitRequest || kind == wctp::Kind::SubmitClientMessage)
        inside_.house.metrics.refused(store::Door::Wctp)++;
    room().notice("request refused", {{"request", request_.id},
                                      {"peer", request_.peer_address},
                                      {"operation", wctp::name(kind)},
                                      {"code", number(code)}});
    respond_(response_of(wctp::failure_answer(*document_, code, detail)));
}

void WctpHandler::Inside::Turn::refuse(NotLetIn why)
{
    switch (why) {
    case NotLetIn::UnknownSender:
        return refuse(inside_.rules.uniform_auth_errors ? Code::InvalidSecurityCode
                                                        : Code::InvalidSender);
    case NotLetIn::WrongCode:
        return refuse(Code::InvalidSecurityCode);
    case NotLetIn::Throttled:
        return refuse(Code::ExcessiveTraffic);
    case NotLetIn::TooFast:
        return refuse(Code::TrafficRateExceeded);
    }
    std::abort();
}

/// WCTP.md 9, 69: sender, code, rate, recipient, content. Who has no code learns of no recipient.
void WctpHandler::Inside::Turn::submit(const WctpSubmission& asked)
{
    const auto people = inside_.house.people();
    const auto& code = asked.originator.security_code.empty() && asked.is_transient
                           ? asked.originator.misc_info
                           : asked.originator.security_code;
    const auto source = inside_.guard.wctp_source(
        *people, {asked.originator.sender_id, code, request_.peer_address, asked.is_transient});
    if (!source)
        return refuse(source.error());
    if ((*source)->strict && !is_strictly_right())
        return;
    if (!inside_.guard.may_submit(**source))
        return refuse(NotLetIn::TooFast);
    if (!inside_.door.is_known((*source)->principal, asked.recipient.recipient_id))
        return refuse(Code::InvalidRecipient, "there is no such recipient");
    auto read = read_submission(asked, **source, inside_.rules, inside_.house.now());
    if (!read)
        return refuse(read.error().code, read.error().detail);
    auto& submission = read->submission;
    if (asked.is_transient)
        submission.message.tracking = store::make_tracking();
    if (const auto name = name_of(asked); !name.empty())
        submission.duplicate_key = duplicate_key(name, submission.message, inside_.house.vault);
    hand_over(std::move(*read), asked.is_transient);
}

/// What a gateway says of a page of ours.
template <class Response>
void WctpHandler::Inside::Turn::respond_to(const Response& response)
{
    if (inside_.responses == nullptr)
        return refuse_operation();
    const auto code = inside_.responses->take(response, request_.peer_address);
    if (code != Code::Accepted)
        return refuse(code);
    respond_(response_of(wctp::confirmation(*document_)));
}

/// A source that wants the letter of the grammar is read once more; the refusal is then given.
bool WctpHandler::Inside::Turn::is_strictly_right()
{
    const auto again = wctp::receive(asked_by(request_), {.strict = true});
    if (!again)
        refuse(again.error().why.error.code, again.error().why.error.detail);
    return again.has_value();
}

/// From here on the writer's thread answers, perhaps when this object is gone.
void WctpHandler::Inside::Turn::hand_over(ReadWctp read, bool is_transient)
{
    inside_.door.submit(std::move(read.submission), [respond = respond_, document = document_,
                                                     rules = inside_.rules, success = read.success,
                                                     is_transient](const SubmissionResult& result) {
        if (!result) {
            const auto error = wctp_error(result.error(), rules);
            return respond(response_of(wctp::failure_answer(*document, error.code, error.detail)));
        }
        respond(response_of(is_transient
                                ? wctp::client_success(*document, result->tracking, success)
                                : wctp::confirmation(*document, success)));
    });
}

void WctpHandler::Inside::Turn::operator()(const wctp::ClientQuery& asked)
{
    auto answer = inside_.queries.answer(asked, request_.peer_address);
    if (!answer)
        return refuse(answer.error().code, answer.error().detail);
    respond_(response_of(wctp::answer_to(*document_, std::move(*answer))));
}

void WctpHandler::Inside::handle(const http::Request& request, const http::Responder& respond)
{
    auto received = wctp::receive(asked_by(request));
    if (!received) {
        auto& refusal = received.error();
        house.metrics.refused(store::Door::Wctp)++;
        room().notice("request refused", {{"request", request.id},
                                          {"peer", request.peer_address},
                                          {"code", number(refusal.why.error.code)},
                                          {"detail", refusal.why.error.detail}});
        return respond(response_of(std::move(refusal.answer)));
    }
    Turn turn(*this, request, respond,
              std::make_shared<const wctp::Document>(std::move(*received)));
    try {
        turn.take();
    } catch (const store::StoreError& error) {
        room().error("the store cannot answer",
                     {{"request", request.id}, {"reason", error.what()}});
        turn.refuse(Code{rules.service_unavailable});
    } catch (const std::exception& error) {
        room().error("a request failed", {{"request", request.id}, {"reason", error.what()}});
        turn.refuse(Code::InternalError);
    }
}

WctpHandler::WctpHandler(const engine::House& house, const SubmissionDoor& door, SourceGuard& guard,
                         WctpRules rules, WctpResponses* responses)
    : inside_(std::make_unique<Inside>(house, door, guard, std::move(rules), responses))
{
}

WctpHandler::~WctpHandler() = default;

void WctpHandler::handle(http::Request request, http::Responder respond)
{
    inside_->handle(request, respond);
}

} // namespace relay::intake
