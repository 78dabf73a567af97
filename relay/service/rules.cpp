#include "relay/service/rules.h"
#include "relay/service/log.h"
#include "relay/service/open_store.h"
#include "relay/smpp/submission.h"
#include "store/model/directory.h"
#include <algorithm>
#include <cstdlib>

namespace relay::service {

namespace {

/// Most of a small total must stay for those who are no operators.
std::size_t kept_of(std::size_t total)
{
    return std::min<std::size_t>(64, total / 4);
}

net::LoopLimits loop_limits(int total, int per_address)
{
    net::LoopLimits limits;
    limits.total = static_cast<std::size_t>(total);
    limits.per_address = static_cast<std::size_t>(per_address);
    limits.kept = kept_of(limits.total);
    return limits;
}

std::vector<wctp::Version> versions_of(const std::vector<std::string>& names)
{
    std::vector<wctp::Version> versions;
    for (const auto& name : names) {
        if (const auto version = wctp::parse_version(name))
            versions.push_back(*version);
    }
    return versions;
}

[[noreturn]] void stop_at_once(const std::string& why)
{
    log::room("store").error("a flush failed, so nothing on disk can be trusted: stopping",
                             {{"why", why}});
    std::abort();
}

/// Can a text that went out there be answered?
struct TakesAnswers {
    const std::set<std::string>& bringing_texts;
    bool operator()(const channels::GatewaySettings& gateway) const
    {
        return bringing_texts.contains(gateway.name);
    }
    bool operator()(const channels::SmppSettings& smpp) const
    {
        // Nobody can answer a name (TON 5).
        return !smpp.from.empty() &&
               smpp.from_ton.value_or(smpp::source_address(smpp.from).ton) != 5;
    }
    bool operator()(const channels::GammuSettings&) const { return true; } // its card has a number
};

/// Does another gateway say what became of a page: by a callback, or because it is asked?
bool hears_answers(const channels::WctpPeerSettings& peer)
{
    return peer.mode == channels::WctpMode::Transient || peer.polls ||
           !peer.response_networks.empty();
}

} // namespace

engine::Rules engine_rules(const Config& config, const std::set<std::string>& bringing_texts)
{
    engine::Rules rules;
    rules.retry = config.engine.retry;
    rules.unclear = config.engine.unclear;
    rules.lease = config.engine.lease;
    const auto& channels = config.channels;
    rules.channels.email = channels.email.has_value();
    rules.channels.sms = !channels.sms.empty();
    rules.channels.ivr = !channels.ivr.empty();
    rules.channels.snpp = channels.snpp.has_value();
    rules.channels.wctp_peer = channels.wctp_peer.has_value();
    if (channels.push) {
        rules.channels.push = true;
        rules.channels.push_again = channels.push->repeat;
        rules.channels.push_repeats = channels.push->repeats;
    }
    rules.sms_answers =
        !channels.sms.empty() && std::ranges::all_of(channels.sms, [&](const SmsRoute& route) {
            return std::visit(TakesAnswers{bringing_texts}, route);
        });
    rules.calls_ask_pin = std::ranges::any_of(
        channels.ivr, [](const IvrRoute& route) { return route.driver == IvrDriver::Sip; });
    // Of any other domain nobody says that its mail comes to us.
    const bool is_ours =
        channels.email && std::ranges::any_of(config.site.domains, [&](const auto& domain) {
            return store::folded_lower(domain) == store::folded_lower(channels.email->domain);
        });
    rules.mail_returns = (is_ours && config.smtp.is_open()) ||
                         (channels.email && channels.email->mailbox.has_value());
    rules.mail_protection = channels.mail_protection;
    rules.words.site = config.site.name;
    rules.link_base = config.site.public_url;
    while (rules.link_base.ends_with('/'))
        rules.link_base.pop_back();
    rules.default_expiry = config.intake.default_expiry;
    rules.last_resort = config.intake.last_resort;
    rules.status_mails.most = config.limits.status_mails_per_hour;
    rules.words_of_people = config.words;
    rules.snpp_answers = channels.snpp && channels.snpp->two_way;
    rules.peer_answers = channels.wctp_peer && hears_answers(*channels.wctp_peer);
    rules.shift_reminder = config.people.shift_reminder;
    rules.channels.opt_out = config.people.opt_out;
    rules.tell_of_stop = config.people.tell_of_stop;
    rules.sms_copies = config.people.sms_copies;
    rules.full_text_needs_proof = config.people.full_text_to == FullTextTo::Verified;
    if (!config.site.domains.empty())
        rules.gateway_id = "belfry@" + config.site.domains.front();
    return rules;
}

intake::SubmissionRules submission_rules(const Config& config)
{
    intake::SubmissionRules rules;
    rules.default_expiry = config.intake.default_expiry;
    rules.max_text_characters = static_cast<std::size_t>(config.wctp.max_text_characters);
    rules.hop_limit = config.intake.hop_limit;
    rules.duplicate_window = config.intake.duplicate_window;
    return rules;
}

intake::WctpRules wctp_rules(const Config& config)
{
    intake::WctpRules rules;
    rules.uniform_auth_errors = config.wctp.auth_errors == AuthErrors::Uniform;
    rules.max_text_characters = static_cast<std::size_t>(config.wctp.max_text_characters);
    rules.max_body_bytes = config.http.wctp_body_bytes;
    rules.transient_window = config.wctp.transient_window;
    rules.query_interval = config.wctp.query_interval;
    rules.service_unavailable = config.wctp.service_unavailable;
    rules.tracking_retention = config.wctp.tracking_retention;
    rules.path = config.http.wctp_path;
    rules.public_url = config.site.public_url;
    rules.strict = config.wctp.strict;
    rules.poll_interval = config.wctp.poll_interval;
    rules.poll_queue = static_cast<std::size_t>(config.wctp.poll_queue);
    rules.max_recipients = static_cast<std::size_t>(config.wctp.max_recipients);
    rules.versions = {.responder = node_name(config),
                      .deprecated = versions_of(config.wctp.deprecated_versions),
                      .refused = versions_of(config.wctp.refused_versions),
                      .token = config.wctp.version_token,
                      .support_until = config.wctp.support_until};
    return rules;
}

intake::SmtpDoorRules smtp_rules(const Config& config, std::string trace_token)
{
    const auto& smtp = config.smtp;
    intake::SmtpDoorRules rules;
    rules.host = smtp.hostname.empty() ? node_name(config) : smtp.hostname;
    rules.domains = config.site.domains;
    rules.trace_token = std::move(trace_token);
    rules.bare_newline = smtp.bare_newline;
    rules.offers_dsn = smtp.dsn;
    rules.auth_in_clear = smtp.auth_in_clear;
    rules.tls_required = smtp.tls_required;
    rules.front_ends = smtp.front_ends;
    rules.proxies = smtp.proxies;
    rules.limits.message_bytes = smtp.max_message_bytes;
    rules.texts_bytes = smtp.max_texts_bytes;
    rules.exact_newlines_not_from = smtp.bare_newline_from;
    rules.limits.recipients = static_cast<std::size_t>(smtp.max_recipients);
    rules.limits.hops = smtp.most_hops;
    rules.limits.errors_close = smtp.max_errors;
    rules.limits.errors_slow = std::max(1, smtp.max_errors / 2);
    rules.max_text_characters = static_cast<std::size_t>(config.wctp.max_text_characters);
    rules.command_deadline = smtp.command_deadline;
    rules.data_deadline = smtp.data_deadline;
    rules.handler_threads = static_cast<std::size_t>(smtp.handler_threads);
    rules.loop = loop_limits(smtp.max_connections, smtp.max_per_address);
    rules.loop.handshake = config.http.handshake_deadline;
    return rules;
}

intake::SnppDoorRules snpp_rules(const Config& config)
{
    const auto& snpp = config.snpp;
    intake::SnppDoorRules rules;
    rules.limits.errors_close = snpp.max_errors;
    rules.limits.errors_slow = std::max(1, snpp.max_errors / 2);
    rules.limits.text_bytes = 4 * static_cast<std::size_t>(config.wctp.max_text_characters);
    rules.command_deadline = snpp.command_deadline;
    rules.data_deadline = snpp.data_deadline;
    rules.handler_threads = static_cast<std::size_t>(snpp.handler_threads);
    rules.loop = loop_limits(snpp.max_connections, snpp.max_per_address);
    return rules;
}

http::EdgeLimits edge_limits(const Config& config)
{
    const auto& edge = config.http;
    http::EdgeLimits limits;
    limits.loop = loop_limits(edge.max_connections, edge.max_per_address);
    limits.loop.uncounted = {edge.exempt_addresses.begin(), edge.exempt_addresses.end()};
    limits.loop.handshake = edge.handshake_deadline;
    limits.body = edge.api_body_bytes;
    limits.head_time = edge.header_deadline;
    limits.body_grace = edge.body_grace;
    limits.body_rate = edge.body_rate_bytes;
    limits.answer_time = edge.answer_deadline;
    limits.keep_alive = edge.keep_alive;
    limits.requests = static_cast<std::size_t>(edge.keep_alive_requests);
    limits.handlers = static_cast<std::size_t>(edge.handler_threads);
    return limits;
}

store::GroupCommitSettings writer_settings(const Config& config)
{
    store::GroupCommitSettings settings;
    settings.reserve_bytes = config.store.reserve_bytes;
    settings.fatal = stop_at_once;
    return settings;
}

} // namespace relay::service
