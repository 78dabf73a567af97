#pragma once
#include "store/model/channel.h"
#include "store/model/id.h"
#include "store/model/instant.h"
#include "store/model/protected_text.h"
#include <optional>
#include <string>
#include <vector>

namespace store {

/// One message for one contact: what gets delivered, read, replied to.
struct Page {
    PageId id;
    MessageId message;
    ContactId contact;
    /// The groups through which the contact was found, outermost first; empty: addressed directly.
    std::vector<GroupId> path;
    GroupId failover_of;  ///< valid: a failover of that group's escalation; the subject shows "FO:"
                          ///< (S0.60)
    ScheduleId schedule;  ///< valid: found as the one on duty there (X.1)
    ContactId instead_of; ///< valid: stands in for that one, who is not to be disturbed (X.5)
    Progress progress = Progress::Pending;
    std::optional<Instant> accepted;
    std::optional<Instant> delivered;
    std::optional<Instant> read;
    std::optional<Instant> replied;
    std::optional<Instant> failed;
    std::optional<Instant> declined; ///< the contact will not do it; progress tells how far it got
    /// Fails then unless delivered; empty: never, or its escalation answers for it.
    std::optional<Instant> expires;
    std::optional<Instant>
        purge; ///< when the contact's view of the text ends; empty: not yet known
    std::optional<Instant> purged; ///< the contact sees the text no more
    Instant created{};
    std::int64_t version = 1;
    bool operator==(const Page&) const = default;
};

/// The contact's own answer.
struct Reply {
    ReplyId id;
    PageId page;
    MessageId message;
    ContactId contact;
    Channel channel = Channel::Secure;
    int choice = 0;     ///< 1-based index into the message's choices; 0: free text
    ProtectedText text; ///< what the originator gets: the choice's reply text, or the free text
    Instant at{};
    std::string reference{}; ///< what the peer that told it calls it; empty: nothing
    bool operator==(const Reply&) const = default;
};

} // namespace store
