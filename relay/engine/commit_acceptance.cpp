// The part of Commit that is about answers: whose counts, whom it stands down, and what happens
// when the work is not done after all.
#include "relay/core/acceptance.h"
#include "relay/core/reply_match.h"
#include "relay/engine/answered.h"
#include "relay/engine/commit.h"
#include "store/acceptance_repository.h"
#include "store/delivery_repository.h"
#include "store/model/device.h"
#include "store/page_repository.h"
#include "store/promise_repository.h"
#include "store/reply_repository.h"
#include <algorithm>

namespace relay::engine {
namespace {

using store::Acceptance;
using store::AcceptanceState;
using store::DeliveryState;
using store::Progress;

/// Those by which a person may have heard of the page, besides the inbox.
std::optional<store::NoticeWay> way_of(store::Channel channel)
{
    switch (channel) {
    case store::Channel::Email:
        return store::NoticeWay::Email;
    case store::Channel::Sms:
        return store::NoticeWay::Sms;
    case store::Channel::Ivr:
        return store::NoticeWay::Ivr;
    case store::Channel::Snpp:
        return store::NoticeWay::Snpp;
    case store::Channel::WctpPeer:
        return store::NoticeWay::WctpPeer;
    case store::Channel::Push:
        return store::NoticeWay::Push;
    case store::Channel::Secure:   // shows it by itself
    case store::Channel::WctpPush: // carries no page
        return std::nullopt;
    }
    std::abort(); // a value that is no enumerator
}

/// Where it went, if something may still go there; else empty.
std::string address_of(const store::Directory& people, const store::Delivery& sent,
                       const core::OptOutRule& rule)
{
    const auto* contact = people.contact(sent.contact);
    if (contact == nullptr)
        return {};
    if (sent.channel == store::Channel::Push)
        return std::ranges::count(contact->devices, sent.detail) == 0
                   ? std::string()
                   : store::DeviceId{sent.detail.value}.text();
    const auto found = std::ranges::find(contact->details, sent.detail, &store::ContactDetail::id);
    const bool is_there = found != contact->details.end() &&
                          core::opt_out_of(*found, sent.priority, rule) != core::OptOut::Stops;
    return is_there ? found->address : std::string();
}

} // namespace

Commit::Scope Commit::scope_of(const store::Page& page)
{
    const auto escalations = escalations_of(page.message);
    const auto addressed = people_->find(message(page.message).recipient);
    const auto* group = addressed ? std::get_if<store::GroupId>(&*addressed) : nullptr;
    const auto root = group == nullptr ? store::GroupId{} : *group;
    Scope scope;
    scope.group =
        core::answering_group(core::chain_of(page, escalations, root), escalations, *people_);
    if (!scope.group.valid())
        return scope;
    const auto is_inside = [&](const std::vector<store::GroupId>& chain) {
        return std::ranges::find(chain, scope.group) != chain.end();
    };
    for (auto& other : store::PageRepository(connection_).of_message(page.message)) {
        if (is_inside(core::chain_of(other, escalations, root)))
            scope.pages.push_back(std::move(other));
    }
    for (const auto& escalation : escalations) {
        if (root == scope.group || is_inside(escalation.seen))
            scope.escalations.push_back(escalation);
    }
    return scope;
}

std::optional<Acceptance> Commit::taken_by(const store::Page& page)
{
    const auto all = store::AcceptanceRepository(connection_).of_message(page.message);
    if (all.empty())
        return std::nullopt;
    const auto* holder = core::holder_of(all, scope_of(page).group);
    return holder == nullptr ? std::nullopt : std::optional(*holder);
}

/// Of the answers that come after the first nothing follows.
void Commit::take(const store::Page& page, store::Channel by)
{
    const auto scope = scope_of(page);
    store::AcceptanceRepository acceptances(connection_);
    if (!scope.group.valid() ||
        core::holder_of(acceptances.of_message(page.message), scope.group) != nullptr)
        return;
    Acceptance taken;
    taken.id = house_.ids.make<store::AcceptanceId>(now_);
    taken.message = page.message;
    taken.group = scope.group;
    taken.page = page.id;
    taken.contact = page.contact;
    taken.channel = by;
    taken.at = now_;
    const auto* group = people_->group(scope.group);
    if (group != nullptr && group->acceptance > store::Millis{0})
        taken.lapses = now_ + group->acceptance;
    acceptances.insert(taken);
    if (taken.lapses)
        promise(store::PromiseKind::Acceptance, taken.id.value, 0, taken.message, *taken.lapses);
    note({page.message, page.id, page.contact, {}, "taken", "for " + scope.group.text(), {}});
    for (const auto& escalation : scope.escalations)
        apply(escalation, core::advance(escalation, core::Recalled{}, now_));
    for (const auto& other : scope.pages) {
        if (other.id != page.id && !other.declined)
            relieve(other, "is taken by somebody else. You need do nothing.");
    }
}

/// Nothing more is sent of that page, and who heard of it hears that it is over.
void Commit::relieve(const store::Page& page, const std::string& words)
{
    for (const auto& delivery : store::DeliveryRepository(connection_).of_page(page.id)) {
        if (core::is_open(delivery.state) && delivery.kind != store::DeliveryKind::Notice)
            cancel(delivery, core::AnsweredElsewhere{}, "the message is not open any more");
    }
    tell(page, words, true);
}

/// Each address that was reached, on the channel by which; a word of ours that names nothing of the
/// message.
void Commit::tell(const store::Page& page, const std::string& words, bool is_over)
{
    auto rows = drafter(page.message);
    std::set<std::pair<store::NoticeWay, std::string>> told;
    for (const auto& sent : store::DeliveryRepository(connection_).of_page(page.id)) {
        const auto way = way_of(sent.channel);
        const auto address = address_of(*people_, sent, house_.rules.channels.opt_out);
        if (way == store::NoticeWay::Push && !is_over)
            continue; // a push that it waits comes anyway
        if (sent.kind == store::DeliveryKind::Notice || !way || address.empty() ||
            !has_left_the_house(connection_, house_, sent) || !told.emplace(*way, address).second)
            continue;
        store::Notice notice;
        notice.page = page.id;
        notice.contact = page.contact;
        notice.kind = store::NoticeKind::StandDown;
        notice.way = *way;
        notice.address = address;
        notice.reason = "message " + core::reply_code(page.id) + " " + words;
        notice.at = now_;
        rows.owe(std::move(notice));
    }
    insert(connection_, house_, rows.take());
}

/// Of an escalation as long as it walks, else of a group for which one answer is enough. The
/// originator hears of a decline only once nobody else is left.
bool Commit::others_may_take(const store::Page& page)
{
    const auto scope = scope_of(page);
    return !scope.escalations.empty() || std::ranges::any_of(scope.pages, [&](const auto& other) {
        return other.id != page.id && !other.declined && other.progress != Progress::Failed;
    });
}

constexpr auto given_back = "is open again: whoever had it cannot do it. Please look at it.";

void Commit::declined(const store::Reply& reply)
{
    store::ReplyRepository(connection_, house_.vault).insert(reply);
    house_.metrics.replies().fetch_add(1, std::memory_order_relaxed);
    lock(reply.message);
    store::PageRepository pages(connection_);
    auto page = pages.find(reply.page);
    if (!page || page->declined)
        return;
    page->declined = now_;
    must(pages.save(*page));
    progressed(reply.page, Progress::Read, store::word(reply.channel));
    page = pages.find(reply.page);
    auto rows = drafter(page->message);
    rows.note(*page, "declined", "by " + std::string(store::word(reply.channel)));
    const bool says_why =
        reply.choice > 0 || reply.text != store::ProtectedText(std::string(declined_without_words));
    if (says_why || !others_may_take(*page))
        rows.owe_for(*page, Progress::Replied, {.reply = reply.id});
    insert(connection_, house_, rows.take());
    for (const auto& delivery : store::DeliveryRepository(connection_).of_page(page->id)) {
        if (core::is_open(delivery.state) && delivery.kind != store::DeliveryKind::Notice)
            cancel(delivery, core::AnsweredElsewhere{}, "declined");
    }
    if (message(page->message).recalled || is_past_expiry(page->message))
        return;
    for (const auto& held : store::AcceptanceRepository(connection_).of_message(page->message)) {
        if (held.page == page->id && held.state == AcceptanceState::Held)
            reopen(held, given_back);
    }
    for (const auto& escalation : escalations_of(page->message))
        give_back(escalation, *page, given_back);
    for (const auto& escalation : escalations_of(page->message)) {
        const bool is_its = std::ranges::count(escalation.pages, page->id) > 0;
        if (is_its && escalation.phase == store::EscalationPhase::Waiting)
            rung_over(escalation, *page, core::RungDeclined{});
    }
}

void Commit::end(Acceptance acceptance, AcceptanceState state)
{
    acceptance.state = state;
    acceptance.ended = now_;
    must(store::AcceptanceRepository(connection_).save(acceptance));
    store::PromiseRepository(connection_)
        .keep(store::PromiseKind::Acceptance, acceptance.id.value, now_);
    note({acceptance.message,
          acceptance.page,
          acceptance.contact,
          {},
          std::string(store::word(state)),
          "for " + acceptance.group.text(),
          {}});
}

Commit::Done Commit::close(store::MessageId id, std::string_view by)
{
    bool is_closed = false;
    for (const auto& acceptance : store::AcceptanceRepository(connection_).of_message(id)) {
        if (acceptance.state != AcceptanceState::Held)
            continue;
        end(acceptance, AcceptanceState::Closed);
        is_closed = true;
    }
    if (!is_closed)
        return tl::unexpected(std::string("Nobody holds it."));
    note({id, {}, {}, {}, "closed", "by " + std::string(by), {}});
    return {};
}

/// It is open for all again: the walk goes on, and who was stood down hears of it (D13).
void Commit::lapsed(const Acceptance& acceptance)
{
    reopen(acceptance, "is open again: nobody finished it. Please look at it.");
}

void Commit::reopen(const Acceptance& acceptance, const std::string& words)
{
    end(acceptance, AcceptanceState::Lapsed);
    if (is_past_expiry(acceptance.message) || message(acceptance.message).recalled)
        return;
    const auto page = store::PageRepository(connection_).find(acceptance.page);
    if (!page)
        return;
    const auto scope = scope_of(*page);
    for (const auto& escalation : scope.escalations)
        apply(escalation, core::advance(escalation, core::AcceptanceLapsed{}, now_));
    for (const auto& other : scope.pages) {
        if (other.declined)
            continue;
        tell(other, words, false);
        plan_again(other, other.created, "it is open again");
    }
}

} // namespace relay::engine
