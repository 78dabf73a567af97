#pragma once
#include "relay/api/call.h"
#include "store/model/schedule.h"

namespace relay::api {

void write(JsonWriter& json, const store::Schedule& schedule, const Call& call);

/// What stands for a contact: its OPID; of one that is hidden or removed its id.
std::string name_of(const Call& call, store::ContactId id);

/// The schedule that the body describes; a change starts from `before`. 422 with all that is wrong.
tl::expected<store::Schedule, Problem> read_schedule(const Call& call,
                                                     const store::Schedule* before);

/// Both without an id, as asked for now by the caller.
tl::expected<store::DutyOverride, Problem> read_override(const Call& call);
tl::expected<store::DutySwap, Problem> read_swap(const Call& call, const store::Schedule& schedule);
tl::expected<store::SwapState, Problem> read_decision(const Call& call);

} // namespace relay::api
