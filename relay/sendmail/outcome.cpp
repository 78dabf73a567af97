#include "relay/sendmail/outcome.h"
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

} // namespace relay::sendmail
