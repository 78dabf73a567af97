#include "relay/intake/wctp_submission.h"
#include "relay/core/file_policy.h"
#include "relay/http/target.h"
#include "relay/intake/taken_files.h"
#include "relay/intake/text.h"
#include "store/model/directory.h"
#include "store/model/picture.h"
#include "wctp/timestamp.h"
#include <algorithm>
#include <cstdlib>

namespace relay::intake {
namespace {

using wctp::Code;

/// Nobody plans a page for longer; a date beyond it is a slip.
constexpr store::Millis horizon = std::chrono::days{366 * 10};
constexpr std::string_view cut_mark = " [cut]";

store::Priority priority_of(wctp::Priority priority)
{
    switch (priority) {
    case wctp::Priority::High:
        return store::Priority::High;
    case wctp::Priority::Normal:
        return store::Priority::Normal;
    case wctp::Priority::Low:
        return store::Priority::Low;
    }
    std::abort();
}

wctp::Result<void> check_times(const wctp::MessageControl& control, store::Instant now)
{
    const auto& after = control.deliver_after;
    const auto& before = control.deliver_before;
    if (before && *before <= after.value_or(wctp::Instant::min()))
        return wctp::fail(Code::UnsupportedTimeRange, "deliveryBefore is not after deliveryAfter");
    if (std::max(after.value_or(now), before.value_or(now)) > now + horizon)
        return wctp::fail(Code::TimeTooFarAhead, "the time is more than ten years ahead");
    if (before && *before <= now)
        return wctp::fail(Code::TimeHasPassed, "deliveryBefore has passed");
    return {};
}

/// `text` at that length at most with `note` behind it, all within `most`: whom to call back is not
/// what is cut off.
std::string with_note(const std::string& text, std::size_t length, const std::string& note,
                      std::size_t most)
{
    if (characters(note) + cut_mark.size() >= most) // it leaves no room for the text
        return shortened(text + note, most, cut_mark);
    return shortened(text, length, cut_mark) + note;
}

/// As files whose names are their numbers. WCTP wctp-IHEWCMImage
std::vector<core::OfferedFile> offered(const std::vector<wctp::Image>& pictures)
{
    std::vector<core::OfferedFile> files;
    for (const auto& picture : pictures) {
        const auto* format = store::picture_format(store::folded_upper(picture.format));
        files.push_back({.name = "picture-" + std::to_string(files.size() + 1) +
                                 std::string(format == nullptr ? "" : format->ending),
                         .type = std::string(format == nullptr ? "" : format->type),
                         .bytes = static_cast<std::int64_t>(picture.bytes.size()),
                         .content = picture.bytes});
    }
    return files;
}

/// Fills body and choices; one overload per kind of payload.
struct PayloadTaker {
    store::Message& message;
    const WctpSubmission& asked;
    const store::Source& source;
    const WctpRules& rules;
    std::size_t most; ///< characters of the sender's text

