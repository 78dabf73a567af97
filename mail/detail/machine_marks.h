#pragma once
#include "mail/header.h"

#include <string_view>
#include <vector>

namespace mail {

/// Whether a machine answered a mail of ours, by what no person's program writes. `subject` is
/// clean. A machine that counts as a person stands all others down; a person that counts as a
/// machine is asked again. So a doubtful mark counts, but not against a subject that begins as an
/// answer does.
bool is_by_machine(const std::vector<HeaderField>& header, std::string_view subject);

} // namespace mail
