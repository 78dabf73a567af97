// What every operation goes through, and submissions to one recipient.
#include "relay/intake/wctp_turn.h"
#include "relay/intake/duplicate_key.h"
#include "relay/service/log.h"
#include "store/token.h"
#include "wctp/answers.h"
#include "wctp/http_binding.h"
#include <cstdlib>

namespace relay::intake {
namespace {

using wctp::Code;

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

std::string doctype_for(const store::Source& source, const wctp::Document& document)
{
    switch (source.wctp.doctype) {
    case store::Doctype::None:
        return {};
    case store::Doctype::Echo:
        return document.doctype;
    case store::Doctype::Standard:
        return std::string(wctp::name(document.version)) + ".dtd";
    }
    std::abort();
}

bool is_counted(wctp::Kind kind)
{
    return kind == wctp::Kind::SubmitRequest || kind == wctp::Kind::SubmitClientMessage ||
           kind == wctp::Kind::SendMsgMulti;
}

} // namespace

http::Response response_of(const wctp::HttpAnswer& answer)
{
    auto response = http::respond(answer.status, answer.content_type, answer.body);
    if (!answer.allow.empty())
        response.headers.add("Allow", answer.allow);
    return response;
}

wctp::HttpRequest asked_by(const http::Request& request)
{
    return {request.method, request.headers.find("Content-Type").value_or(""), request.body};
}

void WctpTurn::answer(const wctp::Document& document) const
{
    respond_(response_of(wctp::http_answer(document, {.doctype = doctype_})));
}

void WctpTurn::take()
{
    const bool is_refused =
        room_.rules.versions.support(document_->version) == wctp::Support::NotSupported;
    // Who asks which versions we speak is told so in whichever it asks.
    if (is_refused && wctp::kind(document_->operation) != wctp::Kind::VersionQuery)
        return refuse(Code::VersionNotSupported, "this version is not taken here");
    std::visit(*this, document_->operation);
}

void WctpTurn::note_refusal(Code code) const
{
    const auto kind = wctp::kind(document_->operation);
    if (is_counted(kind))
        room_.house.metrics.refused(store::Door::Wctp)++;
    service::log::room("wctp").notice("request refused", {{"request", request_.id},
                                                          {"peer", request_.peer_address},
                                                          {"operation", wctp::name(kind)},
                                                          {"code", number(code)}});
}

void WctpTurn::refuse(Code code, const std::string& detail)
{
    note_refusal(code);
    answer(wctp::failure_answer(*document_, code, detail));
}

void WctpTurn::refuse(NotLetIn why)
{
    // WCTP 1.3 wctp-PollForMessages: one code for both halves of a login
    const bool polls = wctp::kind(document_->operation) == wctp::Kind::PollForMessages;
    switch (why) {
    case NotLetIn::UnknownSender:
        if (polls)
            return refuse(Code::InvalidPoller);
        return refuse(room_.rules.uniform_auth_errors ? Code::InvalidSecurityCode
                                                      : Code::InvalidSender);
    case NotLetIn::WrongCode:
        return refuse(polls ? Code::InvalidPoller : Code::InvalidSecurityCode);
    case NotLetIn::Throttled:
        return refuse(Code::ExcessiveTraffic);
    case NotLetIn::TooFast:
        return refuse(Code::TrafficRateExceeded);
    }
    std::abort();
}

/// The source that sent it, which may say so and as it said it. Null: it was answered.
const store::Source* WctpTurn::let_in(const wctp::Originator& originator, bool is_transient)
{
    const auto& code = originator.security_code.empty() && is_transient ? originator.misc_info
                                                                        : originator.security_code;
    const auto source = room_.guard.wctp_source(
        *people_, {originator.sender_id, code, request_.peer_address, is_transient,
                   path_token_in(room_.rules.path, request_.path)});
    if (!source) {
        refuse(source.error());
        return nullptr;
    }
    return is_taken_as_read(*source) ? *source : nullptr;
}

/// A source that wants the letter of the grammar is read once more, and bytes are mended only for
/// those that want it; the refusal is then given. Null: a source that nobody knows.
bool WctpTurn::is_taken_as_read(const store::Source* source)
{
    if (mended_ && (source == nullptr || !source->wctp.repair_bytes)) {
        refuse(mended_->error.code, mended_->error.detail);
        return false;
    }
    if (source == nullptr)
        return true;
    doctype_ = doctype_for(*source, *document_);
    if (!source->strict)
        return true;
    const auto again = wctp::receive(asked_by(request_), {.strict = true});
    if (!again)
        refuse(again.error().why.error.code, again.error().why.error.detail);
    return again.has_value();
}

/// Not too fast, and not while more waits for it than may. WCTP.md 3.3, 6
bool WctpTurn::may_submit(const store::Source& source)
{
    if (!room_.guard.may_submit(source)) {
        refuse(NotLetIn::TooFast);
        return false;
    }
    if (room_.polls.is_full(source)) {
        refuse(Code::CannotAccept, "poll for what waits first");
        return false;
    }
    return true;
}

/// 210 where 200 would be, for a version that is on its way out.
Code WctpTurn::success(Code code) const
{
    const bool is_deprecated =
        room_.rules.versions.support(document_->version) == wctp::Support::Deprecated;
    return code == Code::Accepted && is_deprecated ? Code::DeprecatedVersion : code;
}

void WctpTurn::operator()(const wctp::SubmitRequest& asked)
{
    submit({*document_, asked.originator, asked.control, asked.recipient, asked.submitted,
            asked.payload, false, request_.query});
}

void WctpTurn::operator()(const wctp::SubmitClientMessage& asked)
{
    submit({*document_, asked.originator, asked.control, asked.recipient, asked.submitted,
            asked.payload, true, request_.query});
}

/// WCTP.md 9, 69: sender, code, rate, recipient, content. Who has no code learns of no recipient.
void WctpTurn::submit(const WctpSubmission& asked)
{
    const auto* source = let_in(asked.originator, asked.is_transient);
    if (source == nullptr || !may_submit(*source))
        return;
    if (!room_.door.is_known(source->principal,
                             named_recipient(asked.recipient.recipient_id, *source)))
        return refuse(Code::InvalidRecipient, "there is no such recipient");
    auto read = read_submission(asked, *source, room_.rules, room_.house.now());
    if (!read)
        return refuse(read.error().code, read.error().detail);
    auto& submission = read->submission;
    if (asked.is_transient)
        submission.message.tracking = store::make_tracking();
    if (const auto name = name_of(asked); !name.empty())
        submission.duplicate_key = duplicate_key(name, submission.message, room_.house.vault);
    hand_over(std::move(*read), *source, asked.is_transient);
}

/// From here on the writer's thread answers, perhaps when this object is gone.
void WctpTurn::hand_over(ReadWctp read, const store::Source& source, bool is_transient)
{
    const auto say = [respond = respond_, doctype = doctype_](const wctp::Document& answer) {
        respond(response_of(wctp::http_answer(answer, {.doctype = doctype})));
    };
    room_.door.submit(std::move(read.submission),
                      [say, document = document_, rules = room_.rules, people = people_, &source,
                       is_transient, code = success(read.success)](const SubmissionResult& result) {
                          if (!result) {
                              const auto error = wctp_error(result.error(), rules, source);
                              return say(wctp::failure_answer(*document, error.code, error.detail));
                          }
                          say(is_transient ? wctp::client_success(*document, result->tracking, code)
                                           : wctp::confirmation(*document, code));
                      });
}

} // namespace relay::intake
