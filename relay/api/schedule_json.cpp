#include "relay/api/schedule_json.h"
#include "relay/api/contact_json.h"
#include "relay/api/week_json.h"
#include "relay/core/schedule.h"
#include <algorithm>

namespace relay::api {
namespace {

using namespace std::chrono;

constexpr std::size_t most_layers = 20;
constexpr std::size_t most_people = 200;
constexpr std::int64_t longest_turn = 365;
constexpr auto no_contact = "must be the OPID of a contact";

/// By OPID; who is in the schedule already also by id, so that a reader may send back what it got.
std::optional<store::ContactId> contact_of(const Call& call, std::string_view text,
                                           const store::Schedule* before)
{
    const auto& people = *call.people;
    if (const auto id = store::ContactId::parse(text)) {
        const auto known =
            before == nullptr ? std::vector<store::ContactId>() : core::people_of(*before);
        return std::ranges::find(known, *id) != known.end() ? std::optional(*id) : std::nullopt;
    }
    const auto member = people.find(text);
    const auto* id = member ? std::get_if<store::ContactId>(&*member) : nullptr;
    const auto* contact = id == nullptr ? nullptr : people.contact(*id);
    const bool is_named = contact != nullptr && contact->opid.text() == store::folded_upper(text);
    return is_named && may_see(people, call.caller, contact->domain) ? std::optional(*id)
                                                                     : std::nullopt;
}

void read_people(const Call& call, Fields& fields, const store::Schedule* before,
                 std::vector<store::ContactId>& target, std::vector<FieldError>& errors)
{
    fields.list("people", most_people, [&](const Json& json, const std::string& pointer) {
        const auto* text = std::get_if<std::string>(&json.value);
        const auto id = text == nullptr ? std::nullopt : contact_of(call, *text, before);
        if (json.is_null())
            target.push_back({}); // nobody's turn
        else if (id)
            target.push_back(*id);
        else
            errors.push_back({pointer, no_contact});
    });
    if (target.empty())
        fields.wrong("people", "must have at least one entry");
}

store::DutyLayer read_layer(const Call& call, const Json& json, const std::string& pointer,
                            const store::Schedule* before, std::vector<FieldError>& errors)
{
    Fields fields(json, pointer, errors);
    store::DutyLayer layer;
    fields.line("name", layer.name, {0, 100});
    fields.word("turn", layer.turn, store::Turn::Week, {store::Turn::Day, store::Turn::Week});
    std::int64_t length = 1;
    fields.number("length", length, 1, longest_turn);
    layer.length = static_cast<int>(length);
    std::string begins;
    fields.line("begins", begins, {});
    const auto day = parse_date(begins);
    if (!day)
        fields.wrong("begins", begins.empty() ? "is missing" : "must be a day such as 2026-01-05");
    layer.begins = day.value_or(sys_days{});
    read_minute(fields, "handoff", layer.handoff);
    read_people(call, fields, before, layer.people, errors);
    read_week(fields, "hours", layer.hours, errors);
    fields.finish();
    return layer;
}

void read_zone(const Call& call, Fields& fields, std::string& zone)
{
    fields.line("zone", zone, {0, 64});
    if (zone.empty())
        zone = "UTC";
    if (call.house().rules.zones->find(zone) == nullptr)
        fields.wrong("zone", "is no time zone that is known here");
}

store::ContactId read_contact_name(const Call& call, Fields& fields, std::string_view name,
                                   const store::Schedule* schedule = nullptr)
{
    std::string text;
    fields.line(name, text, {});
    const auto id = contact_of(call, text, schedule);
    if (!id)
        fields.wrong(name, text.empty() ? "is missing" : no_contact);
    return id.value_or(store::ContactId{});
}

/// Both ends or neither.
std::optional<store::Span> read_span(Fields& fields, std::string_view from, std::string_view to)
{
    std::optional<store::Instant> begin;
    std::optional<store::Instant> end;
    fields.time(from, begin);
    fields.time(to, end);
    if (begin.has_value() != end.has_value())
        fields.wrong(begin ? to : from, "is missing");
    if (!begin || !end)
        return std::nullopt;
    if (*end <= *begin)
        fields.wrong(to, "must be later than " + std::string(from));
    return store::Span{*begin, *end};
}

void write_layer(JsonWriter& json, const store::DutyLayer& layer, const Call& call)
{
    json.object([&] {
        json.member_unless_empty("name", layer.name);
        json.member("turn", store::word(layer.turn));
        json.member("length", layer.length);
        json.member("begins", date_text(layer.begins));
        json.member("handoff", minute_text(layer.handoff));
        json.array("people", [&] {
            for (const auto person : layer.people) {
                if (person.valid())
                    json.value(name_of(call, person));
                else
                    json.null();
            }
        });
        write(json, "hours", layer.hours);
    });
}

void write_override(JsonWriter& json, const store::DutyOverride& instead, const Call& call)
{
    json.object([&] {
        json.member("id", instead.id);
        json.member("contact", name_of(call, instead.contact));
        json.member("from", instead.from);
        json.member("to", instead.to);
        json.member("madeBy", instead.made_by);
        json.member("madeAt", instead.made);
    });
}

void write_swap(JsonWriter& json, const store::DutySwap& swap, const Call& call)
{
    json.object([&] {
        json.member("id", swap.id);
        json.member("giver", name_of(call, swap.giver));
        json.member("taker", name_of(call, swap.taker));
        json.member("from", swap.span.from);
        json.member("to", swap.span.to);
        if (swap.back) {
            json.member("backFrom", swap.back->from);
            json.member("backTo", swap.back->to);
        }
        json.member("state", store::word(swap.state));
        json.member("askedBy", swap.asked_by);
        json.member("askedAt", swap.asked);
        json.member_unless_empty("decidedBy", swap.decided_by);
        json.member("decidedAt", swap.decided);
    });
}

} // namespace

std::string name_of(const Call& call, store::ContactId id)
{
    const auto* contact = call.people->contact(id);
    const bool is_shown = contact != nullptr && may_see(*call.people, call.caller, contact->domain);
    return is_shown ? contact->opid.text() : id.text();
}

void write(JsonWriter& json, const store::Schedule& schedule, const Call& call)
{
    const auto* domain = call.people->domain(schedule.domain);
    json.object([&] {
        json.member("id", schedule.id);
        json.member("opid", schedule.opid.text());
        json.member("name", schedule.name);
        json.member_unless_empty("description", schedule.description);
        json.member("domain", domain == nullptr ? std::string() : domain->name);
        json.member("zone", schedule.zone);
        json.array("layers", [&] {
            for (const auto& layer : schedule.layers)
                write_layer(json, layer, call);
        });
        json.array("overrides", [&] {
            for (const auto& instead : schedule.overrides)
                write_override(json, instead, call);
        });
        json.array("swaps", [&] {
            for (const auto& swap : schedule.swaps)
                write_swap(json, swap, call);
        });
        json.member("createdAt", schedule.created);
        json.member("version", schedule.version);
    });
}

tl::expected<store::Schedule, Problem> read_schedule(const Call& call,
                                                     const store::Schedule* before)
{
    std::vector<FieldError> errors;
    Fields fields(call.body, "", errors);
    const auto opid = read_opid(fields, before == nullptr ? nullptr : &before->opid);
    store::Schedule schedule = before == nullptr ? store::Schedule{.opid = opid} : *before;
    schedule.opid = opid;
    if (before == nullptr && !fields.has("name"))
        fields.wrong("name", "is missing");
    fields.line("name", schedule.name, {1, 100});
    fields.line("description", schedule.description, {0, 1000});
    read_domain(call, fields, schedule.domain);
    read_zone(call, fields, schedule.zone);
    std::vector<store::DutyLayer> layers;
    fields.list("layers", most_layers, [&](const Json& json, const std::string& pointer) {
        layers.push_back(read_layer(call, json, pointer, before, errors));
    });
    if (fields.has("layers"))
        schedule.layers = std::move(layers);
    fields.finish();
    if (!errors.empty())
        return tl::unexpected(invalid(std::move(errors)));
    return schedule;
}

tl::expected<store::DutyOverride, Problem> read_override(const Call& call)
{
    std::vector<FieldError> errors;
    Fields fields(call.body, "", errors);
    store::DutyOverride instead;
    instead.contact = read_contact_name(call, fields, "contact");
    const auto span = read_span(fields, "from", "to");
    if (!span && errors.empty())
        fields.wrong("from", "is missing");
    fields.finish();
    if (!errors.empty())
        return tl::unexpected(invalid(std::move(errors)));
    instead.from = span->from;
    instead.to = span->to;
    instead.made_by = call.caller.name();
    instead.made = call.house().now();
    return instead;
}

tl::expected<store::DutySwap, Problem> read_swap(const Call& call, const store::Schedule& schedule)
{
    std::vector<FieldError> errors;
    Fields fields(call.body, "", errors);
    store::DutySwap swap;
    swap.giver = read_contact_name(call, fields, "giver", &schedule);
    swap.taker = read_contact_name(call, fields, "taker", &schedule);
    const auto span = read_span(fields, "from", "to");
    swap.back = read_span(fields, "backFrom", "backTo");
    const auto known = core::people_of(schedule);
    if (errors.empty() && swap.giver == swap.taker)
        fields.wrong("taker", "must be another contact");
    if (errors.empty() && std::ranges::find(known, swap.giver) == known.end())
        fields.wrong("giver", "is not in this schedule");
    if (!span && errors.empty())
        fields.wrong("from", "is missing");
    fields.finish();
    if (!errors.empty())
        return tl::unexpected(invalid(std::move(errors)));
    swap.span = *span;
    swap.asked_by = call.caller.name();
    swap.asked = call.house().now();
    return swap;
}

tl::expected<store::SwapState, Problem> read_decision(const Call& call)
{
    std::vector<FieldError> errors;
    Fields fields(call.body, "", errors);
    auto state = store::SwapState::Asked;
    if (fields.find("state") == nullptr)
        fields.wrong("state", "is missing");
    fields.word("state", state, state, {store::SwapState::Approved, store::SwapState::Refused});
    fields.finish();
    if (!errors.empty())
        return tl::unexpected(invalid(std::move(errors)));
    return state;
}

} // namespace relay::api
