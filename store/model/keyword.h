#pragma once
#include "store/model/id.h"
#include "store/model/instant.h"
#include <string>

namespace store {

/// A word by which people join a group with a text to one of our numbers (S3.99).
struct GroupKeyword {
    KeywordId id;
    GroupId group;
    std::string word;   ///< upper case, without blanks; unique for its number
    std::string number; ///< ours, digits only: a short code or E.164
    std::string joined; ///< said once to who joined
    std::string left;   ///< said once to who left
    std::string help;
    Instant created{};
    std::int64_t version = 1;
    bool operator==(const GroupKeyword&) const = default;
};

} // namespace store
