#include "store/node_repository.h"
#include "store/detail/fields.h"
#include "store/id_generator.h"
#include <algorithm>
#include <set>

namespace store {
namespace {

using namespace detail;

constexpr std::int64_t node_lock = 7'010'003; // any number that nothing else locks

constexpr auto nodes_sql = "SELECT number, fence, lease_until_ms FROM node ORDER BY number";
// The number stays taken until the lease runs out: the predecessor may still make keys with it.
constexpr auto fence_off_sql = "UPDATE node SET name = '' WHERE name = $1";
constexpr auto take_sql = R"sql(
    INSERT INTO node (number, name, fence, lease_until_ms) VALUES ($1, $2, $3, $4)
        ON CONFLICT (number) DO UPDATE
           SET name = excluded.name, fence = excluded.fence,
               lease_until_ms = excluded.lease_until_ms)sql";
constexpr auto renew_sql = R"sql(
    UPDATE node SET lease_until_ms = $1
     WHERE number = $2 AND fence = $3 AND name <> '' AND lease_until_ms > $4)sql";
constexpr auto release_sql = "UPDATE node SET lease_until_ms = 0 WHERE number = $1 AND fence = $2";
constexpr auto highest_sql = R"sql(
    SELECT COALESCE(MAX(top), 0)
      FROM (SELECT MAX(id) AS top FROM message UNION ALL SELECT MAX(id) FROM page
             UNION ALL SELECT MAX(id) FROM delivery UNION ALL SELECT MAX(id) FROM attempt
             UNION ALL SELECT MAX(id) FROM notice
             UNION ALL SELECT MAX(id) FROM lookup_answer UNION ALL SELECT MAX(id) FROM reply
             UNION ALL SELECT MAX(id) FROM escalation UNION ALL SELECT MAX(id) FROM contact
             UNION ALL SELECT MAX(id) FROM contact_detail
             UNION ALL SELECT MAX(id) FROM contact_group UNION ALL SELECT MAX(id) FROM source
             UNION ALL SELECT MAX(id) FROM incoming_text
             UNION ALL SELECT MAX(id) FROM token UNION ALL SELECT MAX(id) FROM principal
             UNION ALL SELECT MAX(id) FROM security_domain) AS tops)sql";

/// The lowest number that no lease holds; 0: none is left.
int free_number(const std::set<std::int64_t>& held)
{
    for (int number = 1; number <= IdGenerator::max_node; ++number) {
        if (!held.contains(number))
            return number;
    }
    return 0;
}

} // namespace

Node NodeRepository::acquire(std::string_view name, Instant now, Millis lease)
{
    if (name.empty())
        throw StoreError("a node needs a name");
    if (const auto lock = connection_.dialect().lock(node_lock); !lock.empty())
        connection_.query(lock);
    std::set<std::int64_t> held;
    Node node;
    for (const auto& row : connection_.query(nodes_sql)) {
        node.fence = std::max(node.fence, row.number(1));
        if (row.number(2) > ms(now))
            held.insert(row.number(0));
    }
    ++node.fence;
    node.number = free_number(held);
    if (node.number == 0)
        throw StoreError("all " + std::to_string(IdGenerator::max_node) +
                         " node numbers are in use; wait for a lease to run out");
    connection_.execute(fence_off_sql, {std::string(name)});
    connection_.execute(take_sql,
                        {number(node.number), std::string(name), node.fence, time(now + lease)});
    return node;
}

bool NodeRepository::renew(const Node& node, Instant now, Millis lease)
{
    return connection_.execute(
               renew_sql, {time(now + lease), number(node.number), node.fence, time(now)}) == 1;
}

void NodeRepository::release(const Node& node)
{
    connection_.execute(release_sql, {number(node.number), node.fence});
}

std::int64_t NodeRepository::highest_id()
{
    return connection_.query(highest_sql).at(0).number(0);
}

} // namespace store
