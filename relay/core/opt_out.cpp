#include "relay/core/opt_out.h"

namespace relay::core {

OptOut opt_out_of(const store::ContactDetail& detail, store::Channel channel,
                  store::Priority priority, const OptOutRule& rule)
{
    const bool is_covered = rule.covers == StopCovers::Number || channel != store::Channel::Ivr;
    if (!detail.opted_out || !is_covered)
        return OptOut::None;
    const bool is_urgent = priority == store::Priority::High && !rule.override_basis.empty();
    return is_urgent ? OptOut::Overridden : OptOut::Stops;
}

} // namespace relay::core
