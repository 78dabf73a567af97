#pragma once
#include "store/connection.h"
#include "store/model/delivery.h"
#include <optional>
#include <span>
#include <vector>

namespace store {

/// Deliveries, and the queue, which is nothing else than those that fall due.
///
/// Due work is found through partial indexes, whatever the backlog. Works inside the caller's
/// transaction; safe with several nodes.
class DeliveryRepository {
public:
    explicit DeliveryRepository(Connection& connection) : connection_(connection) {}

    void insert(const Delivery& delivery);

    std::optional<Delivery> find(DeliveryId id);
    /// In the order in which they were made.
    std::vector<Delivery> of_message(MessageId message);
    std::vector<Delivery> of_page(PageId page);
    /// Those over that channel whose gateway handle it is, newest first: receipts name only it.
    std::vector<Delivery> with_reference(Channel channel, std::string_view reference);

    /// Pages that a peer over `channel` took under a handle since `since` and that nobody answered
    /// yet, nor came to nothing: the oldest first, from the one after `after` on.
    std::vector<Delivery> unanswered(Channel channel, Instant since, DeliveryId after,
                                     std::size_t limit);

    /// Those over `channel` that are planned, queued, deferred or unclear and due at `now`: high
    /// priority first, then the longest overdue. A backlog of one channel costs the others nothing.
    /// Of the documents about one page (WctpPush) only the first that is open, but an answer also
    /// where a status was tried in vain again and again. Without those of the sources `but`.
    std::vector<Delivery> due(Channel channel, Instant now, std::size_t limit,
                              std::span<const SourceId> but = {});
    /// Those of one contact's pages over `channel` that came from `source` (not valid: from none),
    /// as due().
    std::vector<Delivery> due_for(ContactId contact, SourceId source, Channel channel, Instant now,
                                  std::size_t limit);
    /// From which source the message of each of `deliveries` came, in their order; not valid: from
    /// none.
    std::vector<SourceId> sources_of(std::span<const Delivery> deliveries);
    /// When the next of these falls due after `after`; empty: none does.
    std::optional<Instant> next_due(Instant after);

    /// Takes those of `ids` that are still planned, queued, deferred or unclear, and answers them
    /// as they are now: sending, attempts + 1, claimed_by `fence`. Nobody else gets them before
    /// `lease_until`. In the order of `ids`.
    std::vector<Delivery> claim(std::span<const DeliveryId> ids, std::int64_t fence,
                                Instant lease_until);

    /// False when somebody saved since `delivery` was read: read again, decide again. The row's
    /// version is then delivery.version + 1. With a fence: false also when that node's claim is not
    /// in force any more, so a node that slept too long changes nothing.
    [[nodiscard]] bool save(const Delivery& delivery, std::int64_t fence = 0);

    /// What the holder of the fence is sending.
    std::vector<Delivery> claims_of(std::int64_t fence);
    /// Sending, but nobody renewed the lease until `now`, or no node that holds its own lease at
    /// `nodes_now` has the fence: their node died, the outcome is unknown.
    std::vector<Delivery> lost_claims(Instant now, Instant nodes_now, std::size_t limit);
    /// Prolongs the leases of all that the holder of the fence is sending.
    void renew(std::int64_t fence, Instant lease_until);

    /// What waits over `channel` for another try about that source's messages is due now.
    void hasten(SourceId source, Channel channel, Instant now);

    /// What was put off over `channel` before its first try is due now.
    void hasten(Channel channel, Instant now);

    struct Count {
        DeliveryState state;
        Channel channel;
        std::int64_t deliveries = 0;
        bool operator==(const Count&) const = default;
    };
    /// Of those that are not at an end (planned to unclear, sending). Reads them all: for metrics.
    std::vector<Count> open_counts();

private:
    Connection& connection_; ///< outlives us
};

} // namespace store
