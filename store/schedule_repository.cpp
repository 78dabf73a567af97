#include "store/schedule_repository.h"
#include "store/detail/directory_change.h"
#include "store/detail/fields.h"
#include "store/detail/week_text.h"
#include <unordered_map>

namespace store {
namespace {

using namespace detail;

constexpr auto insert_sql = R"sql(
    INSERT INTO schedule (id, opid, name, description, domain_id, zone, created_ms, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql";
constexpr auto update_sql = R"sql(
    UPDATE schedule
       SET opid = $1, name = $2, description = $3, domain_id = $4, zone = $5,
           version = version + 1
     WHERE id = $6 AND version = $7 AND removed_ms IS NULL)sql";
constexpr auto remove_sql = R"sql(
    UPDATE schedule SET removed_ms = $1, version = version + 1
     WHERE id = $2 AND removed_ms IS NULL)sql";
constexpr auto raise_sql =
    "UPDATE schedule SET version = version + 1 WHERE id = $1 AND removed_ms IS NULL";
constexpr auto insert_opid_sql = "INSERT INTO opid (opid, schedule_id) VALUES ($1, $2)";
constexpr auto update_opid_sql = "UPDATE opid SET opid = $1 WHERE schedule_id = $2";
constexpr auto delete_opid_sql = "DELETE FROM opid WHERE schedule_id = $1";
constexpr auto touch_groups_sql = R"sql(
    UPDATE contact_group SET version = version + 1
     WHERE id IN (SELECT group_id FROM group_member WHERE schedule_id = $1
                   UNION SELECT group_id FROM group_failover WHERE schedule_id = $1))sql";
constexpr auto leave_groups_sql = "DELETE FROM group_member WHERE schedule_id = $1";
constexpr auto leave_failovers_sql = "DELETE FROM group_failover WHERE schedule_id = $1";

constexpr auto delete_turns_sql = "DELETE FROM schedule_turn WHERE schedule_id = $1";
constexpr auto delete_layers_sql = "DELETE FROM schedule_layer WHERE schedule_id = $1";
constexpr auto insert_layer_sql = R"sql(
    INSERT INTO schedule_layer (schedule_id, position, name, turn, length, begins_day, handoff,
                                hours)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql";
constexpr auto insert_turn_sql = R"sql(
    INSERT INTO schedule_turn (schedule_id, layer, position, contact_id)
    VALUES ($1, $2, $3, $4))sql";
constexpr auto insert_override_sql = R"sql(
    INSERT INTO schedule_override (id, schedule_id, contact_id, from_ms, to_ms, made_by, made_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7))sql";
constexpr auto delete_override_sql =
    "DELETE FROM schedule_override WHERE id = $1 AND schedule_id = $2";
constexpr auto insert_swap_sql = R"sql(
    INSERT INTO schedule_swap (id, schedule_id, giver_id, taker_id, from_ms, to_ms, back_from_ms,
                               back_to_ms, state, asked_by, asked_ms, decided_by, decided_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13))sql";
constexpr auto decide_sql = R"sql(
    UPDATE schedule_swap SET state = $1, decided_by = $2, decided_ms = $3
     WHERE id = $4 AND schedule_id = $5 AND state = 'asked')sql";

constexpr auto tell_sql = R"sql(
    INSERT INTO shift_told (schedule_id, contact_id, begins_ms) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING)sql";
constexpr auto prune_told_sql = "DELETE FROM shift_told WHERE begins_ms < $1";
constexpr auto select_sql = R"sql(
    SELECT id, opid, name, description, domain_id, zone, created_ms, version FROM schedule)sql";
constexpr auto one = " WHERE id = $1";
constexpr auto all = " WHERE removed_ms IS NULL ORDER BY id";
constexpr auto layers_sql = R"sql(
    SELECT schedule_id, name, turn, length, begins_day, handoff, hours FROM schedule_layer)sql";
constexpr auto turns_sql = "SELECT schedule_id, layer, contact_id FROM schedule_turn";
constexpr auto overrides_sql = R"sql(
    SELECT schedule_id, id, contact_id, from_ms, to_ms, made_by, made_ms
      FROM schedule_override)sql";
