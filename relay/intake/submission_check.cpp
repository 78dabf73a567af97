#include "relay/intake/submission_check.h"
#include "mail/charset.h"
#include "relay/intake/text.h"
#include <algorithm>

namespace relay::intake {
namespace {

constexpr std::size_t most_id_bytes = 1000; ///< of what the originator calls itself and its things

bool is_storable(std::string_view text)
{
    return text.find('\0') == std::string_view::npos && mail::is_utf8(text);
}

/// What the originator says of itself and calls its things.
std::vector<std::string_view> ids_of(const store::Message& message)
{
    return {message.originator, message.reference, message.transaction, message.respond_to,
            message.wctp_token, message.misc_info, message.status_email};
}

std::optional<Refused> check_ids(const store::Message& message)
{
    const auto ids = ids_of(message);
    if (!std::ranges::all_of(ids, is_storable))
        return refusal(RefusedWhy::BadText, "an id is not UTF-8, or has a NUL");
    if (std::ranges::any_of(ids, [](auto id) { return id.size() > most_id_bytes; }))
        return refusal(RefusedWhy::TooLong, "an id is longer than 1000 bytes");
    return std::nullopt;
}

std::optional<Refused> check_choices(const store::Message& message, const SubmissionRules& rules)
{
    if (message.choices.size() > rules.max_choices)
        return refusal(RefusedWhy::TooLong, "there are too many choices");
    for (const auto& choice : message.choices) {
        if (!is_storable(choice.send) || !is_storable(choice.reply))
            return refusal(RefusedWhy::BadText, "a choice is not UTF-8, or has a NUL");
        if (std::max(characters(choice.send), characters(choice.reply)) >
            rules.max_choice_characters)
            return refusal(RefusedWhy::TooLong, "a choice is too long");
    }
    return std::nullopt;
}

std::optional<Refused> check_text(const store::Message& message, const SubmissionRules& rules)
{
    const auto& subject = message.subject.reveal();
    const auto& body = message.body.reveal();
    if (!is_storable(subject) || !is_storable(body))
        return refusal(RefusedWhy::BadText, "the text is not UTF-8, or has a NUL");
    if (characters(subject) + characters(body) > rules.max_text_characters)
        return refusal(RefusedWhy::TooLong, "the text is longer than " +
                                                std::to_string(rules.max_text_characters) +
                                                " characters");
    return std::nullopt;
}

std::optional<Refused> check_times(const store::Message& message, store::Instant now)
{
    if (!message.expires)
        return std::nullopt;
    if (*message.expires <= now)
        return refusal(RefusedWhy::Expired, "its expiry has passed");
    if (message.not_before && *message.expires <= *message.not_before)
        return refusal(RefusedWhy::Expired, "it expires before it may be delivered");
    return std::nullopt;
}

} // namespace

Refused refusal(RefusedWhy why, std::string detail)
{
    return {why, std::move(detail), {}};
}

std::optional<Refused> check(const store::Message& message, const SubmissionRules& rules,
                             store::Instant now)
{
    if (auto refused = check_ids(message))
        return refused;
    if (auto refused = check_text(message, rules))
        return refused;
    if (auto refused = check_choices(message, rules))
        return refused;
    if (message.hops > rules.hop_limit)
        return refusal(RefusedWhy::Loop, "it was forwarded too often");
    return check_times(message, now);
}

} // namespace relay::intake
