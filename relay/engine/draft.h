#pragma once
#include "relay/core/resolve.h"
#include "relay/engine/house.h"
#include "store/model/escalation.h"
#include "store/model/ledger_line.h"
#include "store/model/notice.h"
#include "store/model/page.h"
#include "store/model/promise.h"
#include <set>
#include <vector>

// The rows that a message brings into the store, made before the transaction that inserts them: the
// listeners' threads do the thinking, the one writer only writes.

namespace relay::engine {

/// A status mail that waits, so that others of that time may go in it.
struct Gathering {
    store::NoticeId notice;
    store::Millis span{0};
};

/// Rows to be inserted together.
struct Draft {
    std::vector<store::Page> pages;
    std::vector<store::Delivery> deliveries;
    std::vector<store::Notice> notices;
    std::vector<store::Escalation> escalations;
    std::vector<store::Promise> promises;
    std::vector<store::LedgerLine> ledger;
    std::vector<Gathering> gatherings;  ///< of `notices`
    std::vector<store::NoticeId> asked; ///< of `notices`: never held
};

/// What goes with a page's stage on its way to the originator.
struct StageNews {
    store::ReplyId reply{};     ///< Replied: which
    int error_code = 0;         ///< Failed: WCTP's
    std::string reason{};       ///< Failed: one line
    bool is_escalating = false; ///< Failed: its escalation goes on and is told of as a whole
};

/// Collects the rows for one message. Pure but for the ids it draws.
class Drafter {
public:
    Drafter(const Rules& rules, const store::Directory& people, store::IdGenerator& ids,
            const store::Message& message, store::Instant now);

    /// What this message has done before, so that nobody is paged and no group is run twice.
    void continues(std::vector<store::ContactId> paged, std::vector<store::GroupId> run);

    /// What came of addressing one target.
    struct Addressed {
        std::vector<store::PageId> pages;
        bool begins_escalation = false;
        bool is_heard = false; ///< one of the pages leads to somebody, or may yet
        bool nobody() const { return pages.empty() && !begins_escalation; }
    };

    /// Pages whoever `target` leads to, and begins the escalations among them. `path`: groups above
    /// it; `seen`: groups run in this chain; `failover_of`: valid for a failover rung.
    Addressed address(const store::Member& target, const std::vector<store::GroupId>& path = {},
                      const std::vector<store::GroupId>& seen = {},
                      store::GroupId failover_of = {});

    /// Pages the contact and nobody else, whoever stands in.
    store::PageId page_alone(const store::Contact& contact);
    /// As page_alone(), but at once by each of `channels`, to each address that may be used.
    store::PageId test(const store::Contact& contact, const std::set<store::Channel>& channels);

    /// The contact's redundancy and copies once more: redundancy at its delay after `start`, or now
    /// where that is past; what makes a noise after quiet hours.
    void deliver_again(store::Page page, store::Contact contact, store::Instant start);

    /// One notice with the delivery that carries it (none for NoticeWay::Query). `gathers`: for how
    /// long a status mail waits for others; 0 and `is_asked`: its sender asked for this one.
    void owe(store::Notice notice, store::Millis gathers = store::Millis{0}, bool is_asked = false);

    /// The notices that a stage of a page amounts to.
    void owe_for(const store::Page& page, store::Progress stage, const StageNews& details);

    void note(const store::Page& page, std::string decision, std::string reason,
              store::DeliveryId delivery = {});
    void note(std::string decision, std::string reason, store::ContactId contact = {});

    /// A promise to act on a delivery or an escalation.
    void promise(const store::Delivery& delivery);

    Draft take() { return std::move(draft_); }

private:
    store::PageId page(const core::ResolvedPage& resolved, store::GroupId failover_of,
                       bool escalating);
    store::Page fresh_page(const store::Contact& contact) const;
    store::Instant departure() const;
    void deliver(store::Page& page, const core::Plan& plan);
    core::Plan plan_for(const store::Contact& contact) const;
    void note_left_out(const store::Page& page, const core::Plan& plan);
    void add(store::Page& page, const core::PlannedDelivery& planned);
    void begin_escalation(const core::EscalationStart& start,
                          const std::vector<store::GroupId>& seen);
    void leave_out(const core::LeftOut& left_out);

    const Rules& rules_;
    const store::Directory& people_;
    store::IdGenerator& ids_;
    const store::Message& message_;
    store::Instant now_;
    std::vector<store::ContactId> paged_;
    std::vector<store::GroupId> run_;
    bool is_heard_ = false; ///< of what was paged last
    Draft draft_;
};

/// Inserts all rows, inside the caller's transaction. Status mails of which one address gets too
/// many in an hour wait for theirs; those that would wait for longer than a notice lives are
/// dropped, and the ledger says both (CHANNELS.md 5.2). One that may be told together with others
/// goes in the mail that waits for its address, or waits itself.
void insert(store::Connection& connection, const House& house, Draft draft);

/// "group gr_... > gr_..." for ledger lines; empty for a direct address.
std::string path_text(const std::vector<store::GroupId>& path);

} // namespace relay::engine
