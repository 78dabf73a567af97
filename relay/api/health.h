#pragma once
#include "relay/api/call.h"

// For whoever watches the process: systemd, a load balancer, Prometheus.

namespace relay::api {

Outcome healthz(const Call& call);
/// Passes through the writer, so it waits as long as a submission would.
Outcome readyz(const Call& call);
Outcome metrics(const Call& call);

} // namespace relay::api
