#include "relay/engine/draft.h"
#include "relay/core/address_code.h"
#include "relay/core/escalation.h"
#include "relay/core/page_progress.h"
#include "relay/core/quiet_hours.h"
#include "relay/core/retention.h"
#include "relay/core/status.h"
#include "store/model/device.h"
#include <algorithm>

namespace relay::engine {
namespace {

/// Which carries a notice of that way.
store::Channel channel_of(store::NoticeWay way)
{
    switch (way) {
    case store::NoticeWay::WctpPush:
        return store::Channel::WctpPush;
    case store::NoticeWay::Sms:
        return store::Channel::Sms;
    case store::NoticeWay::Ivr:
        return store::Channel::Ivr;
    case store::NoticeWay::Snpp:
        return store::Channel::Snpp;
    case store::NoticeWay::WctpPeer:
        return store::Channel::WctpPeer;
    case store::NoticeWay::Push:
        return store::Channel::Push;
    case store::NoticeWay::Email:
    case store::NoticeWay::Query:
        return store::Channel::Email;
    }
    std::abort();
}

/// As deliveries name it.
store::DetailId device_of(const store::Notice& notice)
{
    return store::DetailId{
        store::DeviceId::parse(notice.address).value_or(store::DeviceId{}).value};
}

std::string text_of(const store::Member& member)
{
    return std::visit([](const auto& id) { return id.text(); }, member);
}

store::ContactId contact_of(const store::Member& member)
{
    const auto* contact = std::get_if<store::ContactId>(&member);
    return contact == nullptr ? store::ContactId{} : *contact;
}

/// How a page found its contact.
std::string way_text(const core::ResolvedPage& resolved)
{
    const auto path = path_text(resolved.path);
    std::string way = path.empty() ? "addressed directly" : "through " + path;
    if (resolved.schedule.valid())
        way += ", on duty in " + resolved.schedule.text();
    if (resolved.instead_of.valid())
        way += ", stands in for " + resolved.instead_of.text();
    return way;
}

} // namespace

std::string path_text(const std::vector<store::GroupId>& path)
{
    std::string text;
    for (const auto& group : path)
        text += (text.empty() ? "" : " > ") + group.text();
    return text;
}

Drafter::Drafter(const Rules& rules, const store::Directory& people, store::IdGenerator& ids,
                 const store::Message& message, store::Instant now)
    : rules_(rules), people_(people), ids_(ids), message_(message), now_(now)
{
}

void Drafter::continues(std::vector<store::ContactId> paged, std::vector<store::GroupId> run)
{
    paged_ = std::move(paged);
    run_ = std::move(run);
}

Drafter::Addressed Drafter::address(const store::Member& target,
                                    const std::vector<store::GroupId>& path,
                                    const std::vector<store::GroupId>& seen,
                                    store::GroupId failover_of)
{
    const core::Moment moment{departure(), *rules_.zones, message_.priority};
    auto resolution =
        core::resolve(people_, message_.principal, target, moment, {paged_, seen, run_});
    Addressed addressed;
    for (auto& resolved : resolution.pages) {
        resolved.path.insert(resolved.path.begin(), path.begin(), path.end());
        addressed.pages.push_back(page(resolved, failover_of, !seen.empty()));
        addressed.is_heard = addressed.is_heard || is_heard_;
    }
    for (const auto& left_out : resolution.left_out)
        leave_out(left_out);
    for (auto& start : resolution.escalations) {
        start.path.insert(start.path.begin(), path.begin(), path.end());
        begin_escalation(start, seen);
        addressed.begins_escalation = addressed.is_heard = true;
    }
    return addressed;
}

store::PageId Drafter::page(const core::ResolvedPage& resolved, store::GroupId failover_of,
                            bool escalating)
{
    const auto* contact = people_.contact(resolved.contact);
    paged_.push_back(resolved.contact);
    auto made = fresh_page(*contact);
    made.path = resolved.path;
    made.failover_of = failover_of;
    made.schedule = resolved.schedule;
    made.instead_of = resolved.instead_of;
    if (escalating) // then the escalation as a whole is reported
        made.expires.reset();
    note(made, "paged", way_text(resolved));
    const auto plan = plan_for(*contact);
    is_heard_ = core::reaches_somebody(plan, *contact, people_);
    deliver(made, plan);
    draft_.pages.push_back(std::move(made));
    return draft_.pages.back().id;
}

store::Page Drafter::fresh_page(const store::Contact& contact) const
{
    store::Page made;
    made.id = ids_.make<store::PageId>(now_);
    made.message = message_.id;
    made.contact = contact.id;
    made.created = now_;
    made.purge = core::purge_instant(contact.retention, made);
    made.expires = message_.expires;
    return made;
}

store::PageId Drafter::page_alone(const store::Contact& contact)
{
    auto made = fresh_page(contact);
    note(made, "paged", "addressed directly");
    deliver(made, plan_for(contact));
    draft_.pages.push_back(std::move(made));
    return draft_.pages.back().id;
}

store::PageId Drafter::test(const store::Contact& contact, const std::set<store::Channel>& channels)
{
    auto made = fresh_page(contact);
    note(made, "paged", "a test, by " + message_.originator);
    deliver(made, core::plan_test(contact, channels, rules_.channels, now_));
    draft_.pages.push_back(std::move(made));
    return draft_.pages.back().id;
}

/// When the message goes out.
store::Instant Drafter::departure() const
{
    return std::max(now_, message_.not_before.value_or(now_));
}

core::Plan Drafter::plan_for(const store::Contact& contact) const
{
    return core::plan(contact, message_, rules_.channels, departure(), *rules_.zones);
}

void Drafter::deliver(store::Page& page, const core::Plan& plan)
{
    for (const auto& planned : plan.deliveries)
        add(page, planned);
    note_left_out(page, plan);
}

void Drafter::deliver_again(store::Page page, store::Contact contact, store::Instant start)
{
    const auto passed = start == store::Instant::min() ? store::Millis::max() : now_ - start;
    for (auto& rule : contact.redundancy)
        rule.delay = std::max(rule.delay - std::min(rule.delay, passed), store::Millis{0});
    const auto plan = core::plan(contact, message_, rules_.channels, now_, *rules_.zones);
    for (const auto& planned : plan.deliveries) {
        if (planned.channel == store::Channel::Secure)
            continue; // it lies there already
        auto again = planned;
        if (planned.unless && core::got_as_far_as(page.progress, *planned.unless))
            again.unless = store::Progress::Replied; // only a further answer makes it needless
        add(page, again);
    }
    note_left_out(page, plan);
}

void Drafter::note_left_out(const store::Page& page, const core::Plan& plan)
{
    for (const auto& missing : plan.left_out) {
        note(page, "left_out",
             std::string(store::word(missing.kind)) + " by " +
                 std::string(store::word(missing.channel)) + ": " +
                 std::string(core::word(missing.why)));
    }
}

void Drafter::add(store::Page& page, const core::PlannedDelivery& planned)
{
    store::Delivery delivery;
    delivery.id = ids_.make<store::DeliveryId>(now_);
    delivery.message = message_.id;
    delivery.page = page.id;
    delivery.contact = page.contact;
    delivery.kind = planned.kind;
    delivery.channel = planned.channel;
    delivery.detail = planned.detail;
    delivery.priority = message_.priority;
    delivery.due = planned.due;
    delivery.unless = planned.unless;
    delivery.expires = message_.expires;
    if (planned.channel == store::Channel::Secure && planned.due <= now_) {
        // The inbox is the store: with this very transaction the page lies in it.
        delivery.state = store::DeliveryState::Accepted;
        draft_.deliveries.push_back(delivery);
        page = core::raise(page, store::Progress::Accepted, now_).next;
        owe_for(page, store::Progress::Accepted, {});
        return;
    }
    if (planned.is_held)
        note(page, "held",
             std::string(store::word(planned.kind)) + " by " +
                 std::string(store::word(planned.channel)) + ": held until " +
                 core::clock_text(*rules_.zones, *people_.contact(page.contact), planned.due),
             delivery.id);
    if (planned.is_despite_stop)
        note(page, "despite_stop",
             std::string(store::word(planned.kind)) + " by " +
                 std::string(store::word(planned.channel)) +
                 ": the address is opted out, the page is of high priority: " +
                 rules_.channels.opt_out.override_basis,
             delivery.id);
    promise(delivery);
    draft_.deliveries.push_back(delivery);
}

void Drafter::owe(store::Notice notice, store::Millis gathers, bool is_asked)
{
    notice.id = ids_.make<store::NoticeId>(now_);
    notice.message = message_.id;
    if (notice.way == store::NoticeWay::Query || notice.way == store::NoticeWay::WctpPush)
        notice.poller = core::poller_of(message_, people_.source(message_.source));
    if (notice.way != store::NoticeWay::Query) {
        store::Delivery delivery;
        delivery.id = ids_.make<store::DeliveryId>(now_);
        delivery.message = message_.id;
        delivery.page = notice.page;
        delivery.notice = notice.id;
        delivery.kind = store::DeliveryKind::Notice;
        delivery.channel = channel_of(notice.way);
        delivery.priority = message_.priority;
        delivery.due = notice.at;
        delivery.expires =
            notice.at + (notice.kind == store::NoticeKind::Code ? core::CodeRules().life
                                                                : rules_.notice_expiry);
        if (notice.way == store::NoticeWay::Push)
            delivery.detail = device_of(notice);
        promise(delivery);
        draft_.deliveries.push_back(delivery);
    }
    if (gathers.count() > 0)
        draft_.gatherings.push_back({notice.id, gathers});
    if (is_asked)
        draft_.asked.push_back(notice.id);
    draft_.notices.push_back(std::move(notice));
}

void Drafter::owe_for(const store::Page& page, store::Progress stage, const StageNews& details)
{
    const auto* contact = people_.contact(page.contact);
    if (contact == nullptr)
        return;
    const auto* source = people_.source(message_.source);
    for (const auto& owed : core::notices(message_, *contact, source, stage)) {
        // To programs a failure is final (RFC 3464 2.3.3), so it is the escalation's to tell.
        const bool is_for_people = owed.way == store::NoticeWay::Email && !message_.report.is_said;
        if (details.is_escalating && !is_for_people)
            continue;
        store::Notice notice;
        notice.page = page.id;
        notice.contact = page.contact;
        notice.kind = owed.kind;
        notice.way = owed.way;
        notice.address = owed.address;
        notice.at = now_;
        if (stage == store::Progress::Replied)
            notice.reply = details.reply;
        if (stage == store::Progress::Failed) {
            notice.error_code = details.error_code;
            notice.reason = details.reason;
        }
        owe(std::move(notice), owed.digest, owed.is_asked);
    }
}

void Drafter::begin_escalation(const core::EscalationStart& start,
                               const std::vector<store::GroupId>& seen)
{
    const auto* group = people_.group(start.group);
    store::Escalation fresh;
    fresh.id = ids_.make<store::EscalationId>(now_);
    fresh.message = message_.id;
    fresh.group = start.group;
    fresh.rule = core::rule_of(people_, message_.principal, *group);
    fresh.seen = seen;
    fresh.seen.push_back(start.group);
    fresh.created = now_;
    // The first rung goes out with the scheduler's next look, a moment from now, in a transaction
    // of its own: so that it and all later rungs take one and the same way.
    fresh.due = departure();
    const auto path = path_text(start.path);
    note("escalation", start.group.text() + " begins" + (path.empty() ? "" : ", through " + path));
    store::Promise made;
    made.kind = store::PromiseKind::Escalation;
    made.subject = fresh.id.value;
    made.message = message_.id;
    made.due = fresh.due;
    draft_.promises.push_back(made);
    draft_.escalations.push_back(std::move(fresh));
}

void Drafter::leave_out(const core::LeftOut& left_out)
{
    const auto path = path_text(left_out.path);
    note("left_out",
         text_of(left_out.who) + ": " + std::string(core::word(left_out.why)) +
             (path.empty() ? "" : ", through " + path),
         contact_of(left_out.who));
}

void Drafter::note(const store::Page& page, std::string decision, std::string reason,
                   store::DeliveryId delivery)
{
    draft_.ledger.push_back({message_.id, page.id, page.contact, delivery, std::move(decision),
                             std::move(reason), now_});
}

void Drafter::note(std::string decision, std::string reason, store::ContactId contact)
{
    draft_.ledger.push_back(
        {message_.id, {}, contact, {}, std::move(decision), std::move(reason), now_});
}

void Drafter::promise(const store::Delivery& delivery)
{
    store::Promise made;
    made.kind = store::PromiseKind::Delivery;
    made.subject = delivery.id.value;
    made.message = message_.id;
    made.due = delivery.due;
    draft_.promises.push_back(made);
}

} // namespace relay::engine
