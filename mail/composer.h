#pragma once
// Writing mail: status mails, fail reports and copies of messages. The wording is the
// caller's; this is about getting it there intact and injecting nothing.
#include "mail/address.h"
#include "mail/header.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

struct Mailbox {
    std::string name; ///< UTF-8; may be empty
    Address address;
};

enum class Importance { Normal, High, Low };

/// A file that goes with a mail.
struct MailFile {
    std::string name; ///< ASCII, without quotes or controls
    std::string type; ///< such as "text/csv; charset=utf-8"
    std::string content;
};

/// What a report brings back of the mail that it is about (RFC 6522 3).
struct ReturnedMail {
    std::string content; ///< header fields, or a whole message; 7-bit, with CR LF line ends
    bool is_whole = false;
};

/// A mail as we write it: one text, seldom with files, always marked as written by a machine
/// (RFC 3834), so that no vacation programme answers it.
struct OutgoingMail {
    Mailbox from;
    std::vector<Mailbox> to; ///< at least one
    std::optional<Mailbox> reply_to;
    std::string subject; ///< UTF-8, one line
    std::string text;    ///< UTF-8; '\n' or CR LF line ends
    std::vector<MailFile> files;
    /// What write_delivery_status() made: the mail is a report (RFC 6522) with `text` in front and
    /// no files. Empty: it is none.
    std::string delivery_status;
    std::optional<ReturnedMail> returned; ///< goes with `delivery_status`
    std::string
        enveloped; ///< CMS enveloped-data, DER (RFC 8551 3.3): goes instead of `text` and `files`
    std::string message_id; ///< "id@host" without brackets; the same on every retry
    std::chrono::sys_seconds date{};
    std::string in_reply_to; ///< as message_id; may be empty
    std::vector<std::string> references;
    Importance importance = Importance::Normal;
    bool awaits_reports = false;    ///< its sender hears whether it arrived, and was read
    std::string trace_token;        ///< ours, for the loop check; empty: no field
    std::vector<HeaderField> extra; ///< further fields; the above may not be repeated
};

/// The message with CR LF line ends, 7-bit, no line over 998 octets, not dot-stuffed.
///
/// Refuses, and never repairs, a CR, LF, NUL or other control in a header field, a broken
/// id, broken UTF-8, an empty `to`. In `text` controls other than line end and tab become
/// blanks; that is content, not structure.
Result<std::string> compose(const OutgoingMail& mail);

/// `text` with `files` as a MIME entity of its own, for what encrypts it: its header fields, an
/// empty line, and all of it as compose() writes it. Refuses as compose() does.
Result<std::string> text_part(std::string_view text, const std::vector<MailFile>& files = {});

/// RFC 5322 3.3, in UTC: "Wed, 01 May 2024 10:00:00 +0000".
std::string write_date(std::chrono::sys_seconds date);

/// `message` as it goes over the wire after 354: bare CR and bare LF become CR LF, leading
/// dots are doubled, CR LF '.' CR LF ends it. Nothing in `message` can end it earlier.
std::string dot_stuffed(std::string_view message);

} // namespace mail
