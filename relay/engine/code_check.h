#pragma once
#include "relay/core/address_code.h"
#include "relay/engine/house.h"
#include <string_view>
#include <tl/expected.hpp>

namespace relay::engine {

/// What telling a code comes to.
enum class CodeVerdict {
    Right,
    Wrong,
    Over ///< none is awaited: used, too old, wrong too often, or made for another address
};

/// Proves that an address is the contact's own (X.20): a code goes there, and who has it tells it.
/// All that counts stands in the store, for each node. Each step is for the audit trail of the
/// caller. Works inside the caller's transaction, on the writer's thread.
class CodeCheck {
public:
    CodeCheck(store::Connection& connection, const House& house, core::CodeRules rules = {})
        : connection_(connection), house_(house), rules_(rules)
    {
    }

    /// Owes a notice with a code that takes the place of any before it. Too many of late: the
    /// instant from which there may be another.
    tl::expected<store::MessageId, store::Instant> send(const store::Contact& contact,
                                                        const store::ContactDetail& detail,
                                                        store::NoticeWay way, std::string_view by);

    struct Told {
        CodeVerdict verdict = CodeVerdict::Over;
        int tries_left = 0;
    };
    /// Right: the address is verified with this.
    Told tell(const store::ContactDetail& detail, std::string_view digits);

private:
    store::Connection& connection_; ///< outlives us
    const House& house_;            ///< outlives us
    core::CodeRules rules_;
};

/// What the code says that a notice of kind Code names; empty: it is over.
std::string digits_of(const store::Notice& notice, store::Connection& connection,
                      const House& house);

} // namespace relay::engine