constexpr auto swaps_sql = R"sql(
    SELECT schedule_id, id, giver_id, taker_id, from_ms, to_ms, back_from_ms, back_to_ms, state,
           asked_by, asked_ms, decided_by, decided_ms
      FROM schedule_swap)sql";
constexpr auto of_one = " WHERE schedule_id = $1";

Opid opid_of(const std::string& text)
{
    auto opid = Opid::parse(text);
    if (!opid)
        throw StoreError("a schedule row holds '" + text + "', which is no OPID");
    return std::move(*opid);
}

Schedule schedule_of(const Row& row)
{
    Fields fields(row);
    return {.id = fields.id<ScheduleId>(),
            .opid = opid_of(fields.text()),
            .name = fields.text(),
            .description = fields.text(),
            .domain = fields.id<DomainId>(),
            .zone = fields.text(),
            .layers = {},
            .overrides = {},
            .swaps = {},
            .created = fields.instant(),
            .version = fields.number()};
}

DutyLayer layer_of(Fields& fields)
{
    return {.name = fields.text(),
            .turn = fields.word<Turn>(),
            .length = fields.small(),
            .begins = std::chrono::sys_days{std::chrono::days{fields.number()}},
            .handoff = fields.small(),
            .people = {},
            .hours = week_of(fields.text())};
}

DutyOverride override_of(Fields& fields)
{
    return {.id = fields.id<OverrideId>(),
            .contact = fields.id<ContactId>(),
            .from = fields.instant(),
            .to = fields.instant(),
            .made_by = fields.text(),
            .made = fields.instant()};
}

std::optional<Span> back_of(Fields& fields)
{
    const auto from = fields.optional_instant();
    const auto to = fields.optional_instant();
    return from && to ? std::optional(Span{*from, *to}) : std::nullopt;
}

DutySwap swap_of(Fields& fields)
{
    return {.id = fields.id<SwapId>(),
            .giver = fields.id<ContactId>(),
            .taker = fields.id<ContactId>(),
            .span = {fields.instant(), fields.instant()},
            .back = back_of(fields),
            .state = fields.word<SwapState>(),
            .asked_by = fields.text(),
            .asked = fields.instant(),
            .decided_by = fields.text(),
            .decided = fields.optional_instant()};
}

/// Schedules by id, so that the rows of the other tables find theirs.
class Assembly {
public:
    Assembly(Connection& connection, std::string_view which, std::string_view whose,
             std::span<const Value> values)
        : connection_(connection), whose_(whose), values_(values)
    {
        connection_.each(std::string(select_sql).append(which), values_, [this](const Row& row) {
            schedules_.push_back(schedule_of(row));
            index_.emplace(schedules_.back().id, schedules_.size() - 1);
        });
    }

    std::vector<Schedule> assemble()
    {
        take(layers_sql, " ORDER BY schedule_id, position", [](Schedule& schedule, Fields& fields) {
            schedule.layers.push_back(layer_of(fields));
        });
        take(turns_sql, " ORDER BY schedule_id, layer, position",
             [](Schedule& schedule, Fields& fields) {
                 auto& layer = schedule.layers.at(static_cast<std::size_t>(fields.number()));
                 layer.people.push_back(fields.id<ContactId>());
             });
        take(overrides_sql, " ORDER BY id", [](Schedule& schedule, Fields& fields) {
            schedule.overrides.push_back(override_of(fields));
        });
        take(swaps_sql, " ORDER BY id",
             [](Schedule& schedule, Fields& fields) { schedule.swaps.push_back(swap_of(fields)); });
        return std::move(schedules_);
    }

private:
    template <class Add>
    void take(std::string sql, std::string_view order, const Add& add)
    {
        connection_.each(sql.append(whose_).append(order), values_, [&](const Row& row) {
            Fields fields(row);
            const auto owner = index_.find(fields.id<ScheduleId>());
            if (owner != index_.end()) // else of a removed one
                add(schedules_[owner->second], fields);
        });
    }

    Connection& connection_; ///< outlives us
    std::string_view whose_;
    std::span<const Value> values_;
    std::vector<Schedule> schedules_;
    std::unordered_map<ScheduleId, std::size_t> index_;
};

