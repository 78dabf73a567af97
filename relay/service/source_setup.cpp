#include "relay/service/source_setup.h"
#include <algorithm>

namespace relay::service {

namespace {

/// "label:    words"
void add(std::string& text, std::string_view label, std::string_view words)
{
    constexpr std::size_t width = 22;
    std::string line(label);
    line += ':';
    line.resize(std::max(width, line.size() + 1), ' ');
    text += line + std::string(words) + '\n';
}

std::string seconds(store::Millis interval)
{
    return std::to_string(std::chrono::ceil<std::chrono::seconds>(interval).count()) + " s";
}

std::string listed(std::string_view before, const std::vector<std::string>& words)
{
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? std::string(before) : ", ") + word;
    return text;
}

/// As somebody elsewhere must call it: nobody can call a wildcard.
std::string host_text(const Endpoint& endpoint)
{
    if (!endpoint.inherited.empty())
        return "THIS-MACHINE (port of the socket " + endpoint.inherited + ")";
    auto host = endpoint.host;
    if (host == "0.0.0.0" || host == "::")
        host = "THIS-MACHINE";
    if (host.find(':') != std::string::npos)
        host = "[" + host + "]";
    return host + ":" + std::to_string(endpoint.port);
}

void add_addresses(std::string& text, const store::Source& source, const Config& config)
{
    const auto addresses = wctp_addresses(config);
    const std::string token =
        source.wctp.path_token_hash.empty() ? "" : "/TOKEN (what is in its path_token_file)";
    for (const auto& address : addresses)
        add(text, "Address", address + token);
    add(text, "Method", "POST, Content-Type text/xml");
    if (std::ranges::none_of(addresses,
                             [](const auto& one) { return one.starts_with("https://"); }))
        add(text, "Take care", "without https the security code can be read on the way");
}

void add_login(std::string& text, const store::Source& source)
{
    add(text, "Sender ID", source.sender_id);
    add(text, "Security code",
        source.code_hash.empty() ? "leave it empty"
                                 : "what is in its code_file; a transient client puts it into "
                                   "miscInfo");
    if (!source.tls_client_name.empty())
        add(text, "Client certificate", source.tls_client_name);
    for (const auto& network : source.networks)
        add(text, "May send from", network);
    if (source.wctp.proof == store::Proof::Any)
        add(text, "Proof", "one of the above is enough");
}

/// What systems call two-way: whether the answers of people come back, and by which way.
std::string_view two_way(bool pushes, bool is_polled)
{
    if (pushes && is_polled)
        return "yes, by push and by poll: switch it on, with allowResponse";
    if (pushes)
        return "yes, by push: switch it on, with allowResponse";
    if (is_polled)
        return "yes, by poll: switch it on, with allowResponse";
    return "no; only a transient client gets answers, by query";
}

void add_answers(std::string& text, const store::Source& source, const Config& config)
{
    const auto mode = source.wctp.reply_mode;
    const bool pushes = mode != store::ReplyMode::Poll && !source.callback_url.empty();
    const bool is_polled = mode != store::ReplyMode::Push;
    add(text, "Two-way", std::string(two_way(pushes, is_polled)));
    if (pushes)
        add(text, "Statuses, replies", "are posted to " + source.callback_url);
    if (is_polled) {
        add(text, "Poller ID", source.sender_id + ", with the same security code");
        add(text, "Poll every", seconds(config.wctp.poll_interval) + " or less often");
    }
    if (!pushes && !is_polled)
        add(text, "Statuses, replies",
            "for transient clients by query, every " + seconds(config.wctp.query_interval) +
                "; for others nowhere: set callback_url or reply_mode");
}

void add_contents(std::string& text, const store::Source& source, const Config& config)
{
    const auto most = source.wctp.max_text == 0
                          ? config.wctp.max_text_characters
                          : std::min(source.wctp.max_text, config.wctp.max_text_characters);
    add(text, "WCTP version",
        "1.3; 1.0 to 1.2 are understood" + listed("; refused: ", config.wctp.refused_versions) +
            listed("; taken, but out of date: ", config.wctp.deprecated_versions));
    add(text, "Grammar",
        source.strict || config.wctp.strict ? "by the letter of the DTD"
                                            : "usual slips are forgiven");
    add(text, "Recipient ID",
        source.wctp.recipient_domain.empty()
            ? "an OPID or alias of the directory"
            : "an OPID or alias of the directory, also with @" + source.wctp.recipient_domain);
    add(text, "Longest text", std::to_string(most) + " characters");
    if (source.wctp.subject_line)
        add(text, "Subject", "a first line 'Subject: ...'");
    if (source.wctp.address_tags)
        add(text, "Priority", "deliveryPriority, or ?OH=Y, ?ON=Y, ?OL=Y behind the address");
}

} // namespace

std::string weakness(const store::Source& source)
{
    const auto& tls = source.wctp.callback_tls;
    if (source.callback_url.empty() || !is_weak(tls))
        return {};
    std::string words = "pushes to " + source.callback_url + " may go";
    if (tls.minimum < store::TlsVersion::V1_2)
        words += " by TLS " + std::string(store::word(tls.minimum));
    if (!tls.ciphers.empty())
        words += " with the ciphers " + tls.ciphers;
    return words + ", which is not safe any more";
}

std::vector<std::string> cautions(const store::Source& source, const Config& config)
{
    std::vector<std::string> found;
    if (auto words = weakness(source); !words.empty())
        found.push_back(std::move(words));
    const bool can_ask = !config.http.client_ca_file.empty() && !config.http.tls_listen.empty();
    if (!source.tls_client_name.empty() && !can_ask)
        found.push_back("nobody can show its client certificate: set http.client_ca_file and "
                        "http.tls_listen");
    if (source.wctp.shadow)
        found.push_back("it is in shadow: it is answered, and nobody is paged");
    if (source.wctp.record)
        found.push_back("what it sends is recorded, sealed, for belfry wctp replay");
    return found;
}

std::vector<std::string> wctp_addresses(const Config& config)
{
    auto base = config.site.public_url;
    while (base.ends_with('/'))
        base.pop_back();
    if (!base.empty())
        return {base + config.http.wctp_path};
    std::vector<std::string> addresses;
    const auto add_all = [&](const std::vector<Endpoint>& endpoints, const std::string& scheme) {
        for (const auto& endpoint : endpoints)
            addresses.push_back(scheme + host_text(endpoint) + config.http.wctp_path);
    };
    add_all(config.http.tls_listen, "https://");
    add_all(config.http.listen, "http://");
    if (addresses.empty())
        addresses.push_back("nowhere: set http.listen");
    return addresses;
}

std::string setup_text(const store::Source& source, const Config& config)
{
    std::string text;
    add(text, "Source", source.name + (source.enabled ? "" : " (switched off)"));
    if (source.door != store::Door::Wctp) {
        add(text, "Door", std::string(store::word(source.door)));
        return text;
    }
    add_addresses(text, source, config);
    add_login(text, source);
    add_answers(text, source, config);
    add_contents(text, source, config);
    for (const auto& caution : cautions(source, config))
        add(text, "Take care", caution);
    return text;
}

} // namespace relay::service
