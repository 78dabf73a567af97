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

} // namespace relay::core
