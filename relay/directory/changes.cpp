#include "relay/directory/changes.h"
#include "relay/directory/people.h"
#include "store/token.h"
#include <algorithm>

namespace relay::directory {

namespace {

template <class Rows>
auto named(const Rows& rows, const std::string& name)
{
    return std::find_if(rows.begin(), rows.end(),
                        [&](const auto& row) { return row.name == name; });
}

void compare_domains(const Wanted& wanted, const store::Directory::Parts& present, Names& names,
                     Changes& changes)
{
    for (const auto& domain : wanted.domains) {
        const store::SecurityDomain row{names.domain(domain.name), domain.name.text, domain.shared};
        const auto found = named(present.domains, row.name);
        if (found == present.domains.end())
            changes.domains.added.push_back(row);
        else if (*found != row)
            changes.domains.changed.push_back(row);
    }
}

void compare_accesses(const Wanted& wanted, const store::Directory::Parts& present, Names& names,
                      Changes& changes)
{
    for (const auto& access : wanted.accesses) {
        const store::Access row{names.principal(access.principal), names.domain(access.domain),
                                access.level};
        if (std::find(present.accesses.begin(), present.accesses.end(), row) ==
            present.accesses.end())
            changes.accesses.push_back(row);
    }
}

void want_principal(const store::Principal& row, const store::Directory::Parts& present,
                    Changes& changes)
{
    const bool there = named(present.principals, row.name) != present.principals.end();
    if (!there && named(changes.principals, row.name) == changes.principals.end())
        changes.principals.push_back(row);
}

void compare_sources(const Wanted& wanted, const store::Directory::Parts& present, Names& names,
                     Changes& changes)
{
    for (const auto& source : wanted.sources) {
        auto row = source.row;
        Name principal = source.principal;
        if (principal.text.empty())
            principal = {row.name, source.place};
        row.id = names.source({row.name, source.place});
        row.principal = names.principal(principal);
        want_principal({row.principal, principal.text}, present, changes);
        const auto found = named(present.sources, row.name);
        if (found == present.sources.end()) {
            changes.sources.added.push_back(row);
            continue;
        }
        row.version = found->version;
        if (found->code_hash == row.code_hash && found->scram.empty() == row.scram.empty())
            row.scram = found->scram; // the same password: no new salt
        if (*found != row)
            changes.sources.changed.push_back(row);
    }
}

bool is_for_inbox(store::Scope scope)
{
    return scope == store::Scope::Inbox;
}

bool is_for_source(store::Scope scope)
{
    return scope == store::Scope::Admin || scope == store::Scope::Submit;
}

store::Token row_of(const WantedToken& token, Names& names, store::Instant now)
{
    store::Token row{.name = token.name.text, .scope = token.scope, .created_ms = store::ms(now)};
    if (is_for_source(token.scope))
        row.source = names.source(token.source);
    if (is_for_inbox(token.scope))
        row.contact = names.contact(token.contact);
    return row;
}

void compare_tokens(const Wanted& wanted, const store::Directory::Parts& present, Names& names,
                    store::IdGenerator& ids, store::Instant now, Changes& changes)
{
    for (const auto& token : wanted.tokens) {
        auto row = row_of(token, names, now);
        const bool is_made_here = token.text.empty();
        const auto text = is_made_here ? store::make_token() : token.text;
        row.hash = store::token_hash(text);
        const auto found = named(present.tokens, row.name);
        const bool there = found != present.tokens.end();
        if (there && found->hash == row.hash && found->scope == row.scope &&
            found->source == row.source && found->contact == row.contact)
            continue;
        row.id = ids.make<store::TokenId>(now);
        changes.tokens.push_back({row, there ? found->id : store::TokenId{},
                                  is_made_here ? token.file : std::filesystem::path(), text});
    }
}

} // namespace

bool Changes::empty() const
{
    return domains.empty() && principals.empty() && accesses.empty() && contacts.empty() &&
           opt_outs.empty() && schedules.empty() && groups.empty() && sources.empty() &&
           tokens.empty();
}

tl::expected<Changes, std::vector<Mistake>> changes_to(const Wanted& wanted,
                                                       const store::Directory& present,
                                                       store::IdGenerator& ids, store::Instant now)
{
    Names names(wanted, present, ids, now);
    Changes changes;
    compare_domains(wanted, present.parts(), names, changes);
    compare_contacts(wanted, present.parts(), names, ids, now, changes);
    compare_schedules(wanted, present.parts(), names, now, changes);
    compare_groups(wanted, present.parts(), names, now, changes);
    compare_sources(wanted, present.parts(), names, changes);
    compare_accesses(wanted, present.parts(), names, changes);
    compare_tokens(wanted, present.parts(), names, ids, now, changes);
    auto mistakes = names.take_mistakes();
    if (mistakes.empty())
        return changes;
    std::stable_sort(mistakes.begin(), mistakes.end(), [](const auto& a, const auto& b) {
        return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
    });
    return tl::unexpected(std::move(mistakes));
}

} // namespace relay::directory
