#include "relay/service/config_keys.h"
#include "relay/service/config_value.h"
#include "wctp/version.h"
#include <arpa/inet.h>

namespace relay::service {

namespace {

using namespace std::chrono_literals;
using Name = std::string_view;

constexpr std::size_t kib = 1 << 10;
constexpr std::size_t mib = 1 << 20;
constexpr std::size_t gib = 1 << 30;

constexpr std::array engines{std::pair{StoreEngine::Sqlite, Name("sqlite")},
                             std::pair{StoreEngine::Postgresql, Name("postgresql")}};
constexpr std::array newlines{std::pair{mail::BareNewline::Normalize, Name("normalize")},
                              std::pair{mail::BareNewline::Reject, Name("reject")}};
constexpr std::array auth_errors{std::pair{AuthErrors::Uniform, Name("uniform")},
                                 std::pair{AuthErrors::Distinct, Name("distinct")}};
constexpr std::array full_text_to{std::pair{FullTextTo::All, Name("all")},
                                  std::pair{FullTextTo::Verified, Name("verified")}};
constexpr std::array unavailable{std::pair{605, Name("605")}, std::pair{606, Name("606")}};
constexpr std::array levels{
    std::pair{LogLevel::Error, Name("error")}, std::pair{LogLevel::Warning, Name("warning")},
    std::pair{LogLevel::Notice, Name("notice")}, std::pair{LogLevel::Info, Name("info")},
    std::pair{LogLevel::Debug, Name("debug")}};
constexpr std::array formats{std::pair{LogFormat::Auto, Name("auto")},
                             std::pair{LogFormat::Json, Name("json")},
                             std::pair{LogFormat::Text, Name("text")}};

bool is_address(std::string_view text)
{
    return is_network(text) && text.find('/') == std::string_view::npos;
}

void describe_site(Section& section, SiteConfig& site)
{
    section.text("name", site.name);
    section.list("domains", site.domains, is_host_name, "a mail domain, such as pager.example");
    section.web_address("public_url", site.public_url);
}

void describe_store(Section& section, StoreConfig& store)
{
    std::string path = store.path.string();
    section.word("engine", store.engine, engines);
    section.text("path", path);
    section.text("url", store.url);
    section.path("password_file", store.password_file);
    section.number("readers", store.readers, 1, 64);
    section.size("reserve", store.reserve_bytes, mib, 1024 * gib);
    store.path = path;
}

void describe_http(Section& section, HttpConfig& http)
{
    section.endpoints("listen", http.listen);
    section.endpoints("tls_listen", http.tls_listen);
    section.path("certificate_file", http.certificate_file);
    section.path("key_file", http.key_file);
    section.path("client_ca_file", http.client_ca_file);
    section.text("wctp_path", http.wctp_path);
    section.list("hosts", http.hosts, is_host_name, "a host name without a port");
    section.number("max_connections", http.max_connections, 1, 100'000);
    section.number("max_per_address", http.max_per_address, 1, 100'000);
    section.list("exempt_addresses", http.exempt_addresses, is_address, "an IP address");
    section.number("handler_threads", http.handler_threads, 1, 256);
    section.size("wctp_body", http.wctp_body_bytes, 4 * kib, 16 * mib);
    section.size("api_body", http.api_body_bytes, 4 * kib, 20 * mib);
    section.duration("handshake_deadline", http.handshake_deadline, 1s, 5min);
    section.duration("header_deadline", http.header_deadline, 1s, 5min);
    section.duration("body_grace", http.body_grace, 1s, 5min);
    section.size("body_rate", http.body_rate_bytes, 1, mib);
    section.duration("answer_deadline", http.answer_deadline, 1s, 10min);
    section.duration("keep_alive", http.keep_alive, 0s, 10min);
    section.number("keep_alive_requests", http.keep_alive_requests, 1, 1'000'000);
    if (!http.wctp_path.starts_with('/'))
        section.wrong("wctp_path", "must begin with '/'", "write /" + http.wctp_path);
}

void describe_smtp(Section& section, SmtpConfig& smtp)
{
    section.endpoints("listen", smtp.listen);
    section.endpoints("tls_listen", smtp.tls_listen);
    section.endpoints("lmtp_listen", smtp.lmtp_listen);
    constexpr std::string_view network = "a network such as 10.0.0.0/8 or an address";
    section.list("front_ends", smtp.front_ends, is_network, network);
    section.list("proxies", smtp.proxies, is_network, network);
    section.path("rules_dir", smtp.rules_dir);
    section.text("resolver", smtp.resolver);
    section.host_name("hostname", smtp.hostname);
    section.yes_no("starttls", smtp.starttls);
    section.yes_no("auth_in_clear", smtp.auth_in_clear);
    section.yes_no("tls_required", smtp.tls_required);
    section.size("max_message", smtp.max_message_bytes, 64 * kib, 100 * mib);
    // RFC 5321 4.5.3.1.8: at least 100.
    section.number("max_recipients", smtp.max_recipients, 100, 100'000);
    section.size("max_texts", smtp.max_texts_bytes, mib, 64 * gib);
    section.word("bare_newline", smtp.bare_newline, newlines);
    section.list("bare_newline_from", smtp.bare_newline_from, is_network, network);
    section.yes_no("dsn", smtp.dsn);
    section.number("most_hops", smtp.most_hops, 25, 1000);
    section.number("max_connections", smtp.max_connections, 1, 100'000);
    section.number("max_per_address", smtp.max_per_address, 1, 100'000);
    section.number("max_errors", smtp.max_errors, 1, 1000);
    section.number("handler_threads", smtp.handler_threads, 1, 256);
    section.duration("command_deadline", smtp.command_deadline, 1s, 1h);
    section.duration("data_deadline", smtp.data_deadline, 1s, 2h);
}

void describe_snpp(Section& section, SnppConfig& snpp)
{
    section.endpoints("listen", snpp.listen);
    section.number("max_connections", snpp.max_connections, 1, 100'000);
    section.number("max_per_address", snpp.max_per_address, 1, 100'000);
    section.number("max_errors", snpp.max_errors, 1, 1000);
    section.number("handler_threads", snpp.handler_threads, 1, 256);
    section.duration("command_deadline", snpp.command_deadline, 1s, 1h);
    section.duration("data_deadline", snpp.data_deadline, 1s, 2h);
}

bool is_wctp_version(std::string_view text)
{
    return wctp::parse_version(text).has_value();
}

void describe_wctp(Section& section, WctpConfig& wctp)
{
    section.word("auth_errors", wctp.auth_errors, auth_errors);
    section.number("max_text", wctp.max_text_characters, 100, 1'000'000);
    section.duration("poll_interval", wctp.poll_interval, 0s, 1h);
    section.duration("query_interval", wctp.query_interval, 0s, 1h);
    section.word("service_unavailable", wctp.service_unavailable, unavailable);
    section.duration("transient_window", wctp.transient_window, 0s, 1h);
    section.duration("tracking_retention", wctp.tracking_retention, 1h, 720h);
    section.yes_no("strict", wctp.strict);
    section.number("max_recipients", wctp.max_recipients, 1, 10'000);
    section.number("poll_queue", wctp.poll_queue, 1, 1'000'000);
    constexpr std::string_view version = "a version of WCTP such as 1.0";
    section.list("deprecated_versions", wctp.deprecated_versions, is_wctp_version, version);
    section.list("refused_versions", wctp.refused_versions, is_wctp_version, version);
    section.text("support_until", wctp.support_until);
    section.text("version_token", wctp.version_token);
    section.duration("record_retention", wctp.record_retention, 1h, 8760h);
    section.size("record_size", wctp.record_bytes, mib, 1024 * mib);
}

void describe_intake(Section& section, IntakeConfig& intake)
{
    section.duration("duplicate_window", intake.duplicate_window, 0s, 168h);
    section.duration("default_expiry", intake.default_expiry, 1min, 720h);
    section.number("hop_limit", intake.hop_limit, 1, 100);
    section.text("last_resort", intake.last_resort);
}

void describe_words(Section& section, core::KeyWords& words)
{
    const auto is_word = [](std::string_view text) { return !text.empty() && text.size() <= 40; };
    constexpr auto what = "a word or two, such as \"stop\"";
    section.list("stop", words.stop, is_word, what);
    section.list("start", words.start, is_word, what);
    section.list("help", words.help, is_word, what);
    section.list("decline", words.decline, is_word, what);
    section.list("done", words.done, is_word, what);
}

void describe_pace(Section& section, engine::WayRule& rule)
{
    section.number("per_second", rule.pace.per_second, 0, 10'000);
    section.number("per_day", rule.pace.per_day, 0, 10'000'000);
    section.number("reserve_percent", rule.pace.reserve_percent, 0, 100);
    section.number("ill_after", rule.health.bad_signs, 1, 100);
    section.duration("first_pause", rule.health.first_pause, 1s, 5min);
    section.duration("longest_pause", rule.health.longest_pause, 1s, 1h);
    section.duration("locked_pause", rule.health.locked_pause, 1s, 24h);
    if (rule.health.first_pause > rule.health.longest_pause)
        section.wrong("longest_pause", "is shorter than first_pause", "make it longer");
}

/// Of what goes to phones: a canary that its gateway refuses as no phone would tell of no illness.
void check_canary(Section& section, const std::string& canary)
{
    const bool is_phone = canary.size() > 4 && canary.front() == '+' &&
                          canary.find_first_not_of("0123456789", 1) == std::string::npos;
    if (!canary.empty() && !is_phone)
        section.wrong("canary", "'" + canary + "' is no phone number",
                      "write it with '+' and country code, \"+15550100\"");
}

/// Of what goes to somebody's address.
void describe_limits(Section& section, engine::WayRule& rule)
{
    describe_pace(section, rule);
    section.number("per_person", rule.storm.sends, 0, 1'000);
    section.duration("window", rule.storm.window, 1s, 1h);
    section.text("canary", rule.canary);
    section.duration("canary_interval", rule.canary_interval, 10s, 24h);
    section.duration("canary_receipt", rule.canary_receipt, 0s, 1h);
}

void describe_people(Section& section, PeopleConfig& people)
{
    section.duration("shift_reminder", people.shift_reminder, 0s, 24h);
    section.word("full_text_to", people.full_text_to, full_text_to);
    section.text("emergency_overrides_stop", people.opt_out.override_basis);
    section.text("tell_of_stop", people.tell_of_stop);
    section.yes_no("sms_copies", people.sms_copies);
}

void describe_retry(Section& section, core::RetryRule& rule)
{
    section.duration("base", rule.base, 100ms, 1h);
    section.duration("cap", rule.cap, 1s, 24h);
    section.number("impatient_after", rule.impatient_after, 1, 100);
    if (rule.base > rule.cap)
        section.wrong("cap", "is shorter than base",
                      "make it " + duration_text(rule.base) + " or longer");
}

void describe_engine(Section& section, EngineConfig& engine)
{
    section.duration("lease", engine.lease, 5s, 1h);
    section.section("retry", [&](Section& retry) {
        retry.section("high", [&](Section& rule) { describe_retry(rule, engine.retry.high); });
        retry.section("normal", [&](Section& rule) { describe_retry(rule, engine.retry.normal); });
        retry.section("low", [&](Section& rule) { describe_retry(rule, engine.retry.low); });
    });
    section.section("unclear", [&](Section& unclear) {
        unclear.duration_or_never("high", engine.unclear.high, 1s, 24h);
        unclear.duration_or_never("normal", engine.unclear.normal, 1s, 24h);
        unclear.duration_or_never("low", engine.unclear.low, 1s, 24h);
    });
}

void describe_log(Section& section, LogConfig& log)
{
    section.word("level", log.level, levels);
    section.word("format", log.format, formats);
    section.texts("levels", [&](const YamlEntry& entry, const std::string& value) {
        for (const auto& [level, word] : levels) {
            if (word == value) {
                log.levels[entry.key] = level;
                return;
            }
        }
        section.reading().wrong(entry.value.place,
                                "log.levels." + entry.key + ": '" + value + "' is not a level",
                                "choose one of error, warning, notice, info, debug");
    });
}

} // namespace

void describe_config(Section& root, Config& config)
{
    root.path("data_dir", config.data_dir);
    root.path("master_key_file", config.master_key_file);
    root.section("node", [&](Section& node) { node.host_name("name", config.node_name); });
    root.section("site", [&](Section& section) { describe_site(section, config.site); });
    root.section("store", [&](Section& section) { describe_store(section, config.store); });
    root.section("http", [&](Section& section) { describe_http(section, config.http); });
    root.section("smtp", [&](Section& section) { describe_smtp(section, config.smtp); });
    root.section("snpp", [&](Section& section) { describe_snpp(section, config.snpp); });
    root.section("wctp", [&](Section& section) { describe_wctp(section, config.wctp); });
    root.section("intake", [&](Section& section) { describe_intake(section, config.intake); });
    root.section("words", [&](Section& section) { describe_words(section, config.words); });
    root.section("engine", [&](Section& section) { describe_engine(section, config.engine); });
    root.section("limits", [&](Section& section) {
        section.section("email",
                        [&](Section& email) { describe_limits(email, config.limits.email); });
        section.section("sms", [&](Section& sms) {
            describe_limits(sms, config.limits.sms);
            check_canary(sms, config.limits.sms.canary);
        });
        section.section("ivr", [&](Section& ivr) {
            describe_limits(ivr, config.limits.ivr);
            check_canary(ivr, config.limits.ivr.canary);
        });
        section.section("snpp", [&](Section& snpp) { describe_limits(snpp, config.limits.snpp); });
        section.section("wctp_peer",
                        [&](Section& peer) { describe_limits(peer, config.limits.wctp_peer); });
        section.section("push", [&](Section& push) { describe_pace(push, config.limits.push); });
        section.number("status_mails_per_hour", config.limits.status_mails_per_hour, 0, 100'000);
    });
    root.section("people", [&](Section& section) { describe_people(section, config.people); });
    root.section("channels", [&](Section& s) { describe_channels(s, config.channels); });
    root.section("log", [&](Section& section) { describe_log(section, config.log); });
    config.store.path = (config.data_dir / config.store.path).lexically_normal();
}

} // namespace relay::service
