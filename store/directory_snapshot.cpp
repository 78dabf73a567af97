#include "store/directory_snapshot.h"
#include "store/contact_repository.h"
#include "store/domain_repository.h"
#include "store/group_repository.h"
#include "store/schedule_repository.h"
#include "store/source_repository.h"
#include "store/token_repository.h"
#include "store/transaction.h"
#include <optional>

namespace store {

std::int64_t directory_version(Connection& connection)
{
    return connection.query("SELECT version FROM directory_version WHERE id = 1").at(0).number(0);
}

std::shared_ptr<const Directory> load_directory(Connection& connection, const Vault& vault)
{
    std::optional<Transaction> one_instant;
    if (!connection.in_transaction())
        one_instant.emplace(connection, Transaction::Kind::Read);
    DomainRepository domains(connection);
    Directory::Parts parts{.contacts = ContactRepository(connection, vault).list(),
                           .groups = GroupRepository(connection, vault).list(),
                           .schedules = ScheduleRepository(connection).list(),
                           .domains = domains.domains(),
                           .principals = domains.principals(),
                           .accesses = domains.accesses(),
                           .sources = SourceRepository(connection, vault).list(),
                           .tokens = TokenRepository(connection).list(),
                           .version = directory_version(connection)};
    return std::make_shared<const Directory>(std::move(parts));
}

std::shared_ptr<const Directory> DirectoryCache::current() const
{
    const std::scoped_lock lock(mutex_);
    return directory_;
}

bool DirectoryCache::refresh_if_changed(Connection& connection)
{
    const std::scoped_lock one_at_a_time(loading_);
    if (directory_version(connection) == current()->version())
        return false;
    auto fresh = load_directory(connection, vault_);
    const std::scoped_lock lock(mutex_);
    directory_ = std::move(fresh);
    return true;
}

} // namespace store
