#include "relay/intake/mail_submission.h"
#include "mail/clean_text.h"
#include "mail/dsn.h"
#include "mail/header.h"
#include "mail/readable.h"
#include "relay/core/file_policy.h"
#include "relay/core/resolve.h"
#include "relay/intake/duplicate_key.h"
#include "relay/intake/mail_address.h"
#include "relay/intake/mail_priority.h"
#include "relay/intake/text.h"
#include "store/model/directory.h"
#include <algorithm>
#include <cstdlib>

namespace relay::intake {
namespace {

/// A mail is longer than anybody reads on a pager; what is cut says so.
constexpr std::string_view cut_mark = "\n[cut]";
constexpr std::size_t most_note_bytes = 200; ///< of what somebody else wrote, in the ledger

/// Each relay of our kind leaves its mark.
int hops_of(const std::vector<mail::HeaderField>& header)
{
    return static_cast<int>(std::ranges::count_if(
        header, [](const auto& field) { return mail::is_named(field, "X-Belfry-Trace"); }));
}

/// Never the null sender; and what we send is for every server, and not all know of SMTPUTF8.
std::string status_address(const mail::Accept& mail)
{
    const auto& sender = mail.envelope.sender;
    return sender && sender->is_ascii() ? sender->text() : std::string();
}

store::ReturnedPart returned_part(mail::ReturnedPart part)
{
    switch (part) {
    case mail::ReturnedPart::Unsaid:
        return store::ReturnedPart::Unsaid;
    case mail::ReturnedPart::Headers:
        return store::ReturnedPart::Headers;
    case mail::ReturnedPart::Full:
        return store::ReturnedPart::Full;
    }
    std::abort(); // a value that is no enumerator
}

/// RFC 3461 4.1: who wants neither success nor failure told is told nothing. A delay is nothing
/// that we report. A machine hears what it asked for by NOTIFY: a status mail for people must not
/// begin a conversation of robots (RFC 3834), a report goes out from nobody and is answered by
/// none.
void take_wish(const mail::ReportWish& wish, RecipientPart& part)
{
    const bool wants_none = wish.is_said && !wish.success && !wish.failure;
    if (wants_none || (part.report.is_of_machine && !wish.is_said))
        part.status_email.clear();
    part.report.is_said = wish.is_said;
    part.report.success = wish.success;
    part.report.failure = wish.failure;
    part.report.delay = wish.delay;
    part.report.original_recipient = mail::plain_of_xtext(wish.original_recipient);
}

std::string joined(const std::vector<std::string>& words)
{
    std::string all;
    for (const auto& word : words)
        all += (all.empty() ? "" : ", ") + word;
    return all;
}

RecipientPart part_of(const CalledBy& called, const mail::ReportWish& wish,
                      const store::Message& message)
{
    RecipientPart part{.priority = called.priority,
                       .choices = called.choices,
                       .status_email = message.status_email,
                       .notify = message.notify,
                       .report = message.report};
    take_wish(wish, part);
    if (!called.unknown.empty())
        part.note = "tags of the address that mean nothing: " +
                    mail::short_line(joined(called.unknown), most_note_bytes);
    return part;
}

void address(const mail::Envelope& envelope, const store::Directory& people, Submission& submission)
{
    for (std::size_t at = 0; at < envelope.recipients.size(); ++at) {
        const auto called = read_local_part(people, envelope.recipients[at].local());
        const auto wish = at < envelope.wishes.size() ? envelope.wishes[at] : mail::ReportWish{};
        submission.recipients.push_back(called.name);
        submission.parts.push_back(part_of(called, wish, submission.message));
    }
}

/// All that the addresses said of it is kept: the first of them speaks for the mail.
void readdress(const std::string& recipient, const MailReading& by, Submission& submission)
{
    const auto shown = mail::short_line(recipient, most_note_bytes);
    const auto target = by.people.find(recipient);
    if (!target || core::reaches_nobody(by.people, by.source.principal, *target)) {
        submission.notes.push_back("the rule's recipient '" + shown + "' is not known here");
        return;
    }
    submission.notes.push_back("the rule's recipient is '" + shown + "'");
    submission.recipients = {recipient};
    if (submission.parts.empty())
        submission.parts.push_back(part_of({}, {}, submission.message));
    submission.parts.resize(1);
}

void take_rule(RuledMail ruled, Submission& submission)
{
    auto& message = submission.message;
    if (!ruled.rule.empty())
        submission.notes.push_back("rule '" + mail::short_line(ruled.rule, most_note_bytes) +
                                   "' matched");
    message.priority = ruled.priority.value_or(message.priority);
    message.choices = std::move(ruled.choices);
}

RuledMail as_ruled(const mail::Readable& readable, const std::string& originator,
                   const MailManner* manner)
{
    if (manner == nullptr)
        return {.subject = readable.subject, .text = readable.text};
    return manner->rules.apply(
        {readable.subject, mail::own_text(readable.text, manner->cuts), originator});
}

mail::Readable readable_of(const mail::Accept& mail, const store::Source& source)
{
    mail::ReadLimits limits;
    limits.leaves_files = core::attachments_of(source) == store::Attachments::Keep;
    if (limits.leaves_files)
        limits.mime.file_bytes = static_cast<std::size_t>(source.files.most_bytes);
    return mail::read_mail(mail.message, limits);
}

/// By the source's policy (U.9); what is not kept is named in lines for the text. Where none is to
/// be kept the text has named them.
core::FileChoice take_files(mail::Readable& readable, const store::Source& source,
                            std::size_t recipients)
{
    if (core::attachments_of(source) == store::Attachments::Name)
        return {};
    std::vector<core::OfferedFile> offered;
    for (auto& one : readable.attachments)
        offered.push_back({std::move(one.name), one.type, static_cast<std::int64_t>(one.bytes),
                           std::move(one.content), one.is_inline});
    return core::choose_files(std::move(offered), core::shared_out(source.files, recipients));
}

/// The lines stay whatever is cut, unless they alone are half of what there is room for.
std::string body_with(const std::string& text, const std::string& lines, std::size_t room)
{
    const auto said = lines.empty() ? lines : shortened("\n\n" + lines, room / 2, "\n");
    return shortened(text, room - characters(said), cut_mark) + said;
}

} // namespace

Submission read_submission(const mail::Accept& mail, const MailReading& by)
{
    auto readable = readable_of(mail, by.source);
    auto files = take_files(readable, by.source, mail.envelope.recipients.size());
    const auto header = mail::read_header(mail.message).fields;
    Submission submission;
    auto& message = submission.message;
    message.source = by.source.id;
    message.door = store::Door::Smtp;
    message.originator = mail.envelope.sender ? mail.envelope.sender->text() : "<>";
    message.reference = readable.message_id;
    message.priority = mail_priority(header).value_or(store::Priority::Normal);
    if (by.source.subject_tags)
        message.priority = tagged_priority(readable.subject).value_or(message.priority);
    if (by.may_tell_sender)
        message.status_email = status_address(mail);
    message.report.is_of_machine = !readable.may_be_answered();
    message.hops = hops_of(header);
    message.report.returned = returned_part(mail.envelope.returned);
    message.report.envelope_id = mail::plain_of_xtext(mail.envelope.envelope_id);
    if (message.report.returned != store::ReturnedPart::Unsaid)
        message.mail_header = store::ProtectedText(mail::identifying_fields(header));
    auto ruled = as_ruled(readable, message.originator, by.manner);
    const auto room =
        by.max_text_characters - std::min(characters(ruled.subject), by.max_text_characters);
    message.subject = store::ProtectedText(ruled.subject);
    message.body =
        store::ProtectedText(body_with(ruled.text, core::refused_lines(files.refused), room));
    message.files = std::move(files.kept);
    address(mail.envelope, by.people, submission);
    const auto recipient = ruled.recipient;
    take_rule(std::move(ruled), submission);
    if (!recipient.empty())
        readdress(recipient, by, submission);
    if (!readable.message_id.empty())
        submission.duplicate_key = duplicate_key("mail " + readable.message_id, message, by.vault);
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
