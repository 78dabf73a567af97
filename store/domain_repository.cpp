#include "store/domain_repository.h"
#include "store/detail/directory_change.h"
#include "store/detail/fields.h"

namespace store {
namespace {

using namespace detail;

constexpr auto insert_domain_sql =
    "INSERT INTO security_domain (id, name, shared) VALUES ($1, $2, $3)";
constexpr auto update_domain_sql =
    "UPDATE security_domain SET name = $1, shared = $2 WHERE id = $3";
constexpr auto domain_use_sql = R"sql(
    SELECT COUNT(*)
      FROM (SELECT id FROM contact WHERE domain_id = $1
             UNION ALL SELECT id FROM contact_group WHERE domain_id = $1) AS inhabitant)sql";
constexpr auto revoke_domain_sql = "DELETE FROM access WHERE domain_id = $1";
constexpr auto delete_domain_sql = "DELETE FROM security_domain WHERE id = $1";
constexpr auto domains_sql = "SELECT id, name, shared FROM security_domain ORDER BY id";

constexpr auto insert_principal_sql = "INSERT INTO principal (id, name) VALUES ($1, $2)";
constexpr auto update_principal_sql = "UPDATE principal SET name = $1 WHERE id = $2";
constexpr auto principal_use_sql = "SELECT COUNT(*) FROM source WHERE principal_id = $1";
constexpr auto revoke_principal_sql = "DELETE FROM access WHERE principal_id = $1";
constexpr auto delete_principal_sql = "DELETE FROM principal WHERE id = $1";
constexpr auto principals_sql = "SELECT id, name FROM principal ORDER BY id";

constexpr auto grant_sql = R"sql(
    INSERT INTO access (principal_id, domain_id, level) VALUES ($1, $2, $3)
        ON CONFLICT (principal_id, domain_id) DO UPDATE SET level = excluded.level)sql";
constexpr auto revoke_sql = "DELETE FROM access WHERE principal_id = $1 AND domain_id = $2";
constexpr auto accesses_sql =
    "SELECT principal_id, domain_id, level FROM access ORDER BY principal_id, domain_id";

/// Changes the directory when a row was changed.
bool changed(Connection& connection, std::string_view sql, std::initializer_list<Value> values)
{
    if (connection.execute(sql, values) == 0)
        return false;
    raise_directory_version(connection);
    return true;
}

bool is_in_use(Connection& connection, std::string_view sql, std::int64_t id)
{
    return connection.query(sql, {id}).at(0).number(0) != 0;
}

} // namespace

void DomainRepository::insert(const SecurityDomain& domain)
{
    connection_.execute(insert_domain_sql, {key(domain.id), domain.name, flag(domain.shared)});
    raise_directory_version(connection_);
}

bool DomainRepository::update(const SecurityDomain& domain)
{
    return changed(connection_, update_domain_sql,
                   {domain.name, flag(domain.shared), key(domain.id)});
}

bool DomainRepository::remove(DomainId id)
{
    if (is_in_use(connection_, domain_use_sql, id.value))
        return false;
    connection_.execute(revoke_domain_sql, {key(id)});
    return changed(connection_, delete_domain_sql, {key(id)});
}

std::vector<SecurityDomain> DomainRepository::domains()
{
    std::vector<SecurityDomain> domains;
    for (const auto& row : connection_.query(domains_sql)) {
        Fields fields(row);
        domains.push_back({fields.id<DomainId>(), fields.text(), fields.flag()});
    }
    return domains;
}

void DomainRepository::insert(const Principal& principal)
{
    connection_.execute(insert_principal_sql, {key(principal.id), principal.name});
    raise_directory_version(connection_);
}

bool DomainRepository::update(const Principal& principal)
{
    return changed(connection_, update_principal_sql, {principal.name, key(principal.id)});
}

bool DomainRepository::remove(PrincipalId id)
{
    if (is_in_use(connection_, principal_use_sql, id.value))
        return false;
    connection_.execute(revoke_principal_sql, {key(id)});
    return changed(connection_, delete_principal_sql, {key(id)});
}

std::vector<Principal> DomainRepository::principals()
{
    std::vector<Principal> principals;
    for (const auto& row : connection_.query(principals_sql)) {
        Fields fields(row);
        principals.push_back({fields.id<PrincipalId>(), fields.text()});
    }
    return principals;
}

void DomainRepository::grant(const Access& access)
{
    changed(connection_, grant_sql,
            {key(access.principal), key(access.domain), word_of(access.level)});
}

bool DomainRepository::revoke(PrincipalId principal, DomainId domain)
{
    return changed(connection_, revoke_sql, {key(principal), key(domain)});
}

std::vector<Access> DomainRepository::accesses()
{
    std::vector<Access> accesses;
    for (const auto& row : connection_.query(accesses_sql)) {
        Fields fields(row);
        accesses.push_back(
            {fields.id<PrincipalId>(), fields.id<DomainId>(), fields.word<AccessLevel>()});
    }
    return accesses;
}

} // namespace store