    /// The text, and whether it had to be cut.
    wctp::Result<Code> take_text(const std::string& text, const std::string& note) const
    {
        const auto all = rules.max_text_characters;
        const auto length = std::min(most, all - std::min(all, characters(note)));
        const bool fits = characters(text) <= length;
        if (!fits && !asked.control.allow_truncation)
            return wctp::fail(Code::MessageTooLong,
                              "the text is longer than " + std::to_string(length) + " characters");
        message.body = store::ProtectedText(with_note(text, length, note, all));
        return fits ? Code::Accepted : Code::WillBeTruncated;
    }
    wctp::Result<Code> operator()(const wctp::Alphanumeric& payload) const
    {
        return take_text(payload.text, {});
    }
    wctp::Result<Code> operator()(const wctp::TransparentData&) const
    {
        return wctp::fail(Code::BinaryNotSupported, "only text can be paged");
    }
    wctp::Result<Code> operator()(const wctp::MultipleChoice& payload) const
    {
        if (payload.choices.size() > rules.max_choices)
            return wctp::fail(Code::TooManyChoices, "there are more than " +
                                                        std::to_string(rules.max_choices) +
                                                        " choices");
        for (const auto& choice : payload.choices) {
            if (std::max(characters(choice.send), characters(choice.reply)) >
                rules.max_choice_characters)
                return wctp::fail(Code::ChoicesTooLong, "a choice is too long");
            message.choices.push_back({choice.send, choice.reply});
        }
        message.alert = store::ProtectedText(payload.alert);
        auto taken = take_text(payload.text, payload.note);
        if (taken)
            take_files(message, offered(payload.images), source, asked.recipients,
                       rules.max_text_characters);
        return taken;
    }
};

/// quirk: Vocera's clients say the priority in the address: &OH=Y, &ON=Y, &OL=Y. ?F= names a form
/// and means nothing here.
std::optional<store::Priority> priority_in(std::string_view address_query)
{
    const auto tags = http::parse_query(address_query);
    if (!tags)
        return std::nullopt;
    for (const auto& [name, value] : *tags) {
        const auto tag = store::folded_upper(name);
        const bool is_set = value.empty() || store::folded_upper(value).starts_with('Y');
        if (is_set && tag == "OH")
            return store::Priority::High;
        if (is_set && tag == "ON")
            return store::Priority::Normal;
        if (is_set && tag == "OL")
            return store::Priority::Low;
    }
    return std::nullopt;
}

/// A first line "Subject: words" goes where a mail's subject goes, unless nothing else is said.
void take_subject_line(store::Message& message)
{
    constexpr std::string_view mark = "subject:";
    const auto& text = message.body.reveal();
    const auto end = text.find('\n');
    if (end == std::string::npos || store::folded_lower(text.substr(0, mark.size())) != mark ||
        text.find_first_not_of(" \t\r\n", end) == std::string::npos)
        return;
    auto line = text.substr(mark.size(), end - mark.size());
    line.erase(0, std::min(line.find_first_not_of(" \t"), line.size()));
    line.erase(line.find_last_not_of(" \t\r") + 1);
    auto rest = text.substr(end + 1);
    message.subject = store::ProtectedText(std::move(line));
    message.body = store::ProtectedText(std::move(rest));
}

// WCTP 1.3 wctp-MessageControl
void take_control(store::Message& message, const wctp::MessageControl& control)
{
    message.reference = control.message_id;
    message.transaction = control.transaction_id;
    message.respond_to = control.respond_to;
    message.priority = priority_of(control.priority);
    message.allow_response = control.allow_response;
    message.preformatted = control.preformatted;
    message.notify = {control.notify_when_queued, control.notify_when_delivered,
                      control.notify_when_read};
    message.not_before = control.deliver_after;
    message.expires = control.deliver_before;
}

} // namespace

store::Priority urgency_of(wctp::Priority priority, std::string_view address_query,
                           const store::Source& source)
{
    const auto tag = source.wctp.address_tags ? priority_in(address_query) : std::nullopt;
    return source.priority.value_or(tag.value_or(priority_of(priority)));
}

wctp::Result<ReadWctp> read_submission(const WctpSubmission& asked, const store::Source& source,
                                       const WctpRules& rules, store::Instant now)
{
    if (const auto times = check_times(asked.control, now); !times)
        return tl::unexpected(times.error());
    ReadWctp read;
    auto& message = read.submission.message;
    message.source = source.id;
    message.door = store::Door::Wctp;
    message.originator = asked.originator.sender_id;
    message.wctp_version = wctp::name(asked.document.version);
    message.wctp_token = asked.document.token;
    message.submitted = asked.submitted;
    if (!asked.is_transient) // a transient client's may be its password
        message.misc_info = asked.originator.misc_info;
    take_control(message, asked.control);
    message.priority = urgency_of(asked.control.priority, asked.address_query, source);
    const auto taken = std::visit(
        PayloadTaker{message, asked, source, rules, most_characters(rules, source)}, asked.payload);
    if (!taken)
        return tl::unexpected(taken.error());
    read.success = *taken;
    if (source.wctp.subject_line)
        take_subject_line(message);
    read.submission.recipients.push_back(named_recipient(asked.recipient.recipient_id, source));
    return read;
}

std::size_t most_characters(const WctpRules& rules, const store::Source& source)
{
    const auto own = static_cast<std::size_t>(source.wctp.max_text);
    return own == 0 ? rules.max_text_characters : std::min(own, rules.max_text_characters);
}

std::string named_recipient(const std::string& recipient_id, const store::Source& source)
{
    const auto at = recipient_id.rfind('@');
    const auto& domain = source.wctp.recipient_domain;
    if (domain.empty() || at == std::string::npos || at == 0 ||
        store::folded_lower(recipient_id.substr(at + 1)) != store::folded_lower(domain))
        return recipient_id;
    return recipient_id.substr(0, at);
}

Code busy_code(const WctpRules& rules, const store::Source& source)
{
    return Code{source.wctp.busy_code == 0 ? rules.service_unavailable : source.wctp.busy_code};
}

wctp::Error wctp_error(const Refused& refused, const WctpRules& rules, const store::Source& source)
{
    switch (refused.why) {
    case RefusedWhy::UnknownRecipient:
    case RefusedWhy::NoRecipient:
    case RefusedWhy::NobodyOnDuty:
        return {Code::InvalidRecipient, refused.detail};
    case RefusedWhy::TooLong:
        return {Code::MessageTooLong, refused.detail};
    case RefusedWhy::BadText:
        return {Code::NotValid, refused.detail};
    case RefusedWhy::Expired:
        return {Code::TimeHasPassed, refused.detail};
    case RefusedWhy::Loop:
        return {Code::FunctionNotSupported, refused.detail};
    case RefusedWhy::NotAllowed:
        return {rules.uniform_auth_errors ? Code::InvalidSecurityCode : Code::InvalidSender, {}};
    case RefusedWhy::Unavailable:
        return {busy_code(rules, source), refused.detail};
    }
    std::abort();
}

} // namespace relay::intake
