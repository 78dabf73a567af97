#pragma once
#include "relay/engine/house.h"
#include "relay/intake/wctp_pace.h"
#include "relay/intake/wctp_rules.h"
#include "store/model/lookup_answer.h"
#include "store/model/source.h"
#include "wctp/lookup.h"
#include "wctp/poll.h"
#include "wctp/result.h"

namespace relay::intake {

/// What waits for sources that poll: statuses, replies and answers to lookups, in one row.
///
/// A message's sequence number is its own key, so it rises and never comes again. What was not
/// acknowledged is sent again; what a push brought is not; after a day nobody is told any more.
/// Thread-safe, but not for the writer's thread.
class PollQueue {
public:
    PollQueue(const engine::House& house, const WctpRules& rules);

    /// Takes the acknowledgements, then answers what waits. The source has shown who it is. 600 or
    /// 601: too early, the acknowledgements counted all the same. Throws store::StoreError.
    wctp::Result<wctp::PollResponse> answer(const wctp::PollForMessages& poll,
                                            const store::Source& source);

    /// So much waits for it that it must poll before it may submit. Reads the store for sources
    /// that poll.
    bool is_full(const store::Source& source) const;

    /// The answer to a lookup waits too, for a poll or for its push. Returns after the commit.
    void put(store::LookupAnswer answer) const;

private:
    struct Batch {
        std::vector<wctp::PolledMessage> messages;
        std::vector<store::NoticeId> unreadable; ///< their message is gone, or was tampered with
        bool has_more = false;
    };
    void acknowledge(const wctp::PollForMessages& poll, const store::Source& source) const;
    Batch next_batch(const store::Source& source, std::size_t most) const;
    void set_aside(const std::vector<store::NoticeId>& unreadable, store::SourceId poller) const;

    const engine::House& house_; ///< outlives us
    const WctpRules rules_;
    WctpPace<store::SourceId> pace_;
};

/// Such an answer as its source reads it, fetched or pushed.
wctp::LookupResponse lookup_response(const store::LookupAnswer& answer);

} // namespace relay::intake
