#pragma once
#include "store/model/id.h"
#include "store/model/instant.h"
#include "store/model/words.h"
#include <optional>

namespace store {

enum class PromiseKind { Delivery, Escalation, Acceptance };

template <>
struct Words<PromiseKind> {
    static constexpr std::array table{std::pair{PromiseKind::Delivery, "delivery"},
                                      std::pair{PromiseKind::Escalation, "escalation"},
                                      std::pair{PromiseKind::Acceptance, "acceptance"}};
};

/// "At `due` we will act on this row": written with the row, kept (or released, when the act became
/// needless) in the transaction that acts. A second process can compare it with what happened (D4).
struct Promise {
    PromiseKind kind = PromiseKind::Delivery;
    std::int64_t subject = 0; ///< id of the delivery, escalation or acceptance
    int number = 1;           ///< n-th promise about it: retries and later rungs make new ones
    MessageId message;
    Instant due{};
    std::optional<Instant> kept;
    bool operator==(const Promise&) const = default;
};

} // namespace store
