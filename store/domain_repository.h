#pragma once
#include "store/connection.h"
#include "store/model/security_domain.h"
#include <optional>
#include <vector>

namespace store {

/// Security domains, principals, and who may reach what.
///
/// Works inside the caller's transaction; each change raises the directory version in it. Throws
/// Conflict: `security_domain_name_key`, `principal_name_key`.
class DomainRepository {
public:
    explicit DomainRepository(Connection& connection) : connection_(connection) {}

    void insert(const SecurityDomain& domain);
    [[nodiscard]] bool update(const SecurityDomain& domain); ///< false: not there
    /// False: not there, or a contact or group (even a removed one) still lies in it.
    [[nodiscard]] bool remove(DomainId id);
    std::vector<SecurityDomain> domains();

    void insert(const Principal& principal);
    [[nodiscard]] bool update(const Principal& principal); ///< false: not there
    /// False: not there, or a source still is that principal.
    [[nodiscard]] bool remove(PrincipalId id);
    std::vector<Principal> principals();

    /// Makes or replaces the grant.
    void grant(const Access& access);
    [[nodiscard]] bool revoke(PrincipalId principal, DomainId domain); ///< false: no grant
    std::vector<Access> accesses();

private:
    Connection& connection_; ///< outlives us
};

} // namespace store
