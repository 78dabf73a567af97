#include "relay/channels/ivr_sip.h"
#include "relay/channels/web_push.h"
#include "relay/service/config_keys.h"
#include "relay/service/config_value.h"
#include "relay/service/mail_manners.h"
#include <sys/stat.h>

namespace relay::service {

namespace {

/// The value of a key such as "http.key_file", or the nearest section around it that is there.
YamlPlace place_of(const YamlNode& root, std::string_view key)
{
    const YamlNode* node = &root;
    while (!key.empty()) {
        const auto dot = key.find('.');
        const YamlNode* next = node->find(key.substr(0, dot));
        if (next == nullptr)
            break;
        node = next;
        key = dot == std::string_view::npos ? std::string_view() : key.substr(dot + 1);
    }
    return node->place;
}

class Check {
public:
    Check(ConfigReading& reading, const YamlNode& root) : reading_(reading), root_(root) {}

    void wrong(std::string_view key, std::string message, std::string suggestion)
    {
        reading_.wrong(place_of(root_, key), std::string(key) + ": " + std::move(message),
                       std::move(suggestion));
    }

    void file(std::string_view key, const std::filesystem::path& path)
    {
        std::error_code ignored;
        if (!path.empty() && !std::filesystem::is_regular_file(path, ignored))
            wrong(key, "there is no file " + path.string(), "create it, or correct the path");
    }

    void secret(std::string_view key, const std::filesystem::path& path)
    {
        if (path.empty())
            return;
        const auto content = read_secret(path);
        if (!content)
            wrong(key, content.error(), "the file must be there and be readable only by us");
    }

