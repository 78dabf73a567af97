#pragma once
#include "mail/answer_text.h"
#include "store/model/message.h"
#include "store/model/priority.h"
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace relay::intake {

/// How a mail becomes a page, as a person wrote it down.
///
/// The patterns are RE2's (no backtracking, so no text can make them slow); each that is there must
/// be found in its field, wherever. In templates "{name}" is what the group (?P<name>...) of one of
/// the patterns matched; "{subject}", "{text}" and "{sender}" are the mail's own.
struct MailRuleText {
    std::string name;    ///< for people
    std::string subject; ///< pattern; empty: any
    std::string text;    ///< pattern
    std::string sender;  ///< pattern of the envelope's sender
    std::optional<store::Priority> priority;
    std::string recipient;            ///< template: instead of whom the mail was addressed to
    std::vector<std::string> choices; ///< templates
    std::string new_subject;          ///< template; empty: as it is
    std::string new_text;             ///< template; empty: as it is
    std::vector<std::pair<std::string, std::string>> fields; ///< name and template: lines above it
};

/// A mail as rules see it, and as they leave it.
struct MailWords {
    std::string subject;
    std::string text;
    std::string sender; ///< "<>" for the null sender
};

struct RuledMail {
    std::string rule; ///< whose name; empty: none matched, and the rest is as it came
    std::string subject;
    std::string text;
    std::optional<store::Priority> priority;
    std::string recipient; ///< empty: as addressed
    std::vector<store::Choice> choices;
    bool operator==(const RuledMail&) const = default;
};

/// The rules of one source, in order; the first that matches decides. Immutable: any thread.
class MailRules {
public:
    static constexpr std::size_t most_rules = 100;
    static constexpr std::size_t most_pattern_bytes = 2000;
    static constexpr std::size_t most_field_bytes = 1000;  ///< of what a group matched
    static constexpr std::size_t most_choices = 100;       ///< of one rule, as everywhere
    static constexpr std::size_t most_choice_bytes = 1000; ///< then it is cut

    MailRules() = default;
    /// The error: a sentence that names the rule. Empty patterns everywhere match every mail.
    static tl::expected<MailRules, std::string> compile(const std::vector<MailRuleText>& rules);

    RuledMail apply(const MailWords& mail) const;
    bool empty() const noexcept { return rules_.empty(); }
    /// May one of them send a mail to somebody else than it was addressed to?
    bool name_recipients() const;

private:
    class Rule;
    std::vector<std::shared_ptr<const Rule>> rules_;
};

/// All that is said of the mails of one source.
struct MailManner {
    MailRules rules;
    mail::TextCuts cuts;
    /// Of "spf", "dkim" and "dmarc": one of these must pass, or the mail is refused. Empty: none.
    std::vector<std::string> must_pass;
    /// Whose Authentication-Results (RFC 8601) are believed, instead of asking the DNS: its
    /// authserv-id, or "*" for whoever wrote the topmost. Empty: nobody's.
    std::string results_of;
    bool examines = false;       ///< look at all three and write it down, whatever comes of it
    bool tells_unproven = false; ///< status mails also to senders that nobody has proven
    bool tls_required = false;   ///< its mail without TLS is 530, whatever the door takes
    /// May its login be said without TLS? Empty: where the door says so.
    std::optional<bool> auth_in_clear;
};

} // namespace relay::intake
