#include "wctp/answers.h"
#include <algorithm>
#include <cstdlib>

namespace wctp {
namespace {

Failure failure_of(Code code, std::string detail)
{
    return {.code = code, .text = std::string(text(code)), .detail = std::move(detail)};
}

Success success_of(Code code, std::string detail)
{
    return {.code = code, .text = std::string(text(code)), .detail = std::move(detail)};
}

/// docs/wctp.md says which element carries the error.
Operation refusal(Kind asked, Version version, Failure failure)
{
    switch (asked) {
    case Kind::SubmitClientMessage:
        return SubmitClientResponse{std::move(failure)};
    case Kind::ClientQuery:
        return ClientQueryResponse{.outcome = std::move(failure)};
    case Kind::VersionQuery:
        return VersionResponse{.outcome = std::move(failure)};
    case Kind::PollForMessages:
        // A 1.0 wctp-PollResponse has no room for a failure.
        if (version == Version::V1r0)
            return Confirmation{std::move(failure)};
        return PollResponse{.outcome = std::move(failure)};
    case Kind::SendMsgMulti:
        return SendMsgMultiResponse{.outcome = std::move(failure)};
    case Kind::LookupSubscriber:
        return LookupResponse{.outcome = std::move(failure)};
    case Kind::DeviceLocation:
        return DeviceLocationResponse{.outcome = std::move(failure)};
    case Kind::SubmitRequest:
    case Kind::StatusInfo:
    case Kind::MessageReply:
    case Kind::ReturnToService:
    case Kind::SubmitClientResponse:
    case Kind::ClientQueryResponse:
    case Kind::Confirmation:
    case Kind::VersionResponse:
    case Kind::PollResponse:
    case Kind::SendMsgMultiResponse:
    case Kind::LookupResponse:
    case Kind::DeviceLocationResponse:
        return Confirmation{std::move(failure)};
    }
    std::abort();
}

/// Gives an answer the ids of what it answers, where its grammar has them.
struct Ids {
    std::string sender_id;
    std::string recipient_id;
    std::string message_id;
    std::string transaction_id;
    std::string date_time;

    template <typename Response>
    void put_into_lookup(Response& response) const
    {
        response.originator.sender_id = sender_id;
        response.recipient.recipient_id = recipient_id;
        response.response_to = message_id;
        response.transaction_id = transaction_id;
    }

