#include "relay/intake/mail_rules.h"
#include "mail/charset.h"
#include "mail/clean_text.h"
#include <algorithm>
#include <map>
#include <re2/re2.h>

namespace relay::intake {
namespace {

using Values = std::map<std::string, std::string, std::less<>>;

constexpr std::array<std::string_view, 3> own_names{"subject", "text", "sender"};

RE2::Options options()
{
    constexpr std::int64_t most_memory = 1 << 20; // of one pattern, compiled
    RE2::Options made;
    made.set_log_errors(false);
    made.set_max_mem(most_memory);
    return made;
}

/// Calls `literal` and `name` for the pieces of a template, in order. False: a brace is open.
template <class Literal, class Name>
bool walk(std::string_view text, const Literal& literal, const Name& name)
{
    while (!text.empty()) {
        const auto open = text.find('{');
        literal(text.substr(0, open));
        if (open == std::string_view::npos)
            return true;
        const auto close = text.find('}', open);
        if (close == std::string_view::npos)
            return false;
        name(text.substr(open + 1, close - open - 1));
        text.remove_prefix(close + 1);
    }
    return true;
}

std::string filled(std::string_view text, const Values& values)
{
    std::string result;
    walk(
        text, [&](std::string_view literal) { result += literal; },
        [&](std::string_view name) {
            const auto found = values.find(name);
            result += found == values.end() ? std::string() : found->second;
        });
    return result;
}

} // namespace

class MailRules::Rule {
public:
    explicit Rule(const MailRuleText& text) : text_(text)
    {
        for (const auto* pattern : {&text.subject, &text.text, &text.sender})
            patterns_.push_back(pattern->empty() ? nullptr
                                                 : std::make_unique<RE2>(*pattern, options()));
    }

    /// Empty: nothing is wrong with it.
    std::string complaint() const
    {
        for (const auto& pattern : patterns_) {
            if (pattern && pattern->pattern().size() > most_pattern_bytes)
                return "a pattern is longer than 2000 bytes";
            if (pattern && !pattern->ok())
                return "the pattern " + pattern->pattern() + ": " + pattern->error();
        }
        if (text_.choices.size() > most_choices)
            return "there are more than " + std::to_string(most_choices) + " choices";
        std::string wrong;
        for (const auto& one : templates()) {
            const auto note = [&](std::string_view name) {
                if (wrong.empty() && !knows(name))
                    wrong = "no pattern has a group called '" + std::string(name) + "'";
            };
            if (!walk(
                    one, [](std::string_view) {}, note))
                wrong = "a '{' is not closed";
        }
        return wrong;
    }

    bool names_recipient() const { return !text_.recipient.empty(); }

    std::optional<RuledMail> apply(const MailWords& mail) const
    {
        Values values{{"subject", mail.subject}, {"text", mail.text}, {"sender", mail.sender}};
        const std::string* fields[] = {&mail.subject, &mail.text, &mail.sender};
        for (std::size_t at = 0; at < patterns_.size(); ++at) {
            if (patterns_[at] && !find(*patterns_[at], *fields[at], values))
                return std::nullopt;
        }
        return made_of(mail, values);
    }

private:
    std::vector<std::string> templates() const
    {
        std::vector<std::string> all{text_.recipient, text_.new_subject, text_.new_text};
        all.insert(all.end(), text_.choices.begin(), text_.choices.end());
        for (const auto& [name, value] : text_.fields)
            all.push_back(value);
        return all;
    }

    bool knows(std::string_view name) const
    {
        return std::ranges::find(own_names, name) != own_names.end() ||
               std::ranges::any_of(patterns_, [&](const auto& pattern) {
                   return pattern && pattern->NamedCapturingGroups().contains(std::string(name));
               });
    }

    static bool find(const RE2& pattern, const std::string& field, Values& values)
    {
        std::vector<re2::StringPiece> groups(
            static_cast<std::size_t>(pattern.NumberOfCapturingGroups()) + 1);
        if (!pattern.Match(field, 0, field.size(), RE2::UNANCHORED, groups.data(),
                           static_cast<int>(groups.size())))
            return false;
        for (const auto& [name, number] : pattern.NamedCapturingGroups()) {
            const auto& group = groups[static_cast<std::size_t>(number)];
            const std::string_view matched(group.data(), group.size());
            values[name] = mail::clean_text(mail::utf8_prefix(matched, most_field_bytes));
        }
        return true;
    }

    RuledMail made_of(const MailWords& mail, const Values& values) const
    {
        RuledMail ruled{.rule = text_.name, .subject = mail.subject, .text = mail.text};
        ruled.priority = text_.priority;
        ruled.recipient = mail::clean_line(filled(text_.recipient, values));
        for (const auto& choice : text_.choices) {
            const auto words = mail::short_line(filled(choice, values), most_choice_bytes);
            if (!words.empty())
                ruled.choices.push_back({words, words});
        }
        if (!text_.new_subject.empty())
            ruled.subject = mail::clean_line(filled(text_.new_subject, values));
        if (!text_.new_text.empty())
            ruled.text = mail::clean_text(filled(text_.new_text, values));
        std::string above;
        for (const auto& [name, value] : text_.fields) {
            const auto words = mail::clean_line(filled(value, values));
            above += words.empty() ? std::string() : name + ": " + words + "\n";
        }
        ruled.text.insert(0, above);
        return ruled;
    }

    MailRuleText text_;
    std::vector<std::unique_ptr<RE2>> patterns_; ///< of subject, text and sender; null: any
};

tl::expected<MailRules, std::string> MailRules::compile(const std::vector<MailRuleText>& rules)
{
    if (rules.size() > most_rules)
        return tl::unexpected("there are more than " + std::to_string(most_rules) + " rules");
    MailRules compiled;
    for (const auto& text : rules) {
        auto rule = std::make_shared<const Rule>(text);
        if (const auto complaint = rule->complaint(); !complaint.empty())
            return tl::unexpected("rule '" + text.name + "': " + complaint);
        compiled.rules_.push_back(std::move(rule));
    }
    return compiled;
}

bool MailRules::name_recipients() const
{
    return std::ranges::any_of(rules_, [](const auto& rule) { return rule->names_recipient(); });
}

RuledMail MailRules::apply(const MailWords& mail) const
{
    for (const auto& rule : rules_) {
        if (auto ruled = rule->apply(mail))
            return std::move(*ruled);
    }
    return {.subject = mail.subject, .text = mail.text};
}

} // namespace relay::intake