    /// PEM keys and keys that are made at the first start: only who may read them counts.
    void not_public(std::string_view key, const std::filesystem::path& path)
    {
        struct stat status {};
        if (stat(path.c_str(), &status) == 0 && (status.st_mode & S_IROTH) != 0)
            wrong(key, path.string() + " can be read by everybody", "chmod o= " + path.string());
    }

private:
    ConfigReading& reading_;
    const YamlNode& root_;
};

bool has_mail_tls(const SmtpConfig& smtp)
{
    return smtp.has_starttls() || !smtp.tls_listen.empty();
}

void check_doors(Check& check, const Config& config)
{
    const auto& http = config.http;
    if (http.listen.empty() && http.tls_listen.empty() && !config.smtp.is_open() &&
        config.snpp.listen.empty())
        check.wrong("http.listen",
                    "nothing listens: http.listen, http.tls_listen, "
                    "smtp.listen, smtp.tls_listen, smtp.lmtp_listen and snpp.listen are all empty",
                    "give at least one of them an address");
    if (config.smtp.is_open() && config.site.domains.empty())
        check.wrong("site.domains", "is empty, so every mail would be refused",
                    "name the mail domain whose addresses are pagers, such as pager.example");
    if (config.smtp.is_open() && config.smtp.max_texts_bytes < 2 * config.smtp.max_message_bytes)
        check.wrong("smtp.max_texts", "has no room for two mails of smtp.max_message",
                    "make it twice as large, or max_message smaller");
    const bool has_plain = !config.smtp.listen.empty() || !config.smtp.lmtp_listen.empty();
    if (config.smtp.tls_required && !config.smtp.starttls && has_plain)
        check.wrong("smtp.tls_required", "leaves smtp.listen and smtp.lmtp_listen without any mail",
                    "write starttls: true, or listen at smtp.tls_listen only");
    if (http.tls_listen.empty() && !has_mail_tls(config.smtp))
        return;
    check.file("http.certificate_file", http.certificate_file);
    check.file("http.key_file", http.key_file);
    check.not_public("http.key_file", http.key_file);
    check.file("http.client_ca_file", http.client_ca_file);
}

/// As UTF-8, with the elements around it.
std::size_t most_bytes_of(const WctpConfig& wctp)
{
    constexpr std::size_t around = 4096;
    return 4 * static_cast<std::size_t>(wctp.max_text_characters) + around;
}

void check_wctp(Check& check, const Config& config)
{
    const auto needed = most_bytes_of(config.wctp);
    if (config.http.wctp_body_bytes < needed)
        check.wrong("http.wctp_body",
                    "is less than a text of " + std::to_string(config.wctp.max_text_characters) +
                        " characters (wctp.max_text) may have",
                    "make it " + std::to_string((needed + 1023) / 1024) + "KiB or more");
}

void check_store(Check& check, const StoreConfig& store)
{
    if (store.engine == StoreEngine::Sqlite)
        return;
    if (store.url.empty())
        check.wrong("store.url", "must be given for engine: postgresql",
                    "such as: host=/run/postgresql dbname=belfry user=belfry");
    if (store.url.find("password") != std::string::npos ||
        (store.url.find("://") != std::string::npos &&
         store.url.find(':', store.url.find("://") + 3) < store.url.find('@')))
        check.wrong("store.url", "holds a password", "put it into a file: store.password_file");
    check.secret("store.password_file", store.password_file);
}

void check_gateway(Check& check, const std::string& key, const channels::GatewaySettings& gateway)
{
    if (!gateway.driver.empty())
        check.file(key + ".driver_file", gateway.driver);
    check.file(key + ".ca_file", gateway.http.ca_file);
    for (const auto& [name, path] : gateway.secrets)
        check.secret(key + ".secrets." + name, path);
}

void check_sip(Check& check, const std::string& key, const channels::IvrSipSettings& sip)
{
    check.secret(key + ".auth.password_file", sip.password_file);
    for (const auto& error : channels::settings_problems(sip))
        check.wrong(key + "." + error.where, error.problem, "see etc/belfry.yaml");
    if (!sip.speech.empty())
        check.file(key + ".speech", sip.speech.front());
}

/// Each with its place in the file: the next one stands inside the one before.
void check_routes(Check& check, const ChannelsConfig& channels)
{
    std::string key = "channels.sms";
    for (const auto& route : channels.sms) {
        if (const auto* gateway = std::get_if<channels::GatewaySettings>(&route))
            check_gateway(check, key, *gateway);
        if (const auto* smpp = std::get_if<channels::SmppSettings>(&route)) {
            check.file(key + ".ca_file", smpp->ca_file);
            check.secret(key + ".password_file", smpp->password_file);
        }
        key += ".backup";
    }
    key = "channels.ivr";
    for (const auto& route : channels.ivr) {
        check_gateway(check, key, route.http);
        if (route.driver == IvrDriver::Sip)
            check_sip(check, key + ".sip", route.sip);
        key += ".backup";
    }
}

void check_peers(Check& check, const ChannelsConfig& channels)
{
    if (channels.snpp) {
        check.file("channels.snpp.ca_file", channels.snpp->ca_file);
        check.secret("channels.snpp.password_file", channels.snpp->password_file);
    }
    if (channels.wctp_peer) {
        const auto& peer = *channels.wctp_peer;
        check.file("channels.wctp_peer.ca_file", peer.http.ca_file);
        check.secret("channels.wctp_peer.code_file", peer.code_file);
        check.secret("channels.wctp_peer.responses.code_file", peer.response_code_file);
        if (peer.polls && peer.mode == channels::WctpMode::Transient)
            check.wrong("channels.wctp_peer.poll", "is for mode: enterprise",
                        "leave it away; a transient client asks about each page anyhow");
    }
}

} // namespace

void check_manners(Check& check, ConfigReading& reading, const Config& config)
{
    const auto manners = read_mail_manners(config.smtp.rules_dir);
    if (!manners)
        reading.errors.insert(reading.errors.end(), manners.error().begin(), manners.error().end());
    if (!manners || has_mail_tls(config.smtp))
        return;
    for (const auto& [name, manner] : *manners) {
        if (manner.tls_required)
            check.wrong("smtp.rules_dir",
                        name + ".yaml: tls_required leaves its source without any mail",
                        "write smtp.starttls: true, or give smtp.tls_listen an address");
    }
}

void check_config(ConfigReading& reading, const YamlNode& root, const Config& config)
{
    Check check(reading, root);
    check_doors(check, config);
    check_wctp(check, config);
    if (!config.smtp.resolver.empty() && !parse_endpoint(config.smtp.resolver))
        check.wrong("smtp.resolver", "is no ADDRESS:PORT", "such as 10.1.2.53:53");
    check_manners(check, reading, config);
    check_store(check, config.store);
    check.not_public("master_key_file", config.master_key_file);
    if (config.channels.email) {
        check.file("channels.email.ca_file", config.channels.email->ca_file);
        check.secret("channels.email.auth.password_file", config.channels.email->password_file);
    }
    check_routes(check, config.channels);
    if (config.channels.push) {
        for (const auto& error : channels::settings_problems(config.channels.push->settings))
            check.wrong("channels.push." + error.where, error.problem, "see etc/belfry.yaml");
        check.secret("channels.push.key_file", config.channels.push->key_file);
        check.file("channels.push.ca_file", config.channels.push->settings.http.ca_file);
    }
    check_peers(check, config.channels);
    check.file("channels.wctp_push.ca_file", config.channels.wctp_push.http.ca_file);
}

} // namespace relay::service
