#include "relay/core/link.h"
#include <algorithm>

namespace relay::core {

LinkState state_of(const store::PageLink& link, std::string_view browser, store::Instant now)
{
    if (now >= link.expires)
        return LinkState::Expired;
    if (link.browser.empty())
        return LinkState::Fresh;
    return link.browser == browser ? LinkState::Ours : LinkState::Elsewhere;
}

store::Instant end_of_opened(const store::PageLink& link, const LinkRules& rules,
                             store::Instant now)
{
    return std::min(link.expires, now + rules.after_opening);
}

} // namespace relay::core
