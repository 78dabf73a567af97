#pragma once
#include "store/model/contact.h"
#include "store/model/escalation.h"
#include "store/model/message.h"
#include "store/model/page.h"
#include <string>
#include <string_view>
#include <vector>

namespace relay::core {

/// Text that may leave the house on a channel that strangers can read: SMS, IVR, email, WCTP.
///
/// Only the functions below make one, so a leak of protected text does not compile (D5).
class ReleasedText {
public:
    ReleasedText() = default;
    const std::string& text() const noexcept { return text_; }
    bool empty() const noexcept { return text_.empty(); }
    friend bool operator==(const ReleasedText&, const ReleasedText&) = default;

private:
    explicit ReleasedText(std::string text) : text_(std::move(text)) {}
    std::string text_;

    friend struct Release;
};

/// What a channel may carry for one page.
struct Released {
    ReleasedText subject;
    ReleasedText text;
    bool full = false;        ///< the message's own words; false: the content-free stub
    bool has_subject = false; ///< `subject` is the message's, or a failover's mark
};

/// What the stub may say: nothing that comes from the message.
struct StubWords {
    std::string site = "Belfry"; ///< name of the installation
    std::string inbox_url;       ///< where the recipient reads it; may be empty
};

/// True when the contact's own words may leave on plain channels: secure messaging off and the
/// acknowledgement on record (S0.12-S0.14, W36).
bool may_leave_in_full(const store::Contact& contact);

/// The contact as that address of it may be written to: as one whose words stay here, where they
/// may only go to addresses that are proven to be its own and this one is not (X.20).
store::Contact as_reached_at(const store::Contact& contact, const store::ContactDetail& detail,
                             bool needs_proof);

/// What stands before the subject of a failover's page (S0.60), and of one that goes to somebody
/// else than the sender named, as the last resort's do (X.19).
std::string failover_mark(std::string_view group);
std::string passed_on_mark(std::string_view named);

/// The full text where the contact's acknowledgement is on record, with a line for each file that
/// is read in the inbox, else the stub. `mark`: as above, or empty.
Released release(const store::Message& message, const store::Contact& contact,
                 const StubWords& words, std::string_view mark = {});

/// What mail does with text that may not leave in full.
enum class MailProtection {
    Stub, ///< never holds it
    Smime ///< encrypts it for the contact's certificate
};

/// How much of the message a mail holds.
enum class MailForm {
    Whole,  ///< all of it, for everybody on the way to read
    Sealed, ///< all of it, for the contact alone
    Stub    ///< nothing of it
};

struct MailDecision {
    MailForm form = MailForm::Stub;
    std::string_view reason; ///< one line for the explain ledger, never empty
    bool operator==(const MailDecision&) const = default;
};

/// Where there is no certificate, or none that is valid at `now`, it is the stub: never clear text.
MailDecision mail_form(const store::Contact& contact, MailProtection protection,
                       store::Instant now);

/// Subject, body, names of files, choices and how to answer, as the text of one mail. Still
/// protected: this releases nothing.
store::ProtectedText sealed_mail(const store::Message& message, std::string_view mark,
                                 bool is_answerable);

/// What a call says once a person is there, or what a pager shows with buttons of its own.
struct ReleasedCall {
    ReleasedText text;
    std::vector<ReleasedText> choices; ///< only with the message's own words
    bool full = false;                 ///< the message's own words; false: the stub
};

/// As release(), for the ear: the choices stand apart, since each is said with its key. A pager has
/// keys too.
ReleasedCall release_call(const store::Message& message, const store::Contact& contact,
                          const StubWords& words);

/// The message's own words for a call that asks for the contact's PIN first.
struct SealedWords {
    store::ProtectedText text;
    std::vector<store::ProtectedText> choices;
};

/// Subject and body as release_call() joins them, and the choices. Still protected: this releases
/// nothing.
SealedWords sealed_words(const store::Message& message);

/// Subject and text as one, for channels that carry no subject. Of a stub the text alone, which
/// says all.
ReleasedText as_one_text(const Released& released);

/// `text` with the line that says how to answer it by a text: the page's code, never a word of the
/// message. Unchanged where the originator allows no answer, or where the text, in full, says
/// itself how to answer it.
ReleasedText with_answer_hint(const ReleasedText& text, const store::Message& message,
                              store::PageId page, bool is_full);

/// `text` with a mark that it may be there already: a try before this one, or `unclear_tries` of
/// them, had no answer. Unchanged where there was none. CHANNELS.md 1.5.
ReleasedText with_repeat_mark(const ReleasedText& text, std::size_t unclear_tries);

/// `text` with the line that says how to answer it by mail. Unchanged where the originator allows
/// no answer.
ReleasedText with_mail_hint(const ReleasedText& text, const store::Message& message);

/// One text for many pages of one person: how many, the codes of the first of them, and where they
/// are read; nothing of the messages.
ReleasedText release_bundle(const std::vector<store::PageId>& pages, const StubWords& words,
                            bool is_answerable);

/// Our own words (states, times, names of channels), which hold nothing of the message.
ReleasedText release_status(std::string text);

/// The original for a fail report: its text only where the group asked for it and every contact
/// concerned has the full text released, else a line that says it is withheld (S0.63).
ReleasedText release_original(const store::Message& message, bool include_original,
                              bool all_released);

/// What a report brings back of the mail that it is about (RFC 3461 4.3). Both empty: nothing.
struct ReleasedReturn {
    ReleasedText header;                ///< fields, with CR LF
    std::optional<ReleasedText> text{}; ///< of the message; empty: the header alone goes back
    bool operator==(const ReleasedReturn&) const = default;
};

/// As its sender asked for it, where the full text of every contact concerned may leave; else the
/// header alone, without its subject. The text goes with failures only.
ReleasedReturn release_return(const store::Message& message, bool has_failed, bool all_released);

/// All that was said to and by the contact; empty unless its words may leave in full (S0.30).
ReleasedText release_export(const store::Contact& contact, const store::ProtectedText& file);

/// A file that came with a message, as far as a pager's or another gateway's page may carry it.
struct ReleasedFile {
    ReleasedText line;    ///< names it; says that it is read in the inbox
    std::string format;   ///< WCTP's word for a picture of an alarm; empty: it is none
    ReleasedText content; ///< of such a picture; else empty
    bool operator==(const ReleasedFile&) const = default;
};

/// `files` with their contents where they are pictures of alarms. Empty unless the contact's words
/// may leave in full: names may tell as much as words do. Of more than twenty, the rest is one
/// line.
std::vector<ReleasedFile> release_files(const store::Contact& contact,
                                        const std::vector<store::MessageFile>& files);

/// The contact's answer on its way back to the system that sent the message.
ReleasedText release_reply(const store::Reply& reply);

} // namespace relay::core