    void put_into(Operation& operation) const
    {
        if (auto* lookup = std::get_if<LookupResponse>(&operation))
            put_into_lookup(*lookup);
        if (auto* location = std::get_if<DeviceLocationResponse>(&operation))
            put_into_lookup(*location);
        if (auto* version = std::get_if<VersionResponse>(&operation)) {
            version->inquirer = sender_id;
            version->date_time_of_request = date_time;
        }
    }
};

template <typename Query>
Ids ids_of_query(const Query& query)
{
    return {query.originator.sender_id,
            query.recipient.recipient_id,
            query.control.message_id,
            query.control.transaction_id,
            {}};
}

Ids ids_of(const Operation& request)
{
    if (const auto* lookup = std::get_if<LookupSubscriber>(&request))
        return ids_of_query(*lookup);
    if (const auto* location = std::get_if<DeviceLocation>(&request))
        return ids_of_query(*location);
    if (const auto* version = std::get_if<VersionQuery>(&request))
        return {version->inquirer, {}, {}, {}, version->date_time};
    return {};
}

// WCTP 1.3 wctp-DTDSupport
DtdSupport support_of(Version version, const VersionOffer& offer)
{
    const bool extended = version == Version::IheV1 || version == Version::IheV2;
    DtdSupport said{.dtd_name = std::string(name(version)),
                    .token = offer.token,
                    .support = offer.support(version),
                    // The extension's own content is checked and not passed on: an exception.
                    .exceptions = extended};
    if (said.support != Support::Supported) {
        said.replacement = name(Version::V1r3);
        said.token.clear();
    }
    if (said.support == Support::Deprecated)
        said.support_until = offer.support_until;
    return said;
}

} // namespace

Document failure_document(Kind asked, Version version, std::string token, Code code,
                          std::string detail)
{
    return {.version = version,
            .token = std::move(token),
            .operation = refusal(asked, version, failure_of(code, std::move(detail)))};
}

Document failure_answer(const ParseFailure& failure)
{
    auto document = failure_document(failure.kind.value_or(Kind::Confirmation),
                                     failure.version.value_or(Version::V1r3), failure.token,
                                     failure.error.code, failure.error.detail);
    Ids{failure.sender_id, failure.recipient_id, failure.message_id, {}, {}}.put_into(
        document.operation);
    return document;
}

Document failure_answer(const Document& request, Code code, std::string detail)
{
    auto document = failure_document(kind(request.operation), request.version, request.token, code,
                                     std::move(detail));
    ids_of(request.operation).put_into(document.operation);
    return document;
}

Document answer_to(const Document& request, Operation answer)
{
    return {.version = request.version, .token = request.token, .operation = std::move(answer)};
}

Document confirmation(const Document& request, Code code, std::string detail)
{
    return answer_to(request, Confirmation{success_of(code, std::move(detail))});
}

Document client_success(const Document& request, std::string tracking_number, Code code,
                        std::string detail)
{
    return answer_to(request, SubmitClientResponse{
                                  ClientSuccess{.code = code,
                                                .text = std::string(text(code)),
                                                .detail = std::move(detail),
                                                .tracking_number = std::move(tracking_number)}});
}

// WCTP 1.3 wctp-LookupResponse
Document lookup_answer(const Document& request, LookupData found)
{
    auto answer = answer_to(request, LookupResponse{.outcome = found});
    ids_of(request.operation).put_into(answer.operation);
    return answer;
}

Support VersionOffer::support(Version version) const
{
    if (std::find(refused.begin(), refused.end(), version) != refused.end())
        return Support::NotSupported;
    if (std::find(deprecated.begin(), deprecated.end(), version) != deprecated.end())
        return Support::Deprecated;
    return Support::Supported;
}

// WCTP 1.3 wctp-VersionResponse
Document version_answer(const Document& request, const VersionOffer& offer, Instant now)
{
    VersionResponse response{
        .responder = offer.responder, .answered = now, .invalid_after = now + offer.valid_for};
    std::vector<DtdSupport> dtds;
    for (const auto version : all_versions)
        dtds.push_back(support_of(version, offer));
    response.outcome = std::move(dtds);
    if (const auto* query = std::get_if<VersionQuery>(&request.operation)) {
        response.inquirer = query->inquirer;
        response.date_time_of_request = query->date_time;
        response.list_dtds = query->list_dtds;
        response.list_configuration = query->list_configuration;
    }
    return answer_to(request, std::move(response));
}

namespace {

using Outcome = std::optional<std::variant<Success, Failure>>;

/// Success or Failure of each answer; data and events are neither.
struct OutcomeOf {
    Outcome operator()(const Confirmation& one) const { return one.outcome; }
    Outcome operator()(const SendMsgMultiResponse& one) const { return one.outcome; }
    Outcome operator()(const SubmitClientResponse& one) const
    {
        if (const auto* success = std::get_if<ClientSuccess>(&one.outcome))
            return Success{success->code, success->text, success->detail};
        return std::get<Failure>(one.outcome);
    }
    Outcome operator()(const ClientQueryResponse& one) const { return failure_in(one.outcome); }
    Outcome operator()(const PollResponse& one) const { return failure_in(one.outcome); }
    Outcome operator()(const LookupResponse& one) const { return failure_in(one.outcome); }
    Outcome operator()(const DeviceLocationResponse& one) const { return failure_in(one.outcome); }
    Outcome operator()(const VersionResponse& one) const { return failure_in(one.outcome); }
    Outcome operator()(const SubmitRequest&) const { return {}; }
    Outcome operator()(const SubmitClientMessage&) const { return {}; }
    Outcome operator()(const ClientQuery&) const { return {}; }
    Outcome operator()(const StatusInfo&) const { return {}; }
    Outcome operator()(const MessageReply&) const { return {}; }
    Outcome operator()(const VersionQuery&) const { return {}; }
    Outcome operator()(const PollForMessages&) const { return {}; }
    Outcome operator()(const SendMsgMulti&) const { return {}; }
    Outcome operator()(const LookupSubscriber&) const { return {}; }
    Outcome operator()(const DeviceLocation&) const { return {}; }
    Outcome operator()(const ReturnToService&) const { return {}; }

    template <typename... Others>
    static Outcome failure_in(const std::variant<Others...>& outcome)
    {
        const auto* failure = std::get_if<Failure>(&outcome);
        return failure == nullptr ? Outcome() : Outcome(*failure);
    }
};

} // namespace

std::optional<std::variant<Success, Failure>> outcome(const Document& answer)
{
    return std::visit(OutcomeOf{}, answer.operation);
}

} // namespace wctp
