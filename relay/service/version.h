#pragma once

namespace relay::service {

/// As CMake's project() says it.
extern const char* const program_version;

} // namespace relay::service
