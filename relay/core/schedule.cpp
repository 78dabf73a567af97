#include "relay/core/schedule.h"
#include "relay/core/week_hours.h"
#include <algorithm>
#include <cstdlib>

namespace relay::core {
namespace {

using namespace std::chrono;
using store::DutyLayer;
using store::Instant;
using store::Span;

bool covers(const Span& span, Instant at)
{
    return span.from <= at && at < span.to;
}

days turn_of(const DutyLayer& layer)
{
    return days{std::max(layer.length, 1) * (layer.turn == store::Turn::Week ? 7 : 1)};
}

/// When the turn of that number begins.
Instant begin_of(const DutyLayer& layer, const TimeZone& zone, std::int64_t turn)
{
    const local_days first{layer.begins.time_since_epoch()};
    return instant_of(zone, first + turn * turn_of(layer), layer.handoff);
}

/// Below 0: before the layer begins.
std::int64_t turn_at(const DutyLayer& layer, const TimeZone& zone, Instant at)
{
    const local_days first{layer.begins.time_since_epoch()};
    auto turn = floor<days>(day_of(zone, at) - first) / turn_of(layer);
    while (begin_of(layer, zone, turn) > at)
        --turn;
    while (begin_of(layer, zone, turn + 1) <= at)
        ++turn;
    return turn;
}

/// Not valid: the layer says nothing.
store::ContactId says(const DutyLayer& layer, const TimeZone& zone, Instant at)
{
    if (layer.people.empty() || (!layer.hours.empty() && !is_covered(layer.hours, zone, at)))
        return {};
    const auto turn = turn_at(layer, zone, at);
    return turn < 0 ? store::ContactId{}
                    : layer.people[static_cast<std::size_t>(turn) % layer.people.size()];
}

OnDuty by_layers(const store::Schedule& schedule, const TimeZone& zone, Instant at)
{
    for (auto layer = schedule.layers.size(); layer-- > 0;) {
        const auto who = says(schedule.layers[layer], zone, at);
        if (who.valid())
            return {who, DutyBy::Layer, static_cast<int>(layer)};
    }
    return {};
}

/// One after another, so that who has taken a shift may give it on.
OnDuty swapped(OnDuty who, const std::vector<store::DutySwap>& swaps, Instant at)
{
    for (const auto& swap : swaps) {
        if (swap.state != store::SwapState::Approved || !who.contact.valid())
            continue;
        if (who.contact == swap.giver && covers(swap.span, at))
            who = {swap.taker, DutyBy::Swap, who.layer};
        else if (who.contact == swap.taker && swap.back && covers(*swap.back, at))
            who = {swap.giver, DutyBy::Swap, who.layer};
    }
    return who;
}

/// All instants in `span` at which somebody else may come.
class Edges {
public:
    explicit Edges(const Span& span) : span_(span) { at_.push_back(span.from); }

    void add(Instant at)
    {
        if (span_.from < at && at < span_.to)
            at_.push_back(at);
    }
    void add(const Span& span)
    {
        add(span.from);
        add(span.to);
    }
    void add(const DutyLayer& layer, const TimeZone& zone)
    {
        auto turn = turn_at(layer, zone, span_.from);
        for (auto begin = begin_of(layer, zone, turn); begin < span_.to;
             begin = begin_of(layer, zone, ++turn))
            add(begin);
        const auto last = day_of(zone, span_.to);
        for (auto day = day_of(zone, span_.from) - days{1}; day <= last; day += days{1}) {
            for (const auto& hours : layer.hours) {
                if (const auto span = span_on(hours, zone, day))
                    add(*span);
            }
        }
    }
    std::vector<Instant> take()
    {
        std::ranges::sort(at_);
        at_.erase(std::unique(at_.begin(), at_.end()), at_.end());
        return std::move(at_);
    }

private:
    Span span_;
    std::vector<Instant> at_;
};

} // namespace

std::string_view word(DutyBy by)
{
    switch (by) {
    case DutyBy::Nobody:
        return "nobody";
    case DutyBy::Layer:
        return "layer";
    case DutyBy::Swap:
        return "swap";
    case DutyBy::Override:
        return "override";
    }
    std::abort();
}

OnDuty on_duty(const store::Schedule& schedule, const TimeZone& zone, Instant at)
{
    for (auto last = schedule.overrides.rbegin(); last != schedule.overrides.rend(); ++last) {
        if (last->contact.valid() && covers({last->from, last->to}, at))
            return {last->contact, DutyBy::Override, -1};
    }
    return swapped(by_layers(schedule, zone, at), schedule.swaps, at);
}

std::vector<Shift> shifts(const store::Schedule& schedule, const TimeZone& zone, const Span& span)
{
    if (span.to <= span.from)
        return {};
    Edges edges(span);
    for (const auto& layer : schedule.layers)
        edges.add(layer, zone);
    for (const auto& instead : schedule.overrides)
        edges.add(Span{instead.from, instead.to});
    for (const auto& swap : schedule.swaps) {
        edges.add(swap.span);
        if (swap.back)
            edges.add(*swap.back);
    }
    std::vector<Shift> found;
    for (const auto at : edges.take()) {
        const auto who = on_duty(schedule, zone, at);
        if (!found.empty() && found.back().who == who)
            continue;
        if (!found.empty())
            found.back().span.to = at;
        found.push_back({{at, span.to}, who});
    }
    return found;
}

std::vector<Span> gaps(const store::Schedule& schedule, const TimeZone& zone, const Span& span)
{
    std::vector<Span> found;
    for (const auto& shift : shifts(schedule, zone, span)) {
        if (!shift.who.contact.valid())
            found.push_back(shift.span);
    }
    return found;
}

std::vector<store::ContactId> people_of(const store::Schedule& schedule)
{
    std::vector<store::ContactId> found;
    const auto add = [&](store::ContactId id) {
        if (id.valid() && std::ranges::find(found, id) == found.end())
            found.push_back(id);
    };
    for (const auto& layer : schedule.layers)
        std::ranges::for_each(layer.people, add);
    for (const auto& instead : schedule.overrides)
        add(instead.contact);
    for (const auto& swap : schedule.swaps) {
        if (swap.state == store::SwapState::Approved)
            add(swap.taker);
    }
    return found;
}

} // namespace relay::core
