#pragma once
#include "mail/data_reader.h"
#include "relay/channels/settings.h"
#include "relay/core/content_policy.h"
#include "relay/core/opt_out.h"
#include "relay/core/reply_match.h"
#include "relay/core/retry.h"
#include "relay/engine/way_rule.h"
#include "relay/service/log_settings.h"
#include "store/model/instant.h"
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

/// `belfry.yaml` as plain values: what each key means, its unit and its default.
///
/// The defaults written here are the ones documented in etc/belfry.yaml; a test compares the two.
/// Paths are absolute once read: `store.path` is relative to `data_dir`, all others to the folder
/// of the configuration file, or "credential:NAME" for a credential of the systemd unit.
namespace relay::service {

/// Where to listen: an address of ours, or a socket that systemd opened for us.
struct Endpoint {
    std::string host; ///< IPv4 or IPv6 address, without brackets
    std::uint16_t port = 0;
    std::string inherited; ///< FileDescriptorName of the socket unit; empty: we open it ourselves
    bool operator==(const Endpoint&) const = default;
};

struct SiteConfig {
    std::string name = "Belfry";
    std::vector<std::string> domains{"localhost"}; ///< mail domains whose addresses are OPIDs
    std::string public_url; ///< how others reach us, for links and gateways; empty: say no links
    bool operator==(const SiteConfig&) const = default;
};

enum class StoreEngine { Sqlite, Postgresql };

struct StoreConfig {
    StoreEngine engine = StoreEngine::Sqlite;
    std::filesystem::path path = "belfry.db";
    std::string url;                      ///< PostgreSQL conninfo, without a password
    std::filesystem::path password_file;  ///< empty: none needed (peer authentication)
    int readers = 4;                      ///< sessions for reading; there is always one writer
    std::size_t reserve_bytes = 64 << 20; ///< free disk below which accepting stops
    bool operator==(const StoreConfig&) const = default;
};

struct HttpConfig {
    std::vector<Endpoint> listen{{"127.0.0.1", 8080, ""}};
    std::vector<Endpoint> tls_listen;
    std::filesystem::path certificate_file = "certificate.pem"; ///< PEM, with its chain
    std::filesystem::path key_file = "key.pem";
    std::filesystem::path
        client_ca_file; ///< PEM, of clients' certificates; empty: none is asked for
    std::string wctp_path = "/wctp";
    std::vector<std::string> hosts; ///< Host values answered; empty: any
    int max_connections = 2000;
    int max_per_address = 50;
    std::vector<std::string> exempt_addresses; ///< without max_per_address: balancers
    int handler_threads = 8;
    std::size_t wctp_body_bytes = 1 << 20;
    std::size_t api_body_bytes = 1 << 20;
    store::Millis handshake_deadline{10'000};
    store::Millis header_deadline{20'000};
    store::Millis body_grace{10'000};  ///< after it, `body_rate_bytes` must be held
    std::size_t body_rate_bytes = 500; ///< per second
    store::Millis answer_deadline{60'000};
    store::Millis keep_alive{15'000};
    int keep_alive_requests = 1000;
    bool operator==(const HttpConfig&) const = default;
};

struct SmtpConfig {
    std::vector<Endpoint> listen;
    std::vector<Endpoint> tls_listen;    ///< TLS from the first octet (RFC 8314)
    std::vector<Endpoint> lmtp_listen;   ///< RFC 2033
    std::vector<std::string> front_ends; ///< networks whose clients may use XCLIENT
    std::vector<std::string> proxies;    ///< networks whose clients begin with the PROXY protocol
    std::filesystem::path rules_dir;     ///< SOURCE.yaml there: how its mails are read; empty: none
    std::string resolver;       ///< ADDRESS:PORT asked for SPF and DKIM; empty: the system's
    std::string hostname;       ///< in the greeting; empty: the node's name
    bool starttls = true;       ///< uses http.certificate_file
    bool auth_in_clear = false; ///< logins without TLS
    bool tls_required = false;  ///< mail over TLS only
    std::size_t max_message_bytes = 10 << 20;
    int max_recipients = 1000;
    std::size_t max_texts_bytes = 256 << 20; ///< of all mails on their way in together
    mail::BareNewline bare_newline = mail::BareNewline::Normalize;
    std::vector<std::string> bare_newline_from; ///< networks that `reject` does not bind
    bool dsn = true;
    int most_hops = 100; ///< Received fields of a mail; more are a loop
    int max_connections = 500;
    int max_per_address = 50;
    int max_errors = 20;
    int handler_threads = 4;
    store::Millis command_deadline{300'000};
    store::Millis data_deadline{600'000};
    bool is_open() const { return !listen.empty() || !tls_listen.empty() || !lmtp_listen.empty(); }
    bool has_starttls() const { return starttls && !(listen.empty() && lmtp_listen.empty()); }
    bool operator==(const SmtpConfig&) const = default;
};

struct SnppConfig {
    std::vector<Endpoint> listen;
    int max_connections = 100;
    int max_per_address = 20;
    int max_errors = 10;
    int handler_threads = 2;
    store::Millis command_deadline{300'000};
    store::Millis data_deadline{600'000};
    bool operator==(const SnppConfig&) const = default;
};

enum class AuthErrors { Uniform, Distinct };

struct WctpConfig {
    AuthErrors auth_errors = AuthErrors::Distinct;
    int max_text_characters = 65535;
    store::Millis poll_interval{10'000};
    store::Millis query_interval{10'000};
    int service_unavailable = 606; ///< the error code while we cannot accept: 605 or 606
    store::Millis tracking_retention{72 * 3600 * 1000};
    store::Millis transient_window{2 * 60 * 1000};
    bool strict = false;                          ///< every sender by the letter of the DTD
    int max_recipients = 250;                     ///< of one wctp-SendMsgMulti
    int poll_queue = 1000;                        ///< statuses and replies that wait for one poller
    std::vector<std::string> deprecated_versions; ///< taken, but with success 210
    std::vector<std::string> refused_versions;    ///< 303
    std::string support_until;                    ///< of the deprecated ones, as it is said
    std::string version_token;                    ///< verToken of the others
    store::Millis record_retention = std::chrono::hours(720); ///< of what sources let us record
    std::size_t record_bytes = 64 << 20;                      ///< of all of it
    bool operator==(const WctpConfig&) const = default;
};

struct IntakeConfig {
    store::Millis duplicate_window{3600 * 1000};
    store::Millis default_expiry{4 * 3600 * 1000};
    int hop_limit = 5;
    std::string last_resort; ///< OPID or alias; empty: none
    bool operator==(const IntakeConfig&) const = default;
};

struct EngineConfig {
    store::Millis lease{60'000}; ///< longest attempt; then it counts as unclear
    core::RetryRules retry;
    core::UnclearRules unclear;
    bool operator==(const EngineConfig&) const = default;
};

/// How each channel is used, whatever it is sent by.
struct LimitsConfig {
    engine::WayRule email{.storm = {}};
    engine::WayRule sms{.storm = {}};
    engine::WayRule ivr{.storm = {}};
    engine::WayRule snpp;
    engine::WayRule wctp_peer;
    engine::WayRule push;
    int status_mails_per_hour = 20; ///< to one address; 0: no limit
    bool operator==(const LimitsConfig&) const = default;

    engine::WayRule of(store::Channel channel) const;
};

/// Which addresses of a contact get the full text, where the contact allows it.
enum class FullTextTo { All, Verified };

struct PeopleConfig {
    store::Millis shift_reminder{0}; ///< that long before it begins; 0: none
    FullTextTo full_text_to = FullTextTo::All;
    core::OptOutRule opt_out;
    std::string tell_of_stop; ///< mail address; empty: none
    bool sms_copies = false;  ///< may be asked for
    bool operator==(const PeopleConfig&) const = default;
};

/// Who makes calls: a gateway that takes HTTP, or we ourselves by SIP.
enum class IvrDriver { Http, Sip };

/// Pushes to devices: where to, and how often.
struct PushConfig {
    channels::WebPushSettings settings;
    std::filesystem::path key_file; ///< VAPID; empty: one of our own making, kept in the store
    store::Millis repeat{120'000};  ///< of pages of high priority, until they are read
    int repeats = 10;
    bool operator==(const PushConfig&) const = default;
};

/// A channel that is not in the file is not configured. The push to WCTP callbacks is always there:
/// its targets come from the sources' records.
using SmsRoute =
    std::variant<channels::GatewaySettings, channels::SmppSettings, channels::GammuSettings>;

struct IvrRoute {
    IvrDriver driver = IvrDriver::Http;
    channels::GatewaySettings http; ///< used by Http
    channels::IvrSipSettings calls; ///< used by Http: what is about the dialogue
    channels::IvrSipSettings sip;   ///< used by Sip
    bool operator==(const IvrRoute&) const = default;
};

struct ChannelsConfig {
    std::optional<channels::EmailSettings> email;
    std::vector<SmsRoute> sms; ///< the second one takes what the first cannot, and so on (X.7)
    std::vector<IvrRoute> ivr; ///< likewise
    std::optional<channels::SnppSettings> snpp;
    std::optional<channels::WctpPeerSettings> wctp_peer;
    std::optional<PushConfig> push;
    channels::WctpPushSettings wctp_push;
    core::MailProtection mail_protection = core::MailProtection::Stub; ///< channels.email.protected
    bool operator==(const ChannelsConfig&) const = default;
};

struct Config {
    std::filesystem::path file; ///< where this was read from
    std::filesystem::path data_dir = "/var/lib/belfry";
    std::filesystem::path master_key_file = "master.key";
    std::string node_name; ///< empty: the host's name
    SiteConfig site;
    StoreConfig store;
    HttpConfig http;
    SmtpConfig smtp;
    SnppConfig snpp;
    WctpConfig wctp;
    IntakeConfig intake;
    core::KeyWords words;
    EngineConfig engine;
    LimitsConfig limits;
    PeopleConfig people;
    ChannelsConfig channels;
    LogConfig log;
    bool operator==(const Config&) const = default;
};

/// One thing that is wrong in a configuration file, and what to do about it.
struct ConfigError {
    std::string file;
    int line = 0; ///< from 1; 0: the file as a whole
    int column = 0;
    std::string message;
    std::string suggestion;
    bool operator==(const ConfigError&) const = default;
};

/// "file:line:column: message; suggestion", on one line.
std::string text(const ConfigError& error);

/// The configuration, or everything that is wrong with it, in the order of the file.
using ConfigResult = tl::expected<Config, std::vector<ConfigError>>;

/// Reads and checks the file and the files it names: each must be there, and secrets must not be
/// readable by everybody. Opens no socket and no database.
ConfigResult read_config(const std::filesystem::path& file);

/// The same for a text already read; `file` is named in errors and gives the folder of relative
/// paths.
ConfigResult parse_config(std::string_view yaml, const std::filesystem::path& file);

/// Every key that the reader knows, as "http.listen"; keys chosen by the operator appear as
/// "log.levels.*".
std::vector<std::string> config_keys();

/// The content of a text file. The error says why not: missing, longer than `most` bytes.
tl::expected<std::string, std::string> read_text_file(const std::filesystem::path& file,
                                                      std::size_t most);

/// The content of a secret file without the line end at its end. The error says why not: missing,
/// empty, over 64 KiB, readable by everybody.
tl::expected<std::string, std::string> read_secret(const std::filesystem::path& file);

} // namespace relay::service
