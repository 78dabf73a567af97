#include "relay/channels/routes.h"
#include "relay/channels/incoming.h"
#include "relay/channels/sign.h"
#include "relay/core/route.h"
#include <algorithm>
#include <mutex>

namespace relay::channels {
namespace {

/// Did it take nothing, for a reason of its own?
bool may_go_on(const Outcome& outcome)
{
    if (const auto* busy = std::get_if<Busy>(&outcome))
        return busy->is_ill;
    const auto* refused = std::get_if<Refused>(&outcome);
    return refused != nullptr && refused->blame == Blame::Provider;
}

std::string code_of(const Outcome& outcome)
{
    const auto* busy = std::get_if<Busy>(&outcome);
    return busy != nullptr ? busy->code : std::get<Refused>(outcome).code;
}

/// Of failures the one that may pass: then all of them are asked again.
bool is_better(const Outcome& outcome, const Outcome& than)
{
    return std::holds_alternative<Busy>(outcome) && !std::holds_alternative<Busy>(than);
}

/// Asks the gateway that has the page.
class RoutesAsker final : public Asker {
public:
    void add(std::string_view provider, Asker& asker)
    {
        askers_.emplace_back(std::string(provider), &asker);
    }
    bool is_empty() const { return askers_.empty(); }

    AskAnswer ask(const AskedPage& page) override
    {
        for (const auto& [provider, asker] : askers_) {
            if (provider == page.provider)
                return asker->ask(page);
        }
        AskAnswer nothing; // it says by itself what becomes of it
        nothing.is_final = true;
        return nothing;
    }

    std::optional<std::vector<IncomingText>> texts(store::Instant since) override
    {
        std::vector<IncomingText> all;
        for (const auto& [provider, asker] : askers_) {
            if (!asker->texts_interval())
                continue;
            auto some = asker->texts(since);
            if (!some)
                return std::nullopt;
            std::ranges::move(*some, std::back_inserter(all));
        }
        return all;
    }

    std::optional<std::chrono::milliseconds> texts_interval() const override
    {
        std::optional<std::chrono::milliseconds> shortest;
        for (const auto& [provider, asker] : askers_) {
            if (const auto interval = asker->texts_interval())
                shortest = std::min(shortest.value_or(*interval), *interval);
        }
        return shortest;
    }

private:
    std::vector<std::pair<std::string, Asker*>> askers_;
};

class Routes final : public Channel {
public:
    Routes(std::vector<std::unique_ptr<Channel>> routes, const core::HealthRule& rule,
           RouteReport report)
        : routes_(std::move(routes)), rule_(rule), report_(std::move(report)),
          healths_(routes_.size())
    {
        for (const auto& route : routes_) {
            if (auto* asker = route->asker())
                asker_.add(route->provider(), *asker);
        }
    }

    Outcome send(const Outgoing& outgoing) override
    {
        std::optional<Outcome> failed;
        std::string others;
        for (const auto route : order(outgoing)) {
            auto outcome = routes_[route]->send(outgoing);
            heed(route, outcome, outgoing.now);
            if (!may_go_on(outcome))
                return named(std::move(outcome), *routes_[route], others);
            others += std::string(routes_[route]->provider()) + " said " + code_of(outcome) + "; ";
            if (!failed || is_better(outcome, *failed))
                failed = std::move(outcome);
        }
        return *failed;
    }

    std::string_view provider() const override { return routes_.front()->provider(); }
    int parallel() const override
    {
        int most = 0;
        for (const auto& route : routes_)
            most = std::max(most, route->parallel());
        return most;
    }
    Asker* asker() override { return asker_.is_empty() ? nullptr : &asker_; }
    void close() override
    {
        for (const auto& route : routes_)
            route->close();
    }

private:
    std::vector<std::size_t> order(const Outgoing& outgoing)
    {
        const std::lock_guard lock(mutex_);
        return core::route_order(healths_, outgoing.priority, outgoing.now);
    }

    void heed(std::size_t route, const Outcome& outcome, store::Instant now)
    {
        const auto sign = sign_of(outcome);
        if (!sign)
            return;
        const std::lock_guard lock(mutex_);
        auto& health = healths_[route];
        const bool was_well = health.is_well();
        health = core::after(health, *sign, rule_, now);
        if (was_well != health.is_well())
            report_(routes_[route]->provider(), health.is_well());
    }

    static Outcome named(Outcome outcome, const Channel& route, const std::string& others)
    {
        if (auto* accepted = std::get_if<Accepted>(&outcome)) {
            accepted->provider = route.provider();
            accepted->detail = others + accepted->detail;
        }
        return outcome;
    }

    const std::vector<std::unique_ptr<Channel>> routes_; ///< in order
    const core::HealthRule rule_;
    const RouteReport report_;
    RoutesAsker asker_;
    std::mutex mutex_;
    std::vector<core::Health> healths_; ///< of each route, under `mutex_`
};

} // namespace

std::unique_ptr<Channel> make_routes(std::vector<std::unique_ptr<Channel>> routes,
                                     const core::HealthRule& rule, RouteReport report)
{
    if (routes.size() == 1)
        return std::move(routes.front());
    return std::make_unique<Routes>(std::move(routes), rule, std::move(report));
}

} // namespace relay::channels
