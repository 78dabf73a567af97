#pragma once
#include "relay/service/command/exit_code.h"
#include "relay/service/config.h"
#include <iosfwd>
#include <optional>

namespace relay::service::command {

/// The configuration; empty after saying on `talk` everything that is wrong with it.
std::optional<Config> config_or_complaints(const std::filesystem::path& file, std::ostream& talk);

} // namespace relay::service::command
