#include "relay/channels/wctp_peer_words.h"
#include "mail/charset.h"
#include "relay/channels/error_class.h"
#include "relay/channels/page_text.h"
#include "relay/channels/peer_text.h"
#include "relay/channels/wctp_answer.h"
#include "wctp/answers.h"
#include "wctp/writer.h"
#include <algorithm>
#include <cstdlib>
#include <tuple>

namespace relay::channels {

namespace {

constexpr std::size_t most_detail = 160;
constexpr auto newest_version = wctp::Version::V1r3;

wctp::Version version_of(const WctpPeerSettings& settings)
{
    return wctp::parse_version(settings.version).value_or(newest_version);
}

/// What is to be pressed under a picture whose page has no choices; its answer is one in words.
constexpr auto seen = "OK";

/// Pictures go in IHE's versions, and there only behind choices: another payload has no place for
/// them. IHE PCD-06 wctp-IHEPCDWCMImages
std::vector<wctp::Image> pictures_of(const PageOut& page, wctp::Version version)
{
    std::vector<wctp::Image> pictures;
    const bool is_ihe = version == wctp::Version::IheV1 || version == wctp::Version::IheV2;
    for (const auto& file : page.files) {
        if (is_ihe && !file.format.empty())
            pictures.push_back({file.format, file.content.text()});
    }
    return pictures;
}

wctp::Payload payload_of(const PageOut& page, const WctpPeerSettings& settings, bool as_choices)
{
    if (as_choices && goes_as_choices(page, settings)) {
        auto pictures = pictures_of(page, version_of(settings));
        wctp::MultipleChoice choices{
            cut(text_with_files(page, !pictures.empty()), settings.max_chars), {}};
        for (const auto& choice : page.choices)
            choices.choices.push_back({choice.text(), choice.text()});
        if (choices.choices.empty())
            choices.choices.push_back({seen, seen});
        choices.images = std::move(pictures);
        return choices;
    }
    auto text = text_with_files(page);
    for (std::size_t i = 0; i < page.choices.size(); ++i)
        text += "\n" + std::to_string(i + 1) + " = " + page.choices[i].text();
    return wctp::Alphanumeric{cut(text, settings.max_chars)};
}

/// Whether we hear of it again, without which flags and answers would be lost on us.
bool hears(const WctpPeerSettings& settings)
{
    return settings.mode == WctpMode::Transient || settings.polls ||
           !settings.response_networks.empty();
}

// WCTP 1.3 wctp-MessageControl
wctp::MessageControl control_of(const Outgoing& outgoing, const PageOut& page,
                                const WctpPeerSettings& settings)
{
    wctp::MessageControl control;
    // The same on every try, so that a peer that knows its messages drops the repeat.
    control.message_id = outgoing.delivery.text();
    control.transaction_id = outgoing.delivery.text();
    control.respond_to = settings.respond_to;
    control.allow_response = page.may_answer && hears(settings);
    control.notify_when_delivered = hears(settings);
    control.notify_when_read = hears(settings);
    control.priority = priority_of(outgoing.priority);
    control.deliver_before = outgoing.expires;
    control.preformatted = true;
    return control;
}

/// WCTP.md 2: the hundreds decide; what these say more precisely stands here.
ErrorClass class_of(wctp::Code code)
{
    switch (code) {
    case wctp::Code::InvalidSender:
    case wctp::Code::InvalidSecurityCode:
    case wctp::Code::SenderDisabled:
        return ErrorClass::Credentials;
    case wctp::Code::InvalidRecipient:
    case wctp::Code::InvalidAuthorizationCode:
        return ErrorClass::BadAddress;
    case wctp::Code::MessageTooLong:
        return ErrorClass::TooBig;
    case wctp::Code::TimeHasPassed:
    case wctp::Code::MessageExpired:
        return ErrorClass::Expired;
    case wctp::Code::SubscriberLimitExceeded:
    case wctp::Code::MessageTimedOut:
        return ErrorClass::Unreachable;
    case wctp::Code::CannotAccept:
        return ErrorClass::ProviderFault;
    case wctp::Code::TrafficRateExceeded:
    case wctp::Code::ExcessiveTraffic:
        return ErrorClass::Throttled;
    default:
        break;
    }
    // A refusal with the number of a success contradicts itself: later it may not.
    return wctp::code_class(code) == wctp::CodeClass::Final ? ErrorClass::BadRequest
                                                            : ErrorClass::ProviderFault;
}

std::string numbered(wctp::Code code)
{
    return "wctp " + std::to_string(number(code));
}

std::string described(wctp::Code code, const std::string& text, const std::string& detail)
{
    return tidy(numbered(code) + " " + (detail.empty() ? text : detail), most_detail);
}

std::optional<store::Millis> pause_of(const HttpAnswer& answer)
{
    return answer.retry_after ? std::optional<store::Millis>(*answer.retry_after) : std::nullopt;
}

Outcome judged(const wctp::Failure& failure, const HttpAnswer& answer)
{
    return outcome_of(class_of(failure.code), numbered(failure.code),
                      described(failure.code, failure.text, failure.detail), pause_of(answer));
}

std::string tracking_of(const wctp::Operation& operation)
{
    const auto* response = std::get_if<wctp::SubmitClientResponse>(&operation);
    const auto* success =
        response == nullptr ? nullptr : std::get_if<wctp::ClientSuccess>(&response->outcome);
    return success == nullptr ? std::string() : success->tracking_number;
}

/// No WCTP: what HTTP says of it.
Outcome judged_by_status(const HttpAnswer& answer)
{
    const auto status = std::to_string(answer.status);
    return outcome_of(class_of_status(answer.status), "http " + status,
                      "the gateway answered HTTP " + status + " and no WCTP", pause_of(answer));
}

Blame blame_of(wctp::Code code)
{
    const auto outcome = outcome_of(class_of(code), {}, {});
    const auto* refused = std::get_if<Refused>(&outcome);
    return refused == nullptr ? Blame::Detail : refused->blame;
}

using Read = tl::expected<wctp::Document, wctp::ParseFailure>;

/// Empty: it is about this page, or that we ask too often; else no page is told of at all.
std::string trouble_of(const wctp::Failure& failure)
{
    switch (failure.code) {
    case wctp::Code::InvalidRecipient:
    case wctp::Code::MessageTimedOut:
    case wctp::Code::MessageExpired:
    case wctp::Code::NoFurtherResponses:
    case wctp::Code::UnknownReference:
    case wctp::Code::PollRateExceeded:
    case wctp::Code::ExcessivePolling:
        return {};
    default:
        return "it refuses to be asked: " + numbered(failure.code) + " " +
               tidy(failure.text + " " + failure.detail, most_detail);
    }
}

/// Of what is no wctp-ClientQueryResponse.
std::string why_no_news(const HttpAnswer& answer, const Read& read)
{
    if (!read)
        return "HTTP " + std::to_string(answer.status) +
               " and no WCTP: " + read.error().error.detail;
    const auto said = wctp::outcome(*read);
    if (const auto* failure = said ? std::get_if<wctp::Failure>(&*said) : nullptr)
        return trouble_of(*failure);
    return "its answer is no wctp-ClientQueryResponse but a " +
           std::string(name(kind(read->operation)));
}

struct NewsOfMessage {
    const AskedPage& page;
    const std::string& provider;

