#include "relay/core/opt_out.h"

namespace relay::core {

OptOut opt_out_of(const store::ContactDetail& detail, store::Priority priority,
                  const OptOutRule& rule)
{
    if (!detail.opted_out)
        return OptOut::None;
    const bool is_urgent = priority == store::Priority::High && !rule.override_basis.empty();
    return is_urgent ? OptOut::Overridden : OptOut::Stops;
}

} // namespace relay::core
