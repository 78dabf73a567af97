#pragma once
#include "store/model/week.h"
#include <string>
#include <string_view>
#include <vector>

namespace store::detail {

/// As a list of numbers (list_text.h): days, from, to, days, from, to ... The reader throws
/// StoreError for what no writer wrote.
std::string week_text(const std::vector<WeekHours>& hours);
std::vector<WeekHours> week_of(std::string_view text);

} // namespace store::detail
