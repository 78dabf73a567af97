#include "relay/core/simulate.h"
#include "relay/core/escalation.h"
#include "relay/core/quiet_hours.h"
#include <algorithm>
#include <map>
#include <set>

namespace relay::core {
namespace {

using store::Channel;
using store::DeliveryKind;

/// One delivery that waits for its instant.
struct Waiting {
    store::PageId page;
    store::ContactId contact;
    store::GroupId group;
    PlannedDelivery planned;
};

class Simulation {
public:
    Simulation(const store::Directory& people, const store::Message& message,
               const Assumptions& assumptions)
        : people_(people), message_(message), assumptions_(assumptions), now_(message.accepted)
    {
    }

    void begin(const store::Member& target)
    {
        const auto last = people_.find(assumptions_.last_resort);
        if (!address(target, {}, {}).is_heard && last)
            address(*last, {}, {});
    }

    /// To the next instant at which something is to be done. False: nothing is, until `end`.
    bool step(store::Instant end)
    {
        std::optional<store::Instant> next;
        const auto consider = [&](store::Instant at) {
            if (!next || at < *next)
                next = at;
        };
        for (const auto& delivery : waiting_)
            consider(delivery.planned.due);
        for (const auto& escalation : escalations_) {
            if (escalation.phase == store::EscalationPhase::Waiting)
                consider(escalation.due);
        }
        if (!next || *next > end)
            return false;
        now_ = std::max(now_, *next);
        walk();
        send();
        return true;
    }

    Prediction take()
    {
        std::ranges::stable_sort(prediction_.sends, {}, &Predicted::at);
        return std::move(prediction_);
    }

private:
    bool is_over() const { return message_.expires && now_ >= *message_.expires; }

    struct Addressed {
        std::vector<store::PageId> pages;
        bool begins_escalation = false;
        bool is_heard = false;
    };

    Addressed address(const store::Member& target, const std::vector<store::GroupId>& seen,
                      store::GroupId group)
    {
        const Moment moment{std::max(now_, message_.not_before.value_or(now_)), *assumptions_.zones,
                            message_.priority};
        const auto found =
            resolve(people_, message_.principal, target, moment, {paged_, seen, groups_run()});
        Addressed addressed;
        for (const auto& page : found.pages) {
            addressed.pages.push_back(this->page(page.contact, group));
            addressed.is_heard = addressed.is_heard || is_heard_;
        }
        for (const auto& left_out : found.left_out)
            prediction_.gaps.push_back({left_out.who, std::string(word(left_out.why))});
        for (const auto& start : found.escalations) {
            begin_escalation(start.group, seen);
            addressed.begins_escalation = addressed.is_heard = true;
        }
        return addressed;
    }

    store::PageId page(store::ContactId id, store::GroupId group)
    {
        paged_.push_back(id);
        const store::PageId page{++last_id_};
        pages_.push_back(page);
        const auto start = std::max(now_, message_.not_before.value_or(now_));
        const auto plan = core::plan(*people_.contact(id), message_, assumptions_.channels, start,
                                     *assumptions_.zones);
        is_heard_ = reaches_somebody(plan, *people_.contact(id), people_);
        for (const auto& planned : plan.deliveries)
            waiting_.push_back({page, id, group, planned});
        for (const auto& missing : plan.left_out)
            prediction_.gaps.push_back({id, std::string(store::word(missing.kind)) + " by " +
                                                std::string(store::word(missing.channel)) + ": " +
                                                std::string(word(missing.why))});
        return page;
    }

    void begin_escalation(store::GroupId id, const std::vector<store::GroupId>& seen)
    {
        store::Escalation fresh;
        fresh.id = {++last_id_};
        fresh.group = id;
        fresh.rule = rule_of(people_, message_.principal, *people_.group(id));
        fresh.seen = seen;
        fresh.seen.push_back(id);
        fresh.due = std::max(now_, message_.not_before.value_or(now_));
        escalations_.push_back(std::move(fresh));
    }

    std::vector<store::GroupId> groups_run() const
    {
        std::vector<store::GroupId> run;
        for (const auto& escalation : escalations_)
            run.push_back(escalation.group);
        return run;
    }

    bool is_below_waiting(const store::Escalation& upper) const
    {
        return std::ranges::any_of(escalations_, [&](const auto& lower) {
            return lower.phase == store::EscalationPhase::Waiting && upper.id < lower.id &&
                   std::ranges::find(lower.seen, upper.group) != lower.seen.end();
        });
    }

    /// Escalations that begin on the way are looked at by the next step, at the same instant.
    void walk()
    {
        const auto known = escalations_.size();
        for (std::size_t at = 0; at < known; ++at) {
            const auto current = escalations_[at];
            if (current.phase != store::EscalationPhase::Waiting || current.due > now_)
                continue;
            const EscalationEvent event =
                is_over() ? EscalationEvent(MessageExpired{})
                          : EscalationEvent(IntervalPassed{is_below_waiting(current)});
            apply(at, advance(current, event, now_));
        }
    }

    void apply(std::size_t at, const EscalationStep& step)
    {
        escalations_[at] = step.next;
        for (const auto& action : step.actions)
            act(at, action);
        if (message_.expires)
            escalations_[at].due = std::min(escalations_[at].due, *message_.expires);
    }

    void act(std::size_t at, const EscalationAction& action)
    {
        if (const auto* rung = std::get_if<PageRung>(&action))
            return page_rung(at, rung->rung);
        if (std::holds_alternative<ReportExhausted>(action))
            report(escalations_[at]);
    }

