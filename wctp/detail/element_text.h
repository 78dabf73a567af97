#pragma once
#include "wctp/detail/element.h"
#include "wctp/version.h"
#include <string>

namespace wctp::detail {

/// An element of the tables as XML, with all that `version` has for it. Written by writer.cpp.
std::string element_text(const Element& element, Version version);

} // namespace wctp::detail
