#include "relay/channels/mail_routes.h"
#include "relay/channels/sign.h"
#include "store/model/directory.h"
#include <algorithm>
#include <atomic>
#include <mutex>

namespace relay::channels {
namespace {

using namespace std::chrono_literals;

constexpr store::Millis until_there_is_room = 1s;

std::string domain_of(const std::string& address)
{
    const auto at = address.rfind('@');
    return at == std::string::npos ? std::string() : address.substr(at + 1);
}

/// One server with what is known of it. Thread-safe.
class Route {
public:
    Route(MailRoute route, const core::HealthRule& rule, const RouteReport& report)
        : route_(std::move(route)), rule_(rule), report_(report)
    {
    }

    bool takes(std::string_view domain) const { return is_domain_of(domain, route_.domains); }
    const Channel& channel() const { return *route_.sends_by; }

    Outcome send(const Outgoing& outgoing)
    {
        if (const auto wait = illness(outgoing))
            return Busy{"route_ill", "the server for this domain is ill", wait};
        const Seat seat(busy_);
        if (seat.number > channel().parallel())
            return Busy{"route_busy", "the server for this domain has enough to do",
                        until_there_is_room};
        auto outcome = route_.sends_by->send(outgoing);
        heed(outcome, outgoing.now);
        return of_this_route(std::move(outcome));
    }
    void close() { route_.sends_by->close(); }

private:
    struct Seat {
        explicit Seat(std::atomic<int>& taken) : taken_(taken), number(++taken) {}
        ~Seat() { --taken_; }
        Seat(const Seat&) = delete;
        Seat& operator=(const Seat&) = delete;
        std::atomic<int>& taken_;
        int number;
    };

    /// How long it is not to be asked; empty: it may be.
    std::optional<store::Millis> illness(const Outgoing& outgoing)
    {
        const std::lock_guard lock(mutex_);
        if (health_.is_well() || core::may_probe(health_, outgoing.priority, outgoing.now))
            return std::nullopt;
        return *health_.ill_until - outgoing.now;
    }

    void heed(const Outcome& outcome, store::Instant now)
    {
        const auto sign = sign_of(outcome);
        if (!sign)
            return;
        const std::lock_guard lock(mutex_);
        const bool was_well = health_.is_well();
        health_ = core::after(health_, *sign, rule_, now);
        if (was_well != health_.is_well())
            report_(channel().provider(), health_.is_well());
    }

    /// Without what would make the whole channel ill or slow.
    Outcome of_this_route(Outcome outcome) const
    {
        if (auto* accepted = std::get_if<Accepted>(&outcome))
            accepted->provider = channel().provider();
        if (auto* refused = std::get_if<Refused>(&outcome))
            refused->is_locked = false;
        if (auto* busy = std::get_if<Busy>(&outcome))
            busy->is_ill = busy->is_throttled = false;
        return outcome;
    }

    MailRoute route_;
    const core::HealthRule rule_;
    const RouteReport report_;
    std::atomic<int> busy_{0};
    std::mutex mutex_;
    core::Health health_; ///< under `mutex_`
};

class MailRoutes final : public Channel {
public:
    MailRoutes(std::vector<MailRoute> routes, std::unique_ptr<Channel> others,
               const core::HealthRule& rule, const RouteReport& report)
        : others_(std::move(others))
    {
        for (auto& route : routes)
            routes_.push_back(std::make_unique<Route>(std::move(route), rule, report));
    }

    Outcome send(const Outgoing& outgoing) override
    {
        const auto* text = std::get_if<TextOut>(&outgoing.payload);
        const auto domain = text == nullptr ? std::string() : domain_of(text->to);
        const auto route = std::ranges::find_if(
            routes_, [&](const auto& candidate) { return candidate->takes(domain); });
        return route == routes_.end() ? others_->send(outgoing) : (*route)->send(outgoing);
    }

    std::string_view provider() const override { return others_->provider(); }
    int parallel() const override
    {
        auto all = others_->parallel();
        for (const auto& route : routes_)
            all += route->channel().parallel();
        return all;
    }
    void close() override
    {
        others_->close();
        for (const auto& route : routes_)
            route->close();
    }

private:
    std::unique_ptr<Channel> others_;
    std::vector<std::unique_ptr<Route>> routes_;
};

} // namespace

bool is_domain_of(std::string_view domain, const std::vector<std::string>& patterns)
{
    const auto wanted = store::folded_lower(domain);
    return std::ranges::any_of(patterns, [&](const std::string& pattern) {
        const auto known = store::folded_lower(pattern);
        if (!known.starts_with("*."))
            return wanted == known;
        return wanted.size() > known.size() - 1 && wanted.ends_with(known.substr(1));
    });
}

std::unique_ptr<Channel> make_mail_routes(std::vector<MailRoute> routes,
                                          std::unique_ptr<Channel> others,
                                          const core::HealthRule& rule, RouteReport report)
{
    if (routes.empty())
        return others;
    return std::make_unique<MailRoutes>(std::move(routes), std::move(others), rule, report);
}

} // namespace relay::channels
