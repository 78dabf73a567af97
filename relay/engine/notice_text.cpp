#include "relay/engine/notice_text.h"
#include "relay/core/page_progress.h"
#include "store/delivery_repository.h"
#include "store/error.h"
#include "store/escalation_repository.h"
#include "store/ledger_repository.h"
#include "store/message_repository.h"
#include "store/page_repository.h"
#include "store/reply_repository.h"
#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

namespace relay::engine {
namespace {

using store::NoticeKind;
using store::Progress;

std::string contact_name(const NoticeMaterial& material, store::ContactId id)
{
    if (!id.valid())
        return {};
    const auto* contact = material.people->contact(id);
    return contact == nullptr ? id.text() : contact->name() + " (" + contact->opid.text() + ")";
}

std::string event_word(NoticeKind kind)
{
    switch (kind) {
    case NoticeKind::Queued:
        return "sent";
    case NoticeKind::Delivered:
        return "delivered";
    case NoticeKind::Read:
        return "read";
    case NoticeKind::Replied:
        return "answered";
    case NoticeKind::Failed:
        return "not delivered";
    case NoticeKind::FailReport:
        return "not answered";
    case NoticeKind::StandDown:
        return "taken by somebody else";
    case NoticeKind::KeyWord:
        return "noted";
    case NoticeKind::Export:
        return "exported";
    case NoticeKind::Code:
        return "sent a code";
    }
    std::abort();
}

std::string line(std::string_view name, const std::string& value)
{
    return value.empty() ? std::string() : std::string(name) + ": " + value + "\n";
}

/// The answer's words only where the contact's text may leave the house at all.
std::string reply_line(const NoticeMaterial& material)
{
    const auto* contact = material.people->contact(material.notice.contact);
    if (!material.reply || contact == nullptr)
        return {};
    if (!core::may_leave_in_full(*contact))
        return "Answer: withheld, it may only be read inside the house\n";
    return line("Answer", core::release_reply(*material.reply).text());
}

/// May the words of everybody who was paged by the message leave in full?
bool is_all_released(const NoticeMaterial& material)
{
    return !material.paged.empty() && std::ranges::all_of(material.paged, [&](auto id) {
        const auto* contact = material.people->contact(id);
        return contact != nullptr && core::may_leave_in_full(*contact);
    });
}

/// An escalation that nobody answered, although somebody's device had it.
bool is_unanswered(const NoticeMaterial& material)
{
    return material.notice.kind == NoticeKind::Failed && material.escalation &&
           std::ranges::any_of(material.escalation_pages, [](const auto& page) {
               return core::got_as_far_as(page.progress, Progress::Delivered) &&
                      page.progress != Progress::Failed;
           });
}

/// Whom a program takes the report to be about: each of a group, and whoever is on duty, has
/// reports of their own, so that no two of them contradict each other (RFC 3461 5.2.7.3).
std::string final_recipient(const NoticeMaterial& material)
{
    const auto& addressed = material.message.recipient;
    const auto* contact = material.people->contact(material.notice.contact);
    const auto named = material.people->find(addressed);
    const bool is_somebody_else =
        contact != nullptr && named && *named != store::Member(contact->id);
    return is_somebody_else ? contact->opid.text() : addressed;
}

/// Delivered and failed are what programs read as such; the other states are for people.
std::optional<channels::MailReport> mail_report(const NoticeMaterial& material)
{
    const auto& message = material.message;
    const auto kind = material.notice.kind;
    if (message.door != store::Door::Smtp || is_unanswered(material) ||
        (kind != NoticeKind::Delivered && kind != NoticeKind::Failed))
        return std::nullopt;
    const bool has_failed = kind == NoticeKind::Failed;
    channels::MailReport report{final_recipient(material), message.accepted, material.notice.at,
                                has_failed, material.notice.reason};
    report.envelope_id = message.report.envelope_id;
    report.original_recipient = message.report.original_recipient;
    report.returned = core::release_return(message, has_failed, is_all_released(material));
    return report;
}

/// What is said of one status but for the state itself.
std::string status_lines(const NoticeMaterial& material)
{
    const auto& message = material.message;
    std::string text = line("To", message.recipient);
    text += line("Contact", contact_name(material, material.notice.contact));
    text += line("When", utc_text(material.notice.at));
    text += line("Why", material.notice.reason);
    text += reply_line(material);
    text += line("Message", message.id.text());
    text += line("Your reference", message.reference);
    return text;
}

channels::TextOut status_mail(const NoticeMaterial& material)
{
    const auto& message = material.message;
    const auto event =
        event_word(is_unanswered(material) ? NoticeKind::FailReport : material.notice.kind);
    channels::TextOut mail{
        material.notice.address,
        core::release_status("Status of your message to " + message.recipient + ": " + event),
        core::release_status("Your message was " + event + ".\n\n" + status_lines(material)),
        message.door == store::Door::Smtp ? message.reference : std::string(), true};
    mail.report = mail_report(material);
    return mail;
}

std::string state_of(const store::Page& page)
{
    std::string text(store::word(page.progress));
    for (const auto& at : {page.replied, page.read, page.delivered, page.accepted, page.failed}) {
        if (at)
            return text + " since " + utc_text(*at);
    }
    return text;
}

/// "by sms, ", where the line is about a delivery.
std::string way_of(const NoticeMaterial& material, const store::LedgerLine& line)
{
    const auto delivery =
        std::ranges::find(material.deliveries, line.delivery, &store::Delivery::id);
    return delivery == material.deliveries.end()
               ? std::string()
               : "by " + std::string(store::word(delivery->channel)) + ", ";
}

/// What could not be sent to that person, or was refused: words of ours, and codes of gateways.
std::string why_of(const NoticeMaterial& material, store::PageId page)
{
    std::string text;
    for (const auto& line : material.ledger) {
        const bool is_reason = line.decision == "left_out" || line.decision == "refused" ||
                               line.decision == "failed" || line.decision == "expired";
        if (line.page == page && is_reason)
            text += "  " + way_of(material, line) + line.decision + ": " + line.reason + "\n";
        if (line.page == page && line.decision == "lapsed")
            text += "  had taken it, and did not close it in time: open again since " +
                    utc_text(line.at) + "\n";
    }
    return text;
}

/// What still waits for its gateway: the last word on each delivery, where that is such a one.
std::string waiting_of(const NoticeMaterial& material, store::PageId page)
{
    std::map<store::DeliveryId, const store::LedgerLine*> last;
    for (const auto& line : material.ledger) {
        if (line.page == page && line.delivery.valid())
            last[line.delivery] = &line;
    }
    std::string text;
    for (const auto& [delivery, line] : last) {
        if (line->decision == "put_off" || line->decision == "deferred")
            text += "  " + way_of(material, *line) + "not sent yet: " + line->reason + "\n";
    }
    return text;
}

channels::TextOut fail_report(const NoticeMaterial& material)
{
    const auto& message = material.message;
    const auto* group =
        material.escalation ? material.people->group(material.escalation->group) : nullptr;
    const auto name = group == nullptr ? message.recipient : group->name;
    std::string text = "Nobody answered a message to " + name + ".\n\n";
    text += line("From", message.originator);
    text += line("To", message.recipient);
    text += line("Came in", utc_text(message.accepted));
    text += line("Given up", utc_text(material.notice.at));
    text += line("Message", message.id.text());
    text += "\nTried, in this order:\n";
    bool all_released = true;
    for (const auto& page : material.escalation_pages) {
        text += "- " + contact_name(material, page.contact) + ", paged " + utc_text(page.created) +
                ": " + state_of(page) + "\n" + why_of(material, page.id) +
                waiting_of(material, page.id);
        const auto* contact = material.people->contact(page.contact);
        all_released = all_released && contact != nullptr && core::may_leave_in_full(*contact);
    }
    const bool include = material.escalation && material.escalation->rule.include_original;
    const auto original = core::release_original(message, include, all_released);
    if (!original.empty())
        text += "\nThe message:\n" + original.text() + "\n";
    return {material.notice.address, core::release_status("Not answered: message to " + name),
            core::release_status(std::move(text)),
            message.door == store::Door::Smtp ? message.reference : std::string(), true};
}

} // namespace

std::string utc_text(store::Instant at)
{
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02d UTC", int(date.year()),
                  unsigned(date.month()), unsigned(date.day()), int(time.hours().count()),
                  int(time.minutes().count()), int(time.seconds().count()));
    return text.data();
}

