#include "store/audit_chain.h"
#include "store/detail/digest.h"

namespace store {

std::string audit_link(const SecretBytes& key, std::string_view previous_hash,
                       const AuditEntry& entry)
{
    return detail::hex(detail::keyed_digest(
        key, {previous_hash, std::to_string(entry.number), std::to_string(ms(entry.at)),
              entry.actor, entry.action, entry.subject, entry.outcome, entry.origin}));
}

std::optional<AuditFault> AuditVerifier::take(const AuditEntry& entry)
{
    const auto expected = head_.number + 1;
    if (entry.number != expected)
        return AuditFault{expected, "entry " + std::to_string(expected) + " is missing"};
    if (!detail::equal_in_constant_time(entry.hash, audit_link(key_, head_.hash, entry)))
        return AuditFault{expected, "entry " + std::to_string(expected) +
                                        " is not as it was written, or not in its place"};
    head_ = entry;
    return std::nullopt;
}

} // namespace store
