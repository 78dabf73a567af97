#pragma once
#include "store/model/instant.h"
#include <cstdint>
#include <string>

namespace store {

/// Who did what: reads of text, changes of configuration, refused logins. Hash-chained
/// (audit_chain.h). Holds ids and words, never text of a message or a secret.
struct AuditEntry {
    std::int64_t number = 0; ///< 1, 2, 3 ... without a gap
    Instant at{};
    std::string actor;   ///< token or source id, or "system"
    std::string action;  ///< `contact.create`, `inbox.read` ...
    std::string subject; ///< id of what was acted on
    std::string outcome; ///< `ok`, `refused` ...
    std::string origin;  ///< peer address; may be empty
    std::string hash;    ///< hex SHA-256 HMAC over the previous hash and this entry
    bool operator==(const AuditEntry&) const = default;
};

} // namespace store
