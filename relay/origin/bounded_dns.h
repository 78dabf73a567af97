#pragma once
#include "relay/origin/dns.h"
#include <chrono>
#include <functional>

namespace relay::origin {

/// What looking at one mail may cost.
struct Budget {
    int lookups = 100;
    /// RFC 7208 4.6.4 wants no less than 20 s for SPF alone. The last question may take longer.
    std::chrono::milliseconds time{20'000};
    std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
};

/// Asks another one until the budget is spent; then everything is Trouble: another time it may be
/// quicker, and who made it slow gets no further by that.
class BoundedDns final : public Dns {
public:
    BoundedDns(Dns& asked, Budget budget)
        : asked_(asked), budget_(std::move(budget)), end_(budget_.now() + budget_.time)
    {
    }

    DnsAnswer ask(const std::string& name, DnsKind kind) override
    {
        if (budget_.lookups-- <= 0 || budget_.now() >= end_) {
            budget_.lookups = 0;
            return {DnsAnswer::State::Trouble, {}};
        }
        return asked_.ask(name, kind);
    }

private:
    Dns& asked_; ///< outlives us
    Budget budget_;
    std::chrono::steady_clock::time_point end_;
};

} // namespace relay::origin
