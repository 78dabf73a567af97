#pragma once
#include "mail/report.h"

#include <optional>
#include <string_view>

namespace mail {

/// A report that names no action: by the class of its Status (RFC 3463 2), and qmail's by its
/// words. `text` as in Readable. Empty: it is none.
std::optional<DeliveryReport> read_older_report(const MimeMessage& message, std::string_view text);

} // namespace mail