NoticeMaterial load_material(const House& house, store::Connection& connection,
                             const store::Notice& notice)
{
    NoticeMaterial material;
    material.notice = notice;
    material.people = house.people();
    material.now = house.now();
    auto message = store::MessageRepository(connection, house.vault).find(notice.message);
    if (!message)
        throw store::StoreError("notice " + notice.id.text() + " is about a message that is gone");
    material.message = std::move(*message);
    store::PageRepository pages(connection);
    if (notice.page.valid())
        material.page = pages.find(notice.page);
    if (material.message.report.returned != store::ReturnedPart::Unsaid) {
        for (const auto& page : pages.of_message(notice.message))
            material.paged.push_back(page.contact);
    }
    if (notice.reply.valid())
        material.reply = store::ReplyRepository(connection, house.vault).find(notice.reply);
    if (notice.escalation.valid())
        material.escalation =
            store::EscalationRepository(connection, house.vault).find(notice.escalation);
    if (material.escalation) {
        for (const auto id : material.escalation->pages) {
            if (const auto page = pages.find(id))
                material.escalation_pages.push_back(*page);
        }
        material.ledger = store::LedgerRepository(connection).of_message(notice.message);
        material.deliveries = store::DeliveryRepository(connection).of_message(notice.message);
    }
    return material;
}

channels::TextOut notice_words(const store::Notice& notice, const Rules& rules)
{
    return {notice.address,
            core::release_status(rules.words.site),
            core::release_status(rules.words.site + ": " + notice.reason),
            {},
            true};
}

channels::TextOut notice_mail(const NoticeMaterial& material, const Rules& rules)
{
    if (material.notice.kind == NoticeKind::StandDown ||
        material.notice.kind == NoticeKind::KeyWord)
        return notice_words(material.notice, rules);
    return material.notice.kind == NoticeKind::FailReport ? fail_report(material)
                                                          : status_mail(material);
}

channels::TextOut digest_mail(const std::vector<NoticeMaterial>& statuses)
{
    const auto count = std::to_string(statuses.size());
    const auto& first = statuses.front().notice;
    std::string text = count + " statuses of your messages, from " + utc_text(first.at) + " to " +
                       utc_text(statuses.back().notice.at) + ".\n";
    for (const auto& status : statuses)
        text += "\nState: " + event_word(status.notice.kind) + "\n" + status_lines(status);
    return {first.address,
            core::release_status("Status of your messages: " + count + " of them"),
            core::release_status(std::move(text)),
            {},
            true};
}

} // namespace relay::engine
