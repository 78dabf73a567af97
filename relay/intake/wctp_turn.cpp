// What every operation goes through, and submissions to one recipient.
#include "relay/intake/wctp_turn.h"
#include "relay/intake/duplicate_key.h"
#include "relay/intake/shadow_tracking.h"
#include "relay/intake/wctp_decision.h"
#include "relay/service/log.h"
#include "store/token.h"
#include "wctp/answers.h"
#include "wctp/http_binding.h"
#include <cstdlib>

namespace relay::intake {
namespace {

using wctp::Code;

/// A clock further off than this tells no two messages apart.
constexpr store::Millis most_astray = std::chrono::minutes(5);

/// What the originator calls its message. A transient client has no ids: what it sent in the same
/// second to the same recipient in the same words is the same message, if its clock can be
/// believed.
std::string name_of(const WctpSubmission& asked, store::Instant now)
{
    if (!asked.control.message_id.empty() && !asked.is_transient)
        return "wctp " + asked.control.message_id;
    if (asked.is_transient && asked.submitted &&
        std::chrono::abs(*asked.submitted - now) <= most_astray)
        return "wctp client " + asked.originator.sender_id + '\n' +
               wctp::time_text(*asked.submitted);
    return {};
}

/// A client that sends again for want of an answer does it at once.
std::optional<store::Millis> window_of(const WctpSubmission& asked, const store::Source& source,
                                       const WctpRules& rules)
{
    if (!asked.is_transient)
        return std::nullopt;
    return std::min(rules.transient_window,
                    source.wctp.duplicate_window.value_or(rules.transient_window));
}

/// The address of a DTD at our own door, as the peer can call us.
std::string local_dtd(const WctpRules& rules, const http::Request& request, wctp::Version version)
{
    auto base = rules.public_url;
    while (base.ends_with('/'))
        base.pop_back();
    if (base.empty())
        base = (request.tls ? "https://" : "http://") +
               std::string(request.headers.find("Host").value_or("localhost"));
    return base + rules.path + '/' + std::string(wctp::name(version)) + ".dtd";
}

std::string doctype_for(const store::Source& source, const wctp::Document& document,
                        const WctpRules& rules, const http::Request& request)
{
    switch (source.wctp.doctype) {
    case store::Doctype::None:
        return {};
    case store::Doctype::Echo:
        return document.doctype;
    case store::Doctype::Standard:
        return std::string(wctp::name(document.version)) + ".dtd";
    case store::Doctype::Local:
        return local_dtd(rules, request, document.version);
    }
    std::abort();
}

/// Would it be otherwise in another moment, whatever was sent?
bool is_of_the_moment(Code code)
{
    return code_class(code) == wctp::CodeClass::Temporary || code == Code::CannotAccept;
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

/// For whoever decides it again one day.
void WctpTurn::record(Code code, const std::vector<std::string>& lines) const
{
    const auto kind = wctp::kind(document_->operation);
    const bool is_asked =
        source_ != nullptr && room_.decided && (source_->wctp.record || room_.rules.is_rehearsal);
    if (!is_asked || is_of_the_moment(code) ||
        !(is_counted(kind) || kind == wctp::Kind::LookupSubscriber))
        return;
    std::vector<std::string> decision{code_line(code)};
    decision.insert(decision.end(), lines.begin(), lines.end());
    room_.decided(*source_, request_, decision);
}

bool WctpTurn::is_shadow() const
{
    return room_.rules.is_rehearsal || (source_ != nullptr && source_->wctp.shadow);
}

void WctpTurn::refuse(Code code, const std::string& detail)
{
    record(code);
    note_refusal(code);
    answer(wctp::failure_answer(*document_, code, detail));
}

void WctpTurn::refuse_busy()
{
    refuse(source_ == nullptr ? Code{room_.rules.service_unavailable}
                              : busy_code(room_.rules, *source_));
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
                   path_token_in(room_.rules.path, request_.path), request_.certificate.get()});
    if (!source) {
        refuse(source.error());
        return nullptr;
    }
    source_ = *source;
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
    doctype_ = doctype_for(*source, *document_, room_.rules, request_);
    if (!source->strict)
        return true;
    const auto again = wctp::receive(asked_by(request_),
                                     {.strict = true, .max_bytes = room_.rules.max_body_bytes});
    if (!again)
        refuse(again.error().why.error.code, again.error().why.error.detail);
    return again.has_value();
}

/// Not too fast, and not while more waits for it than may. WCTP.md 3.3, 6
bool WctpTurn::may_submit(const store::Source& source, wctp::Priority priority)
{
    const auto urgency = urgency_of(priority, request_.query, source);
    if (!room_.rules.is_rehearsal && !room_.guard.may_submit(source, urgency)) {
        refuse(NotLetIn::TooFast);
        return false;
    }
    if (!room_.rules.is_rehearsal && room_.polls.is_full(source)) {
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

// WCTP 1.3 wctp-SubmitClientMessage
void WctpTurn::operator()(const wctp::SubmitClientMessage& asked)
{
    submit({*document_, asked.originator, asked.control, asked.recipient, asked.submitted,
            asked.payload, true, request_.query});
}

/// WCTP.md 9, 69: sender, code, rate, recipient, content. Who has no code learns of no recipient.
void WctpTurn::submit(const WctpSubmission& asked)
{
    const auto* source = let_in(asked.originator, asked.is_transient);
    if (source == nullptr || !may_submit(*source, asked.control.priority))
        return;
    if (!room_.door.is_known(source->principal,
                             named_recipient(asked.recipient.recipient_id, *source)))
        return refuse(Code::InvalidRecipient, "there is no such recipient");
    auto read = read_submission(asked, *source, room_.rules, room_.house.now());
    if (!read)
        return refuse(read.error().code, read.error().detail);
    auto& submission = read->submission;
    if (asked.is_transient)
        submission.message.tracking = is_shadow()
                                          ? make_shadow_tracking(room_.house.vault,
                                                                 {submission.message.originator,
                                                                  submission.recipients.front()},
                                                                 submission.message.notify.queued)
                                          : store::make_tracking();
    submission.duplicate_window = window_of(asked, *source, room_.rules);
    if (const auto name = name_of(asked, room_.house.now()); !name.empty())
        submission.duplicate_key = duplicate_key(name, submission.message, room_.house.vault);
    auto decided = room_.door.decide(std::move(submission));
    if (!decided) {
        const auto error = wctp_error(decided.error(), room_.rules, *source);
        record(error.code);
        return answer(wctp::failure_answer(*document_, error.code, error.detail));
    }
    const auto code = success(read->success);
    record(code, lines_of(*decided, *people_));
    if (is_shadow())
        return rehearse(*decided, asked.is_transient, code);
    hand_over(std::move(*decided), *source, asked.is_transient, code);
}

void WctpTurn::note_shadow(const Decided& decided) const
{
    service::log::room("wctp").warning("decided in shadow, nobody is paged",
                                       {{"request", request_.id},
                                        {"source", source_ == nullptr ? "" : source_->name},
                                        {"messages", decided.drafted.size()}});
}

/// Answered as ever, and nobody is paged.
void WctpTurn::rehearse(const Decided& decided, bool is_transient, Code code) const
{
    note_shadow(decided);
    answer(is_transient
               ? wctp::client_success(*document_, decided.drafted.front().message.tracking, code)
               : wctp::confirmation(*document_, code));
}

/// From here on the writer's thread answers, perhaps when this object is gone.
void WctpTurn::hand_over(Decided decided, const store::Source& source, bool is_transient, Code code)
{
    const auto say = [respond = respond_, doctype = doctype_](const wctp::Document& answer) {
        respond(response_of(wctp::http_answer(answer, {.doctype = doctype})));
    };
    room_.door.keep(std::move(decided),
                    [say, document = document_, rules = room_.rules, people = people_, &source,
                     is_transient, code](const SubmissionResult& result) {
                        if (!result) {
                            const auto error = wctp_error(result.error(), rules, source);
                            return say(wctp::failure_answer(*document, error.code, error.detail));
                        }
                        say(is_transient ? wctp::client_success(*document, result->tracking, code)
                                         : wctp::confirmation(*document, code));
                    });
}

} // namespace relay::intake
