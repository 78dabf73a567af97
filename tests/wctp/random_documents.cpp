#include "tests/wctp/random_documents.h"
#include <array>
#include <cstdlib>
#include <vector>

namespace wctp_test {

using namespace wctp;

namespace {

// The strict profile's lengths.
constexpr std::size_t id = 128;
constexpr std::size_t reference = 32;
constexpr std::size_t code = 16;
constexpr std::size_t free_words = 40;
constexpr std::size_t most_of_a_list = 4;

/// The operations, each from its own dice.
class Made {
public:
    explicit Made(Dice& dice) : dice_(dice) {}

    SubmitRequest submit_request()
    {
        return {originator(), control(), recipient(), maybe_time(), page()};
    }
    SubmitClientMessage submit_client_message()
    {
        return {client(), client_control(), recipient(), maybe_time(), page()};
    }
    SubmitClientResponse submit_client_response()
    {
        if (dice_.flip())
            return {failure()};
        return {ClientSuccess{any_code(), dice_.words(free_words), dice_.words(free_words),
                              dice_.words(code)}};
    }
    ClientQuery client_query() { return {dice_.words(id), dice_.words(id), dice_.words(code), {}}; }
    ClientQueryResponse client_query_response()
    {
        return listed<ClientQueryResponse, ClientMessage>([this] { return client_message(); });
    }
    Confirmation confirmation() { return {outcome()}; }
    StatusInfo status_info() { return {header(), event(), maybe_alert()}; }
    MessageReply message_reply() { return {header(), payload(), dice_.flip(), maybe_alert()}; }
    VersionQuery version_query()
    {
        return {dice_.words(id), dice_.maybe(free_words), dice_.flip(), dice_.flip()};
    }
    VersionResponse version_response()
    {
        VersionResponse made{.responder = dice_.words(id),
                             .answered = time(),
                             .inquirer = dice_.maybe(id),
                             .date_time_of_request = dice_.maybe(free_words),
                             .invalid_after = maybe_time(),
                             .list_dtds = dice_.flip(),
                             .list_configuration = dice_.flip(),
                             .contact = {},
                             .outcome = failure()};
        if (dice_.flip())
            made.contact = ContactInfo{dice_.maybe(free_words), dice_.maybe(free_words),
                                       dice_.maybe(free_words), dice_.maybe(free_words)};
        if (dice_.flip())
            made.outcome = some<DtdSupport>([this] { return dtd_support(); });
        return made;
    }
    PollForMessages poll_for_messages()
    {
        PollForMessages made{dice_.words(id), dice_.maybe(code), maybe_count(), {}};
        if (dice_.flip())
            made.received = some<MessageReceived>([this] {
                return MessageReceived{sequence(), outcome()};
            });
        return made;
    }
    PollResponse poll_response()
    {
        return listed<PollResponse, PolledMessage>([this] { return polled_message(); });
    }
    SendMsgMulti send_msg_multi()
    {
        return {originator(), control(),
                dice_.flip(), some<Recipient>([this] { return recipient(); }),
                maybe_time(), page()};
    }
    SendMsgMultiResponse send_msg_multi_response()
    {
        SendMsgMultiResponse made{outcome(), {}, count(), maybe_count(), maybe_count()};
        if (dice_.flip())
            made.failed = some<FailedRecipient>([this] {
                return FailedRecipient{dice_.words(id), any_code(), dice_.words(free_words)};
            });
        return made;
    }
    LookupSubscriber lookup_subscriber() { return {originator(), query(), recipient()}; }
    LookupResponse lookup_response()
    {
        LookupResponse made{originator(), recipient(), failure(), dice_.words(reference),
                            dice_.maybe(reference)};
        if (dice_.flip())
            made.outcome =
                LookupData{static_cast<int>(dice_.below(0x80000000)), maybe_flag(), maybe_flag()};
        return made;
    }
    DeviceLocation device_location() { return {originator(), query(), fix(), recipient()}; }
    DeviceLocationResponse device_location_response()
    {
        DeviceLocationResponse made{originator(), recipient(), failure(), dice_.words(reference),
                                    dice_.maybe(reference)};
        if (dice_.flip())
            made.outcome = LocationData{static_cast<LocationStatus>(dice_.below(5)),
                                        fix(),
                                        maybe_time(),
                                        dice_.maybe(free_words),
                                        dice_.maybe(free_words),
                                        dice_.maybe(free_words)};
        return made;
    }
    ReturnToService return_to_service() { return {dice_.words(id)}; }

private:
    template <class Value, class Make>
    std::vector<Value> some(Make make)
    {
        std::vector<Value> made;
        for (auto left = 1 + dice_.below(most_of_a_list); left > 0; --left)
            made.push_back(make());
        return made;
    }
    template <class Response, class Message, class Make>
    Response listed(Make make)
    {
        Response made{NoMessages{}, {}};
        if (dice_.flip())
            made.outcome = some<Message>(make);
        else if (dice_.flip())
            made.outcome = failure();
        if (const auto seconds = maybe_count())
            made.min_next_poll = std::chrono::seconds(*seconds);
        return made;
    }

