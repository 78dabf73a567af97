#pragma once
#include "relay/api/call.h"

namespace relay::api {

// On-call schedules (X.1).
Outcome list_schedules(const Call& call);
Outcome create_schedule(const Call& call);
Outcome read_schedule(const Call& call);
Outcome change_schedule(const Call& call);
Outcome remove_schedule(const Call& call);
Outcome read_on_duty(const Call& call);
Outcome list_duty_gaps(const Call& call);
Outcome add_override(const Call& call);
Outcome remove_override(const Call& call);
Outcome ask_swap(const Call& call);
Outcome decide_swap(const Call& call);

} // namespace relay::api
