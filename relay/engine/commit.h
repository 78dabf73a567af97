#pragma once
#include "relay/channels/channel.h"
#include "relay/core/escalation.h"
#include "relay/core/page_progress.h"
#include "relay/engine/draft.h"
#include "store/connection.h"
#include "store/model/delivery.h"

// What happens to a message, applied to the store: the core decides, this loads what the core has
// to know and writes what comes back. One object per transaction, on the writer's thread.

namespace relay::engine {

/// Works inside the caller's transaction. Throws store::Busy where another node saved in between:
/// the whole job is then tried again.
class Commit {
public:
    Commit(store::Connection& connection, const House& house);

    /// A new message with all its rows.
    void accept(const store::Message& message, const Draft& draft);

    /// The outcome of an attempt that this node had claimed. Ignored when the claim is not ours any
    /// more: whoever has it now decides.
    void attempted(const store::Delivery& claimed, const store::Attempt& attempt,
                   const channels::Outcome& outcome, double jitter);

    /// The node that was sending it is gone.
    void claim_lost(const store::Delivery& delivery);

    /// Its instant has come. True: it is to be claimed and sent; false: it ended, or (secure inbox)
    /// was done right here.
    [[nodiscard]] bool fell_due(const store::Delivery& delivery);

    /// News of a page: the contact's device has it, or the contact read it.
    void progressed(store::PageId page, store::Progress news, std::string_view how);

    /// The contact answered.
    void replied(const store::Reply& reply);

    /// The escalation's interval may be over.
    void interval_passed(const store::Escalation& escalation);

private:
    void save(const store::Delivery& before, const core::DeliveryStep& step,
              std::int64_t fence = 0);
    void after(const store::Delivery& before, const core::DeliveryStep& step);
    void raise(store::Page page, store::Progress news, store::ReplyId reply, std::string_view how);
    void cancel_needless(const store::Page& page);
    void bring_forward(store::PageId page);
    void judge_lost(store::PageId page);

    void tell_escalations(const store::Page& page, const core::EscalationEvent& event);
    void apply(const store::Escalation& before, const core::EscalationStep& step);
    void page_rung(store::Escalation& escalation, int rung);
    void stand_down(const store::Escalation& escalation);
    void report_exhausted(const store::Escalation& escalation);
    bool below_waiting(const store::Escalation& escalation);

    static void must(bool saved);
    void promise(store::PromiseKind kind, std::int64_t subject, std::int64_t version,
                 store::MessageId message, store::Instant due);
    const store::Message& message(store::MessageId id);
    Drafter drafter(store::MessageId id);
    void note(store::MessageId message, store::PageId page, store::ContactId contact,
              store::DeliveryId delivery, std::string decision, std::string reason);

    store::Connection& connection_; ///< outlives us
    const House& house_;            ///< outlives us
    std::shared_ptr<const store::Directory> people_;
    store::Instant now_;
    std::vector<store::Message> loaded_;
};

} // namespace relay::engine
