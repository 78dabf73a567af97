#pragma once
#include "store/model/channel.h"
#include "store/model/id.h"
#include "store/model/instant.h"
#include <optional>

namespace store {

/// Held: somebody has it. Closed: it is done. Lapsed: it was not done in time, so that it is open
/// for all again.
enum class AcceptanceState { Held, Closed, Lapsed };

template <>
struct Words<AcceptanceState> {
    static constexpr std::array table{std::pair{AcceptanceState::Held, "held"},
                                      std::pair{AcceptanceState::Closed, "closed"},
                                      std::pair{AcceptanceState::Lapsed, "lapsed"}};
};

/// Somebody of a group took a message, and with that stood the others down (D13). There is one that
/// is held or closed for each message and group.
struct Acceptance {
    AcceptanceId id;
    MessageId message;
    GroupId group; ///< whose members it speaks for
    PageId page;   ///< of who took it
    ContactId contact;
    Channel channel = Channel::Secure; ///< by which the answer came
    AcceptanceState state = AcceptanceState::Held;
    Instant at{};
    std::optional<Instant> lapses; ///< Held: unless closed by then; empty: it holds
    std::optional<Instant> ended;  ///< Closed, Lapsed: when
    std::int64_t version = 1;
    bool operator==(const Acceptance&) const = default;
};

} // namespace store
