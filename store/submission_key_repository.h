#pragma once
#include "store/connection.h"
#include "store/model/id.h"
#include "store/model/instant.h"
#include <optional>
#include <string_view>

namespace store {

/// The duplicate window: what each source called its recent submissions, so that a retry is
/// recognised. Keys are stored as hashes. Works inside the caller's transaction.
class SubmissionKeyRepository {
public:
    explicit SubmissionKeyRepository(Connection& connection) : connection_(connection) {}

    /// The message that came under this key less than `window` before; empty: none, and it is
    /// remembered now. Nodes that get the same key at once agree on one message.
    std::optional<MessageId> remember(SourceId source, std::string_view key, MessageId message,
                                      Instant at, Millis window);
    std::optional<MessageId> find(SourceId source, std::string_view key);
    /// Forgets up to `limit` keys remembered before `older_than`; answers how many.
    std::size_t prune(Instant older_than, std::size_t limit);

private:
    Connection& connection_; ///< outlives us
};

} // namespace store
