#pragma once
#include "wctp/version.h"
#include <string>

namespace wctp {

/// The grammar of `version` as a DTD, made from the tables that we read and write by. It allows
/// what the published one allows; comments and order are our own. For peers that fetch what a
/// DOCTYPE names.
std::string dtd(Version version);

} // namespace wctp
