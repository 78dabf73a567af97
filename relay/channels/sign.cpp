#include "relay/channels/sign.h"

namespace relay::channels {
namespace {

using core::Sign;

struct SignOf {
    std::optional<Sign> operator()(const Accepted& outcome) const
    {
        return outcome.is_degraded ? Sign::Bad : Sign::Good;
    }
    std::optional<Sign> operator()(const Refused& outcome) const
    {
        if (outcome.is_locked)
            return Sign::Locked;
        return outcome.blame == Blame::Provider ? std::nullopt : std::optional(Sign::Good);
    }
    std::optional<Sign> operator()(const Busy& outcome) const
    {
        return outcome.is_ill ? std::optional(Sign::Bad) : std::nullopt;
    }
    std::optional<Sign> operator()(const Unclear&) const { return Sign::Bad; }
};

} // namespace

std::optional<Sign> sign_of(const Outcome& outcome)
{
    return std::visit(SignOf{}, outcome);
}

} // namespace relay::channels
