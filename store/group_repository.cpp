#include "store/group_repository.h"
#include "store/detail/directory_change.h"
#include "store/detail/fields.h"
#include <unordered_map>

namespace store {
namespace {

using namespace detail;

constexpr auto insert_sql = R"sql(
    INSERT INTO contact_group (id, opid, name, description, domain_id, escalation,
                               failover_interval_ms, factor, fail_report_email, include_original,
                               first_answer_ends, acceptance_ms, created_ms, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14))sql";
constexpr auto update_sql = R"sql(
    UPDATE contact_group
       SET opid = $1, name = $2, description = $3, domain_id = $4, escalation = $5,
           failover_interval_ms = $6, factor = $7, fail_report_email = $8, include_original = $9,
           first_answer_ends = $10, acceptance_ms = $11, version = version + 1
     WHERE id = $12 AND version = $13 AND removed_ms IS NULL)sql";
constexpr auto remove_sql = R"sql(
    UPDATE contact_group SET removed_ms = $1, version = version + 1
     WHERE id = $2 AND removed_ms IS NULL)sql";
constexpr auto insert_opid_sql = "INSERT INTO opid (opid, group_id) VALUES ($1, $2)";
constexpr auto update_opid_sql = "UPDATE opid SET opid = $1 WHERE group_id = $2";
constexpr auto delete_opid_sql = "DELETE FROM opid WHERE group_id = $1";
constexpr auto touch_groups_sql = R"sql(
    UPDATE contact_group SET version = version + 1
     WHERE id IN (SELECT group_id FROM group_member WHERE member_group_id = $1
                   UNION SELECT group_id FROM group_failover WHERE member_group_id = $1))sql";
constexpr auto leave_groups_sql = "DELETE FROM group_member WHERE member_group_id = $1";
constexpr auto leave_failovers_sql = "DELETE FROM group_failover WHERE member_group_id = $1";
constexpr auto delete_keywords_sql = "DELETE FROM group_keyword WHERE group_id = $1";
constexpr auto select_sql = R"sql(
    SELECT id, opid, name, description, domain_id, escalation, failover_interval_ms, factor,
           fail_report_email, include_original, first_answer_ends, acceptance_ms, created_ms,
           version
      FROM contact_group)sql";
constexpr auto one = " WHERE id = $1";
constexpr auto all = " WHERE removed_ms IS NULL ORDER BY id";
constexpr auto members_of_one = " WHERE group_id = $1 ORDER BY position";
constexpr auto members_of_all = " ORDER BY group_id, position";

/// The two tables of targets are alike.
struct MemberTable {
    const char* delete_sql;
    const char* insert_sql;
    const char* select_sql;
};
constexpr MemberTable member_table{
    "DELETE FROM group_member WHERE group_id = $1",
    "INSERT INTO group_member (group_id, position, contact_id, member_group_id, schedule_id) "
    "VALUES ($1, $2, $3, $4, $5)",
    "SELECT group_id, contact_id, member_group_id, schedule_id FROM group_member"};
constexpr MemberTable failover_table{
    "DELETE FROM group_failover WHERE group_id = $1",
    "INSERT INTO group_failover (group_id, position, contact_id, member_group_id, schedule_id) "
    "VALUES ($1, $2, $3, $4, $5)",
    "SELECT group_id, contact_id, member_group_id, schedule_id FROM group_failover"};

/// NULL where the member is of another kind.
template <class AnyId>
Value key_if(const Member& member)
{
    const auto* id = std::get_if<AnyId>(&member);
    return id == nullptr ? Value{} : key(*id);
}

void save_members(Connection& connection, const MemberTable& table, GroupId group,
                  const std::vector<Member>& members)
{
    connection.execute(table.delete_sql, {key(group)});
    std::int64_t position = 0;
    for (const auto& member : members) {
        connection.execute(table.insert_sql, {key(group), position++, key_if<ContactId>(member),
                                              key_if<GroupId>(member), key_if<ScheduleId>(member)});
    }
}

void save_parts(Connection& connection, const Group& group)
{
    save_members(connection, member_table, group.id, group.members);
    save_members(connection, failover_table, group.id, group.failovers);
}

Opid opid_of(const std::string& text)
{
    auto opid = Opid::parse(text);
    if (!opid)
        throw StoreError("a group row holds '" + text + "', which is no OPID");
    return std::move(*opid);
}

