#pragma once
#include "relay/engine/draft.h"
#include "relay/engine/house.h"
#include "store/model/message.h"
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

// THE door: authenticated submissions come in here, whichever listener took them, and are answered
// after the commit.

namespace relay::intake {

/// What holds for one recipient of several.
struct RecipientPart {
    std::optional<store::Priority> priority;
    std::vector<store::Choice> choices; ///< empty: the message's
    std::string status_email;           ///< instead of the message's, also where empty
    store::NotifyFlags notify;          ///< likewise
    store::ReportWish report{};         ///< likewise
    std::string note;                   ///< for the ledger; empty: nothing
};

/// One text for one or more addresses.
///
/// `message` is filled by the listener except for id, recipient, principal and accepted, which are
/// the door's own. Each recipient becomes a message of its own; all are accepted or none is, unless
/// `leaves_out_off_duty`.
struct Submission {
    store::Message message;
    std::vector<std::string> recipients; ///< OPIDs or aliases, as on the wire
    std::vector<RecipientPart> parts;    ///< none, or one for each of `recipients`
    std::vector<std::string> notes;      ///< for the ledger: how it was read
    std::string origin;                  ///< for the ledger, behind the source: ", 192.0.2.7 ..."
    /// What the source calls this submission; the same again for the same recipient within the
    /// duplicate window is the same message. Empty: it has no name, so every one is new.
    std::string duplicate_key;
    /// Within which that is so; empty: the source's window, else the house's.
    std::optional<store::Millis> duplicate_window{};
    /// Where nobody is on duty for some of several, the others are paged, and their ledger says so.
    bool leaves_out_off_duty = false;
};

struct Taken {
    std::vector<store::MessageId> messages; ///< in the order of the recipients, each
                                            ///< once however often it is named
    bool is_duplicate = false;              ///< they were accepted before
    std::string tracking;                   ///< of the first message
};

enum class RefusedWhy {
    UnknownRecipient, ///< also one that this source may not reach
    NoRecipient,
    NobodyOnDuty, ///< now, and no last resort is there (X.19)
    TooLong,      ///< of text, choices or reference
    BadText,      ///< not UTF-8, or with a NUL
    Expired,      ///< its expiry has passed
    Loop,         ///< it was forwarded too often
    NotAllowed,   ///< the source was removed or disabled
    Unavailable,  ///< disk full, database gone, too much waiting: try again later
};

/// For log lines: `unknown_recipient`, `too_long` ...
std::string_view word(RefusedWhy why);

struct Refused {
    RefusedWhy why = RefusedWhy::Unavailable;
    std::string detail;                  ///< one sentence for the sender; no text of the message
    std::vector<std::string> recipients; ///< UnknownRecipient: which
};

using SubmissionResult = tl::expected<Taken, Refused>;
using SubmissionAnswer = std::function<void(const SubmissionResult&)>;

struct SubmissionRules {
    store::Millis default_expiry{4 * 3600 * 1000}; ///< of messages whose originator names none
    std::size_t max_text_characters = 65535;       ///< subject and body together
    std::size_t max_choices = 100;
    std::size_t max_choice_characters = 1024;
    int hop_limit = 5;
    /// Within which the same submission is the same message; a source may have its own.
    store::Millis duplicate_window{3600 * 1000};
};

/// A message and its rows, ready to be written.
struct Drafted {
    store::Message message;
    engine::Draft draft;
};

/// A submission that is to be accepted: what would be written.
struct Decided {
    std::vector<Drafted> drafted;   ///< one for each recipient
    std::vector<Drafted> untaken{}; ///< what tells the sender of those that nobody is on duty for
    std::string duplicate_key;      ///< Submission's
    store::Millis duplicate_window{};
    std::vector<std::string> left_out{}; ///< addresses that nobody is on duty for
};

/// Thread-safe.
class SubmissionDoor {
public:
    SubmissionDoor(const engine::House& house, SubmissionRules rules) : house_(house), rules_(rules)
    {
    }

    /// Resolves and plans; writes nothing. A refusal is logged and counted.
    tl::expected<Decided, Refused> decide(Submission submission) const;

    /// Hands the rows to the writer. `answer` as submit() says.
    void keep(Decided decided, SubmissionAnswer answer) const;

    /// decide(), then keep(). `answer` is called once: at once when
    /// refused before the store was asked, else after the commit on the writer's thread, where it
    /// must be quick and must not throw.
    void submit(Submission submission, SubmissionAnswer answer) const;

    /// As submit(), and waits. Not on the writer's thread.
    SubmissionResult submit_and_wait(Submission submission) const;
    /// As keep(), and waits. Not on the writer's thread.
    SubmissionResult keep_and_wait(Decided decided) const;

    std::size_t max_text_characters() const { return rules_.max_text_characters; }
    /// Would this principal's message to that address be accepted? Answers from memory.
    bool is_known(store::PrincipalId principal, std::string_view recipient) const;
    /// Would anybody be paged there now, by a message of high priority at least? Of known
    /// recipients. Answers from memory.
    bool is_on_duty(store::PrincipalId principal, std::string_view recipient) const;

private:
    const engine::House& house_; ///< outlives us
    SubmissionRules rules_;
};

} // namespace relay::intake
