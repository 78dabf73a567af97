#include "relay/intake/wctp_submission.h"
#include "relay/intake/text.h"
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

/// The text, and whether it had to be cut.
wctp::Result<Code> take_text(store::Message& message, const std::string& text,
                             const WctpSubmission& asked, const WctpRules& rules)
{
    const bool fits = characters(text) <= rules.max_text_characters;
    if (!fits && !asked.control.allow_truncation)
        return wctp::fail(Code::MessageTooLong, "the text is longer than " +
                                                    std::to_string(rules.max_text_characters) +
                                                    " characters");
    message.body = store::ProtectedText(shortened(text, rules.max_text_characters, cut_mark));
    return fits ? Code::Accepted : Code::WillBeTruncated;
}

/// Fills body and choices; one overload per kind of payload.
struct PayloadTaker {
    store::Message& message;
    const WctpSubmission& asked;
    const WctpRules& rules;

    wctp::Result<Code> operator()(const wctp::Alphanumeric& payload) const
    {
        return take_text(message, payload.text, asked, rules);
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
        return take_text(message, payload.text, asked, rules);
    }
};

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
    const auto taken = std::visit(PayloadTaker{message, asked, rules}, asked.payload);
    if (!taken)
        return tl::unexpected(taken.error());
    read.success = *taken;
    read.submission.recipients.push_back(asked.recipient.recipient_id);
    return read;
}

wctp::Error wctp_error(const Refused& refused, const WctpRules& rules)
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
        return {Code{rules.service_unavailable}, refused.detail};
    }
    std::abort();
}

} // namespace relay::intake
