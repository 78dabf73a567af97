#pragma once
#include "mail/smtp_session.h"
#include "relay/intake/submission.h"
#include "store/vault.h"
#include <string>

namespace relay::intake {

/// A mail that was taken from a source, as a submission: subject and text as a person would read
/// them, its importance, and who is told the statuses. Its Message-ID with its text is what the
/// source calls it: a Message-ID that comes again with other words is another message.
Submission read_submission(const mail::Accept& mail, const store::Source& source,
                           const store::Vault& vault, std::size_t max_text_characters);

/// The answer behind the final dot.
mail::Verdict verdict_on(const SubmissionResult& result);

} // namespace relay::intake
