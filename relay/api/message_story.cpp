#include "relay/api/message_story.h"
#include "relay/core/resolve.h"
#include "relay/core/schedule.h"
#include <algorithm>

namespace relay::api {
namespace {

/// One thing that happened.
struct Event {
    store::Instant at{};
    std::string_view kind;
    std::string what;
    std::string reason;
    store::PageId page;
    store::ContactId contact;
    store::DeliveryId delivery;
};

std::optional<store::Member> member_of(std::string_view id)
{
    if (const auto contact = store::ContactId::parse(id))
        return *contact;
    if (const auto group = store::GroupId::parse(id))
        return *group;
    if (const auto schedule = store::ScheduleId::parse(id))
        return *schedule;
    return std::nullopt;
}

bool is_hidden(const store::LedgerLine& line, bool hides_domains)
{
    const auto found = left_out(line);
    return hides_domains && found && found->why == core::word(core::LeftOutWhy::Domain);
}

std::string how(const store::Reply& reply)
{
    const auto by = "by " + std::string(store::word(reply.channel));
    return reply.choice == 0 ? by : "choice " + std::to_string(reply.choice) + " " + by;
}

std::string how(const store::Notice& notice)
{
    const auto by = "by " + std::string(store::word(notice.way));
    return notice.reason.empty() ? by : by + ": " + notice.reason;
}

bool is_about(const store::LedgerLine& line, store::ContactId contact, const MessageRecord& record)
{
    const auto page = std::ranges::find(record.pages, line.page, &store::Page::id);
    return line.contact == contact || (page != record.pages.end() && page->contact == contact);
}

/// Empty: the line is about no delivery.
std::string_view channel_of(const store::LedgerLine& line, const MessageRecord& record)
{
    const auto found = std::ranges::find(record.deliveries, line.delivery, &store::Delivery::id);
    return found == record.deliveries.end() ? std::string_view() : store::word(found->channel);
}

bool holds(const store::Directory& people, const store::Member& member, store::ContactId contact,
           std::vector<store::GroupId>& seen)
{
    if (const auto* id = std::get_if<store::ContactId>(&member))
        return *id == contact;
    if (const auto* id = std::get_if<store::ScheduleId>(&member)) {
        const auto* schedule = people.schedule(*id);
        const auto all =
            schedule == nullptr ? std::vector<store::ContactId>() : core::people_of(*schedule);
        return std::ranges::find(all, contact) != all.end();
    }
    const auto id = std::get<store::GroupId>(member);
    const auto* group = people.group(id);
    if (group == nullptr || std::ranges::find(seen, id) != seen.end())
        return false;
    seen.push_back(id);
    return std::ranges::any_of(group->members, [&](const store::Member& next) {
        return holds(people, next, contact, seen);
    });
}

/// The rungs that would page the contact and were not, or not yet, climbed.
std::vector<store::LedgerLine>
turns_to_come(const MessageRecord& record, const store::Directory& people, store::ContactId contact)
{
    std::vector<store::LedgerLine> lines;
    for (const auto& escalation : record.escalations) {
        const auto& rungs = escalation.rule.rungs;
        for (auto rung = static_cast<std::size_t>(escalation.rungs_tried); rung < rungs.size();
             ++rung) {
            std::vector<store::GroupId> seen;
            if (!holds(people, rungs[rung].target, contact, seen))
                continue;
            lines.push_back({record.message.id,
                             {},
                             contact,
                             {},
                             "left_out",
                             contact.text() + ": not_its_turn, rung " + std::to_string(rung + 1) +
                                 " of " + escalation.group.text() + ", which is " +
                                 std::string(store::word(escalation.phase)),
                             escalation.created});
            break;
        }
    }
    return lines;
}

std::vector<Event> events_of(const MessageRecord& record, bool hides_domains)
{
    std::vector<Event> events;
    for (const auto& line : record.ledger) {
        if (!is_hidden(line, hides_domains))
            events.push_back({line.at, "decision", line.decision, line.reason, line.page,
                              line.contact, line.delivery});
    }
    for (const auto& receipt : record.receipts)
        events.push_back({receipt.at,
                          "receipt",
                          std::string(store::word(receipt.kind)),
                          "by " + std::string(store::word(receipt.channel)),
                          receipt.page,
                          {},
                          receipt.delivery});
    for (const auto& reply : record.replies)
        events.push_back({reply.at, "reply", "replied", how(reply), reply.page, reply.contact, {}});
    for (const auto& notice : record.notices)
        events.push_back({notice.at,
                          "notice",
                          std::string(store::word(notice.kind)),
                          how(notice),
                          notice.page,
                          notice.contact,
                          {}});
    std::ranges::stable_sort(events, {}, &Event::at);
    return events;
}

} // namespace

void Names::write(JsonWriter& json, const store::Member& who) const
{
    const auto write_known = [&](const auto* row, auto id) {
        json.object([&] {
            json.member("id", id);
            if (row == nullptr || !may_see_(who))
                return;
            json.member("opid", row->opid.text());
            if constexpr (std::is_same_v<decltype(row), const store::Contact*>)
                json.member("name", row->name());
            else
                json.member("name", row->name);
        });
    };
    if (const auto* contact = std::get_if<store::ContactId>(&who))
        return write_known(people_.contact(*contact), *contact);
    if (const auto* schedule = std::get_if<store::ScheduleId>(&who))
        return write_known(people_.schedule(*schedule), *schedule);
    const auto group = std::get<store::GroupId>(who);
    write_known(people_.group(group), group);
}

void Names::member(JsonWriter& json, std::string_view name, store::ContactId id) const
{
    if (!id.valid())
        return;
    json.name(name);
    write(json, id);
}

void Names::member(JsonWriter& json, std::string_view name, store::GroupId id) const
{
    if (!id.valid())
        return;
    json.name(name);
    write(json, id);
}

void Names::member(JsonWriter& json, std::string_view name, store::ScheduleId id) const
{
    if (!id.valid())
        return;
    json.name(name);
    write(json, id);
}

std::optional<LeftOut> left_out(const store::LedgerLine& line)
{
    // "ct_...: domain, through gr_..." or, about a page, "copy by email: opted_out".
    const auto colon = line.reason.find(": ");
    if (line.decision != "left_out" || colon == std::string::npos)
        return std::nullopt;
    const std::string_view reason = line.reason;
    const auto why = reason.substr(colon + 2);
    return LeftOut{member_of(reason.substr(0, colon)), why.substr(0, why.find(','))};
}

void write_timeline(JsonWriter& json, const MessageRecord& record, const Names& names,
                    bool hides_domains)
{
    json.array("timeline", [&] {
        for (const auto& event : events_of(record, hides_domains)) {
            json.object([&] {
                json.member("at", event.at);
                json.member("kind", event.kind);
                json.member("what", event.what);
                json.member_unless_empty("reason", event.reason);
                json.member_if_valid("page", event.page);
                names.member(json, "contact", event.contact);
                json.member_if_valid("delivery", event.delivery);
            });
        }
    });
}

void write_explanation(JsonWriter& json, const MessageRecord& record, const Names& names,
                       store::ContactId contact, bool hides_domains)
{
    const bool is_paged =
        std::ranges::find(record.pages, contact, &store::Page::contact) != record.pages.end();
    auto lines = record.ledger;
    std::erase_if(lines, [&](const auto& line) {
        return !is_about(line, contact, record) || is_hidden(line, hides_domains);
    });
    if (!is_paged)
        std::ranges::copy(turns_to_come(record, names.people(), contact),
                          std::back_inserter(lines));
    json.object([&] {
        json.name("contact");
        names.write(json, contact);
        json.member("answer", is_paged ? "paged" : lines.empty() ? "not_addressed" : "left_out");
        json.array("lines", [&] {
            for (const auto& line : lines) {
                const auto found = left_out(line);
                json.object([&] {
                    json.member("at", line.at);
                    json.member("what", line.decision);
                    json.member_unless_empty("why", found ? std::string(found->why) : "");
                    json.member_unless_empty("channel", channel_of(line, record));
                    json.member_unless_empty("reason", line.reason);
                    json.member_if_valid("page", line.page);
                    json.member_if_valid("delivery", line.delivery);
                });
            }
        });
    });
}

void write_explain(JsonWriter& json, const MessageRecord& record, const Names& names,
                   bool hides_domains)
{
    json.array("explain", [&] {
        for (const auto& line : record.ledger) {
            const auto found = left_out(line);
            if (!found || is_hidden(line, hides_domains))
                continue;
            json.object([&] {
                if (found->who) {
                    json.name("who");
                    names.write(json, *found->who);
                }
                json.member_if_valid("page", line.page);
                json.member("why", found->why);
                json.member("reason", line.reason);
            });
        }
    });
}

} // namespace relay::api
