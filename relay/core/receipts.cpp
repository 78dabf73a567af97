#include "relay/core/receipts.h"
#include <algorithm>

namespace relay::core {

using store::Fate;

Fate later(Fate known, Fate news)
{
    if (known == Fate::Arrived || news == Fate::Underway)
        return known;
    return news;
}

Fate fate_of_all(const std::vector<Fate>& parts)
{
    if (std::ranges::count(parts, Fate::Lost) > 0)
        return Fate::Lost;
    const bool all = std::ranges::count(parts, Fate::Underway) == 0;
    return all ? Fate::Arrived : Fate::Underway;
}

bool late_moves_on(store::Priority priority)
{
    return priority == store::Priority::High;
}

store::Progress progress_when_shown(bool full_text)
{
    return full_text ? store::Progress::Read : store::Progress::Delivered;
}

} // namespace relay::core
