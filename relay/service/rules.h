#pragma once
#include "relay/engine/house.h"
#include "relay/http/edge.h"
#include "relay/intake/smtp_listener.h"
#include "relay/intake/snpp_listener.h"
#include "relay/intake/submission.h"
#include "relay/intake/wctp_handler.h"
#include "relay/service/config.h"
#include <set>
#include <string>

/// What the configuration means to each room.
namespace relay::service {

/// `bringing_texts`: as text_bringers() finds them.
engine::Rules engine_rules(const Config& config, const std::set<std::string>& bringing_texts = {});
intake::SubmissionRules submission_rules(const Config& config);
intake::WctpRules wctp_rules(const Config& config);
/// `trace_token`: our mark against mail loops.
intake::SmtpDoorRules smtp_rules(const Config& config, std::string trace_token);
intake::SnppDoorRules snpp_rules(const Config& config);
http::EdgeLimits edge_limits(const Config& config);
store::GroupCommitSettings writer_settings(const Config& config);

} // namespace relay::service
