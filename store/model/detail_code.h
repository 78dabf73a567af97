#pragma once
#include "store/model/id.h"
#include "store/model/instant.h"
#include <optional>

namespace store {

struct DetailCodeTag {
    static constexpr std::string_view prefix = "dc";
};
using DetailCodeId = Id<DetailCodeTag>;

/// A code that was sent to one of a contact's addresses, to be told back (X.20). What it says
/// follows from its id: core::code_digits().
struct DetailCode {
    DetailCodeId id;
    ContactId contact;
    DetailId detail;
    Instant made{};
    int wrong = 0; ///< codes told that were not it
    std::optional<Instant> used;
    bool operator==(const DetailCode&) const = default;
};

struct SentCode {
    DetailId detail;
    Instant at{};
    bool operator==(const SentCode&) const = default;
};

} // namespace store
