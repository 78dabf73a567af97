#include "relay/sendmail/outcome.h"
#include <algorithm>
#include <cstdlib>

namespace relay::sendmail {
namespace {

std::string said(const mail::Reply& reply)
{
    if (reply.code == 0)
        return reply.text;
    const auto enhanced = reply.enhanced.empty() ? "" : " " + reply.enhanced;
    return std::to_string(reply.code) + enhanced + " " + reply.text;
}

ExitCode exit_of(const mail::Reply& reply)
{
    if (!reply.is_permanent())
        return try_again_later;
    if (reply.enhanced.starts_with("5.1.") || reply.enhanced.starts_with("5.2."))
        return no_such_recipient;
    if (reply.enhanced.starts_with("5.7."))
        return not_allowed;
    return unavailable;
}

} // namespace

Outcome outcome_of(const mail::SmtpResult& result)
{
    Outcome outcome;
    for (const auto& answer : result.recipients) {
        if (answer.reply.code == 0 || answer.reply.is_positive())
            continue;
        outcome.exit = exit_of(answer.reply);
        outcome.words.push_back(answer.recipient.text() + ": " + said(answer.reply));
    }
    switch (result.outcome) {
    case mail::SmtpOutcome::Accepted:
        return outcome;
    case mail::SmtpOutcome::Refused:
        outcome.exit = exit_of(result.reply);
        break;
    case mail::SmtpOutcome::Busy:
    case mail::SmtpOutcome::Unclear:
        outcome.exit = try_again_later;
        break;
    }
    outcome.words.push_back("not taken: " + said(result.reply));
    return outcome;
}

std::vector<mail::RecipientAnswer> settled(const mail::SmtpResult& result,
                                           const std::vector<mail::Address>& later)
{
    std::vector<mail::RecipientAnswer> found;
    for (auto answer : result.recipients) {
        if (std::ranges::find(later, answer.recipient) != later.end())
            continue;
        if (result.outcome == mail::SmtpOutcome::Refused && answer.reply.is_positive())
            answer.reply = result.reply;
        found.push_back(std::move(answer));
    }
    return found;
}

std::vector<mail::Address> put_off(const mail::SmtpResult& result,
                                   const std::vector<mail::Address>& recipients)
{
    const bool is_whole_later =
        result.outcome == mail::SmtpOutcome::Busy || result.outcome == mail::SmtpOutcome::Unclear;
    std::vector<mail::Address> later;
    for (const auto& recipient : recipients) {
        const auto answer =
            std::ranges::find(result.recipients, recipient, &mail::RecipientAnswer::recipient);
        const auto code = answer == result.recipients.end() ? 0 : answer->reply.code;
        const bool is_refused = code >= 500;
        const bool is_transient = code >= 400 && !is_refused;
        if (is_transient || (is_whole_later && !is_refused))
            later.push_back(recipient);
    }
    return later;
}

} // namespace relay::sendmail
