#include "store/model/directory.h"
#include <algorithm>

namespace store {
namespace {

template <class Key, class Map, class Rows>
auto row_at(const Map& index, const Key& key, const Rows& rows) -> const typename Rows::value_type*
{
    const auto found = index.find(key);
    return found == index.end() ? nullptr : &rows[found->second];
}

} // namespace

std::string folded_upper(std::string_view text)
{
    std::string folded(text);
    std::ranges::transform(folded, folded.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return folded;
}

std::string folded_lower(std::string_view text)
{
    std::string folded(text);
    std::ranges::transform(folded, folded.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return folded;
}

Directory::Directory(Parts parts) : parts_(std::move(parts))
{
    for (std::size_t i = 0; i < parts_.contacts.size(); ++i) {
        const auto& contact = parts_.contacts[i];
        contacts_.emplace(contact.id, i);
        if (!contact.alias.empty())
            addresses_.emplace(folded_upper(contact.alias), contact.id);
    }
    // OPIDs after aliases: where the two collide, the OPID wins.
    for (const auto& contact : parts_.contacts)
        addresses_.insert_or_assign(contact.opid.text(), contact.id);
    for (std::size_t i = 0; i < parts_.groups.size(); ++i) {
        groups_.emplace(parts_.groups[i].id, i);
        addresses_.insert_or_assign(parts_.groups[i].opid.text(), parts_.groups[i].id);
    }
    for (std::size_t i = 0; i < parts_.schedules.size(); ++i) {
        schedules_.emplace(parts_.schedules[i].id, i);
        addresses_.insert_or_assign(parts_.schedules[i].opid.text(), parts_.schedules[i].id);
    }
    for (std::size_t i = 0; i < parts_.domains.size(); ++i)
        domains_.emplace(parts_.domains[i].id, i);
    for (std::size_t i = 0; i < parts_.sources.size(); ++i) {
        const auto& source = parts_.sources[i];
        sources_.emplace(source.id, i);
        sources_by_name_.emplace(source.name, i);
        if (source.door == Door::Wctp && !source.sender_id.empty())
            wctp_sources_.emplace(folded_lower(source.sender_id), i);
    }
    for (std::size_t i = 0; i < parts_.tokens.size(); ++i)
        tokens_.emplace(parts_.tokens[i].hash, i);
    for (const auto& access : parts_.accesses)
        accesses_[access.principal][access.domain] = access.level;
}

std::optional<Member> Directory::find(std::string_view address) const
{
    const auto found = addresses_.find(folded_upper(address));
    return found == addresses_.end() ? std::nullopt : std::optional(found->second);
}

const Contact* Directory::contact(ContactId id) const
{
    return row_at(contacts_, id, parts_.contacts);
}

const Group* Directory::group(GroupId id) const
{
    return row_at(groups_, id, parts_.groups);
}

const Schedule* Directory::schedule(ScheduleId id) const
{
    return row_at(schedules_, id, parts_.schedules);
}

const SecurityDomain* Directory::domain(DomainId id) const
{
    return row_at(domains_, id, parts_.domains);
}

const Source* Directory::source(SourceId id) const
{
    return row_at(sources_, id, parts_.sources);
}

const Source* Directory::wctp_source(std::string_view sender_id) const
{
    return row_at(wctp_sources_, folded_lower(sender_id), parts_.sources);
}

const Source* Directory::source_named(std::string_view name) const
{
    return row_at(sources_by_name_, std::string(name), parts_.sources);
}

const Token* Directory::token_by_hash(std::string_view hash) const
{
    return row_at(tokens_, std::string(hash), parts_.tokens);
}

AccessLevel Directory::access(PrincipalId principal, DomainId domain) const
{
    if (const auto grants = accesses_.find(principal); grants != accesses_.end()) {
        if (const auto grant = grants->second.find(domain); grant != grants->second.end())
            return grant->second;
    }
    const auto* row = this->domain(domain);
    return row != nullptr && row->shared ? AccessLevel::Viewer : AccessLevel::None;
}

} // namespace store
