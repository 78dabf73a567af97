#pragma once
#include <filesystem>
#include <iosfwd>

namespace relay::service::command {

/// `belfry check-config`, as `nginx -t`: says on `talk` that the file is good, or everything that
/// is wrong with it, one line each. Returns the exit code: 0 good, 1 not.
int check_config(const std::filesystem::path& file, std::ostream& talk);

} // namespace relay::service::command