    PageNews operator()(const wctp::ClientMessageReply& reply) const
    {
        const auto& at = reply.header.responded;
        return {provider,
                page.delivery,
                Answered{words_of(reply.payload), 0, at ? wctp::time_text(*at) : ""},
                {}};
    }
    PageNews operator()(const wctp::ClientStatusInfo& status) const
    {
        return {provider, page.delivery, meaning(status.event), code_of(status.event)};
    }
};

} // namespace

wctp::Priority priority_of(store::Priority priority)
{
    switch (priority) {
    case store::Priority::High:
        return wctp::Priority::High;
    case store::Priority::Normal:
        return wctp::Priority::Normal;
    case store::Priority::Low:
        return wctp::Priority::Low;
    }
    std::abort(); // a value that is no enumerator
}

wctp::Document document_for(const WctpPeerSettings& settings, wctp::Operation operation)
{
    return {version_of(settings), {}, std::move(operation)};
}

HttpRequest posted(const WctpPeerSettings& settings, const wctp::Document& document)
{
    HttpRequest request;
    request.method = "POST";
    request.url = settings.url;
    request.headers = {{"Content-Type", "text/xml; charset=utf-8"}};
    request.body = wctp::write(document);
    request.networks = settings.networks;
    return request;
}

wctp::Document submission(const Outgoing& outgoing, const PageOut& page,
                          const WctpPeerSettings& settings, const std::string& code,
                          bool as_choices)
{
    const auto control = control_of(outgoing, page, settings);
    const wctp::Recipient recipient{page.to, {}};
    auto payload = payload_of(page, settings, as_choices);
    if (settings.mode == WctpMode::Transient)
        return document_for(settings, wctp::SubmitClientMessage{{settings.sender_id, {}, code},
                                                                control,
                                                                recipient,
                                                                outgoing.now,
                                                                std::move(payload)});
    return document_for(
        settings,
        wctp::SubmitRequest{
            {settings.sender_id, code, {}}, control, recipient, outgoing.now, std::move(payload)});
}

bool goes_as_choices(const PageOut& page, const WctpPeerSettings& settings)
{
    return !page.choices.empty() || !pictures_of(page, version_of(settings)).empty();
}

// WCTP 1.3 wctp-ClientQuery
wctp::Document question(const AskedPage& page, const WctpPeerSettings& settings)
{
    return document_for(settings,
                        wctp::ClientQuery{settings.sender_id, page.to, page.reference, {}});
}

Outcome judged_submission(const HttpAnswer& answer)
{
    // quirk: Mission Control mirrors its codes in the HTTP status; the document counts.
    const auto read = read_answer(answer);
    const auto said = read ? wctp::outcome(*read) : std::nullopt;
    if (!said)
        return judged_by_status(answer);
    if (const auto* failure = std::get_if<wctp::Failure>(&*said))
        return judged(*failure, answer);
    const auto& success = std::get<wctp::Success>(*said);
    if (answer.status / 100 != 2 || code_class(success.code) != wctp::CodeClass::Success)
        return outcome_of(ErrorClass::MaybeSent, "bad answer",
                          described(success.code, success.text, success.detail));
    return Accepted{tracking_of(read->operation),
                    described(success.code, success.text, success.detail)};
}

bool refuses_choices(const HttpAnswer& answer)
{
    const auto read = read_answer(answer);
    const auto said = read ? wctp::outcome(*read) : std::nullopt;
    const auto* failure = said ? std::get_if<wctp::Failure>(&*said) : nullptr;
    if (failure == nullptr)
        return false;
    return failure->code == wctp::Code::ChoicesRefusedByDevice ||
           failure->code == wctp::Code::ChoicesTooLong ||
           failure->code == wctp::Code::TooManyChoices ||
           failure->code == wctp::Code::ChoicesRefused;
}

// WCTP 1.3 wctp-ClientQueryResponse: all events so far
AskAnswer news_of(const HttpAnswer& answer, const AskedPage& page, const std::string& provider)
{
    AskAnswer news;
    const auto read = read_answer(answer);
    const auto* response =
        read ? std::get_if<wctp::ClientQueryResponse>(&read->operation) : nullptr;
    if (response == nullptr) {
        news.trouble = why_no_news(answer, read);
        return news;
    }
    if (const auto* failure = std::get_if<wctp::Failure>(&response->outcome))
        news.trouble = trouble_of(*failure);
    for (const auto& one : response->unreadable)
        news.passed_over.push_back(numbered(one.error.code) + " " + one.error.detail);
    news.pause = response->min_next_poll.value_or(std::chrono::seconds(0));
    if (const auto* messages = std::get_if<std::vector<wctp::ClientMessage>>(&response->outcome)) {
        for (const auto& message : *messages)
            news.news.push_back(std::visit(NewsOfMessage{page, provider}, message));
    }
    return news;
}

decltype(PageNews::said) meaning(const std::variant<wctp::Notification, wctp::Failure>& event)
{
    if (const auto* failure = std::get_if<wctp::Failure>(&event)) {
        // A temporary trouble after the peer took it is the peer's to mend.
        if (code_class(failure->code) != wctp::CodeClass::Final)
            return Underway{};
        return Lost{blame_of(failure->code)};
    }
    switch (std::get<wctp::Notification>(event)) {
    case wctp::Notification::Delivered:
        return Arrived{};
    case wctp::Notification::Read:
        return WasRead{};
    case wctp::Notification::Queued:
    case wctp::Notification::CallbackStart:
    case wctp::Notification::CallbackEnd:
        return Underway{};
    }
    std::abort();
}

std::string words_of(const wctp::Payload& payload)
{
    if (const auto* text = std::get_if<wctp::Alphanumeric>(&payload))
        return text->text;
    if (const auto* choices = std::get_if<wctp::MultipleChoice>(&payload))
        return choices->text + choices->note;
    const auto& bytes = std::get<wctp::TransparentData>(payload).bytes;
    const bool is_text = std::ranges::none_of(
        bytes, [](unsigned char c) { return c < ' ' && c != '\n' && c != '\r' && c != '\t'; });
    return is_text ? mail::repaired_utf8(bytes) : std::string();
}

Answered answer_of(const wctp::MessageReply& reply)
{
    const auto& [number, at] = std::tie(reply.header.control.message_id, reply.header.responded);
    const auto reference = number.empty() && at ? wctp::time_text(*at) : number;
    return {words_of(reply.payload), 0, reference};
}

std::string code_of(const std::variant<wctp::Notification, wctp::Failure>& event)
{
    const auto* failure = std::get_if<wctp::Failure>(&event);
    return failure == nullptr ? std::string() : numbered(failure->code);
}

} // namespace relay::channels
