#pragma once
#include <string>
#include <tl/expected.hpp>

namespace relay::net {

/// A value, or one sentence for the operator: what is wrong, where, and what to do.
template <typename T>
using Result = tl::expected<T, std::string>;

} // namespace relay::net
