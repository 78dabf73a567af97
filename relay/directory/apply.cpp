#include "relay/directory/apply.h"
#include "relay/directory/token_file.h"
#include "store/audit_repository.h"
#include "store/contact_repository.h"
#include "store/domain_repository.h"
#include "store/error.h"
#include "store/group_repository.h"
#include "store/schedule_repository.h"
#include "store/source_repository.h"
#include "store/token_repository.h"

namespace relay::directory {

namespace {

/// Writes one kind of row after the other, each with its audit entry.
class Writing {
public:
    Writing(store::Connection& connection, const store::Vault& vault, const Origin& origin,
            store::Instant now)
        : connection_(connection), vault_(vault), audit_(connection, vault), origin_(origin),
          now_(now)
    {
    }

    void domains(const Changes& changes)
    {
        store::DomainRepository domains(connection_);
        for (const auto& row : changes.domains.added) {
            domains.insert(row);
            record("domain.create", row.id.text());
        }
        for (const auto& row : changes.domains.changed) {
            must(domains.update(row));
            record("domain.update", row.id.text());
        }
        for (const auto& row : changes.principals) {
            domains.insert(row);
            record("principal.create", row.id.text());
        }
    }

    void accesses(const Changes& changes)
    {
        store::DomainRepository domains(connection_);
        for (const auto& row : changes.accesses) {
            domains.grant(row);
            record("access.grant", row.principal.text() + " " + row.domain.text() + " " +
                                       std::string(store::word(row.level)));
        }
    }

    template <class Repository, class Row>
    void rows(Repository repository, const Difference<Row>& difference, const std::string& kind)
    {
        for (const auto& row : difference.added) {
            repository.insert(row);
            record(kind + ".create", row.id.text());
        }
        for (const auto& row : difference.changed) {
            must(repository.update(row));
            record(kind + ".update", row.id.text());
        }
    }

    /// A new group may hold one that comes later, so all are made before any gets its members.
    void groups(const Difference<store::Group>& groups)
    {
        store::GroupRepository repository(connection_, vault_);
        for (auto row : groups.added) {
            row.members.clear();
            row.failovers.clear();
            repository.insert(row);
            record("group.create", row.id.text());
        }
        for (const auto& row : groups.added)
            must(repository.update(row));
        for (const auto& row : groups.changed) {
            must(repository.update(row));
            record("group.update", row.id.text());
        }
    }

    void opt_outs(const Changes& changes)
    {
        store::ContactRepository contacts(connection_, vault_);
        for (const auto& change : changes.opt_outs) {
            must(contacts.record_opt_out(
                {change.detail, change.opted_out, now_, "import", origin_.actor, origin_.place}));
            record(change.opted_out ? "detail.opt_out" : "detail.opt_in", change.detail.text());
        }
    }

    void tokens(const Changes& changes)
    {
        store::TokenRepository tokens(connection_);
        for (const auto& token : changes.tokens) {
            if (token.instead_of.valid()) {
                must(tokens.remove(token.instead_of));
                record("token.revoke", token.instead_of.text());
            }
            tokens.insert(token.row);
            record("token.create", token.row.id.text());
        }
    }

private:
    void record(std::string action, std::string subject)
    {
        audit_.append({.at = now_,
                       .actor = origin_.actor,
                       .action = std::move(action),
                       .subject = std::move(subject),
                       .outcome = "ok",
                       .origin = origin_.place});
    }

    static void must(bool saved)
    {
        if (!saved)
            throw store::Busy("directory: somebody else changed the same row; try again");
    }

    store::Connection& connection_; ///< outlives us
    const store::Vault& vault_;     ///< outlives us
    store::AuditRepository audit_;
    const Origin& origin_; ///< outlives us
    store::Instant now_;
};

} // namespace

void apply(store::Connection& connection, const store::Vault& vault, const Changes& changes,
           const Origin& origin, store::Instant now)
{
    Writing writing(connection, vault, origin, now);
    writing.domains(changes);
    writing.rows(store::ContactRepository(connection, vault), changes.contacts, "contact");
    writing.opt_outs(changes);
    writing.rows(store::ScheduleRepository(connection), changes.schedules, "schedule");
    writing.groups(changes.groups);
    writing.rows(store::SourceRepository(connection, vault), changes.sources, "source");
    writing.accesses(changes);
    writing.tokens(changes);
    for (const auto& token : changes.tokens) {
        if (!token.file.empty())
            write_token_file(token.file, token.text);
    }
}

} // namespace relay::directory
