#pragma once
#include "relay/channels/incoming.h"
#include "relay/core/escalation.h"
#include "relay/core/page_progress.h"
#include "relay/core/status.h"
#include "relay/engine/draft.h"
#include "store/connection.h"
#include "store/model/acceptance.h"
#include "store/model/delivery.h"
#include "store/model/incoming.h"
#include <set>
#include <string>
#include <tl/expected.hpp>

// What happens to a message, applied to the store: the core decides, this loads what the core has
// to know and writes what comes back. One object per transaction, on the writer's thread.

namespace relay::engine {

/// The words of a reply that says no and nothing else.
inline constexpr std::string_view declined_without_words = "Declined";

/// Works inside the caller's transaction.
///
/// Throws store::Busy where another node saved in between, and store::Conflict where it paged the
/// same contact: the whole job is then tried again by whoever submitted it, and decides anew. Reads
/// no text of a message, so a text that was tampered with stops nothing.
class Commit {
public:
    /// What an operator asked for is done, or why there is nothing to do, as a sentence.
    using Done = tl::expected<void, std::string>;

    Commit(store::Connection& connection, const House& house);

    /// A new message with all its rows.
    void accept(const store::Message& message, const Draft& draft);

    /// The outcome of an attempt that this node had claimed. Where the claim was taken from us, it
    /// still counts as long as nobody began another attempt; after that it only stands in its row.
    void attempted(const store::Delivery& claimed, const store::Attempt& attempt,
                   const channels::Outcome& outcome, double jitter);

    /// What the gateway says of a text afterwards. It may come twice, out of order, late, and
    /// before the answer it belongs to; then it is kept until that comes. One that nobody can
    /// place, or that is about an attempt before the last, moves nothing.
    void receipt(const channels::Receipt& receipt);

    /// A mail server still tries: where the page is urgent the next channel does not wait for it.
    /// Said again, nothing moves any more.
    void delayed(store::DeliveryId mail, const std::string& code);
    /// Somebody answered it.
    void answered(store::DeliveryId mail);
    /// The contact's mailbox says that the mail was opened.
    void shown(store::DeliveryId mail);
    /// A line for the ledger about a page's delivery; nothing moves.
    void remark(store::DeliveryId delivery, std::string decision, std::string reason);

    /// The node that was sending it is gone, or what came of it cannot be recorded.
    void claim_lost(const store::Delivery& delivery);

    /// Does the rule say, at this instant, that it is to be claimed and sent by a channel? If not,
    /// settle() is for it.
    bool is_to_be_sent(const store::Delivery& delivery) const;
    /// Due, but not to be sent now. Where its channel is of no use, the page's next does not wait.
    void put_off(const store::Delivery& delivery, const core::PutOff& event);
    /// An address of the contact said STOP: the log warns, and who is to know gets a mail.
    void stopped(store::ContactId contact, store::DetailId detail);
    /// Its page's next channel is due now; once for a delivery, however often it fails.
    void give_way(const store::Delivery& delivery);
    /// Its instant has come and there is nothing to send: it expired, or lies in the inbox now.
    void settle(const store::Delivery& delivery);

    /// News of a page: the contact's device has it, or the contact read it.
    void progressed(store::PageId page, store::Progress news, std::string_view how);

    /// The contact answered; where one answer is enough for its group, the others stand down.
    void replied(const store::Reply& reply);
    /// The contact said something that settles nothing: the originator gets it, and whoever is to
    /// answer is still waited for.
    void remarked(const store::Reply& reply);
    /// The contact has it, unless somebody has, or each of its group is to answer.
    void take(const store::Page& page, store::Channel by);
    /// The contact will not do it: the next one does not wait. A choice of the originator's goes
    /// back to it at once, words only once nobody else is left.
    void declined(const store::Reply& reply);
    /// Does the first answer of somebody in the page's group count for all of it?
    bool is_one_enough(const store::Page& page) { return scope_of(page).group.valid(); }
    /// Did its page get far enough, or did somebody or something make it needless, since it was
    /// claimed?
    bool is_answered_elsewhere(const store::Delivery& delivery);
    /// Somebody else has the page, or it was called off.
    bool is_out_of_hand(const store::Page& page);
    /// Who has it, where one answer is enough for the page's group; empty: nobody.
    std::optional<store::Acceptance> taken_by(const store::Page& page);
    /// Whoever has it is done.
    Done close(store::MessageId message, std::string_view by);
    /// Whoever had it was not done in time.
    void lapsed(const store::Acceptance& acceptance);

    /// A word to the contact besides any page, in a message of its own.
    store::MessageId owe_apart(const store::Contact& contact, store::Notice notice,
                               store::Priority priority, std::string_view by);
    /// A mail to `address` with all that was said to and by the contact.
    void owe_export(const store::Contact& contact, const std::string& address, std::string_view by);
    /// A page that says it is a test, at once by each of `channels`, to each address that may be
    /// used (X.20).
    store::MessageId test(const store::Contact& contact, const std::set<store::Channel>& channels,
                          std::string_view by);
    /// A page in our own words, to this contact whoever stands in.
    struct OwnWords {
        std::string subject;
        std::string body;
    };
    store::MessageId tell_apart(const store::Contact& contact, const OwnWords& words,
                                store::Instant expires);

    /// Called off: nothing more is sent, and those who heard of it hear that.
    Done recall(store::MessageId message, std::string_view by);
    /// To somebody else instead of all who have not answered.
    Done redirect(store::MessageId message, const store::Member& target, std::string_view by);
    /// Once more, by all ways and at once, to all who have not answered.
    Done resend(store::MessageId message, std::string_view by);
    /// Its escalations do not wait for their interval.
    Done hurry(store::MessageId message, std::string_view by);

