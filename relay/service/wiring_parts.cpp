#include "relay/service/wiring_parts.h"
#include "relay/channels/secret.h"
#include "relay/channels/wctp_poll.h"
#include "relay/channels/wctp_push.h"
#include "relay/origin/unbound_dns.h"
#include "relay/service/log.h"
#include "relay/service/mail_manners.h"
#include "relay/service/operator_token.h"
#include "relay/service/rules.h"
#include "store/transaction.h"
#include <cstdlib>

namespace relay::service {

namespace {

/// Leases are about processes, so they run on real time whatever clock the house has.
template <class Work>
auto in_transaction(const store::Database& database, Work work)
{
    const auto connection = database.connect();
    store::Transaction transaction(*connection);
    store::NodeRepository nodes(*connection);
    auto result = work(nodes);
    transaction.commit();
    return result;
}

} // namespace

std::optional<DataLock> lock(const Config& config)
{
    if (config.store.engine != StoreEngine::Sqlite)
        return std::nullopt; // several nodes may share a server
    prepare_data_directory(config);
    auto taken = DataLock::take(config.data_dir);
    if (!taken)
        throw CannotStart(taken.error());
    return std::move(*taken);
}

std::unique_ptr<OpenStore> store_with_token(const Config& config)
{
    auto store = open_store(config);
    provide_operator_token(*store, config);
    return store;
}

std::unique_ptr<engine::Clock> clock_of(const WiringSettings& settings)
{
    if (settings.test_clock)
        return std::make_unique<engine::ManualClock>(*settings.test_clock);
    return std::make_unique<engine::SystemClock>();
}

NodeAtWork begin_node(const Config& config, const store::Database& database)
{
    return in_transaction(database, [&](store::NodeRepository& nodes) {
        const auto now = engine::SystemClock().now();
        return NodeAtWork{nodes.acquire(node_name(config), now, config.engine.lease),
                          nodes.highest_id()};
    });
}

void end_node(const store::Node& node, const store::Database& database)
{
    in_transaction(database, [&](store::NodeRepository& nodes) {
        nodes.release(node);
        return true;
    });
}

void leave_at_once(const std::string& why)
{
    log::room("engine").error("fenced off, ending at once", {{"why", why}});
    std::_Exit(EXIT_FAILURE);
}

http::EdgeOptions edge_options(const Config& config)
{
    http::EdgeOptions options;
    options.limits = edge_limits(config);
    options.hosts = config.http.hosts;
    options.body_of = [path = config.http.wctp_path, most = config.http.wctp_body_bytes](
                          const http::Request& request) -> std::optional<std::size_t> {
        return intake::is_wctp_path(path, request.path) ? std::optional(most) : std::nullopt;
    };
    options.report = [](const std::string& line) { log::room("http").info(line); };
    return options;
}

std::unique_ptr<gateway::PeerResponses> peer_responses(const Config& config,
                                                       channels::PageEars& ears)
{
    const auto& peer = config.channels.wctp_peer;
    if (!peer || peer->response_networks.empty())
        return nullptr;
    gateway::PeerResponses::Settings settings{
        peer->name, peer->response_networks, {}, config.wctp.service_unavailable};
    if (!peer->response_code_file.empty()) {
        auto code = channels::read_secret(peer->response_code_file);
        if (!code)
            throw CannotStart("channels.wctp_peer.responses.code_file: " + code.error());
        settings.code = std::move(*code);
    }
    return std::make_unique<gateway::PeerResponses>(ears, settings);
}

std::unique_ptr<gateway::PeerPoller> peer_poller(const Config& config, const engine::House& house,
                                                 channels::PageEars& ears)
{
    const auto& peer = config.channels.wctp_peer;
    if (!peer || !peer->polls)
        return nullptr;
    auto poll = channels::make_wctp_poll(*peer);
    if (!poll)
        throw CannotStart("channels.wctp_peer." + poll.error().front().where + ": " +
                          poll.error().front().problem);
    const gateway::PeerPollRule rule{peer->poll_interval, config.limits.wctp_peer.health};
    return std::make_unique<gateway::PeerPoller>(house, ears, std::move(*poll), peer->name, rule);
}

intake::SmtpDoorRules mail_rules(const Config& config, std::string trace_token)
{
    auto rules = smtp_rules(config, std::move(trace_token));
    auto manners = read_mail_manners(config.smtp.rules_dir);
    if (!manners)
        throw CannotStart(text(manners.error().front()));
    rules.manners = std::move(*manners);
    auto dns = origin::UnboundDns::make(config.smtp.resolver);
    if (!dns)
        throw CannotStart("smtp.resolver: " + dns.error());
    rules.dns = std::move(*dns);
    return rules;
}

void tell_manners(const Config& config, const store::Directory& people)
{
    const auto manners = read_mail_manners(config.smtp.rules_dir);
    if (!manners)
        return; // mail_rules() has said so
    for (const auto& manner : homeless(*manners, people)) {
        if (manner.demands)
            log::room("smtp").error(text(manner));
        else
            log::room("smtp").warning(text(manner));
    }
    for (const auto& source : people.parts().sources) {
        if (may_be_anybody(source, *manners)) // a file that said what must pass is gone
            log::room("smtp").error("anybody in the world could be this source",
                                    {{"source", source.name}});
    }
}

std::unique_ptr<channels::Channel> wctp_push(const Config& config)
{
    auto made = channels::make_wctp_push(config.channels.wctp_push);
    if (!made)
        throw CannotStart("channels.wctp_push." + made.error().front().where + ": " +
                          made.error().front().problem);
    return std::move(*made);
}

intake::WctpRecorder::Limits recorder_limits(const Config& config)
{
    return {config.wctp.record_retention, static_cast<std::int64_t>(config.wctp.record_bytes)};
}

api::ConnectionCounts counts(const std::string& listener, const net::LoopCounters& counters)
{
    return {listener, counters.open, counters.accepted,
            counters.refused_per_address + counters.refused_total};
}

} // namespace relay::service
