#pragma once
#include <chrono>
#include <functional>

namespace relay::net {

/// A point of monotonic time: what deadlines are made of. Never shown, never stored.
using Moment = std::chrono::steady_clock::time_point;

/// Tells the time. Called by the loop thread only; a test hands in a clock that it moves itself
/// (and calls Loop::post() afterwards, so that the loop looks at it again).
using Now = std::function<Moment()>;

} // namespace relay::net
