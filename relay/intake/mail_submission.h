#pragma once
#include "mail/smtp_session.h"
#include "relay/intake/mail_rules.h"
#include "relay/intake/submission.h"
#include "store/model/directory.h"
#include "store/vault.h"
#include <cstddef>

namespace relay::intake {

/// What a mail is read by.
struct MailReading {
    const store::Source& source;
    const store::Vault& vault;
    const store::Directory& people;
    const MailManner* manner = nullptr; ///< the source's; null: it has none
    std::size_t max_text_characters = 65535;
    bool may_tell_sender = true; ///< false: nobody has proven who it is, so it gets no status mail
};

/// A mail that was taken from a source, as a submission: subject and text as a person would read
/// them, as its rules leave them, its importance, and who is told the statuses. Its Message-ID with
/// its text is what the source calls it: a Message-ID that comes again with other words is another
/// message.
///
/// Files are kept or named as the source's policy says, and never a reason to refuse the mail.
///
/// What an address says (read_local_part()) goes before what a rule says, and that before the
/// mail's own header. A rule's recipient is asked for instead of those that the mail was addressed
/// to, if the source reaches it; else they stay, and the ledger says so.
Submission read_submission(const mail::Accept& mail, const MailReading& by);

/// The answer behind the final dot.
mail::Verdict verdict_on(const SubmissionResult& result);

} // namespace relay::intake
