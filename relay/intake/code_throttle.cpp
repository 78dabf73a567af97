#include "relay/intake/code_throttle.h"
#include "store/model/directory.h"
#include <algorithm>

namespace relay::intake {
namespace {

/// Nothing wrong for so long: the count begins anew.
constexpr store::Millis memory{10 * 60 * 1000};

std::string pair_of(std::string_view sender, std::string_view address)
{
    return store::folded_lower(sender) + '\n' + std::string(address);
}

} // namespace

bool CodeThrottle::is_paused(std::string_view sender, std::string_view address,
                             store::Instant now) const
{
    const std::lock_guard lock(mutex_);
    const auto found = tries_.find(pair_of(sender, address));
    return found != tries_.end() && now < found->second.paused_until;
}

void CodeThrottle::failed(std::string_view sender, std::string_view address, store::Instant now)
{
    const std::lock_guard lock(mutex_);
    if (tries_.size() >= rules_.most_pairs)
        forget_ended(now);
    auto& tries = tries_[pair_of(sender, address)];
    if (now - tries.last > memory)
        tries.wrong = 0;
    ++tries.wrong;
    tries.last = now;
    tries.paused_until = now + pause_after(tries.wrong);
}

void CodeThrottle::succeeded(std::string_view sender, std::string_view address)
{
    const std::lock_guard lock(mutex_);
    tries_.erase(pair_of(sender, address));
}

store::Millis CodeThrottle::pause_after(int wrong) const
{
    auto pause = wrong > rules_.free_tries ? rules_.first_pause : store::Millis{0};
    for (int more = wrong - rules_.free_tries - 1; more > 0 && pause < rules_.longest_pause; --more)
        pause *= 2;
    return std::min(pause, rules_.longest_pause);
}

/// Memory is bounded whatever a crowd of strangers tries.
void CodeThrottle::forget_ended(store::Instant now)
{
    std::erase_if(tries_, [now](const auto& pair) { return pair.second.paused_until <= now; });
    if (tries_.size() >= rules_.most_pairs)
        tries_.clear();
}

} // namespace relay::intake
