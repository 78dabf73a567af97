#pragma once
#include "relay/core/pin.h"
#include "relay/engine/house.h"
#include <string_view>

namespace relay::engine {

/// Tries the PINs of contacts, over calls and links together: counted in the store, so that neither
/// a restart nor another node gives a guesser new tries. Each try stands in the audit trail; the
/// digits stand nowhere. Thread-safe; not on the writer's thread.
class PinCheck {
public:
    explicit PinCheck(const House& house, core::PinRules rules = {}) : house_(house), rules_(rules)
    {
    }

    /// `where` goes into the audit trail: an address, or "call". Who has no PIN has no right one.
    /// Throws store::StoreError when the try cannot be written down; then nothing was tried.
    core::PinVerdict ask(store::ContactId contact, std::string_view digits,
                         std::string_view where) const;

    bool is_locked(store::Connection& connection, store::ContactId contact) const;

private:
    struct Try;
    std::optional<Try> begin(store::Connection& connection, store::ContactId contact,
                             std::string_view where) const;
    store::Instant window_start() const;
    void audit(store::Connection& connection, store::ContactId contact, std::string_view outcome,
               std::string_view where) const;

    const House& house_; ///< outlives us
    core::PinRules rules_;
};

} // namespace relay::engine
