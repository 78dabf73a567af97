#include "relay/intake/mail_submission.h"
#include "mail/header.h"
#include "mail/readable.h"
#include "relay/intake/duplicate_key.h"
#include "relay/intake/mail_priority.h"
#include "relay/intake/text.h"
#include "store/model/directory.h"
#include <algorithm>
#include <cstdlib>

namespace relay::intake {
namespace {

/// A mail is longer than anybody reads on a pager; what is cut says so.
constexpr std::string_view cut_mark = "\n[cut]";

/// Each relay of our kind leaves its mark.
int hops_of(const std::vector<mail::HeaderField>& header)
{
    return static_cast<int>(std::ranges::count_if(
        header, [](const auto& field) { return mail::is_named(field, "X-Belfry-Trace"); }));
}

/// Never the null sender, never a machine: a status mail must not begin a conversation of robots.
std::string status_address(const mail::Accept& mail, const mail::Readable& readable)
{
    if (!mail.envelope.sender || !readable.may_be_answered())
        return {};
    return mail.envelope.sender->text();
}

} // namespace

Submission read_submission(const mail::Accept& mail, const store::Source& source,
                           const store::Vault& vault, std::size_t max_text_characters)
{
    const auto readable = mail::read_mail(mail.message);
    const auto header = mail::read_header(mail.message).fields;
    Submission submission;
    auto& message = submission.message;
    message.source = source.id;
    message.door = store::Door::Smtp;
    message.originator = mail.envelope.sender ? mail.envelope.sender->text() : "<>";
    message.reference = readable.message_id;
    message.priority = mail_priority(header).value_or(store::Priority::Normal);
    if (source.subject_tags)
        message.priority = tagged_priority(readable.subject).value_or(message.priority);
    const auto room =
        max_text_characters - std::min(characters(readable.subject), max_text_characters);
    message.subject = store::ProtectedText(readable.subject);
    message.body = store::ProtectedText(shortened(readable.text, room, cut_mark));
    message.status_email = status_address(mail, readable);
    message.hops = hops_of(header);
    for (const auto& recipient : mail.envelope.recipients)
        submission.recipients.push_back(recipient.local());
    if (!readable.message_id.empty())
        submission.duplicate_key = duplicate_key("mail " + readable.message_id, message, vault);
    return submission;
}

mail::Verdict verdict_on(const SubmissionResult& result)
{
    if (result)
        return mail::Verdict::accept_message(result->messages.front().text());
    const auto& refused = result.error();
    switch (refused.why) {
    case RefusedWhy::UnknownRecipient:
        return mail::Verdict::unknown_recipient();
    case RefusedWhy::NobodyOnDuty:
        return {{550, "5.2.1", refused.detail}};
    case RefusedWhy::NoRecipient:
        return {{554, "5.5.1", refused.detail}};
    case RefusedWhy::TooLong:
        return {{552, "5.3.4", refused.detail}};
    case RefusedWhy::BadText:
        return {{554, "5.6.0", refused.detail}};
    case RefusedWhy::Expired:
        return {{554, "5.4.7", refused.detail}};
    case RefusedWhy::Loop:
        return {{554, "5.4.6", refused.detail}};
    case RefusedWhy::NotAllowed:
        return mail::Verdict::not_allowed(refused.detail);
    case RefusedWhy::Unavailable:
        return {{452, "4.3.1", refused.detail}};
    }
    std::abort();
}

} // namespace relay::intake
