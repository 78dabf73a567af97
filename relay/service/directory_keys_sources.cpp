#include "mail/scram.h"
#include "relay/core/file_policy.h"
#include "relay/service/config_value.h"
#include "relay/service/directory_keys.h"
#include "store/model/directory.h"
#include <algorithm>
#include <cctype>

namespace relay::service {

namespace {

using directory::Wanted;
using namespace std::chrono_literals;

/// "a@b", "*@b" or "*".
bool is_sender_pattern(std::string_view text)
{
    if (text == "*")
        return true;
    const auto at = text.rfind('@');
    return at != std::string_view::npos && at > 0 && is_host_name(text.substr(at + 1)) &&
           (text.front() != '*' || at == 1);
}

void describe_access(Section& section, Wanted& wanted)
{
    directory::WantedAccess access{name_of(section, "principal", true),
                                   name_of(section, "domain", true), store::AccessLevel::Viewer};
    section.require("level");
    stored_word(section, "level", access.level);
    wanted.accesses.push_back(std::move(access));
}

void describe_code(Section& section, store::Source& row, const store::Vault& vault)
{
    std::filesystem::path file;
    section.path("code_file", file);
    if (!section.has("code_file"))
        return;
    const auto code = read_secret(file);
    if (!code)
        return section.wrong("code_file", code.error(),
                             "put the security code into that file, readable only by you");
    row.code_hash = vault.keyed_hash(store::security_code_purpose, *code);
    if (row.door == store::Door::Smtp)
        row.scram = mail::ScramVerifier::of_password(*code).text();
}

/// "sha256//" and 32 octets in base64, as curl writes the digest of a public key.
bool is_pin(std::string_view text)
{
    constexpr std::string_view mark = "sha256//";
    constexpr std::size_t digest_length = 44;
    const auto is_digit = [](unsigned char one) {
        return std::isalnum(one) != 0 || one == '+' || one == '/';
    };
    return text.starts_with(mark) && text.size() == mark.size() + digest_length &&
           text.back() == '=' &&
           std::ranges::all_of(text.substr(mark.size(), digest_length - 1), is_digit);
}

std::filesystem::path file_of(Section& section, std::string_view key)
{
    std::filesystem::path file;
    std::error_code ignored;
    section.path(key, file);
    if (!file.empty() && !std::filesystem::is_regular_file(file, ignored))
        section.wrong(key, "there is no file " + file.string(), "create it, or correct the path");
    return file;
}

/// How the source's callback is called over TLS. What is not safe needs a word of consent.
void describe_callback_tls(Section& section, store::PeerTls& tls)
{
    bool is_old = false;
    section.yes_no("callback_tls_old", is_old);
    stored_word(section, "callback_tls_minimum", tls.minimum);
    section.text("callback_ciphers", tls.ciphers);
    section.text("callback_pin", tls.pin);
    tls.ca_file = file_of(section, "callback_ca_file").string();
    tls.certificate_file = file_of(section, "callback_certificate_file").string();
    tls.key_file = file_of(section, "callback_key_file").string();
    if (section.reading().listing)
        return;
    if (is_weak(tls) && !is_old)
        section.wrong(tls.ciphers.empty() ? "callback_tls_minimum" : "callback_ciphers",
                      "is for old peers, whose pushes can be read and changed on the way",
                      "add 'callback_tls_old: true' if that is to be so");
    if (!tls.pin.empty() && !is_pin(tls.pin))
        section.wrong("callback_pin", "is no 'sha256//' with a digest in base64",
                      "docs/wctp.md says how to get it");
    if (tls.certificate_file.empty() != tls.key_file.empty())
        section.wrong("callback_certificate_file", "and callback_key_file belong together",
                      "give both, or neither");
}

/// A name, or "sha256:" with the digest in hex, with or without colons. In lower case.
void describe_certificate(Section& section, std::string& wanted)
{
    section.text("client_certificate", wanted);
    wanted = store::folded_lower(wanted);
    constexpr std::string_view mark = "sha256:";
    if (!wanted.starts_with(mark))
        return;
    auto digest = wanted.substr(mark.size());
    std::erase(digest, ':');
    const auto is_hex = [](unsigned char one) { return std::isxdigit(one) != 0; };
    if (digest.size() != 64 || !std::ranges::all_of(digest, is_hex))
        section.wrong("client_certificate", "'sha256:' is followed by 64 hex digits",
                      "openssl x509 -noout -fingerprint -sha256 -in FILE says them");
    wanted = std::string(mark) + digest;
}

/// How we speak with one WCTP source; the keys stand in the source itself.
void describe_wctp_policy(Section& section, store::WctpPolicy& policy, const store::Vault& vault)
{
    stored_word(section, "reply_mode", policy.reply_mode);
    stored_word(section, "proof", policy.proof);
    section.yes_no("repair_bytes", policy.repair_bytes);
    stored_word(section, "lookup_reply", policy.lookup_reply);
    stored_word(section, "doctype", policy.doctype);
    section.number("max_text", policy.max_text, 0, 1'000'000);
    section.number("max_recipients", policy.max_recipients, 0, 10'000);
    section.yes_no("address_tags", policy.address_tags);
    section.yes_no("subject_line", policy.subject_line);
    section.text("recipient_domain", policy.recipient_domain);
    section.number("service_unavailable", policy.busy_code, 605, 606);
    store::Millis window{};
    section.duration("duplicate_window", window, 0s, 168h);
    if (section.has("duplicate_window"))
        policy.duplicate_window = window;
    section.yes_no("record", policy.record);
    section.yes_no("shadow", policy.shadow);
    describe_callback_tls(section, policy.callback_tls);
    std::filesystem::path file;
    section.path("path_token_file", file);
    if (!section.has("path_token_file"))
        return;
    const auto token = read_secret(file);
    if (!token || token->find('/') != std::string::npos)
        return section.wrong("path_token_file",
                             token ? "the path token must have no '/'" : token.error(),
                             "put letters and digits into that file, readable only by you");
    policy.path_token_hash = vault.keyed_hash(store::path_token_purpose, *token);
}

/// What becomes of the files that come with its messages; the keys stand in the source itself.
void describe_files(Section& section, store::FilePolicy& policy)
{
    constexpr std::size_t most = 1'000'000'000;
    auto each = static_cast<std::size_t>(policy.most_bytes);
    auto all = static_cast<std::size_t>(policy.most_total_bytes);
    auto attachments = store::Attachments::Name;
    stored_word(section, "attachments", attachments);
    if (section.has("attachments"))
        policy.attachments = attachments;
    section.number("attachment_count", policy.most_files, 0, 1000);
    section.size("attachment_size", each, 0, most);
    section.size("attachment_total", all, 0, most);
    section.list("attachment_types", policy.types, core::is_type_pattern,
                 "a media type such as application/pdf or image/*, in lower case");
    policy.most_bytes = static_cast<int>(each);
    policy.most_total_bytes = static_cast<int>(all);
}

void describe_source(Section& section, Wanted& wanted, const store::Vault& vault)
{
    constexpr std::string_view network = "a network such as 10.0.0.0/8 or an address";
    const auto errors = section.reading().errors.size();
    const auto place = section.place();
    directory::WantedSource source{.row = {.name = name_of(section, "name", true).text},
                                   .principal = name_of(section, "principal", false),
                                   .place = {place.line, place.column}};
    store::Source& row = source.row;
    section.require("door");
    stored_word(section, "door", row.door);
    section.yes_no("enabled", row.enabled);
    section.text("sender_id", row.sender_id);
    row.sender_id = store::folded_lower(row.sender_id);
    describe_code(section, row, vault);
    section.list("networks", row.networks, is_network, network);
    section.list("senders", row.senders, is_sender_pattern,
                 "a mail address, '*@domain' or '*' in quotes");
    describe_certificate(section, row.tls_client_name);
    section.web_address("callback_url", row.callback_url);
    section.list("callback_networks", row.callback_networks, is_network, network);
    section.yes_no("strict", row.strict);
    section.number("rate_per_second", row.rate_per_second, 1, 100'000);
    section.number("burst", row.burst, 1, 1'000'000);
    if (section.has("priority"))
        stored_word(section, "priority", row.priority.emplace());
    section.yes_no("subject_tags", row.subject_tags);
    section.duration("status_digest", row.status_digest, 0s, 12h);
    describe_files(section, row.files);
    describe_wctp_policy(section, row.wctp, vault);
    if (row.door == store::Door::Wctp && row.sender_id.empty())
        section.wrong("sender_id", "must be given for door: wctp", "add 'sender_id: NAME'");
    if (row.door == store::Door::Smtp && row.senders.empty())
        section.wrong("senders", "must be given for door: smtp",
                      "name the mail addresses, or write senders: [\"*\"] for any");
    if (row.door == store::Door::Smtp && row.sender_id.empty() != row.code_hash.empty() &&
        !section.reading().listing)
        section.wrong("sender_id", "and code_file of door: smtp are a login and its password",
                      "give both, or neither");
    const bool is_anybody = row.sender_id.empty() ? row.networks.empty() : row.code_hash.empty();
    if (row.door == store::Door::Snpp && is_anybody && !section.reading().listing)
        section.wrong("sender_id", "of door: snpp anybody could be this source",
                      "add 'sender_id: LOGIN' with a code_file, or networks and no sender_id");
    if (section.reading().errors.size() == errors)
        wanted.sources.push_back(std::move(source));
}

void read_token(Section& section, directory::WantedToken& token)
{
    std::error_code ignored;
    if (token.file.empty() || !std::filesystem::exists(token.file, ignored))
        return;
    const auto text = read_secret(token.file);
    if (!text)
        return section.wrong("file", text.error(), "remove it to have a new one made");
    token.text = *text;
}

void describe_token(Section& section, Wanted& wanted)
{
    const auto errors = section.reading().errors.size();
    directory::WantedToken token{.name = name_of(section, "name", true),
                                 .source = name_of(section, "source", false),
                                 .contact = name_of(section, "contact", false)};
    section.require("scope");
    stored_word(section, "scope", token.scope);
    section.require("file");
    section.path("file", token.file);
    read_token(section, token);
    const bool wants_contact = token.scope == store::Scope::Inbox;
    const bool wants_source =
        token.scope == store::Scope::Admin || token.scope == store::Scope::Submit;
    if (wants_contact != !token.contact.text.empty())
        section.wrong("contact",
                      wants_contact ? "must be given for scope: inbox" : "is only for scope: inbox",
                      wants_contact ? "add 'contact: OPID'" : "remove it");
    if (wants_source != !token.source.text.empty())
        section.wrong("source",
                      wants_source ? "must be given for scope: admin and submit"
                                   : "is only for scope: admin and submit",
                      wants_source ? "add 'source: NAME'" : "remove it");
    if (section.reading().errors.size() == errors)
        wanted.tokens.push_back(std::move(token));
}

} // namespace

void describe_sources(Section& root, Wanted& wanted, const store::Vault& vault)
{
    root.items("access", [&](Section& section) { describe_access(section, wanted); });
    root.items("sources", [&](Section& section) { describe_source(section, wanted, vault); });
    root.items("tokens", [&](Section& section) { describe_token(section, wanted); });
}

} // namespace relay::service