    void page_rung(std::size_t at, int rung)
    {
        const auto escalation = escalations_[at];
        const auto& target = escalation.rule.rungs.at(static_cast<std::size_t>(rung)).target;
        const auto addressed = address(target, escalation.seen, escalation.group);
        auto& pages = escalations_[at].pages;
        pages.insert(pages.end(), addressed.pages.begin(), addressed.pages.end());
        rungs_[escalation.id] = addressed.pages;
        if (!addressed.is_heard)
            escalations_[at].due = now_;
    }

    void report(const store::Escalation& escalation)
    {
        prediction_.is_exhausted = true;
        if (!escalation.rule.fail_report_email.empty() && assumptions_.channels.email)
            prediction_.sends.push_back(
                {now_, {}, escalation.group, Channel::Email, DeliveryKind::Notice});
        const auto target = people_.find(assumptions_.last_resort);
        if (target && escalation.seen.size() == 1 && !is_over())
            address(*target, escalation.seen, escalation.group);
    }

    void send()
    {
        while (true) {
            const auto due = std::ranges::find_if(
                waiting_, [&](const auto& delivery) { return delivery.planned.due <= now_; });
            if (due == waiting_.end())
                return;
            const auto delivery = *due;
            waiting_.erase(due);
            if (is_over())
                continue;
            if (assumptions_.down.contains(delivery.planned.channel)) {
                bring_forward(delivery);
                judge_silent(delivery);
                continue;
            }
            prediction_.sends.push_back({now_, delivery.contact, delivery.group,
                                         delivery.planned.channel, delivery.planned.kind});
            if (delivery.planned.channel != Channel::Secure)
                gone_out_.insert(delivery.page);
        }
    }

    /// Where nothing else calls the page's recipient, the next person is not kept waiting.
    void judge_silent(const Waiting& ill)
    {
        const bool has_more = std::ranges::any_of(waiting_, [&](const auto& other) {
            return other.page == ill.page && other.planned.channel != Channel::Secure;
        });
        if (has_more || gone_out_.contains(ill.page) ||
            is_watching(*people_.contact(ill.contact), people_) || !silent_.insert(ill.page).second)
            return;
        const auto owner = std::ranges::find_if(escalations_, [&](const auto& escalation) {
            return std::ranges::find(escalation.pages, ill.page) != escalation.pages.end();
        });
        if (owner == escalations_.end())
            return page_last_resort();
        const auto& rung = rungs_[owner->id];
        const bool is_over =
            std::ranges::all_of(rung, [&](const auto& page) { return silent_.contains(page); });
        if (!is_over || std::ranges::find(rung, ill.page) == rung.end())
            return;
        const auto at = static_cast<std::size_t>(owner - escalations_.begin());
        apply(at, advance(*owner, PageFailed{}, now_));
    }

    /// Of a message without an escalation, once none of its pages is heard by anybody (X.19).
    void page_last_resort()
    {
        const auto target = people_.find(assumptions_.last_resort);
        const bool are_silent =
            std::ranges::all_of(pages_, [&](const auto& page) { return silent_.contains(page); });
        if (!target || !are_silent || !escalations_.empty() || is_over())
            return;
        const auto* contact = std::get_if<store::ContactId>(&*target);
        if (contact == nullptr || std::ranges::find(paged_, *contact) == paged_.end())
            address(*target, {}, {});
    }

    void bring_forward(const Waiting& ill)
    {
        prediction_.gaps.push_back(
            {ill.contact, "by " + std::string(store::word(ill.planned.channel)) + ": down"});
        if (ill.planned.kind == DeliveryKind::Copy || ill.planned.channel == Channel::Push)
            return;
        Waiting* next = nullptr;
        for (auto& other : waiting_) {
            const bool may = other.page == ill.page &&
                             other.planned.kind == DeliveryKind::Redundancy &&
                             other.planned.channel != Channel::Push && other.planned.due > now_;
            if (may && (next == nullptr || other.planned.due < next->planned.due))
                next = &other;
        }
        if (next == nullptr)
            return;
        const auto held = held_until(*people_.contact(next->contact), next->planned.channel,
                                     message_.priority, *assumptions_.zones, now_);
        if (!held || *held < next->planned.due)
            next->planned.due = held.value_or(now_);
    }

    const store::Directory& people_;
    const store::Message& message_;
    const Assumptions& assumptions_;
    store::Instant now_;
    std::int64_t last_id_ = 0;
    bool is_heard_ = false; ///< of whom was paged last
    std::vector<store::ContactId> paged_;
    std::vector<store::PageId> pages_;
    std::set<store::PageId> gone_out_;                                ///< by a channel that is well
    std::set<store::PageId> silent_;                                  ///< nothing calls to them
    std::map<store::EscalationId, std::vector<store::PageId>> rungs_; ///< the last of each
    std::vector<Waiting> waiting_;
    std::vector<store::Escalation> escalations_;
    Prediction prediction_;
};

} // namespace

Prediction simulate(const store::Directory& people, const store::Message& message,
                    const store::Member& target, const Assumptions& assumptions,
                    store::Millis horizon)
{
    Simulation simulation(people, message, assumptions);
    simulation.begin(target);
    while (simulation.step(message.accepted + horizon)) {
    }
    return simulation.take();
}

} // namespace relay::core
