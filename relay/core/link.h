#pragma once
#include "store/model/link.h"
#include <string_view>

// Who may use a one-time link, and for how long.

namespace relay::core {

enum class LinkState {
    Fresh,     ///< nobody opened it yet: the PIN opens it
    Ours,      ///< this browser opened it
    Elsewhere, ///< another browser did
    Expired
};

struct LinkRules {
    store::Millis after_opening{10 * 60 * 1000};
};

/// `browser`: the hash of what the browser shows; empty: it shows nothing.
LinkState state_of(const store::PageLink& link, std::string_view browser, store::Instant now);

/// When a link that is opened now ends: soon, and never after its message.
store::Instant end_of_opened(const store::PageLink& link, const LinkRules& rules,
                             store::Instant now);

} // namespace relay::core
