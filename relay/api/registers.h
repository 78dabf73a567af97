#pragma once
#include "relay/api/call.h"

// Short lists to look at: domains and sources.

namespace relay::api {

/// Those that the principal may reach.
Outcome list_domains(const Call& call);
/// All; never a code or its hash.
Outcome list_sources(const Call& call);

} // namespace relay::api
