#pragma once
#include "store/model/contact.h"
#include "store/model/group.h"
#include "store/model/schedule.h"
#include "store/model/security_domain.h"
#include "store/model/source.h"
#include <optional>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

namespace store {

/// Contacts, groups, schedules, domains, accesses and sources of one instant: the resolver's whole
/// world.
///
/// Immutable once built, so it is shared between threads without a lock. All look-ups are O(1).
class Directory {
public:
    struct Parts {
        std::vector<Contact> contacts;
        std::vector<Group> groups;
        std::vector<Schedule> schedules;
        std::vector<SecurityDomain> domains;
        std::vector<Principal> principals;
        std::vector<Access> accesses;
        std::vector<Source> sources;
        std::vector<Token> tokens;
        std::int64_t version = 0; ///< of the store when this was read
    };

    Directory() : Directory(Parts{}) {}
    explicit Directory(Parts parts);
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;

    const Parts& parts() const noexcept { return parts_; }
    std::int64_t version() const noexcept { return parts_.version; }

    /// What an address names: an OPID (any case) or a contact's alias. Empty: nobody.
    std::optional<Member> find(std::string_view address) const;

    /// Null: no such row, or it was removed. The pointer lives as long as the directory.
    const Contact* contact(ContactId id) const;
    const Group* group(GroupId id) const;
    const Schedule* schedule(ScheduleId id) const;
    const SecurityDomain* domain(DomainId id) const;
    const Source* source(SourceId id) const;
    const Source* wctp_source(std::string_view sender_id) const; ///< case does not count
    const Source* source_named(std::string_view name) const;
    const Token* token_by_hash(std::string_view hash) const;

    /// The explicit grant if there is one, else Viewer on shared domains and None on others.
    AccessLevel access(PrincipalId principal, DomainId domain) const;

private:
    Parts parts_;
    std::unordered_map<std::string, Member> addresses_; ///< folded to upper case
    std::unordered_map<ContactId, std::size_t> contacts_;
    std::unordered_map<GroupId, std::size_t> groups_;
    std::unordered_map<ScheduleId, std::size_t> schedules_;
    std::unordered_map<DomainId, std::size_t> domains_;
    std::unordered_map<SourceId, std::size_t> sources_;
    std::unordered_map<std::string, std::size_t> wctp_sources_;
    std::unordered_map<std::string, std::size_t> sources_by_name_;
    std::unordered_map<std::string, std::size_t> tokens_;
    std::unordered_map<PrincipalId, std::unordered_map<DomainId, AccessLevel>> accesses_;
};

/// Upper case of ASCII letters; other bytes stay.
std::string folded_upper(std::string_view text);
/// Lower case of ASCII letters; other bytes stay.
std::string folded_lower(std::string_view text);

} // namespace store
