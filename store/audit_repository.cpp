#include "store/audit_repository.h"
#include "store/detail/fields.h"
#include <limits>

namespace store {
namespace {

using namespace detail;

constexpr std::int64_t audit_lock = 7'010'002; // any number that nothing else locks

constexpr auto head_sql = "SELECT number, hash FROM audit_entry ORDER BY number DESC LIMIT 1";
constexpr auto insert_sql = R"sql(
    INSERT INTO audit_entry (number, at_ms, actor, action, subject, outcome, origin, hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql";
constexpr auto select_sql =
    "SELECT number, at_ms, actor, action, subject, outcome, origin, hash FROM audit_entry";
constexpr auto newest_first = " WHERE number < $1 ORDER BY number DESC LIMIT $2";
constexpr auto oldest_first = " ORDER BY number";

AuditEntry entry_of(const Row& row)
{
    Fields fields(row);
    return {fields.number(), fields.instant(), fields.text(), fields.text(),
            fields.text(),   fields.text(),    fields.text(), fields.text()};
}

} // namespace

AuditEntry AuditRepository::append(AuditEntry entry)
{
    if (const auto lock = connection_.dialect().lock(audit_lock); !lock.empty())
        connection_.query(lock);
    const auto head = connection_.query(head_sql);
    entry.number = head.empty() ? 1 : head[0].number(0) + 1;
    entry.hash = audit_link(vault_.audit_key(), head.empty() ? "" : head[0].text(1), entry);
    connection_.execute(insert_sql, {entry.number, time(entry.at), entry.actor, entry.action,
                                     entry.subject, entry.outcome, entry.origin, entry.hash});
    return entry;
}

std::vector<AuditEntry> AuditRepository::list(std::int64_t before, std::size_t limit)
{
    const auto below = before > 0 ? before : std::numeric_limits<std::int64_t>::max();
    std::vector<AuditEntry> entries;
    for (const auto& row : connection_.query(std::string(select_sql) + newest_first,
                                             {below, number(static_cast<std::int64_t>(limit))}))
        entries.push_back(entry_of(row));
    return entries;
}

AuditRepository::Verdict AuditRepository::verify()
{
    AuditVerifier verifier(vault_.audit_key());
    Verdict verdict;
    connection_.each(std::string(select_sql) + oldest_first, {}, [&](const Row& row) {
        ++verdict.entries;
        if (!verdict.fault)
            verdict.fault = verifier.take(entry_of(row));
    });
    verdict.head = verifier.head().hash;
    return verdict;
}

} // namespace store
