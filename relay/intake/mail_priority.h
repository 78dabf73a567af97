#pragma once
#include "mail/header.h"
#include "store/model/priority.h"
#include <optional>
#include <string_view>
#include <vector>

namespace relay::intake {

/// How urgent a mail's header says that it is: Importance, X-Priority, X-MSMail-Priority, Priority;
/// the most urgent counts. Empty: it says nothing.
std::optional<store::Priority> mail_priority(const std::vector<mail::HeaderField>& header);

/// By the words in brackets before a subject: [HIGH], [URGENT], [STAT], [EMERGENCY], [CRITICAL];
/// [NORMAL], [ROUTINE]; [LOW], [INFO]. Case does not matter, "Re:" before them neither; of several
/// the first. Empty: none.
std::optional<store::Priority> tagged_priority(std::string_view subject);

/// By one such word without brackets. Empty: it is none.
std::optional<store::Priority> priority_named(std::string_view word);

} // namespace relay::intake