    std::uint32_t count() { return static_cast<std::uint32_t>(dice_.below(0x100000000)); }
    std::optional<std::uint32_t> maybe_count()
    {
        return dice_.flip() ? std::optional(count()) : std::nullopt;
    }
    std::int64_t sequence() { return static_cast<std::int64_t>(dice_.below(1ULL << 62)) + 1; }
    std::optional<bool> maybe_flag()
    {
        return dice_.flip() ? std::optional(dice_.flip()) : std::nullopt;
    }
    Instant time() { return Instant(std::chrono::seconds(dice_.below(4'102'444'800))); }
    std::optional<Instant> maybe_time()
    {
        return dice_.flip() ? std::optional(time()) : std::nullopt;
    }
    Code any_code() { return Code{static_cast<int>(1 + dice_.below(999))}; }
    FixType fix() { return static_cast<FixType>(dice_.below(3)); }

    Failure failure() { return {any_code(), dice_.words(free_words), dice_.words(free_words)}; }
    Success success() { return {any_code(), dice_.words(free_words), dice_.words(free_words)}; }
    std::variant<Success, Failure> outcome()
    {
        if (dice_.flip())
            return success();
        return failure();
    }
    std::variant<Notification, Failure> event()
    {
        if (dice_.flip())
            return static_cast<Notification>(dice_.below(3));
        return failure();
    }

    Originator originator() { return {dice_.words(id), dice_.maybe(code), dice_.maybe(id)}; }
    Originator client() { return {dice_.words(id), {}, dice_.maybe(id)}; }
    Recipient recipient() { return {dice_.words(id), dice_.maybe(id)}; }
    QueryControl query()
    {
        return {dice_.words(reference), dice_.maybe(reference), dice_.maybe(id)};
    }
    MessageControl client_control()
    {
        auto made = control();
        made.message_id.clear();
        made.transaction_id.clear();
        return made;
    }
    MessageControl control()
    {
        return {.message_id = dice_.words(reference),
                .transaction_id = dice_.maybe(reference),
                .respond_to = dice_.maybe(id),
                .allow_response = dice_.flip(),
                .notify_when_queued = dice_.flip(),
                .notify_when_delivered = dice_.flip(),
                .notify_when_read = dice_.flip(),
                .priority = static_cast<Priority>(dice_.below(3)),
                .deliver_after = maybe_time(),
                .deliver_before = maybe_time(),
                .preformatted = dice_.flip(),
                .allow_truncation = dice_.flip()};
    }
    ResponseHeader header()
    {
        return {originator(), control(),    recipient(),    dice_.words(reference),
                maybe_time(), maybe_time(), dice_.maybe(id)};
    }
    ClientResponseHeader client_header()
    {
        return {originator(), recipient(), maybe_time(), maybe_time()};
    }
    ClientMessage client_message()
    {
        if (dice_.flip())
            return ClientStatusInfo{client_header(), event()};
        return ClientMessageReply{client_header(), payload(), dice_.flip()};
    }
    PolledMessage polled_message()
    {
        switch (dice_.below(4)) {
        case 0:
            return {sequence(), submit_request()};
        case 1:
            return {sequence(), message_reply()};
        case 2:
            return {sequence(), status_info()};
        default:
            return {sequence(), lookup_response()};
        }
    }
    DtdSupport dtd_support()
    {
        return {dice_.words(free_words),
                dice_.maybe(free_words),
                static_cast<Support>(dice_.below(3)),
                dice_.flip(),
                dice_.maybe(free_words),
                dice_.maybe(free_words)};
    }

    Payload payload() { return page(); }
    Payload page()
    {
        switch (dice_.below(3)) {
        case 0:
            return Alphanumeric{dice_.text(300)};
        case 1:
            return transparent();
        default:
            return choices();
        }
    }
    TransparentData transparent()
    {
        const auto type = static_cast<TransparentType>(dice_.below(2));
        if (dice_.flip())
            return {dice_.bytes(300), type, TransparentEncoding::Base64};
        return {dice_.text(300), type, TransparentEncoding::Standard};
    }
    MultipleChoice choices()
    {
        MultipleChoice made{dice_.text(300), some<Choice>([this] {
                                return Choice{dice_.words(free_words), dice_.words(free_words)};
                            })};
        if (dice_.flip())
            made.images = some<Image>([this] {
                constexpr std::array formats{"SVG", "JPEG", "PNG", "BMP"};
                return Image{formats[dice_.below(formats.size())], dice_.bytes(300)};
            });
        made.alert = maybe_alert();
        return made;
    }
    std::string maybe_alert() { return dice_.flip() ? random_alert(dice_) : std::string(); }

    Dice& dice_; ///< outlives us
};

/// For an attribute between quotation marks.
std::string quoted(const std::string& words)
{
    std::string all;
    for (const char one : words) {
        switch (one) {
        case '&':
            all += "&amp;";
            break;
        case '<':
            all += "&lt;";
            break;
        case '>':
            all += "&gt;";
            break;
        case '"':
            all += "&quot;";
            break;
        case '\n':
            all += "&#10;";
            break;
        case '\r':
            all += "&#13;";
            break;
        case '\t':
            all += "&#9;";
            break;
        default:
            all += one;
        }
    }
    return "\"" + all + "\"";
}

} // namespace

Operation random_operation(Kind kind, Dice& dice)
{
    Made made(dice);
    switch (kind) {
    case Kind::SubmitRequest:
        return made.submit_request();
    case Kind::SubmitClientMessage:
        return made.submit_client_message();
    case Kind::SubmitClientResponse:
        return made.submit_client_response();
    case Kind::ClientQuery:
        return made.client_query();
    case Kind::ClientQueryResponse:
        return made.client_query_response();
    case Kind::Confirmation:
        return made.confirmation();
    case Kind::StatusInfo:
        return made.status_info();
    case Kind::MessageReply:
        return made.message_reply();
    case Kind::VersionQuery:
        return made.version_query();
    case Kind::VersionResponse:
        return made.version_response();
    case Kind::PollForMessages:
        return made.poll_for_messages();
    case Kind::PollResponse:
        return made.poll_response();
    case Kind::SendMsgMulti:
        return made.send_msg_multi();
    case Kind::SendMsgMultiResponse:
        return made.send_msg_multi_response();
    case Kind::LookupSubscriber:
        return made.lookup_subscriber();
    case Kind::LookupResponse:
        return made.lookup_response();
    case Kind::DeviceLocation:
        return made.device_location();
    case Kind::DeviceLocationResponse:
        return made.device_location_response();
    case Kind::ReturnToService:
        return made.return_to_service();
    }
    std::abort(); // a value that is no enumerator
}

std::string random_alert(Dice& dice)
{
    return "<wctp-IHEPCDACM><wctp-IHEPCDACMParticipants><wctp-IHEPCDACMParticipant participantID=" +
           quoted(dice.words(reference)) + " name=" + quoted(dice.words(free_words)) +
           " classification=\"PATIENT\"/></wctp-IHEPCDACMParticipants><wctp-IHEPCDACMLocations>"
           "<wctp-IHEPCDACMLocation identifier=" +
           quoted(dice.words(reference)) + " physicalType=\"bd\"/></wctp-IHEPCDACMLocations>" +
           "<wctp-IHEPCDACMObservation value=" + quoted(dice.words(free_words)) +
           " eventIdentification=" + quoted(dice.words(free_words)) + "/></wctp-IHEPCDACM>";
}

} // namespace wctp_test
