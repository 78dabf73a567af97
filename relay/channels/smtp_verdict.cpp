#include "relay/channels/smtp_verdict.h"
#include "relay/channels/peer_text.h"
#include <algorithm>
#include <cstdlib>

namespace relay::channels {

namespace {

constexpr std::size_t max_detail = 160;
constexpr std::size_t max_reference = 128;

std::string code_of(const mail::Reply& reply)
{
    if (reply.code == 0) // no server's: we refused it ourselves, or nothing came
        return reply.enhanced.empty() ? "connection lost" : reply.enhanced;
    const auto digits = std::to_string(reply.code);
    return reply.enhanced.empty() ? digits : digits + " " + reply.enhanced;
}

std::string detail_of(const mail::Reply& reply, const std::vector<std::string>& masked)
{
    const auto text = tidy(masked_out(reply.text, masked), max_detail);
    return reply.code == 0 ? text : code_of(reply) + (text.empty() ? "" : ": " + text);
}

ErrorClass transient_class(const mail::Reply& reply)
{
    if (reply.enhanced.starts_with("4.2."))
        return ErrorClass::Unreachable;
    if (reply.enhanced.starts_with("4.3.")) // it shuts down, or its disk is full
        return ErrorClass::ProviderFault;
    if (reply.code == 421 || reply.enhanced.starts_with("4.7."))
        return ErrorClass::Throttled;
    return ErrorClass::ProviderFault;
}

/// RFC 3463 3: the second number is the subject, the third the detail.
ErrorClass enhanced_class(const std::string& enhanced, bool to_recipient)
{
    if (enhanced == "5.1.7" || enhanced == "5.1.8")
        return ErrorClass::SenderConfig; // our own address is the bad one
    if (enhanced == "5.2.3" || enhanced == "5.3.4")
        return ErrorClass::TooBig;
    if (enhanced.starts_with("5.1.") || enhanced.starts_with("5.2."))
        return ErrorClass::BadAddress;
    if (enhanced.starts_with("5.4.")) // behind DATA: a loop of that one mailbox, no fault of ours
        return to_recipient ? ErrorClass::BadAddress : ErrorClass::Filtered;
    if (enhanced.starts_with("5.5.") || enhanced.starts_with("5.6."))
        return ErrorClass::BadRequest;
    return ErrorClass::Filtered;
}

} // namespace

ErrorClass class_of_reply(const mail::Reply& reply, bool to_recipient)
{
    const bool is_ours = reply.code == 0 && reply.enhanced.starts_with("5.");
    if (!reply.is_permanent() && !is_ours)
        return transient_class(reply);
    if (reply.code == 530 || reply.code == 534 || reply.code == 535 || reply.code == 538)
        return ErrorClass::Credentials;
    if (!reply.enhanced.empty() && reply.enhanced != "5.0.0")
        return enhanced_class(reply.enhanced, to_recipient);
    if (reply.code == 552)
        return ErrorClass::TooBig;
    if (reply.code < 510 || reply.code == 555)
        return ErrorClass::BadRequest;
    if (to_recipient && (reply.code == 550 || reply.code == 551 || reply.code == 553))
        return ErrorClass::BadAddress;
    return ErrorClass::Filtered;
}

Outcome outcome_of(const mail::SmtpResult& result, const std::vector<std::string>& masked)
{
    const auto& reply = result.reply;
    const bool to_recipient =
        std::any_of(result.recipients.begin(), result.recipients.end(),
                    [&](const auto& answer) { return answer.reply == reply; });
    switch (result.outcome) {
    case mail::SmtpOutcome::Accepted:
        return Accepted{tidy(reply.text, max_reference), detail_of(reply, masked)};
    case mail::SmtpOutcome::Busy:
        // What is said of one recipient says nothing of the server; nor does a lost connection.
        if (reply.code == 0 || (to_recipient && reply.code != 421))
            return Busy{code_of(reply), detail_of(reply, masked), {}};
        return outcome_of(transient_class(reply), code_of(reply), detail_of(reply, masked));
    case mail::SmtpOutcome::Unclear:
        return Unclear{code_of(reply), detail_of(reply, masked)};
    case mail::SmtpOutcome::Refused:
        return refusal(class_of_reply(reply, to_recipient), reply.enhanced, code_of(reply),
                       detail_of(reply, masked));
    }
    std::abort(); // a value that is no enumerator
}

Outcome refusal(ErrorClass kind, const std::string& enhanced, std::string code, std::string detail)
{
    auto outcome = outcome_of(kind, std::move(code), std::move(detail));
    if (auto* refused = std::get_if<Refused>(&outcome); refused && enhanced == "5.2.2")
        refused->is_bad_address = false;
    return outcome;
}

} // namespace relay::channels
