#pragma once
#include "store/model/message.h"
#include <string>
#include <string_view>

namespace store::detail {

/// How a wish stands in its column; empty: nothing was asked.
std::string report_wish_text(const ReportWish& wish);
/// Throws StoreError where it was not written by us.
ReportWish report_wish_of(std::string_view text);

} // namespace store::detail
