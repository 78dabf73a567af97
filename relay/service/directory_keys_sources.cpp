#include "mail/scram.h"
#include "relay/service/config_value.h"
#include "relay/service/directory_keys.h"
#include "store/model/directory.h"

namespace relay::service {

namespace {

using directory::Wanted;

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
    section.web_address("callback_url", row.callback_url);
    section.list("callback_networks", row.callback_networks, is_network, network);
    section.yes_no("strict", row.strict);
    section.number("rate_per_second", row.rate_per_second, 1, 100'000);
    section.number("burst", row.burst, 1, 1'000'000);
    if (section.has("priority"))
        stored_word(section, "priority", row.priority.emplace());
    section.yes_no("subject_tags", row.subject_tags);
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
