#include "relay/api/message_story.h"
#include "relay/core/resolve.h"
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
