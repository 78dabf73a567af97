#pragma once
#include "relay/api/router.h"
#include "relay/channels/channel.h"
#include "relay/engine/clock.h"
#include "relay/gateway/peer_poller.h"
#include "relay/gateway/wctp_responses.h"
#include "relay/http/edge.h"
#include "relay/intake/smtp_door_rules.h"
#include "relay/intake/wctp_recorder.h"
#include "relay/service/data_lock.h"
#include "relay/service/open_store.h"
#include "relay/service/wiring.h"
#include "store/node_repository.h"

// What the daemon is put together from: each part as the configuration wants it.

namespace relay::service {

/// Throws CannotStart where another process has the data directory; empty: a server has the data,
/// which several nodes may share.
std::optional<DataLock> lock(const Config& config);

std::unique_ptr<OpenStore> store_with_token(const Config& config);

std::unique_ptr<engine::Clock> clock_of(const WiringSettings& settings);

struct NodeAtWork {
    store::Node node;
    std::int64_t highest_id = 0;
};
NodeAtWork begin_node(const Config& config, const store::Database& database);
void end_node(const store::Node& node, const store::Database& database);

/// Another process acts in our name: every further attempt could page somebody twice.
[[noreturn]] void leave_at_once(const std::string& why);

http::EdgeOptions edge_options(const Config& config);

/// Null: nobody's responses are taken. Throws CannotStart.
std::unique_ptr<gateway::PeerResponses> peer_responses(const Config& config,
                                                       channels::PageEars& ears);

/// Null: there is no gateway that keeps news for us. Throws CannotStart.
std::unique_ptr<gateway::PeerPoller> peer_poller(const Config& config, const engine::House& house,
                                                 channels::PageEars& ears);

/// Says in the log which files of smtp.rules_dir are of no source, and which sources anybody may
/// be.
void tell_manners(const Config& config, const store::Directory& people);

/// With what the files of smtp.rules_dir say. Throws CannotStart.
intake::SmtpDoorRules mail_rules(const Config& config, std::string trace_token);

/// What pushes the answers of look-ups. Throws CannotStart.
std::unique_ptr<channels::Channel> wctp_push(const Config& config);
intake::WctpRecorder::Limits recorder_limits(const Config& config);

api::ConnectionCounts counts(const std::string& listener, const net::LoopCounters& counters);

} // namespace relay::service
