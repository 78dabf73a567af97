#include "relay/intake/mail_preview.h"
#include "store/model/directory.h"

namespace relay::intake {
namespace {

std::string line(std::string_view name, const std::string& value)
{
    return value.empty() ? std::string() : std::string(name) + ": " + value + "\n";
}

std::string choices_of(const std::vector<store::Choice>& choices)
{
    std::string all;
    for (const auto& choice : choices)
        all += (all.empty() ? "" : ", ") + choice.send;
    return all;
}

/// What holds for one recipient alone stands behind it.
std::string recipient_line(const Submission& submission, std::size_t at,
                           const store::Source& source, const store::Directory& people)
{
    const auto& part = submission.parts.at(at);
    auto words = submission.recipients[at];
    if (!people.find(submission.recipients[at]))
        words += " (not known here)";
    if (part.priority && !source.priority)
        words += ", " + std::string(store::word(*part.priority));
    if (!part.choices.empty())
        words += ", may answer: " + choices_of(part.choices);
    if (!part.note.empty())
        words += ", " + part.note;
    return line("To", words);
}

} // namespace

std::string preview(const Submission& submission, const store::Source& source,
                    const store::Directory& people)
{
    const auto& message = submission.message;
    auto text = line("Source", source.name) + line("From", message.originator);
    for (std::size_t at = 0; at < submission.recipients.size(); ++at)
        text += recipient_line(submission, at, source, people);
    text += line("Reference", message.reference);
    text += line("Priority", std::string(store::word(source.priority.value_or(message.priority))) +
                                 (source.priority ? ", the source's, whatever the mail says" : ""));
    text += line("May answer", choices_of(message.choices));
    text += line("Status mails", message.status_email.empty()
                                     ? "none, the sender is a machine, a list or nobody"
                                     : "to " + message.status_email);
    for (const auto& file : message.files)
        text += line("File", file.name + " (" + file.type + ", " + std::to_string(file.bytes) +
                                 " bytes), kept in the inbox");
    for (const auto& note : submission.notes)
        text += line("Why", note);
    text += line("Subject", message.subject.reveal());
    return text + "\n" + message.body.reveal() + "\n";
}

} // namespace relay::intake
