#include "relay/intake/recipient_part.h"

namespace relay::intake {
namespace {

const RecipientPart* part_of(const Submission& submission, std::size_t recipient)
{
    return recipient < submission.parts.size() ? &submission.parts[recipient] : nullptr;
}

} // namespace

store::Message message_for(const Submission& submission, std::size_t recipient,
                           const store::Source& source)
{
    auto message = submission.message;
    const auto* part = part_of(submission, recipient);
    if (part == nullptr)
        return message;
    if (part->priority && !source.priority)
        message.priority = *part->priority;
    if (!part->choices.empty())
        message.choices = part->choices;
    message.status_email = part->status_email;
    message.notify = part->notify;
    message.report = part->report;
    return message;
}

std::vector<std::string> notes_for(const Submission& submission, std::size_t recipient)
{
    auto notes = submission.notes;
    const auto* part = part_of(submission, recipient);
    if (part != nullptr && !part->note.empty())
        notes.push_back(part->note);
    return notes;
}

} // namespace relay::intake
