#include "relay/service/ways_out.h"
#include "relay/channels/email.h"
#include "relay/channels/gammu.h"
#include "relay/channels/ivr_sip.h"
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
        if (made) {
            ways_.push_back({channel, std::move(*made)});
            return;
        }
        for (const auto& error : made.error())
            complaints_ += (complaints_.empty() ? "channels." : "\nchannels.") +
                           std::string(store::word(channel)) + ": " + error.where + ": " +
                           error.problem;
    }

    tl::expected<std::vector<WayOut>, std::string> result()
    {
        if (!complaints_.empty())
            return tl::unexpected(std::move(complaints_));
        return std::move(ways_);
    }

private:
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

Made ivr(const ChannelsConfig& config, channels::CallEars* ears, channels::CallDesk* calls)
{
    switch (config.ivr_driver) {
    case IvrDriver::Http:
        return channels::make_http_gateway(*config.ivr, {calls, ears, config.ivr_calls});
    case IvrDriver::Sip:
        return channels::make_ivr_sip(config.ivr_sip, ears);
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
        gathering.add(store::Channel::Email, channels::make_email(settings));
    }
    if (config.channels.sms)
        gathering.add(store::Channel::Sms, channels::make_http_gateway(*config.channels.sms));
    if (config.channels.smpp)
        gathering.add(store::Channel::Sms,
                      channels::make_smpp(*config.channels.smpp, ears, log_session));
    if (config.channels.gammu)
        gathering.add(store::Channel::Sms, channels::make_gammu(*config.channels.gammu, ears));
    if (config.channels.ivr)
        gathering.add(store::Channel::Ivr, ivr(config.channels, call_ears, calls));
    if (config.channels.snpp)
        gathering.add(store::Channel::Snpp, channels::make_snpp(*config.channels.snpp));
    if (config.channels.wctp_peer)
        gathering.add(store::Channel::WctpPeer,
                      channels::make_wctp_peer(*config.channels.wctp_peer));
    gathering.add(store::Channel::WctpPush, channels::make_wctp_push(config.channels.wctp_push));
    return gathering.result();
}

tl::expected<std::unique_ptr<channels::MailboxReader>, std::string>
mailbox_reader(const Config& config, channels::MailboxEars* ears)
{
    const auto& email = config.channels.email;
    if (!email || !email->mailbox)
        return nullptr;
    auto made = channels::MailboxReader::make(*email->mailbox, *ears, log_mailbox);
    if (made)
        return std::move(*made);
    std::string complaints;
    for (const auto& error : made.error())
        complaints += (complaints.empty() ? "" : "\n") + std::string("channels.email.mailbox: ") +
                      error.where + ": " + error.problem;
    return tl::unexpected(std::move(complaints));
}

} // namespace relay::service
