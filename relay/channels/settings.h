#pragma once
#include "relay/smpp/alphabet.h"
#include "relay/smpp/message_id.h"
#include "relay/smpp/segments.h"
#include "store/model/channel.h"
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// What each channel is built from: plain values, filled by the configuration reader.
///
/// No value here is a secret; secrets are named by the file that holds them, and a channel reads
/// the file when it is made. The make_* functions say everything that is wrong at once.
namespace relay::channels {

/// One thing that is wrong with a channel's settings or driver file.
struct SettingsError {
    std::string where;   ///< "kannel.yaml:12:3" or the key, such as "secrets.password"
    std::string problem; ///< what is wrong and what to do, for the operator
    bool operator==(const SettingsError&) const = default;
};

/// How an HTTP peer is reached.
struct HttpSettings {
    std::filesystem::path ca_file;                    ///< PEM; empty: the system's authorities
    std::chrono::milliseconds connect_timeout{5'000}; ///< name, connection and TLS together
    std::chrono::milliseconds total_timeout{30'000};
    std::size_t max_answer_bytes = 64 * 1024; ///< a longer answer counts as none
    /// "host:port:address": used instead of DNS, for sites without it.
    std::vector<std::string> pinned_names;
    bool operator==(const HttpSettings&) const = default;
};

/// An SMS or IVR gateway that is driven by a template in etc/channels.d.
struct GatewaySettings {
    std::string name; ///< the provider's name in logs and attempts
    store::Channel channel = store::Channel::Sms;
    std::filesystem::path driver;              ///< such as /etc/belfry/channels.d/kannel.yaml
    std::string base_url;                      ///< {base}; empty: the driver's own
    std::map<std::string, std::string> params; ///< {param:NAME}, as the driver declares them
    std::map<std::string, std::filesystem::path> secrets; ///< {secret:NAME} by file
    std::string from;         ///< {from}: number or name of the sender; may be empty
    std::string callback_url; ///< {callback}: as the gateway reaches us; empty: it cannot
    bool polls = false;       ///< we ask the gateway instead of being called
    std::chrono::milliseconds poll_interval{15'000}; ///< between two questions
    /// CIDR blocks that the gateway may resolve to. The URL is the operator's own, hence all.
    std::vector<std::string> networks{"0.0.0.0/0", "::/0"};
    HttpSettings http;
    int parallel = 2;
    bool operator==(const GatewaySettings&) const = default;
};

/// How the session to the smart host is encrypted.
enum class TlsPolicy {
    None,          ///< never
    Opportunistic, ///< when offered, whoever the peer is; clear text otherwise
    Required,      ///< or nothing is sent: certificate and name must be right
    Implicit       ///< as Required, from the first byte on (RFC 8314 3.3, port 465)
};

/// A mailbox at somebody's IMAP server, where mail comes back to us.
struct MailboxSettings {
    std::string host; ///< its certificate must carry it
    int port = 993;
    TlsPolicy tls = TlsPolicy::Implicit; ///< or Required: STARTTLS; None for 127.0.0.1 only
    std::filesystem::path ca_file;       ///< PEM; empty: the system's authorities
    std::string user;
    std::filesystem::path password_file;
    std::string folder = "INBOX";
    std::string done_folder = "Processed"; ///< where what was taken is moved to
    std::string aside_folder = "Aside";    ///< where what is not for us is moved to
    bool idle = true;                      ///< be told by the server (RFC 2177)
    std::chrono::milliseconds poll{60'000};
    std::chrono::milliseconds timeout{30'000}; ///< for the login, and for each answer
    bool operator==(const MailboxSettings&) const = default;
};

/// A server of its own for the mail to some domains.
struct MailServerFor {
    std::vector<std::string> domains; ///< names, or "*." and a name: all below it
    std::string host;                 ///< as in EmailSettings, as are those below
    int port = 25;
    TlsPolicy tls = TlsPolicy::Opportunistic;
    std::filesystem::path ca_file;
    std::string user;
    std::filesystem::path password_file;
    int parallel = 2; ///< mails to these domains at once, at most
    bool operator==(const MailServerFor&) const = default;
};

/// The smart host that takes our mail.
struct EmailSettings {
    std::string name = "email"; ///< the provider's name in logs and attempts
    std::string host;           ///< name or address; its certificate must carry it
    int port = 25;
    TlsPolicy tls = TlsPolicy::Opportunistic;
    std::filesystem::path ca_file;       ///< PEM; empty: the system's authorities
    std::string user;                    ///< empty: no AUTH. Needs Required or Implicit
    std::filesystem::path password_file; ///< goes with user
    std::string helo;                    ///< our name in EHLO; empty: `domain`
    std::string from_name;               ///< display name, such as "Paging"; may be empty
    std::string from;                    ///< address in From:
    std::string domain;                  ///< right side of Message-ID and bounce addresses
    std::string trace_token;             ///< our mark against mail loops; empty: none
    bool mdn = false;                    ///< ask for a read receipt (RFC 8098)
    std::chrono::milliseconds connect_timeout{10'000}; ///< connection, EHLO, STARTTLS and AUTH
    std::chrono::milliseconds reply_timeout{30'000};   ///< for each answer
    std::chrono::milliseconds total_timeout{120'000};  ///< for one mail
    std::chrono::milliseconds idle_timeout{20'000};    ///< an unused session is not used after it
    int parallel = 4;
    std::vector<MailServerFor> routes;      ///< the first that fits takes the mail
    std::optional<MailboxSettings> mailbox; ///< empty: mail comes back to our own door only
    bool operator==(const EmailSettings&) const = default;
};

/// Texts in both directions over one session, or each over its own.
enum class SmppBind { Transceiver, Pair };

/// A message centre that speaks SMPP 3.4.
struct SmppSettings {
    std::string name = "smpp"; ///< the provider's name in logs and attempts
    std::string host;          ///< name or address; with TLS its certificate must carry it
    int port = 2775;
    bool tls = false;
    std::filesystem::path ca_file;       ///< PEM; empty: the system's authorities
    std::string system_id;               ///< up to 15 bytes
    std::filesystem::path password_file; ///< its password has up to 8 bytes; empty: none
    std::string system_type;             ///< up to 12 bytes; may be empty
    SmppBind bind = SmppBind::Transceiver;
    std::string from;                     ///< number or name of the sender; may be empty
    std::optional<std::uint8_t> from_ton; ///< empty: by what `from` looks like
    std::optional<std::uint8_t> from_npi;
    std::uint8_t to_ton = 1;
    std::uint8_t to_npi = 1;
    smpp::TextRules text;
    smpp::IdBase message_ids = smpp::IdBase::AsIs;
    smpp::DefaultAlphabet incoming_alphabet = smpp::DefaultAlphabet::Gsm;
    int window = 10;                                   ///< texts without an answer at the same time
    int texts_per_second = 20;                         ///< 0: no limit
    std::chrono::milliseconds connect_timeout{10'000}; ///< also for the answer to the bind
    std::chrono::milliseconds response_timeout{30'000};
    std::chrono::milliseconds enquire_link{30'000}; ///< silence until we ask
    std::chrono::milliseconds reconnect_least{1'000};
    std::chrono::milliseconds reconnect_most{60'000};
    std::chrono::milliseconds throttle_pause{1'000};   ///< after "too fast"
    std::chrono::milliseconds bind_patience{2'000};    ///< a text waits for the bind
    std::chrono::milliseconds queue_patience{15'000};  ///< a text waits for room in the window
    std::chrono::milliseconds parts_patience{300'000}; ///< a text that comes in, for its parts
    int parallel = 4;
    bool operator==(const SmppSettings&) const = default;
};

/// Calls by SIP, over a trunk or an exchange of the house.
struct IvrSipSettings {
    std::string name = "ivr"; ///< the provider's name in logs and attempts
    std::string proxy;        ///< "sip:10.1.1.5" or "sip:pbx.hospital.lan:5060;transport=tcp"
    std::string from;         ///< "sip:relay@hospital.lan"; its host is also that of the called
    std::string from_name;    ///< display name; may be empty
    std::string user;         ///< for digest authentication; empty: none
    std::filesystem::path password_file; ///< goes with user
    bool registers = false;              ///< keep `from` registered
    std::string local;                   ///< our address; empty: the one that reaches the proxy
    int local_port = 0;                  ///< of SIP; 0: any
    int first_rtp_port = 30000;
    int last_rtp_port = 30999;
    std::string number_format = "{e164}"; ///< {e164}, {digits} or {national}, and what goes before
    std::string country;                  ///< digits of our country code, for {national}
    std::vector<std::string> never;       ///< beginnings of numbers that are not called
    std::vector<std::string> outside{"0", "00", "8", "9", "99"}; ///< prefixes of an outside line
    std::string greeting = "This is an automated call. A page is waiting for you.";
    std::string language = "en-us"; ///< where the page names none
    std::vector<std::string> speech{"/usr/bin/espeak-ng", "-v", "{language}", "--stdin",
                                    "--stdout"};
    std::chrono::milliseconds first_response{5'000}; ///< without any SIP answer: not sent
    std::chrono::milliseconds ring_timeout{25'000};
    std::chrono::milliseconds key_timeout{8'000};     ///< for the key that shows a person
    std::chrono::milliseconds answer_limit{180'000};  ///< of a call
    int attempts = 3;                                 ///< at a phone that is not answered
    std::chrono::milliseconds busy_gap{60'000};       ///< between attempts: busy, hung up
    std::chrono::milliseconds no_answer_gap{120'000}; ///< no answer, or a machine
    int max_calls = 10;                               ///< at the same time
    std::filesystem::path program;                    ///< that understands `voice`; empty: this one
    bool operator==(const IvrSipSettings&) const = default;
};

/// Pushes to recipients' devices, by the services that their browsers subscribe to (RFC 8030).
struct WebPushSettings {
    std::string name = "web-push";
    HttpSettings http;
    std::vector<std::string> hosts;    ///< of those services; others are never called
    std::vector<std::string> networks; ///< CIDR those may resolve to; empty: public addresses only
    std::string subject;               ///< mailto: or https: address that they may complain to
    int parallel = 4;
    bool operator==(const WebPushSettings&) const = default;
};

/// The push of WCTP documents to the originators' callbacks.
struct WctpPushSettings {
    std::string name = "wctp-push";
    HttpSettings http;
    int parallel = 8; ///< of one source half as many
    bool operator==(const WctpPushSettings&) const = default;
};

/// As what we speak to another WCTP gateway.
enum class WctpMode {
    Enterprise, ///< as a host with a name: it tells us what becomes of a page, or keeps it for us
    Transient   ///< as a client that it forgets: we ask
};

/// Another WCTP gateway, of a carrier or a house, that takes pages for contacts.
struct WctpPeerSettings {
    std::string name = "wctp_peer"; ///< the provider's name in logs and attempts
    std::string url;
    WctpMode mode = WctpMode::Enterprise;
    std::string sender_id;           ///< what it knows us by
    std::filesystem::path code_file; ///< securityCode, or miscInfo of a client; empty: none
    std::string respond_to;          ///< sendResponsesToID; empty: sender_id
    std::string version = "1.3";     ///< of WCTP
    int max_chars = 0;               ///< a longer text is cut; 0: no limit
    /// CIDR blocks that its StatusInfo and MessageReply come from; empty: none are taken.
    std::vector<std::string> response_networks;
    std::filesystem::path response_code_file; ///< the securityCode that they carry; empty: none
    bool polls = false; ///< Enterprise: it keeps its news for us until we ask for them
    std::chrono::milliseconds poll_interval{30'000}; ///< polls, Transient: between two questions
    /// CIDR blocks that the peer may resolve to. The URL is the operator's own, hence all.
    std::vector<std::string> networks{"0.0.0.0/0", "::/0"};
    HttpSettings http;
    int parallel = 2;
    bool operator==(const WctpPeerSettings&) const = default;
};

/// A modem on this machine, behind gammu-smsd with its FILES service.
struct GammuSettings {
    std::string name = "sms";                         ///< the provider's name in logs and attempts
    std::filesystem::path spool = "/var/spool/gammu"; ///< with outbox, sent, error and inbox
    int max_chars = 459;                        ///< a longer text is cut, visibly; 0: no limit
    std::chrono::milliseconds patience{45'000}; ///< until a text is taken back from the outbox
    std::chrono::milliseconds poll{500};        ///< between two looks into the spool
    std::chrono::milliseconds settled{1'000};   ///< age at which a file in the inbox is whole
    int parallel = 4;
    bool operator==(const GammuSettings&) const = default;
};

/// A paging terminal that speaks SNPP (RFC 1861).
struct SnppSettings {
    std::string name = "snpp"; ///< the provider's name in logs and attempts
    std::string host;          ///< name or address; with TLS its certificate must carry it
    int port = 444;
    bool tls = false;                    ///< from the first byte on; the standard has none
    std::filesystem::path ca_file;       ///< PEM; empty: the system's authorities
    std::string login;                   ///< empty: none
    std::filesystem::path password_file; ///< goes with login
    bool two_way = false;                ///< level 3, where the terminal and the pager can
    int max_chars = 0;                   ///< a longer text is cut; 0: no limit
    std::chrono::milliseconds connect_timeout{10'000};
    std::chrono::milliseconds reply_timeout{30'000};
    std::chrono::milliseconds poll_interval{30'000}; ///< two_way: between two questions
    int parallel = 2;
    bool operator==(const SnppSettings&) const = default;
};

} // namespace relay::channels