Group group_of(const Vault& vault, const Row& row)
{
    Fields fields(row);
    const auto id = fields.number();
    return {.id = GroupId{id},
            .opid = opid_of(fields.text()),
            .name = fields.text(),
            .description = fields.text(),
            .domain = fields.id<DomainId>(),
            .members = {},
            .escalation = fields.flag(),
            .failover_interval = fields.millis(),
            .factor = fields.word<Progress>(),
            .failovers = {},
            .fail_report_email =
                vault.open_or_empty({"contact_group", "fail_report_email", id}, fields.value()),
            .include_original = fields.flag(),
            .first_answer_ends = fields.flag(),
            .acceptance = fields.millis(),
            .created = fields.instant(),
            .version = fields.number()};
}

void add_members(Connection& connection, const std::string& sql, std::span<const Value> values,
                 std::vector<Group>& groups, std::vector<Member> Group::*list)
{
    std::unordered_map<GroupId, std::size_t> index;
    for (std::size_t at = 0; at < groups.size(); ++at)
        index.emplace(groups[at].id, at);
    connection.each(sql, values, [&](const Row& row) {
        const auto owner = index.find(GroupId{row.number(0)});
        if (owner == index.end())
            return; // of a removed group
        auto& members = groups[owner->second].*list;
        if (!row.is_null(1))
            members.emplace_back(ContactId{row.number(1)});
        else if (!row.is_null(2))
            members.emplace_back(GroupId{row.number(2)});
        else
            members.emplace_back(ScheduleId{row.number(3)});
    });
}

std::vector<Group> load(Connection& connection, const Vault& vault, const char* which,
                        const char* whose, std::span<const Value> values)
{
    std::vector<Group> groups;
    connection.each(std::string(select_sql) + which, values,
                    [&](const Row& row) { groups.push_back(group_of(vault, row)); });
    add_members(connection, std::string(member_table.select_sql) + whose, values, groups,
                &Group::members);
    add_members(connection, std::string(failover_table.select_sql) + whose, values, groups,
                &Group::failovers);
    return groups;
}

Value sealed_report(const Vault& vault, const Group& group)
{
    return vault.seal_or_null({"contact_group", "fail_report_email", group.id.value},
                              group.fail_report_email);
}

} // namespace

void GroupRepository::insert(const Group& group)
{
    connection_.execute(
        insert_sql,
        {key(group.id), group.opid.text(), group.name, group.description, key(group.domain),
         flag(group.escalation), number(group.failover_interval.count()), word_of(group.factor),
         sealed_report(vault_, group), flag(group.include_original), flag(group.first_answer_ends),
         number(group.acceptance.count()), time(group.created), group.version});
    connection_.execute(insert_opid_sql, {group.opid.text(), key(group.id)});
    save_parts(connection_, group);
    raise_directory_version(connection_);
}

bool GroupRepository::update(const Group& group)
{
    const auto changed = connection_.execute(
        update_sql,
        {group.opid.text(), group.name, group.description, key(group.domain),
         flag(group.escalation), number(group.failover_interval.count()), word_of(group.factor),
         sealed_report(vault_, group), flag(group.include_original), flag(group.first_answer_ends),
         number(group.acceptance.count()), key(group.id), group.version});
    if (changed == 0)
        return false;
    connection_.execute(update_opid_sql, {group.opid.text(), key(group.id)});
    save_parts(connection_, group);
    raise_directory_version(connection_);
    return true;
}

bool GroupRepository::remove(GroupId id, Instant now)
{
    if (connection_.execute(remove_sql, {time(now), key(id)}) == 0)
        return false;
    for (const auto* sql : {delete_opid_sql, touch_groups_sql, leave_groups_sql,
                            leave_failovers_sql, delete_keywords_sql})
        connection_.execute(sql, {key(id)});
    raise_directory_version(connection_);
    return true;
}

std::optional<Group> GroupRepository::find(GroupId id)
{
    const Values values{key(id)};
    auto groups = load(connection_, vault_, one, members_of_one, values);
    return groups.empty() ? std::nullopt : std::optional(std::move(groups[0]));
}

std::vector<Group> GroupRepository::list()
{
    return load(connection_, vault_, all, members_of_all, {});
}

} // namespace store
