#include "relay/core/page_progress.h"
#include "relay/core/delivery.h"
#include <algorithm>
#include <initializer_list>

namespace relay::core {
namespace {

using store::DeliveryState;
using store::Progress;

std::optional<store::Instant>& stamp(store::Page& page, Progress stage)
{
    switch (stage) {
    case Progress::Accepted:
        return page.accepted;
    case Progress::Delivered:
        return page.delivered;
    case Progress::Read:
        return page.read;
    case Progress::Replied:
        return page.replied;
    case Progress::Failed:
        return page.failed;
    case Progress::Pending:
        break;
    }
    std::abort(); // nothing ever becomes pending
}

int rank(Progress progress)
{
    return progress == Progress::Failed ? 0 : static_cast<int>(progress);
}

ProgressStep fail(const store::Page& page, store::Instant at)
{
    if (page.progress == Progress::Failed)
        return {page, {}, "has failed already"};
    if (rank(page.progress) >= rank(Progress::Delivered))
        return {page, {}, "was delivered, a late failure does not count"};
    ProgressStep step{page, {Progress::Failed}, "failed"};
    step.next.progress = Progress::Failed;
    step.next.failed = at;
    return step;
}

/// Are there ways out besides the inbox, all in one of these states?
bool has_only(const std::vector<store::Delivery>& deliveries,
              std::initializer_list<DeliveryState> states)
{
    std::size_t ways = 0;
    for (const auto& delivery : deliveries) {
        if (delivery.channel == store::Channel::Secure)
            continue;
        if (std::ranges::find(states, delivery.state) == states.end())
            return false;
        ++ways;
    }
    return ways > 0;
}

} // namespace

ProgressStep raise(const store::Page& page, Progress news, store::Instant at)
{
    if (news == Progress::Failed)
        return fail(page, at);
    if (rank(news) <= rank(page.progress))
        return {page, {}, "has got as far already"};
    ProgressStep step{page, {}, "progress"};
    for (const auto stage :
         {Progress::Accepted, Progress::Delivered, Progress::Read, Progress::Replied}) {
        if (rank(stage) > rank(news) || stamp(step.next, stage))
            continue;
        stamp(step.next, stage) = at;
        step.reached.push_back(stage);
    }
    step.next.progress = news;
    if (!step.next.purge && !page.read && step.next.read)
        step.next.purge = at; // whether its retention says so is looked at then
    return step;
}

bool got_as_far_as(Progress progress, Progress wanted)
{
    return rank(progress) >= rank(wanted);
}

bool is_lost(const std::vector<store::Delivery>& deliveries)
{
    return std::ranges::none_of(deliveries, [](const auto& delivery) {
        return is_open(delivery.state) || delivery.state == store::DeliveryState::Accepted ||
               delivery.state == store::DeliveryState::Delivered ||
               delivery.state == store::DeliveryState::Read;
    });
}

bool is_unheard(const std::vector<store::Delivery>& deliveries)
{
    return has_only(deliveries, {DeliveryState::Refused, DeliveryState::Expired});
}

bool is_silent(const std::vector<store::Delivery>& deliveries)
{
    return has_only(deliveries,
                    {DeliveryState::Refused, DeliveryState::Expired, DeliveryState::Deferred});
}

bool has_gone_out(const std::vector<store::Delivery>& deliveries)
{
    return std::ranges::any_of(deliveries, [](const auto& delivery) {
        return delivery.channel != store::Channel::Secure &&
               (delivery.state == DeliveryState::Accepted ||
                delivery.state == DeliveryState::Delivered ||
                delivery.state == DeliveryState::Read);
    });
}

std::vector<store::Delivery> needless(const std::vector<store::Delivery>& deliveries,
                                      Progress progress)
{
    std::vector<store::Delivery> found;
    std::ranges::copy_if(deliveries, std::back_inserter(found), [&](const auto& delivery) {
        return is_open(delivery.state) && delivery.unless &&
               got_as_far_as(progress, *delivery.unless);
    });
    return found;
}

} // namespace relay::core
