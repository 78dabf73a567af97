#include "relay/service/ways_out.h"
#include "relay/channels/email.h"
#include "relay/channels/gammu.h"
#include "relay/channels/ivr_sip.h"
#include "relay/channels/mail_routes.h"
#include "relay/channels/routes.h"
#include "relay/channels/smpp.h"
#include "relay/channels/sms_http.h"
#include "relay/channels/snpp.h"
#include "relay/channels/wctp_peer.h"
#include "relay/channels/wctp_push.h"
#include "relay/service/log.h"

namespace relay::service {

namespace {

using Made = tl::expected<std::unique_ptr<channels::Channel>, std::vector<channels::SettingsError>>;

/// Gathers the channels, and the complaints of those that cannot be.
class Gathering {
public:
    void add(store::Channel channel, Made made)
    {
        if (auto good = checked(store::word(channel), std::move(made)))
            ways_.push_back({channel, std::move(good)});
    }

    /// The smart host, and the servers that some domains have instead.
    void add_mail(const channels::EmailSettings& settings, const core::HealthRule& rule)
    {
        auto others = checked("email", channels::make_email(settings));
        std::vector<channels::MailRoute> routes;
        for (std::size_t at = 0; at < settings.routes.size(); ++at) {
            const auto place = "email.routes[" + std::to_string(at) + "]";
            auto good =
                checked(place, channels::make_email(channels::settings_of_route(settings, at)));
            routes.push_back({settings.routes[at].domains, std::move(good)});
        }
        if (complaints_.empty())
            ways_.push_back({store::Channel::Email,
                             channels::make_mail_routes(std::move(routes), std::move(others), rule,
                                                        log_route)});
    }

    /// Several gateways of one channel, in order; none: it is not configured.
    void add_routes(store::Channel channel, std::vector<Made> made, const core::HealthRule& rule)
    {
        std::vector<std::unique_ptr<channels::Channel>> routes;
        std::string place(store::word(channel));
        for (auto& route : made) {
            if (auto good = checked(place, std::move(route)))
                routes.push_back(std::move(good));
            place += ".backup";
        }
        if (!routes.empty())
            ways_.push_back({channel, channels::make_routes(std::move(routes), rule, log_route)});
    }

    tl::expected<std::vector<WayOut>, std::string> result()
    {
        if (!complaints_.empty())
            return tl::unexpected(std::move(complaints_));
        return std::move(ways_);
    }

private:
    static void log_route(std::string_view provider, bool is_well)
    {
        log::room("channels")
            .warning(is_well ? "a gateway is well again"
                             : "a gateway is ill, the next one takes its place",
                     {{"provider", provider}});
    }

    std::unique_ptr<channels::Channel> checked(std::string_view place, Made made)
    {
        if (made)
            return std::move(*made);
        for (const auto& error : made.error())
            complaints_ += (complaints_.empty() ? "channels." : "\nchannels.") +
                           std::string(place) + ": " + error.where + ": " + error.problem;
        return nullptr;
    }

    std::vector<WayOut> ways_;
    std::string complaints_;
};

void log_session(bool is_bound, std::string_view why)
{
    if (is_bound)
        log::room("sms").notice("the SMPP session is up");
    else
        log::room("sms").warning("the SMPP session is down", {{"why", why}});
}

void log_mailbox(bool is_up, std::string_view why)
{
    if (is_up)
        log::room("mail").notice("the mailbox is open");
    else
        log::room("mail").warning("the mailbox cannot be read", {{"why", why}});
}

struct MakeSms {
    channels::Ears& ears;
    Made operator()(const channels::GatewaySettings& gateway) const
    {
        return channels::make_http_gateway(gateway);
    }
    Made operator()(const channels::SmppSettings& smpp) const
    {
        return channels::make_smpp(smpp, ears, log_session);
    }
    Made operator()(const channels::GammuSettings& gammu) const
    {
        return channels::make_gammu(gammu, ears);
    }
};

Made make_ivr(const IvrRoute& route, channels::CallEars* ears, channels::CallDesk* calls)
{
    switch (route.driver) {
    case IvrDriver::Http:
        return channels::make_http_gateway(route.http, {calls, ears, route.calls});
    case IvrDriver::Sip:
        return channels::make_ivr_sip(route.sip, ears);
    }
    return nullptr;
}

} // namespace

tl::expected<std::vector<WayOut>, std::string>
ways_out(const Config& config, const std::string& trace_token, channels::Ears& ears,
         channels::CallEars* call_ears, channels::CallDesk* calls)
{
    Gathering gathering;
    if (config.channels.email) {
        auto settings = *config.channels.email;
        settings.trace_token = trace_token;
        gathering.add_mail(settings, config.limits.email.health);
    }
    std::vector<Made> sms;
    for (const auto& route : config.channels.sms)
        sms.push_back(std::visit(MakeSms{ears}, route));
    gathering.add_routes(store::Channel::Sms, std::move(sms), config.limits.sms.health);
    std::vector<Made> ivr;
    for (const auto& route : config.channels.ivr)
        ivr.push_back(make_ivr(route, call_ears, calls));
    gathering.add_routes(store::Channel::Ivr, std::move(ivr), config.limits.ivr.health);
    if (config.channels.snpp)
        gathering.add(store::Channel::Snpp, channels::make_snpp(*config.channels.snpp));
    if (config.channels.wctp_peer)
        gathering.add(store::Channel::WctpPeer,
                      channels::make_wctp_peer(*config.channels.wctp_peer));
    gathering.add(store::Channel::WctpPush, channels::make_wctp_push(config.channels.wctp_push));
    return gathering.result();
}

tl::expected<std::unique_ptr<channels::MailboxReader>, std::string>
mailbox_reader(const Config& config, channels::MailboxEars* ears, engine::Metrics& metrics)
{
    const auto& email = config.channels.email;
    if (!email || !email->mailbox)
        return nullptr;
    auto made = channels::MailboxReader::make(*email->mailbox, *ears,
                                              [&metrics](bool is_up, std::string_view why) {
                                                  metrics.set_mailbox_ill(!is_up);
                                                  log_mailbox(is_up, why);
                                              });
    if (made)
        return std::move(*made);
    std::string complaints;
    for (const auto& error : made.error())
        complaints += (complaints.empty() ? "" : "\n") + std::string("channels.email.mailbox: ") +
                      error.where + ": " + error.problem;
    return tl::unexpected(std::move(complaints));
}

} // namespace relay::service
