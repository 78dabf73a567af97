#pragma once
#include "store/model/instant.h"
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

/// The `channels` section of `belfry.yaml`. A channel that is not there is not configured.
namespace relay::service {

enum class MailTls { None, Opportunistic, Required };

struct EmailChannelConfig {
    std::string driver = "smtp";
    std::string host; ///< the mail server that takes our mail
    std::uint16_t port = 25;
    MailTls tls = MailTls::Required;
    std::string from;          ///< mail address in From:
    std::string bounce_domain; ///< of the envelope sender; empty: the domain of `from`
    std::string user;          ///< empty: no AUTH
    std::filesystem::path password_file;
    std::filesystem::path ca_file; ///< empty: the system's certificates
    int parallel = 4;
    store::Millis connect_timeout{10'000};
    store::Millis timeout{60'000};
    bool operator==(const EmailChannelConfig&) const = default;
};

/// A gateway that is spoken to over HTTP, as its driver file describes: SMS and IVR.
struct GatewayConfig {
    std::filesystem::path driver_file;
    std::string url;
    std::string from;
    std::map<std::string, std::string> params;            ///< for the driver's templates
    std::map<std::string, std::filesystem::path> secrets; ///< the same, from files
    std::filesystem::path ca_file;
    int parallel = 2;
    store::Millis connect_timeout{5'000};
    store::Millis timeout{15'000};
    bool operator==(const GatewayConfig&) const = default;
};

/// Status and replies to the callback of a WCTP source. Always there: the target comes from the
/// source's record.
struct WctpPushConfig {
    std::filesystem::path ca_file;
    int parallel = 4;
    store::Millis connect_timeout{5'000};
    store::Millis timeout{15'000};
    bool operator==(const WctpPushConfig&) const = default;
};

struct ChannelsConfig {
    std::optional<EmailChannelConfig> email;
    std::optional<GatewayConfig> sms;
    std::optional<GatewayConfig> ivr;
    WctpPushConfig wctp_push;
    bool operator==(const ChannelsConfig&) const = default;
};

} // namespace relay::service
