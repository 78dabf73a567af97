#pragma once
#include "mail/mime_reader.h"

namespace mail {

/// A machine's report on a mail of ours. Reading its fields is not done here.
enum class ReportKind {
    None,
    Delivery,    ///< RFC 3464
    Disposition, ///< RFC 8098: somebody opened or deleted it
};

ReportKind report_kind(const MimeMessage& message);

} // namespace mail
