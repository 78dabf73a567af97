#include "relay/engine/way.h"
#include "relay/engine/commit.h"
#include "relay/engine/row_jobs.h"
#include "relay/service/log.h"
#include "store/attempt_repository.h"
#include "store/delivery_repository.h"
#include "store/gateway_repository.h"
#include <algorithm>

namespace relay::engine {
namespace {

using namespace std::chrono_literals;
using store::Priority;

constexpr std::size_t put_off_at_once = 128;
constexpr std::size_t most_bundled = 2'000;
constexpr std::size_t most_remembered = 10'000;
constexpr store::Millis count_again = 1min;

service::log::Room& log_room()
{
    static auto& room = service::log::room("engine");
    return room;
}

/// Does it ring somebody? A copy by mail is for the record, each by itself (S0.21).
bool may_be_bundled(const store::Delivery& delivery)
{
    const bool is_record =
        delivery.kind == store::DeliveryKind::Copy && delivery.channel == store::Channel::Email;
    return delivery.kind != store::DeliveryKind::Notice && delivery.detail.valid() && !is_record;
}

/// Copies and notices have no next channel.
bool may_give_way(const store::Delivery& delivery)
{
    return delivery.page.valid() && delivery.kind != store::DeliveryKind::Notice &&
           delivery.kind != store::DeliveryKind::Copy;
}

} // namespace

Way::Way(const House& house, store::Channel channel, std::unique_ptr<channels::Channel> sends_by,
         WayRule rule)
    : house_(house), channel_(channel), rule_(std::move(rule)),
      worker_(house, channel, std::move(sends_by), rule_.health)
{
}

bool Way::look(store::Connection& reader)
{
    const bool is_well = worker_.health().is_well();
    if (is_well && !was_well_)
        wake();
    was_well_ = is_well;
    const auto room = worker_.room();
    if (room == 0 && is_well)
        return false;
    auto due = store::DeliveryRepository(reader).due(
        channel_, house_.now(), is_well ? room : put_off_at_once, worker_.crowded());
    const Commit rules(reader, house_);
    const auto ending = std::ranges::stable_partition(
        due, [&](const auto& delivery) { return rules.is_to_be_sent(delivery); });
    const bool is_settled = settle_each(house_, {ending.begin(), ending.end()});
    due.erase(ending.begin(), ending.end());
    const bool is_moved = !due.empty() && dispatch(reader, std::move(due));
    return sing() || is_moved || is_settled;
}

bool Way::dispatch(store::Connection& reader, Deliveries due)
{
    const auto health = worker_.health();
    if (!health.is_well())
        return probe(health, due);
    bool is_moved = keep_pace(reader, due);
    const bool is_sent = channel_ == store::Channel::WctpPush ? send_to_sources(reader, due)
                                                              : send_calmly(reader, due);
    return is_sent || is_moved;
}

/// Each source's within its share: a callback that hangs keeps nobody else's waiting.
bool Way::send_to_sources(store::Connection& reader, const Deliveries& due)
{
    const auto sources = store::DeliveryRepository(reader).sources_of(due);
    std::map<store::SourceId, std::vector<store::DeliveryId>> shares;
    for (std::size_t at = 0; at < due.size(); ++at)
        shares[sources[at]].push_back(due[at].id);
    bool is_moved = false;
    for (auto& [source, ids] : shares) {
        ids.resize(std::min(ids.size(), worker_.room_for(source)));
        is_moved = (!ids.empty() && claim_each(ids, nullptr, source)) || is_moved;
    }
    return is_moved;
}

/// One asks how it is; the others take the next channel at once (D8).
bool Way::probe(const core::Health& health, const Deliveries& due)
{
    const auto now = house_.now();
    auto others = due;
    bool is_moved = false;
    const auto first = std::ranges::find_if(
        due, [&](const auto& delivery) { return core::may_probe(health, delivery.priority, now); });
    if (first != due.end() && worker_.busy() == 0) {
        is_moved = claim_probe(*first);
        std::erase_if(others, [&](const auto& other) { return other.id == first->id; });
    }
    for (const auto& [priority, word] : store::Words<Priority>::table) {
        Deliveries alike;
        std::ranges::copy_if(
            others, std::back_inserter(alike),
            [&, wanted = priority](const auto& delivery) { return delivery.priority == wanted; });
        const auto until = core::again(health, priority, rule_.health, now);
        is_moved = put_off(alike, {until, true, "its channel is ill"}) || is_moved;
    }
    return is_moved;
}

/// Leaves in `due` what may go now.
bool Way::keep_pace(store::Connection& reader, Deliveries& due)
{
    const auto now = house_.now();
    count_today(reader);
    pace_ = core::at(pace_, rule_.pace, now);
    if (worker_.was_throttled())
        pace_ = core::eased(pace_, rule_.pace, now);
    auto room = core::room(pace_, rule_.pace);
    Deliveries waiting;
    std::erase_if(due, [&](const auto& delivery) {
        if (delivery.priority == Priority::High)
            return false;
        if (room > 0) {
            --room;
            return false;
        }
        waiting.push_back(delivery);
        return true;
    });
    if (waiting.empty() || !core::is_day_used_up(pace_, rule_.pace))
        return false; // the next second has room for them
    return put_off(waiting, {core::midnight_before(now) + 24h, true, "the day's share is used up"});
}

bool Way::send_calmly(store::Connection& reader, const Deliveries& due)
{
    std::vector<store::DeliveryId> others;
    Deliveries ringing;
    for (const auto& delivery : due) {
        if (rule_.storm.sends > 0 && may_be_bundled(delivery))
            ringing.push_back(delivery);
        else
            others.push_back(delivery.id);
    }
    bool is_moved = !others.empty() && claim_each(others);
    if (ringing.empty())
        return is_moved;
    std::map<Storm, Deliveries> storms;
    const auto sources = store::DeliveryRepository(reader).sources_of(ringing);
    for (std::size_t at = 0; at < ringing.size(); ++at)
        storms[{ringing[at].detail, sources[at]}].push_back(ringing[at]);
    for (const auto& [storm, theirs] : storms)
        is_moved = send_to(reader, storm, theirs) || is_moved;
    return is_moved;
}

bool Way::send_to(store::Connection& reader, const Storm& storm, const Deliveries& due)
{
    const auto now = house_.now();
    auto all = due;
    const auto known = recent_.find(storm);
    const auto recent = known == recent_.end() ? std::vector<store::Instant>() : known->second;
    if (due.size() + recent.size() > 1) // else the limit is far; their whole backlog is not
        all = store::DeliveryRepository(reader).due_for(due.front().contact, storm.source, channel_,
                                                        now, most_bundled);
    const Commit rules(reader, house_);
    const auto is_in_this_look = [&](const auto& delivery) {
        return std::ranges::find(due, delivery.id, &store::Delivery::id) != due.end();
    };
    std::erase_if(all, [&](const auto& delivery) {
        return delivery.detail != storm.address || !rules.is_to_be_sent(delivery) ||
               !may_be_bundled(delivery) ||
               (delivery.priority == Priority::High && !is_in_this_look(delivery));
    });
    const auto plan = core::calm(all, recent, rule_.storm, now);
    bool is_moved = !plan.alone.empty() && claim_each(plan.alone, &storm);
    is_moved = (!plan.together.empty() && claim_together(plan.together, storm)) || is_moved;
    Deliveries later;
    std::ranges::copy_if(all, std::back_inserter(later), [&](const auto& delivery) {
        return std::ranges::find(plan.later, delivery.id) != plan.later.end();
    });
    return put_off(later, {plan.again, false, "so many went there, to be bundled"}) || is_moved;
}

bool Way::put_off(const Deliveries& due, const core::PutOff& event)
{
    const auto again = event.until;
    return do_each(
        house_.writer, due,
        [this, event](store::Connection& connection, const store::Delivery& seen) {
            const auto current = store::DeliveryRepository(connection).find(seen.id);
            if (current && current->version == seen.version)
                Commit(connection, house_).put_off(*current, event);
        },
        [again](store::Connection& connection, store::Delivery seen) {
            seen.due = again;
            must(store::DeliveryRepository(connection).save(seen));
        });
}

/// What waited only for the channel to be well again does not wait out its pause.
void Way::wake()
{
    const auto now = house_.now();
    house_.writer.ask([&](store::Connection& connection) {
        store::DeliveryRepository(connection).hasten(channel_, now);
        return true;
    });
}

/// The page does not wait for what the probe finds out.
bool Way::claim_probe(const store::Delivery& delivery)
{
    auto claimed = house_.writer.ask([&](store::Connection& connection) {
        auto rows = claim_rows(house_, connection, {delivery.id});
        if (!rows.empty() && may_give_way(delivery))
            Commit(connection, house_).give_way(delivery);
        return rows;
    });
    if (claimed.empty())
        return false;
    note_sent(nullptr);
    worker_.take(std::move(claimed));
    return true;
}

/// Each by itself. False where all became needless or another's since the look.
bool Way::claim_each(const std::vector<store::DeliveryId>& ids, const Storm* storm,
                     store::SourceId source)
{
    auto claimed = house_.writer.ask(
        [&](store::Connection& connection) { return claim_rows(house_, connection, ids); });
    const bool any = !claimed.empty();
    for (auto& attempt : claimed) {
        attempt.source = source;
        note_sent(storm);
        worker_.take(Load{std::move(attempt)});
    }
    return any;
}

bool Way::claim_together(const std::vector<store::DeliveryId>& ids, const Storm& storm)
{
    auto load = house_.writer.ask([&](store::Connection& connection) {
        auto claimed = claim_rows(house_, connection, ids);
        Commit commit(connection, house_);
        for (const auto& one : claimed)
            commit.remark(one.delivery.id, "bundled",
                          "one of " + std::to_string(claimed.size()) + " in one message");
        return claimed;
    });
    if (load.empty())
        return false;
    note_sent(&storm);
    worker_.take(std::move(load));
    return true;
}

void Way::note_sent(const Storm* storm)
{
    last_sent_ = house_.now();
    pace_ = core::after(core::at(pace_, rule_.pace, last_sent_), rule_.pace, 1);
    warn_of_the_day();
    if (storm == nullptr)
        return;
    if (recent_.size() > most_remembered)
        std::erase_if(recent_, [&](const auto& known) {
            return known.second.back() <= last_sent_ - rule_.storm.window;
        });
    auto& sent = recent_[*storm];
    std::erase_if(sent, [&](store::Instant at) { return at <= last_sent_ - rule_.storm.window; });
    sent.push_back(last_sent_);
}

/// Once a day, while there is still time to raise the limit or to find out who sends so much.
void Way::warn_of_the_day()
{
    if (warned_ == pace_.day || !core::is_day_nearly_used_up(pace_, rule_.pace))
        return;
    warned_ = pace_.day;
    log_room().warning("most of what may go by this channel today has gone",
                       {{"channel", store::word(channel_)},
                        {"sent", pace_.today},
                        {"per_day", rule_.pace.per_day},
                        {"kept_for_high_priority_percent", rule_.pace.reserve_percent}});
}

/// Also what was sent before this process began, and by other nodes.
void Way::count_today(store::Connection& reader)
{
    const auto now = house_.now();
    if (rule_.pace.per_day == 0 || now < counted_ + count_again)
        return;
    counted_ = now;
    pace_ = core::at(pace_, rule_.pace, now);
    pace_.today =
        std::max(pace_.today,
                 store::AttemptRepository(reader, house_.vault).count_since(pace_.day, channel_));
}

/// A canary, where nothing else has gone for a while. True: it sets out.
bool Way::sing()
{
    const auto now = house_.now();
    if (listen_for_canary(now))
        return true;
    const auto health = worker_.health();
    const bool is_time =
        health.is_well() ? now >= last_sent_ + rule_.canary_interval : now >= *health.ill_until;
    if (rule_.canary.empty() || !is_time || worker_.busy() > 0 || worker_.sung())
        return false;
    last_sent_ = now;
    worker_.sing(rule_.canary, rule_.canary_receipt.count() > 0);
    return true;
}

/// Is its time up? Then whether the gateway has said that it arrived. A receipt of what is no
/// delivery in the store was kept as one that came too early.
bool Way::listen_for_canary(store::Instant now)
{
    const auto sung = worker_.sung();
    if (!sung || now < sung->at + rule_.canary_receipt)
        return false;
    worker_.judge_canary(house_.writer.ask([&](store::Connection& connection) {
        store::GatewayRepository gateways(connection);
        auto receipts = gateways.take(sung->provider, sung->reference);
        std::ranges::move(gateways.take(sung->provider, sung->delivery.text()),
                          std::back_inserter(receipts));
        return std::ranges::any_of(
            receipts, [](const auto& receipt) { return receipt.fate == store::Fate::Arrived; });
    }));
    return true;
}

} // namespace relay::engine