void save_layers(Connection& connection, const Schedule& schedule)
{
    for (const auto* sql : {delete_turns_sql, delete_layers_sql})
        connection.execute(sql, {key(schedule.id)});
    std::int64_t position = 0;
    for (const auto& layer : schedule.layers) {
        connection.execute(insert_layer_sql,
                           {key(schedule.id), position, layer.name, word_of(layer.turn),
                            number(layer.length), number(layer.begins.time_since_epoch().count()),
                            number(layer.handoff), week_text(layer.hours)});
        std::int64_t turn = 0;
        for (const auto person : layer.people)
            connection.execute(insert_turn_sql,
                               {key(schedule.id), position, turn++, key_or_null(person)});
        ++position;
    }
}

Value back_from(const DutySwap& swap)
{
    return swap.back ? time(swap.back->from) : Value{};
}

Value back_to(const DutySwap& swap)
{
    return swap.back ? time(swap.back->to) : Value{};
}

} // namespace

void ScheduleRepository::insert(const Schedule& schedule)
{
    connection_.execute(insert_sql, {key(schedule.id), schedule.opid.text(), schedule.name,
                                     schedule.description, key(schedule.domain), schedule.zone,
                                     time(schedule.created), schedule.version});
    connection_.execute(insert_opid_sql, {schedule.opid.text(), key(schedule.id)});
    save_layers(connection_, schedule);
    raise_directory_version(connection_);
}

bool ScheduleRepository::update(const Schedule& schedule)
{
    const auto changed = connection_.execute(
        update_sql, {schedule.opid.text(), schedule.name, schedule.description,
                     key(schedule.domain), schedule.zone, key(schedule.id), schedule.version});
    if (changed == 0)
        return false;
    connection_.execute(update_opid_sql, {schedule.opid.text(), key(schedule.id)});
    save_layers(connection_, schedule);
    raise_directory_version(connection_);
    return true;
}

bool ScheduleRepository::remove(ScheduleId id, Instant now)
{
    if (connection_.execute(remove_sql, {time(now), key(id)}) == 0)
        return false;
    for (const auto* sql :
         {delete_opid_sql, touch_groups_sql, leave_groups_sql, leave_failovers_sql})
        connection_.execute(sql, {key(id)});
    raise_directory_version(connection_);
    return true;
}

bool ScheduleRepository::raise_version(ScheduleId id)
{
    if (connection_.execute(raise_sql, {key(id)}) == 0)
        return false;
    raise_directory_version(connection_);
    return true;
}

bool ScheduleRepository::add(ScheduleId id, const DutyOverride& instead)
{
    if (!raise_version(id))
        return false;
    connection_.execute(insert_override_sql,
                        {key(instead.id), key(id), key(instead.contact), time(instead.from),
                         time(instead.to), instead.made_by, time(instead.made)});
    return true;
}

bool ScheduleRepository::remove(ScheduleId id, OverrideId instead)
{
    return connection_.execute(delete_override_sql, {key(instead), key(id)}) != 0 &&
           raise_version(id);
}

bool ScheduleRepository::add(ScheduleId id, const DutySwap& swap)
{
    if (!raise_version(id))
        return false;
    connection_.execute(insert_swap_sql,
                        {key(swap.id), key(id), key(swap.giver), key(swap.taker),
                         time(swap.span.from), time(swap.span.to), back_from(swap), back_to(swap),
                         word_of(swap.state), swap.asked_by, time(swap.asked), swap.decided_by,
                         time_or_null(swap.decided)});
    return true;
}

bool ScheduleRepository::decide(ScheduleId id, const DutySwap& swap)
{
    return connection_.execute(decide_sql, {word_of(swap.state), swap.decided_by,
                                            time_or_null(swap.decided), key(swap.id), key(id)}) !=
               0 &&
           raise_version(id);
}

bool ScheduleRepository::tell(ScheduleId id, ContactId contact, Instant begins)
{
    return connection_.execute(tell_sql, {key(id), key(contact), time(begins)}) == 1;
}

void ScheduleRepository::prune_told(Instant before)
{
    connection_.execute(prune_told_sql, {time(before)});
}

std::optional<Schedule> ScheduleRepository::find(ScheduleId id)
{
    const Values values{key(id)};
    auto found = Assembly(connection_, one, of_one, values).assemble();
    return found.empty() ? std::nullopt : std::optional(std::move(found[0]));
}

std::vector<Schedule> ScheduleRepository::list()
{
    return Assembly(connection_, all, "", {}).assemble();
}

} // namespace store
