#pragma once
// From the bytes of a mail to what a page needs: who, what about, the text a person would
// read, and whether a machine wrote it.
#include "mail/mime_reader.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

struct ReadLimits {
    MimeLimits mime;
    std::size_t subject_bytes = 1000;
    std::size_t named_attachments = 20; ///< lines in the text; the list has all of them
    /// The text names no attachments: that is for who decides which of them are kept. Their content
    /// is in the list where MimeLimits::file_bytes lets it.
    bool leaves_files = false;
};

struct Attachment {
    std::string name; ///< a safe base name; "unnamed" when the mail gives none
    std::string type;
    std::size_t bytes = 0;
    bool is_inline = false;               ///< a picture that its HTML shows (multipart/related)
    std::optional<std::string> content{}; ///< octet by octet, see ReadLimits::leaves_files
    friend bool operator==(const Attachment&, const Attachment&) = default;
};

/// All strings are valid UTF-8 without controls, bidirectional overrides or invisible
/// marks; only `text` has line ends ('\n').
struct Readable {
    std::string subject; ///< cut at its limit with "…"; may be empty
    std::string text;    ///< ends with a line per calendar entry, a line per attachment (pictures
                         ///< of the text only where there is no text), and one that says that
                         ///< something was cut
    std::vector<Attachment> attachments;
    std::string from_name;
    std::string from_address;            ///< of the first From field; may be empty
    std::string message_id;              ///< without brackets; may be empty
    std::string in_reply_to;             ///< first id in it, without brackets
    std::vector<std::string> references; ///< without brackets, at most 50

    bool is_auto_submitted = false;     ///< Auto-Submitted other than "no", or a known like of it
    bool is_list = false;               ///< List-*, or Precedence list, bulk, junk
    bool wants_no_answer = false;       ///< X-Auto-Response-Suppress
    bool is_delivery_report = false;    ///< DSN, RFC 3464
    bool is_disposition_report = false; ///< MDN, RFC 8098
    bool is_encrypted = false;          ///< the text says so instead
    bool has_several_from = false;      ///< suspicious: the first was used
    bool is_cut = false;                ///< a limit was reached

    /// True when an automatic answer is in order. The null sender is for the caller to see.
    bool may_be_answered() const;
    /// "Name <address>", the address alone, or empty.
    std::string from() const;
};

Readable read_mail(std::string_view message, const ReadLimits& limits = {});

} // namespace mail
