#pragma once
#include "store/connection.h"
#include "store/model/keyword.h"
#include "store/vault.h"
#include <optional>
#include <string_view>
#include <vector>

namespace store {

/// Keywords of groups. Works inside the caller's transaction. Throws Conflict
/// `group_keyword_number_word_key` where another keyword has the word on that number (S3.110).
class KeywordRepository {
public:
    explicit KeywordRepository(Connection& connection) : connection_(connection) {}

    void insert(const GroupKeyword& keyword);
    /// False when somebody saved since it was read, or it is gone; the row's version is then
    /// keyword.version + 1.
    [[nodiscard]] bool update(const GroupKeyword& keyword);
    /// False: another version, or not there.
    [[nodiscard]] bool remove(const GroupKeyword& keyword);
    std::optional<GroupKeyword> find(KeywordId id);
    /// Those of one group, or of one number, by id.
    std::vector<GroupKeyword> of_group(GroupId group);
    std::vector<GroupKeyword> of_number(std::string_view number);

private:
    Connection& connection_; ///< outlives us
};

/// Phones that are nobody's and do not want texts: who gets such a number later starts opted out
/// (S1.56). Works inside the caller's transaction.
class StoppedPhoneRepository {
public:
    StoppedPhoneRepository(Connection& connection, const Vault& vault)
        : connection_(connection), vault_(vault)
    {
    }

    /// The same again changes nothing.
    void insert(std::string_view phone, Instant now);
    void remove(std::string_view phone);
    bool contains(std::string_view phone);

private:
    Connection& connection_; ///< outlives us
    const Vault& vault_;     ///< outlives us
};

} // namespace store
