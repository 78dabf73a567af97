#pragma once
#include "store/connection.h"

namespace store::detail {

/// To be called by each change of the directory, in its transaction: snapshots see it by the
/// number.
void raise_directory_version(Connection& connection);

} // namespace store::detail
