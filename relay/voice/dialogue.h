#pragma once
#include "relay/voice/call_script.h"
#include "relay/voice/sip_answer.h"
#include "store/model/instant.h"
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// One call as a state machine: events and the time in, actions out. No clock, no socket, no word
/// of the message: the owner asks call_script.h for those when a prompt is to be spoken.
namespace relay::voice {

/// How long a call waits for what.
struct DialogueRules {
    store::Millis first_response{5'000}; ///< no SIP response at all: the trunk is not there
    store::Millis dial_limit{32'000};    ///< no ringing (RFC 3261 17.1.1.2, timer B)
    store::Millis ring_limit{25'000};    ///< below what voice mail waits
    store::Millis key_wait{8'000};       ///< for the key that shows a person, after the prompt
    store::Millis pin_wait{10'000};      ///< for the next digit of the PIN
    store::Millis choice_wait{10'000};   ///< for an answer, after the prompt
    store::Millis settle{1'000};         ///< keys so soon in the message were meant for before it
    store::Millis answer_limit{180'000}; ///< of the whole call, from the answer on
    int pin_tries = 3;
    bool operator==(const DialogueRules&) const = default;
};

enum class CallState {
    Planned,
    Dialing, ///< the call was placed
    Ringing,
    Screening, ///< answered; nobody is a person until a key is pressed
    Pin,
    Playing, ///< the message, or the stub
    Choosing,
    Confirming, ///< an answer was keyed in and waits for '#'
    Leaving,    ///< the last words
    Ended
};

/// A provisional response: 100 says that the trunk is there, 180 and more that it rings.
struct Progressed {
    int code = 100;
};
struct Answered {};
/// One of 0-9, *, #.
struct KeyPressed {
    char key = '0';
};
struct PromptEnded {
    int prompt = 0;
    bool was_spoken = true; ///< false: speech could not be made
};
struct PinChecked {
    bool is_right = false;
    bool is_locked = false; ///< it may not be tried any more
};
/// Time has come to `due()`.
struct TimeCame {};
/// The other side, the trunk or the voice process ended it. `code`: a SIP status, 0 for none.
struct LineEnded {
    int code = 0;
};
/// Somebody else has the page.
struct StoodDown {};

using CallEvent = std::variant<Progressed, Answered, KeyPressed, PromptEnded, PinChecked, TimeCame,
                               LineEnded, StoodDown>;

struct Dial {
    bool operator==(const Dial&) const = default;
};
/// Takes the place of what is being spoken.
struct Play {
    int number = 0; ///< comes back in PromptEnded
    Prompt prompt;
    bool operator==(const Play&) const = default;
};
struct Hush {
    bool operator==(const Hush&) const = default;
};
/// Before the answer: CANCEL.
struct HangUp {
    bool operator==(const HangUp&) const = default;
};
/// To be answered with PinChecked. The digits are a secret.
struct CheckPin {
    std::string digits;
    bool operator==(const CheckPin&) const = default;
};
/// What is known from here on. Each kind at most once in a call, in this order.
struct Report {
    enum class Kind { Delivered, Read, Chosen, Accepted, Declined, StopCalling };
    Kind kind = Kind::Delivered;
    std::size_t choice = 0; ///< from 1, for Chosen
    bool operator==(const Report&) const = default;
};

using CallAction = std::variant<Dial, Play, Hush, HangUp, CheckPin, Report>;
using CallActions = std::vector<CallAction>;

/// Keys: 1-8 choose (1 accepts where there are no choices), 9 repeats, * declines, 7 asks for no
/// more calls where it is no choice. Delivered needs a key, and the right PIN where one is asked;
/// Read needs the message's own words, to the end or answered.
class Dialogue {
public:
    Dialogue(CallShape shape, DialogueRules rules) : shape_(shape), rules_(rules) {}

    /// `now` counts from any instant and never runs back.
    CallActions start(store::Millis now);
    CallActions step(const CallEvent& event, store::Millis now);

    CallState state() const { return state_; }
    /// When TimeCame is to be said; empty in Ended.
    std::optional<store::Millis> due() const;
    CallResult result() const { return result_; } ///< final in Ended

private:
    friend struct DialogueStep;

    CallShape shape_;
    DialogueRules rules_;
    CallState state_ = CallState::Planned;
    CallResult result_ = CallResult::NotSent;
    std::optional<store::Millis> wait_ends_;
    store::Millis call_ends_ = store::Millis::max();
    store::Millis deaf_until_{0};
    int prompt_ = 0; ///< number of the last one
    bool is_speaking_ = false;
    bool was_repeated_ = false; ///< the present question
    int wrong_pins_ = 0;
    std::string digits_;
    Report answer_; ///< in Confirming
    bool delivered_ = false;
    bool read_ = false;
};

} // namespace relay::voice
