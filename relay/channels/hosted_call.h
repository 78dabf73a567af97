#pragma once
#include "relay/channels/call_outcome.h"
#include "relay/channels/call_plan.h"
#include "relay/channels/twiml.h"
#include <deque>
#include <optional>

namespace relay::channels {

/// A call that a gateway makes for us and that asks, a turn at a time, what to say: the dialogue of
/// voice/dialogue.h, as in calls of our own. Not thread-safe; `now` counts from any instant.
///
/// The PIN of a contact is never asked for here, and nothing said that needs one: whoever makes the
/// call hears all of it. So the plan's script is not sealed.
class HostedCall {
public:
    /// `ears` may be null: nobody listens.
    HostedCall(CallPlan plan, CallEars* ears, store::Millis now);

    /// The gateway's request for the next words. `key`: what was pressed meanwhile; empty: nothing.
    CallTurn turn(std::optional<char> key, store::Millis now);
    /// The gateway believes that a machine answered: it hears the last words. That may shorten a
    /// call, and never makes one count.
    CallTurn machine(store::Millis now);
    /// It is over, or never was; as a SIP status, 0 for none.
    void line_ended(int code, store::Millis now);

    bool was_answered() const { return was_answered_; }
    bool is_over() const { return dialogue_.state() == voice::CallState::Ended; }
    /// Says again what the house could not take. True: nothing is left.
    bool tell_house();
    CallEnd end() const;

private:
    void happens(const voice::CallEvent& event);
    void act(const voice::CallActions& actions);
    void answer();
    void time_passes();
    void go_on_without_a_key();
    CallTurn next();

    CallPlan plan_;
    CallEars* ears_;
    voice::Dialogue dialogue_;
    store::Millis now_; ///< never runs back
    voice::Play prompt_;
    bool was_answered_ = false;
    int code_ = 0;
    std::deque<Heard> untold_;
    store::Progress reached_ = store::Progress::Pending;
};

} // namespace relay::channels
