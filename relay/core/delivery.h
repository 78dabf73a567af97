#pragma once
#include "relay/core/retry.h"
#include "store/model/delivery.h"
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// clang-format off
// The state machine of one delivery.
//
//            due       accepted  receipt     busy      refused   unclear  answered   recalled/   claim    put
//                                                                         elsewhere  expired     lost     off
// planned    queued    late      late        late      late      late     cancelled  canc./exp.  late     deferred
// queued     sending   late      late        late      late      late     cancelled  canc./exp.  late     deferred
// sending    stay      accepted  deliv./read deferred  refused   unclear  finish     finish      unclear  stay
// deferred   queued    late      deliv./read late      late      late     cancelled  canc./exp.  late     deferred
// unclear    again/exp accepted  deliv./read deferred  refused   stay     cancelled  expired     stay     unclear
// accepted   late      stay      deliv./read late      refused   stay     keep       keep        stay     stay
// delivered  stay      stay      read        late      late      stay     keep       keep        stay     stay
// read, refused, cancelled, expired: end states, stay with a reason.
// clang-format on

namespace relay::core {

/// Its instant has come.
struct Due {};
/// The gateway has it.
struct GatewayAccepted {
    std::string reference;
    bool is_degraded = false; ///< and cannot send it on now
};
/// News of it from outside: Delivered or Read.
struct ReceiptCame {
    store::Progress progress = store::Progress::Delivered;
};
/// Not now. `jitter` in [0, 1] is drawn by the caller.
struct GatewayBusy {
    double jitter = 0.5;
    std::optional<store::Millis> retry_after;
};
/// Never, by this channel.
struct GatewayRefused {};
/// It may have arrived.
struct GatewayUnclear {};
/// The page got far enough, or its escalation stood down.
struct AnsweredElsewhere {};
/// Recalled by its originator, or past its expiry.
struct Withdrawn {
    bool expired = false;
};
/// The node that was sending it is gone.
struct ClaimLost {};
/// Due, but not to be sent now: its channel is ill or at its limit, or the person gets too much.
struct PutOff {
    store::Instant until{};
    bool next_channel_now = false;
    std::string_view why; ///< outlives the decision
};

using DeliveryEvent = std::variant<Due, GatewayAccepted, ReceiptCame, GatewayBusy, GatewayRefused,
                                   GatewayUnclear, AnsweredElsewhere, Withdrawn, ClaimLost, PutOff>;

struct DeliveryRule {
    RetryRule retry;
    /// Empty: never; it then waits for news until its expiry, or for `longest_doubt`.
    std::optional<store::Millis> again_when_unclear;
};

/// How long an attempt that may have arrived is waited for where nothing is repeated.
constexpr store::Millis longest_doubt{24 * 3600 * 1000};

struct DeliveryStep {
    store::Delivery next;
    /// The page's next planned channel must not wait for its delay: this one is of no use.
    bool next_channel_now = false;
    std::string_view reason; ///< one line for the ledger, never empty
};

/// True for read, refused, cancelled, expired.
bool is_final(store::DeliveryState state);
/// True while it may still be sent: planned, queued, sending, deferred, unclear.
bool is_open(store::DeliveryState state);

DeliveryStep advance(const store::Delivery& current, const DeliveryEvent& event,
                     const DeliveryRule& rule, store::Instant now);

} // namespace relay::core
