#include "relay/service/version.h"

namespace relay::service {

const char* const program_version = BELFRY_VERSION;

} // namespace relay::service
