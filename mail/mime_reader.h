#pragma once
// The parts of a message as values. GMime does the reading; it is not visible outside
// mime_reader.cpp, and it only sees input that the limits below have been put in front of.
#include "mail/header.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

struct MimeLimits {
    HeaderLimits header;
    std::size_t depth = 20;
    std::size_t parts = 200;
    std::size_t parameters = 100; ///< of one Content-Type or Content-Disposition
    std::size_t text_bytes =
        1024 * 1024;            ///< decoded text, all parts together; that of files as much
    std::size_t file_bytes = 0; ///< decoded content that is kept of one file; 0: of none
};

/// One node of the tree. A leaf that is text carries its text, and so do the fields of reports
/// (RFC 3464, RFC 8098); other leaves are counted, and kept only as MimeLimits::file_bytes says.
/// message/partial is not reassembled, message/external-body never followed. What stands inside of
/// an opaque signature is read, and not verified.
struct Part {
    std::string type = "text/plain"; ///< lower-case "type/subtype"
    std::string name;                ///< file name, a safe base name in UTF-8; may be empty
    std::string disposition;         ///< "attachment", "inline", or empty
    std::string content_id;          ///< without brackets; may be empty
    std::string report_type;         ///< of multipart/report, lower-case
    std::string smime_type;          ///< of application/pkcs7-mime, lower-case
    std::string subject;             ///< of an embedded message/rfc822, still encoded
    std::string message_id;          ///< of an embedded message/rfc822, as it stands
    std::string charset;             ///< of a text, as it is written; may be empty
    bool is_flowed = false;
    bool is_delsp = false;
    std::string text;                     ///< UTF-8, not cleaned
    std::size_t bytes = 0;                ///< decoded size of a leaf
    std::optional<std::string> content{}; ///< of a leaf that is a file, octet by octet
    std::vector<Part> parts; ///< of a multipart, or the root of message/rfc822, of signed content
};

struct MimeMessage {
    std::vector<HeaderField> header;
    Part root;
    bool is_cut = false; ///< a limit was reached: something is not in the tree
};

/// Reads anything; there is no input that is refused.
MimeMessage read_mime(std::string_view message, const MimeLimits& limits = {});

} // namespace mail
