#pragma once
#include "mail/smtp_client_session.h"
#include <string>
#include <vector>

namespace relay::sendmail {

/// Of sysexits.h, which is what callers of sendmail look for.
enum ExitCode : int {
    done = 0,
    wrong_usage = 64,
    bad_data = 65,
    no_such_recipient = 67,
    unavailable = 69,
    cannot_read = 74,
    try_again_later = 75,
    not_allowed = 77,
    wrong_configuration = 78
};

/// What a hand-over came to, for the shell and for a person.
struct Outcome {
    ExitCode exit = done;
    std::vector<std::string> words; ///< one line each; none when all went well
};

/// Unclear counts as later: the same mail again is the same page.
Outcome outcome_of(const mail::SmtpResult& result);

/// What is settled: the answers to all but `later`. Who was taken, of a mail whose text was
/// refused, has not got it.
std::vector<mail::RecipientAnswer> settled(const mail::SmtpResult& result,
                                           const std::vector<mail::Address>& later);

/// Of these recipients those who may get it at a later try. To the others it has been handed over,
/// or never will be.
std::vector<mail::Address> put_off(const mail::SmtpResult& result,
                                   const std::vector<mail::Address>& recipients);

} // namespace relay::sendmail
