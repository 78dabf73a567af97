#pragma once
#include "mail/header.h"
#include "mail/mime_reader.h"
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// A machine's report on a mail of ours. Reading its fields is not done here.
enum class ReportKind {
    None,
    Delivery,    ///< RFC 3464
    Disposition, ///< RFC 8098: somebody opened or deleted it
};

ReportKind report_kind(const MimeMessage& message);

/// RFC 3461 4: "a+2Bb" is "a+b". What is not written so stays as it stands.
std::string plain_of_xtext(std::string_view text);

/// The fields by which a sender knows its mail again (From, To, Cc, Date, Message-ID, In-Reply-To,
/// References, Subject), each once, as they go out: ASCII, with CR LF, up to 4 KiB together. What
/// does not fit or cannot be written is left out.
std::string identifying_fields(const std::vector<HeaderField>& header);

} // namespace mail
