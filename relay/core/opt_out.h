#pragma once
#include "store/model/contact.h"
#include "store/model/message.h"

// What the opt-out of an address keeps from it (CHANNELS.md 6).

namespace relay::core {

struct OptOutRule {
    /// On which pages of high priority go there all the same, as a lawyer would say it; empty: on
    /// none, they do not.
    std::string override_basis;
    bool operator==(const OptOutRule&) const = default;
};

enum class OptOut {
    None,      ///< nothing keeps it from there
    Stops,     ///< nothing goes there
    Overridden ///< it would, were this not of high priority
};

/// What the address's opt-out says to something of that priority, by whatever channel.
OptOut opt_out_of(const store::ContactDetail& detail, store::Priority priority,
                  const OptOutRule& rule);

} // namespace relay::core
