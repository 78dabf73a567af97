#pragma once
#include "store/model/id.h"
#include "store/model/words.h"
#include <string>

namespace store {

/// A set of contacts whose visibility is granted as a whole; every contact is in exactly one
/// (S3.2).
struct SecurityDomain {
    DomainId id;
    std::string name;    ///< unique
    bool shared = false; ///< everybody reaches it unless told None (S3.3)
    bool operator==(const SecurityDomain&) const = default;
};

/// Who asks: each source and each operator is one (S3.11).
struct Principal {
    PrincipalId id;
    std::string name;
    bool operator==(const Principal&) const = default;
};

enum class AccessLevel { None, Viewer, Editor };

template <>
struct Words<AccessLevel> {
    static constexpr std::array table{std::pair{AccessLevel::None, "none"},
                                      std::pair{AccessLevel::Viewer, "viewer"},
                                      std::pair{AccessLevel::Editor, "editor"}};
};

/// An explicit grant. An explicit None beats everything (S3.20); without a row a principal
/// reaches shared domains as Viewer and no others.
struct Access {
    PrincipalId principal;
    DomainId domain;
    AccessLevel level = AccessLevel::Viewer;
    bool operator==(const Access&) const = default;
};

} // namespace store
