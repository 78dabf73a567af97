#pragma once
#include <optional>
#include <string>
#include <tl/expected.hpp>

namespace relay::http {

/// The connection's input cannot be trusted any more: answer this and close.
struct Refusal {
    int status = 400;
    std::string reason; ///< for log and answer; holds nothing that the peer sent
    bool operator==(const Refusal&) const = default;
};

template <typename T>
using OrRefusal = tl::expected<T, Refusal>;

inline tl::unexpected<Refusal> refuse(int status, std::string reason)
{
    return tl::unexpected(Refusal{status, std::move(reason)});
}

} // namespace relay::http
