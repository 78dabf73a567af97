#pragma once
#include "wctp/result.h"
#include <cstdint>
#include <optional>

namespace wctp {

/// A member of a list of messages that cannot be read. It keeps no other member: the lenient reader
/// sets it aside, the strict one refuses the whole list. Never written.
struct Unreadable {
    std::optional<std::int64_t> sequence{}; ///< to be acknowledged by; empty: none was readable
    Error error{};                          ///< the code is the one to acknowledge it with
    friend bool operator==(const Unreadable&, const Unreadable&) = default;
};

} // namespace wctp
