#include "relay/service/mail_manners.h"
#include "relay/service/config_section.h"
#include "relay/service/directory_keys.h"
#include <algorithm>
#include <array>

namespace relay::service {
namespace {

constexpr std::size_t max_file_bytes = 1 << 20;

bool is_any(std::string_view)
{
    return true;
}

bool is_cut(std::string_view word)
{
    return word == "signature" || word == "quoted";
}

bool is_proof(std::string_view word)
{
    return word == "spf" || word == "dkim" || word == "dmarc";
}

void describe_rule(Section& section, std::vector<intake::MailRuleText>& rules)
{
    intake::MailRuleText rule;
    section.require("name");
    section.text("name", rule.name);
    section.text("subject", rule.subject);
    section.text("text", rule.text);
    section.text("sender", rule.sender);
    if (section.has("priority"))
        stored_word(section, "priority", rule.priority.emplace());
    section.text("recipient", rule.recipient);
    section.list("choices", rule.choices, is_any, "words to choose from");
    section.text("new_subject", rule.new_subject);
    section.text("new_text", rule.new_text);
    section.texts("fields", [&](const YamlEntry& entry, std::string value) {
        rule.fields.emplace_back(entry.key, std::move(value));
    });
    if (const auto made = intake::MailRules::compile({rule}); !made)
        section.wrong("name", made.error(), "see docs/smtp.md, How a source's mails are read");
    rules.push_back(std::move(rule));
}

void describe_manner(Section& section, intake::MailManner& manner)
{
    std::vector<std::string> cuts;
    section.list("cut", cuts, is_cut, "signature or quoted");
    manner.cuts.signature = std::ranges::find(cuts, "signature") != cuts.end();
    manner.cuts.quoted = std::ranges::find(cuts, "quoted") != cuts.end();
    section.list("must_pass", manner.must_pass, is_proof, "spf, dkim or dmarc");
    section.text("results_of", manner.results_of);
    section.yes_no("examine", manner.examines);
    section.yes_no("status_mails_unproven", manner.tells_unproven);
    section.yes_no("tls_required", manner.tls_required);
    if (section.has("auth_in_clear"))
        section.yes_no("auth_in_clear", manner.auth_in_clear.emplace());
    std::vector<intake::MailRuleText> rules;
    section.items("rules", [&](Section& rule) { describe_rule(rule, rules); });
    if (!section.reading().errors.empty())
        return;
    auto made = intake::MailRules::compile(rules);
    if (made)
        manner.rules = std::move(*made);
    else
        section.wrong("rules", made.error(), "leave out what no mail needs");
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder,
                                            std::error_code& trouble)
{
    std::vector<std::filesystem::path> files;
    for (std::filesystem::directory_iterator entry(folder, trouble), end; !trouble && entry != end;
         entry.increment(trouble)) {
        if (entry->path().extension() == ".yaml")
            files.push_back(entry->path());
    }
    std::ranges::sort(files);
    return files;
}

} // namespace

tl::expected<intake::MailManner, std::vector<ConfigError>>
parse_mail_manner(std::string_view yaml, const std::filesystem::path& file)
{
    ConfigReading reading;
    reading.file = file.string();
    const auto root = parse_yaml(yaml);
    if (!root) {
        for (const auto& error : root.error())
            reading.wrong(error.place, error.message, error.suggestion);
        return tl::unexpected(reading.errors);
    }
    intake::MailManner manner;
    Section section(reading, &*root, "");
    describe_manner(section, manner);
    section.report_unknown_keys();
    if (!reading.errors.empty())
        return tl::unexpected(std::move(reading.errors));
    return manner;
}

tl::expected<MailManners, std::vector<ConfigError>>
read_mail_manners(const std::filesystem::path& folder)
{
    MailManners manners;
    if (folder.empty())
        return manners;
    std::vector<ConfigError> errors;
    std::error_code trouble;
    for (const auto& file : files_in(folder, trouble)) {
        const auto yaml = read_text_file(file, max_file_bytes);
        auto manner = yaml ? parse_mail_manner(*yaml, file)
                           : tl::unexpected(std::vector<ConfigError>{
                                 {file.string(), 0, 0, yaml.error(), "make it readable for us"}});
        if (manner)
            manners.emplace(file.stem().string(), std::move(*manner));
        else
            errors.insert(errors.end(), manner.error().begin(), manner.error().end());
    }
    if (trouble)
        errors.push_back({folder.string(), 0, 0, "cannot be looked into: " + trouble.message(),
                          "make the folder, or leave smtp.rules_dir out"});
    if (!errors.empty())
        return tl::unexpected(std::move(errors));
    return manners;
}

std::vector<HomelessManner> homeless(const MailManners& manners, const store::Directory& people)
{
    std::vector<HomelessManner> found;
    for (const auto& [name, manner] : manners) {
        const bool has_home =
            std::ranges::any_of(people.parts().sources, [&](const store::Source& source) {
                return source.door == store::Door::Smtp && source.name == name;
            });
        if (!has_home)
            found.push_back({name, !manner.must_pass.empty() || manner.tls_required});
    }
    return found;
}

std::string text(const HomelessManner& manner)
{
    return "smtp.rules_dir: " + manner.name + ".yaml is of no mail source" +
           (manner.demands ? ", and nobody is held to what it demands" : "");
}

bool may_be_anybody(const store::Source& source, const MailManners& manners)
{
    const auto manner = manners.find(source.name);
    const bool must_pass = manner != manners.end() && !manner->second.must_pass.empty();
    return source.door == store::Door::Smtp && source.enabled && source.networks.empty() &&
           source.sender_id.empty() && !must_pass &&
           std::ranges::find(source.senders, "*") != source.senders.end();
}

std::vector<ConfigError> sources_of_anybody(const directory::Wanted& wanted,
                                            const MailManners& manners,
                                            const std::filesystem::path& file)
{
    std::vector<ConfigError> errors;
    for (const auto& [row, principal, place] : wanted.sources) {
        if (may_be_anybody(row, manners))
            errors.push_back(
                {file.string(), place.line, place.column,
                 "source '" + row.name + "': anybody in the world could be this source",
                 "add networks, sender_id with a code_file, senders of its own, or "
                 "must_pass in its file of smtp.rules_dir"});
    }
    return errors;
}

} // namespace relay::service
