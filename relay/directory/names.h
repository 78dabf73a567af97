#pragma once
#include "relay/directory/wanted.h"
#include "store/id_generator.h"
#include "store/model/directory.h"
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

namespace relay::directory {

/// What each name will stand for, once what is wanted has been added to what is there.
///
/// Gathers the mistakes: a name that is taken, one that nobody has.
class Names {
public:
    Names(const Wanted& wanted, const store::Directory& present, store::IdGenerator& ids,
          store::Instant now);

    /// Not valid: there is none, and that is noted among the mistakes.
    store::DomainId domain(const Name& name);
    store::PrincipalId principal(const Name& name);
    store::SourceId source(const Name& name);
    store::ContactId contact(const Name& name); ///< OPID or alias
    /// The key of a wanted contact or group itself. Not valid: its OPID is somebody else's, which
    /// is noted already.
    template <class Id>
    Id own(const store::Opid& opid) const
    {
        const auto found = addresses_.find(opid.text());
        const auto* id = found == addresses_.end() ? nullptr : std::get_if<Id>(&found->second);
        return id == nullptr ? Id{} : *id;
    }
    /// Empty, as above. `whose`: the group that must not be a member of itself.
    std::optional<store::Member> member(const Name& name, store::GroupId whose);

    void mistake(Place place, std::string message, std::string suggestion);
    std::vector<Mistake> take_mistakes() { return std::move(mistakes_); }

private:
    template <class Id>
    using Keys = std::map<std::string, Id, std::less<>>;

    void name_domains(const Wanted& wanted, const store::Directory& present);
    void name_people(const Wanted& wanted, const store::Directory& present);
    void name_principals(const Wanted& wanted, const store::Directory& present);
    void name_sources(const Wanted& wanted, const store::Directory& present);
    void claim(std::string_view address, const store::Member& owner, Place place);
    template <class Id>
    Id key(const Keys<Id>& present, std::string_view name);
    template <class Id>
    Id look_up(const Keys<Id>& keys, const Name& name, std::string_view what);
    void unknown(const Name& name, std::string_view what, std::vector<std::string> known);

    store::IdGenerator& ids_; ///< outlives us
    store::Instant now_;
    Keys<store::DomainId> domains_;
    Keys<store::PrincipalId> principals_;
    Keys<store::SourceId> sources_;
    std::unordered_map<std::string, store::Member> addresses_; ///< folded to upper case
    std::vector<Mistake> mistakes_;
};

} // namespace relay::directory
