#include "relay/api/schedules.h"
#include "relay/api/listing.h"
#include "relay/api/message_story.h"
#include "relay/api/schedule_json.h"
#include "relay/api/times.h"
#include "relay/core/schedule.h"
#include "store/schedule_repository.h"
#include <algorithm>

namespace relay::api {
namespace {

using namespace std::chrono_literals;

constexpr store::Millis longest_look = 366 * 24h;

/// By id or OPID; null: none, or hidden from the caller, which look the same.
const store::Schedule* find(const Call& call)
{
    const auto& people = *call.people;
    const auto id = store::ScheduleId::parse(call.id);
    const store::Schedule* found = id ? people.schedule(*id) : nullptr;
    if (const auto opid = store::Opid::parse(call.id); !id && opid) {
        const auto member = people.find(opid->text());
        const auto* named = member ? std::get_if<store::ScheduleId>(&*member) : nullptr;
        found = named == nullptr ? nullptr : people.schedule(*named);
    }
    return found != nullptr && may_see(people, call.caller, found->domain) ? found : nullptr;
}

/// The schedule that is to be changed.
tl::expected<const store::Schedule*, Problem> find_to_change(const Call& call)
{
    const auto* found = find(call);
    if (found == nullptr)
        return tl::unexpected(not_found());
    if (!may_change(*call.people, call.caller, found->domain))
        return tl::unexpected(forbidden("Schedules of this domain may only be looked at."));
    return found;
}

http::Response respond_with(const Call& call, int status, const store::Schedule& schedule)
{
    JsonWriter json;
    write(json, schedule, call);
    auto response = json_response(status, json);
    response.headers.add("ETag", etag(schedule.version));
    return response;
}

/// Does `work` to the schedule and answers it as it is then.
Outcome change_part(const Call& call, store::ScheduleId id, std::string action,
                    const std::function<bool(store::ScheduleRepository&)>& work)
{
    std::optional<store::Schedule> after;
    const auto done = change(call, [&](store::Connection& connection) {
        store::ScheduleRepository schedules(connection);
        if (!work(schedules))
            return false;
        audit(call, connection, action, id.text());
        after = schedules.find(id);
        return after.has_value();
    });
    if (!done)
        return tl::unexpected(done.error());
    if (!*done)
        return tl::unexpected(not_found());
    return respond_with(call, 200, *after);
}

/// A query parameter; `by_default` where it is not there.
tl::expected<store::Instant, Problem> time_of(const Call& call, std::string_view name,
                                              store::Instant by_default)
{
    const auto text = call.parameter(name);
    if (text.empty())
        return by_default;
    const auto at = parse_time(text);
    if (!at)
        return tl::unexpected(
            bad_request(std::string(name) + " must be a date and time of RFC 3339."));
    return *at;
}

Problem unknown_zone()
{
    return conflict("unknown-zone", "The schedule's time zone is not known on this machine.");
}

void write_shift(JsonWriter& json, const Call& call, const store::Schedule& schedule,
                 const core::Shift& shift)
{
    const Names names(*call.people, [&](const store::Member& member) {
        return may_see(*call.people, call.caller, member);
    });
    const auto last = shift.span.from + longest_look;
    json.object([&] {
        json.member("at", shift.span.from);
        json.member("by", core::word(shift.who.by));
        names.member(json, "contact", shift.who.contact);
        if (shift.who.layer >= 0)
            json.member_unless_empty(
                "layer", schedule.layers[static_cast<std::size_t>(shift.who.layer)].name);
        if (shift.span.to < last)
            json.member("until", shift.span.to);
    });
}

} // namespace

Outcome list_schedules(const Call& call)
{
    const auto is_wanted = [&](const store::Schedule& schedule) {
        return may_see(*call.people, call.caller, schedule.domain) &&
               matches(call.parameter("q"),
                       {schedule.name, schedule.opid.text(), schedule.description});
    };
    return list_of<store::ScheduleId>(
        call, call.people->parts().schedules, is_wanted,
        [&](JsonWriter& json, const store::Schedule& schedule) { write(json, schedule, call); });
}

Outcome create_schedule(const Call& call)
{
    auto schedule = read_schedule(call, nullptr);
    if (!schedule)
        return tl::unexpected(schedule.error());
    schedule->id = call.house().ids.make<store::ScheduleId>(call.house().now());
    schedule->created = call.house().now();
    const auto made = change(call, [&](store::Connection& connection) {
        store::ScheduleRepository(connection).insert(*schedule);
        audit(call, connection, "schedule.create", schedule->id.text());
        return true;
    });
    if (!made)
        return tl::unexpected(made.error());
    auto response = respond_with(call, 201, *schedule);
    response.headers.add("Location", "/api/v1/schedules/" + schedule->id.text());
    return response;
}

Outcome read_schedule(const Call& call)
{
    const auto* schedule = find(call);
    if (schedule == nullptr)
        return tl::unexpected(not_found());
    return respond_with(call, 200, *schedule);
}

Outcome change_schedule(const Call& call)
{
    const auto before = find_to_change(call);
    if (!before)
        return tl::unexpected(before.error());
    if (auto refused = refuse_unless_matches(call.request, (*before)->version))
        return tl::unexpected(std::move(*refused));
    auto schedule = read_schedule(call, *before);
    if (!schedule)
        return tl::unexpected(schedule.error());
    const auto saved = change(call, [&](store::Connection& connection) {
        if (!store::ScheduleRepository(connection).update(*schedule))
            return false;
        audit(call, connection, "schedule.change", schedule->id.text());
        return true;
    });
    if (!saved)
        return tl::unexpected(saved.error());
    ++schedule->version;
    if (!*saved)
        return tl::unexpected(stale(etag(schedule->version)));
    return respond_with(call, 200, *schedule);
}

Outcome remove_schedule(const Call& call)
{
    const auto schedule = find_to_change(call);
    if (!schedule)
        return tl::unexpected(schedule.error());
    const auto version = (*schedule)->version;
    if (auto refused = refuse_unless_matches(call.request, version))
        return tl::unexpected(std::move(*refused));
    const auto removed = change(call, [&](store::Connection& connection) {
        store::ScheduleRepository schedules(connection);
        const auto present = schedules.find((*schedule)->id);
        if (!present || present->version != version ||
            !schedules.remove(present->id, call.house().now()))
            return false;
        audit(call, connection, "schedule.remove", present->id.text());
        return true;
    });
    if (!removed)
        return tl::unexpected(removed.error());
    if (!*removed)
        return tl::unexpected(stale(etag(version + 1)));
    return empty_response();
}

Outcome read_on_duty(const Call& call)
{
    const auto* schedule = find(call);
    if (schedule == nullptr)
        return tl::unexpected(not_found());
    const auto at = time_of(call, "at", call.house().now());
    if (!at)
        return tl::unexpected(at.error());
    const auto* zone = call.house().rules.zones->find(schedule->zone);
    if (zone == nullptr)
        return tl::unexpected(unknown_zone());
    JsonWriter json;
    write_shift(json, call, *schedule,
                core::shifts(*schedule, *zone, {*at, *at + longest_look}).front());
    return json_response(200, json);
}

Outcome list_duty_gaps(const Call& call)
{
    const auto* schedule = find(call);
    if (schedule == nullptr)
        return tl::unexpected(not_found());
    const auto from = time_of(call, "from", call.house().now());
    if (!from)
        return tl::unexpected(from.error());
    const auto to = time_of(call, "to", *from + 28 * 24h);
    if (!to)
        return tl::unexpected(to.error());
    if (*to <= *from || *to - *from > longest_look)
        return tl::unexpected(bad_request("to must be later than from, by at most 366 days."));
    const auto* zone = call.house().rules.zones->find(schedule->zone);
    if (zone == nullptr)
        return tl::unexpected(unknown_zone());
    JsonWriter json;
    json.object([&] {
        json.array("items", [&] {
            for (const auto& gap : core::gaps(*schedule, *zone, {*from, *to})) {
                json.object([&] {
                    json.member("from", gap.from);
                    json.member("to", gap.to);
                });
            }
        });
    });
    return json_response(200, json);
}

Outcome add_override(const Call& call)
{
    const auto schedule = find_to_change(call);
    if (!schedule)
        return tl::unexpected(schedule.error());
    auto instead = read_override(call);
    if (!instead)
        return tl::unexpected(instead.error());
    instead->id = call.house().ids.make<store::OverrideId>(call.house().now());
    return change_part(
        call, (*schedule)->id, "schedule.override",
        [&](store::ScheduleRepository& rows) { return rows.add((*schedule)->id, *instead); });
}

Outcome remove_override(const Call& call)
{
    const auto schedule = find_to_change(call);
    if (!schedule)
        return tl::unexpected(schedule.error());
    const auto id = store::OverrideId::parse(call.part);
    if (!id)
        return tl::unexpected(not_found());
    return change_part(
        call, (*schedule)->id, "schedule.override_end",
        [&](store::ScheduleRepository& rows) { return rows.remove((*schedule)->id, *id); });
}

Outcome ask_swap(const Call& call)
{
    const auto schedule = find_to_change(call);
    if (!schedule)
        return tl::unexpected(schedule.error());
    auto swap = read_swap(call, **schedule);
    if (!swap)
        return tl::unexpected(swap.error());
    swap->id = call.house().ids.make<store::SwapId>(call.house().now());
    return change_part(
        call, (*schedule)->id, "schedule.swap_ask",
        [&](store::ScheduleRepository& rows) { return rows.add((*schedule)->id, *swap); });
}

Outcome decide_swap(const Call& call)
{
    const auto schedule = find_to_change(call);
    if (!schedule)
        return tl::unexpected(schedule.error());
    const auto state = read_decision(call);
    if (!state)
        return tl::unexpected(state.error());
    const auto& swaps = (*schedule)->swaps;
    const auto found =
        std::ranges::find_if(swaps, [&](const auto& swap) { return swap.id.text() == call.part; });
    if (found == swaps.end())
        return tl::unexpected(not_found());
    if (found->state != store::SwapState::Asked)
        return tl::unexpected(
            conflict("swap-decided",
                     "The swap has been " + std::string(store::word(found->state)) + " already."));
    auto swap = *found;
    swap.state = *state;
    swap.decided_by = call.caller.name();
    swap.decided = call.house().now();
    return change_part(
        call, (*schedule)->id,
        *state == store::SwapState::Approved ? "schedule.swap_approve" : "schedule.swap_refuse",
        [&](store::ScheduleRepository& rows) { return rows.decide((*schedule)->id, swap); });
}

} // namespace relay::api
