#pragma once
#include "store/model/audit_entry.h"
#include "store/secret_bytes.h"
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace store {

/// Audit entries are linked: the hash of each covers the hash before it, under a key that is not
/// in the database. A changed, removed or swapped entry breaks the chain at that place. Entries cut
/// off the end cannot be seen from inside: compare the head with a copy kept elsewhere.

/// Hex HMAC-SHA-256 over `previous_hash` (empty before the first) and all fields of the entry but
/// its hash.
std::string audit_link(const SecretBytes& key, std::string_view previous_hash,
                       const AuditEntry& entry);

struct AuditFault {
    std::int64_t number = 0; ///< the first entry that is not as it was written
    std::string what;        ///< one line: changed, missing, out of order
};

/// Goes through the chain entry by entry, in order of number.
class AuditVerifier {
public:
    explicit AuditVerifier(const SecretBytes& key) : key_(key) {}

    /// Empty: fits. After the first fault the rest says nothing.
    std::optional<AuditFault> take(const AuditEntry& entry);
    /// Of the last entry taken: number and hash to compare with a copy kept elsewhere.
    const AuditEntry& head() const noexcept { return head_; }

private:
    SecretBytes key_;
    AuditEntry head_;
};

} // namespace store
