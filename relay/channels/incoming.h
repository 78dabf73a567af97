#pragma once
#include "relay/channels/channel.h"
#include "store/model/channel.h"
#include "store/model/id.h"
#include <cstddef>
#include <string>
#include <variant>

// What comes back from a gateway after its answer: receipts, and texts that people send.

namespace relay::channels {

/// The phone or mailbox has it.
struct Arrived {
    bool operator==(const Arrived&) const = default;
};

/// It will never arrive.
struct Lost {
    Blame blame = Blame::Provider;
    bool operator==(const Lost&) const = default;
};

/// Still on its way; for the record only.
struct Underway {
    bool operator==(const Underway&) const = default;
};

/// The gateway's word about one text, or one part of it. May come late, twice, out of order, and
/// before send() has returned.
struct Receipt {
    std::string provider;       ///< Channel::provider() of who sent the text
    std::string reference;      ///< as in Accepted
    store::DeliveryId delivery; ///< where the gateway gives ours back; else not valid
    std::variant<Underway, Arrived, Lost> state;
    std::string code;   ///< the gateway's own
    std::string detail; ///< for the operator
    bool operator==(const Receipt&) const = default;
};

/// A text that a person sent to one of our numbers.
struct IncomingText {
    std::string provider;
    std::string id;   ///< the gateway's; may be empty
    std::string from; ///< E.164 with '+' where the gateway says so
    std::string to;
    std::string text; ///< UTF-8
    bool operator==(const IncomingText&) const = default;
};

/// What a person did during a call. Comes before send() has returned; each progress once.
struct Heard {
    /// What was keyed in. StopCalling: no more calls to this number, as an opt-out.
    enum class Answer { None, Choice, Accepted, Declined, StopCalling };

    std::string provider;
    store::DeliveryId delivery;
    store::Progress progress = store::Progress::Delivered; ///< Delivered, Read or Replied
    Answer answer = Answer::None;                          ///< something else goes with Replied
    std::size_t choice = 0; ///< from 1, for Answer::Choice; as numbered in CallOut
    bool operator==(const Heard&) const = default;
};

/// Who listens inside the house. Any thread; blocks until the answer is known.
///
/// True: it is committed, or was known before, or nobody here can ever need it. False: not now; the
/// gateway is to say it again.
class Ears {
public:
    virtual ~Ears() = default;
    virtual bool hear(const Receipt& receipt) = 0;
    virtual bool hear(const IncomingText& text) = 0;
};

/// Who listens to calls; as Ears.
class CallEars {
public:
    virtual ~CallEars() = default;
    virtual bool hear(const Heard& heard) = 0;
};

} // namespace relay::channels
