#pragma once
#include "relay/directory/wanted.h"
#include "store/id_generator.h"
#include "store/model/directory.h"
#include <tl/expected.hpp>

/// What has to change so that the directory is as wanted.
namespace relay::directory {

/// Rows to make and rows to save as they are here.
template <class Row>
struct Difference {
    std::vector<Row> added;
    std::vector<Row> changed;
    bool empty() const { return added.empty() && changed.empty(); }
};

/// A contact's phone or mail address whose opt-out state is another. Also of new ones.
struct OptOutChange {
    store::DetailId detail;
    bool opted_out = false;
};

struct NewToken {
    store::Token row;
    store::TokenId instead_of;  ///< valid: one of the same name that goes
    std::filesystem::path file; ///< to be written; empty: it holds the text already
    std::string text;
};

struct Changes {
    Difference<store::SecurityDomain> domains;
    std::vector<store::Principal> principals; ///< to be made
    std::vector<store::Access> accesses;      ///< to be granted
    Difference<store::Contact> contacts;
    std::vector<OptOutChange> opt_outs;
    Difference<store::Schedule> schedules;
    Difference<store::Group> groups;
    Difference<store::Source> sources;
    std::vector<NewToken> tokens;

    bool empty() const;
};

/// Compares; changes nothing. Keys of new rows are drawn from `ids`, texts of new tokens at random,
/// all else follows from the arguments.
///
/// What is there is found again by its name: domains, principals, sources and tokens by `name`,
/// contacts, schedules and groups by OPID; phones and mail addresses by their text. Fails with
/// every mistake at once, in the order of the file.
tl::expected<Changes, std::vector<Mistake>> changes_to(const Wanted& wanted,
                                                       const store::Directory& present,
                                                       store::IdGenerator& ids, store::Instant now);

} // namespace relay::directory
