#pragma once
#include "mail/report.h"

#include <optional>
#include <string_view>

namespace mail {

/// A report of qmail, which is known by its words. `text` as in Readable. Empty: it is none.
std::optional<DeliveryReport> read_older_report(std::string_view text);

} // namespace mail
