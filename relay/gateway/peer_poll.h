#pragma once
#include "relay/core/health.h"
#include "store/model/instant.h"
#include "wctp/poll.h"
#include <string>
#include <variant>
#include <vector>

// How another gateway is asked for what it keeps for us (wctp-PollForMessages): what the next
// question says, and when. Pure.

namespace relay::gateway {

struct PeerPollRule {
    store::Millis interval{30'000}; ///< between two questions, unless the gateway wants more
    core::HealthRule health;
};

/// Where we stand with the gateway. It is a hint: who starts anew hears again what it had not yet
/// acknowledged, and that changes nothing.
struct PeerPoll {
    /// Committed here, or turned down for good; the gateway may not know it yet.
    std::vector<wctp::MessageReceived> received{};
    bool one_by_one = false; ///< the last answer could not be had: it may have been too much
    store::Millis pause{0};  ///< the last
    store::Instant next{};   ///< the next question
    core::Health health{};
    std::string trouble{}; ///< why nothing comes; empty: it does
};

/// No answer, or none that can be read.
struct NoPollAnswer {
    std::string why; ///< for the operator
};
using PollAnswer = std::variant<wctp::PollResponse, NoPollAnswer>;

/// What became of the messages of an answer: those that were committed or turned down, in order.
struct PolledKept {
    std::vector<wctp::MessageReceived> received;
    bool is_all = true; ///< false: the others are to come again
};

/// The question, but for who asks. WCTP 1.3 wctp-MessageReceived
wctp::PollForMessages question(const PeerPoll& poll);

/// After an answer that came at `now`, and was dealt with as `kept` says. An acknowledgement goes
/// again until an answer shows that it was heard; a gateway that brings nothing but what was
/// acknowledged is not asked at once again.
PeerPoll after(const PeerPoll& poll, const PollAnswer& answer, PolledKept kept,
               const PeerPollRule& rule, store::Instant now);

} // namespace relay::gateway
