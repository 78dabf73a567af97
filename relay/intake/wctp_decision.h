#pragma once
#include "relay/intake/submission.h"
#include "store/model/directory.h"
#include "wctp/error_code.h"
#include <string>
#include <vector>

// What was decided about a request, in lines that can be kept and compared: no text of a message,
// no secret, and names instead of ids, since another installation of the same house has other ids.

namespace relay::intake {

/// "code 200".
std::string code_line(wctp::Code code);

/// Whom it is for, who is paged how and when, which groups escalate, and who was left out why;
/// sorted. Pure.
std::vector<std::string> lines_of(const Decided& decided, const store::Directory& people);

/// What stands in one of them only: "- line" was decided then, "+ line" now. Empty: the same. Both
/// are sorted behind their first line, the code. Pure.
std::vector<std::string> differences(const std::vector<std::string>& then,
                                     const std::vector<std::string>& now);

} // namespace relay::intake