    /// The originator's host fetched it by polling, or said that it never will (`taken` false): it
    /// is pushed no more. False: it is not this poller's, or nobody waits for it any more.
    [[nodiscard]] bool fetched(store::NoticeId notice, store::SourceId poller, bool taken);

    /// A word to a recipient besides its page.
    void owe(store::MessageId message, store::Notice notice);

    /// Nobody's device had it at its expiry.
    void page_expired(const store::Page& page);

    /// The contact's view of the text may be over; the text goes with the last one's (S0.24-S0.29).
    void purge(const store::Page& page);

    /// The escalation's interval may be over.
    void interval_passed(const store::Escalation& escalation);

private:
    core::DeliveryStep due_step(const store::Delivery& delivery) const;
    void save(const store::Delivery& before, const core::DeliveryStep& step,
              std::int64_t fence = 0);
    void after(const store::Delivery& before, const core::DeliveryStep& step);
    void cancel(const store::Delivery& delivery, const core::DeliveryEvent& event,
                std::string reason);
    void push_ended(const store::Delivery& delivery);
    void tell_gathered(const store::Delivery& delivery);
    void notice_lost(const store::Delivery& delivery);
    void export_lost(const store::Notice& notice);
    void keep_handles(const store::Delivery& delivery, const store::Attempt& attempt,
                      const channels::Accepted& accepted);
    void receipt_of_ours(const channels::Receipt& receipt,
                         const std::vector<store::GatewayPart>& parts);
    void receipt_of_part(const channels::Receipt& receipt, store::GatewayPart part);
    std::vector<store::GatewayPart> of_one_text(std::vector<store::GatewayPart> parts);
    std::vector<store::Delivery> went_together(const store::Delivery& delivery);
    void receipt_of(const store::Delivery& delivery, const channels::Receipt& receipt,
                    store::Fate fate);
    std::optional<store::Delivery> page_delivery(store::DeliveryId id);

    void judge_address(const store::Delivery& delivery, const channels::Outcome& outcome);
    void judge_address(const store::Delivery& mail, const channels::Receipt& receipt);
    void good_address(const store::Delivery& delivery);
    void try_another_phone(store::Delivery& next, const channels::Outcome& outcome) const;
    void bad_address(const store::Delivery& delivery);

    void raise(const store::Page& page, store::Progress news, const StageNews& details,
               std::string_view how);
    void fail(const store::Page& page, std::string reason);
    void tell_deliveries(const store::Page& page);
    void judge_lost(store::PageId page);
    void judge_silent(store::PageId page);
    bool is_watched(const store::Page& page) const;
    bool is_heard(const store::Page& page);
    bool was_unheard(const store::Page& page);
    void nobody_hears(const store::Page& page);
    void page_last_resort(const store::Page& page);

    /// Those for whom one answer is enough; no group: each is to answer.
    struct Scope {
        store::GroupId group;
        std::vector<store::Page> pages;
        std::vector<store::Escalation> escalations;
    };
    Scope scope_of(const store::Page& page);
    bool others_may_take(const store::Page& page);
    void relieve(const store::Page& page, const std::string& words);
    void tell(const store::Page& page, const std::string& words, bool is_over);
    void end(store::Acceptance acceptance, store::AcceptanceState state);
    void reopen(const store::Acceptance& acceptance, const std::string& words);
    std::vector<store::Acceptance> end_acceptances(store::MessageId id);
    void bring_forward(const store::Delivery& delivery);
    void plan_again(const store::Page& page, store::Instant start, const std::string& why);

    std::vector<store::Escalation> escalations_of(store::MessageId message);
    void tell_escalations(const store::Page& page, store::Progress news);
    bool is_below_waiting(const store::Escalation& escalation);
    bool counts_for(const store::Page& page, const store::Escalation& escalation);
    void give_back(const store::Escalation& escalation, const store::Page& page,
                   const std::string& words);
    bool was_paged_below(const store::Escalation& owner, store::Instant at);
    void rung_over(const store::Escalation& owner, const store::Page& page,
                   const core::EscalationEvent& event);
    void apply(const store::Escalation& before, const core::EscalationStep& step);
    void page_rung(store::Escalation& escalation, int rung);
    void stand_down(const store::Escalation& escalation);
    void report_exhausted(const store::Escalation& escalation);
    void page_last_resort(const store::Escalation& escalation, Drafter& rows);
    void turn_to_last_resort(const store::Escalation& escalation, std::string why, Drafter& rows);
    bool is_answered_since(const store::Escalation& escalation);
    void fail_report_lost(const store::Notice& report);
    core::EscalationEnd end_of(const store::Escalation& escalation);
    void tell_originator(const store::Escalation& escalation, store::Notice notice, Drafter& rows);

    store::Message message_of_ours(const store::Contact& contact, std::string_view by) const;
    bool is_past_expiry(store::MessageId id);
    /// Why nothing can be sent any more, as a sentence; empty: it can.
    std::optional<std::string> why_over(store::MessageId id);
    std::optional<store::Instant> purge_instant(const store::Page& page);
    bool is_text_needed(const store::Page& page);
    void promise(store::PromiseKind kind, std::int64_t subject, std::int64_t version,
                 store::MessageId message, store::Instant due);
    const store::Message& message(store::MessageId id);
    void lock(store::MessageId id);
    Drafter drafter(store::MessageId id);
    void note(const store::Delivery& delivery, std::string decision, std::string reason);
    void note(store::LedgerLine line);

    store::Connection& connection_; ///< outlives us
    const House& house_;            ///< outlives us
    std::shared_ptr<const store::Directory> people_;
    store::Instant now_;
    std::vector<std::unique_ptr<store::Message>> loaded_;
};

/// Throws store::Busy unless `saved`.
void must(bool saved);

} // namespace relay::engine
