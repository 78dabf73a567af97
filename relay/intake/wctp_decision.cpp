#include "relay/intake/wctp_decision.h"
#include "relay/intake/text.h"
#include <algorithm>

namespace relay::intake {
namespace {

/// "+90s" behind the moment of acceptance.
std::string offset(store::Instant at, store::Instant accepted)
{
    return "+" +
           std::to_string(std::chrono::duration_cast<std::chrono::seconds>(at - accepted).count()) +
           "s";
}

std::string contact_name(const store::Directory& people, store::ContactId id)
{
    const auto* contact = people.contact(id);
    return contact == nullptr ? id.text() : contact->opid.text();
}

std::string group_name(const store::Directory& people, store::GroupId id)
{
    const auto* group = people.group(id);
    return group == nullptr ? id.text() : group->name;
}

std::string message_line(const store::Message& message)
{
    const auto text = characters(message.subject.reveal()) + characters(message.body.reveal());
    auto line = "to " + message.recipient + ": " + std::string(store::word(message.priority)) +
                ", " + std::to_string(text) + " characters, " +
                std::to_string(message.choices.size()) + " choices";
    if (message.expires)
        line += ", until " + offset(*message.expires, message.accepted);
    return line;
}

std::string delivery_line(const store::Delivery& delivery, const store::Message& message,
                          const store::Directory& people)
{
    return "to " + message.recipient + ": " + contact_name(people, delivery.contact) + " by " +
           std::string(store::word(delivery.channel)) + " " +
           offset(delivery.due, message.accepted) + " as " +
           std::string(store::word(delivery.kind));
}

std::string escalation_line(const store::Escalation& escalation, const store::Message& message,
                            const store::Directory& people)
{
    return "to " + message.recipient + ": " + group_name(people, escalation.group) + " escalates " +
           offset(escalation.due, message.accepted) + ", " +
           std::to_string(escalation.rule.rungs.size()) + " rungs";
}

void add_lines(std::vector<std::string>& lines, const Drafted& drafted,
               const store::Directory& people)
{
    const auto& message = drafted.message;
    lines.push_back(message_line(message));
    for (const auto& page : drafted.draft.pages)
        lines.push_back("to " + message.recipient + ": " + contact_name(people, page.contact) +
                        " is paged");
    for (const auto& delivery : drafted.draft.deliveries) {
        if (delivery.kind != store::DeliveryKind::Notice)
            lines.push_back(delivery_line(delivery, message, people));
    }
    for (const auto& escalation : drafted.draft.escalations)
        lines.push_back(escalation_line(escalation, message, people));
    for (const auto& line : drafted.draft.ledger) {
        if (line.decision == "left_out" && line.contact.valid())
            lines.push_back("to " + message.recipient + ": not " +
                            contact_name(people, line.contact) + ", " + line.reason);
    }
}

} // namespace

std::string code_line(wctp::Code code)
{
    return "code " + std::to_string(number(code));
}

std::vector<std::string> lines_of(const Decided& decided, const store::Directory& people)
{
    std::vector<std::string> lines;
    for (const auto& drafted : decided.drafted)
        add_lines(lines, drafted, people);
    std::ranges::sort(lines);
    return lines;
}

std::vector<std::string> differences(const std::vector<std::string>& then,
                                     const std::vector<std::string>& now)
{
    auto was = then;
    auto is = now;
    std::ranges::sort(was);
    std::ranges::sort(is);
    std::vector<std::string> found;
    const auto add = [&](std::string_view mark, const auto& one, const auto& other) {
        std::vector<std::string> only;
        std::ranges::set_difference(one, other, std::back_inserter(only));
        for (const auto& line : only)
            found.push_back(std::string(mark) + line);
    };
    add("- ", was, is);
    add("+ ", is, was);
    return found;
}

} // namespace relay::intake
