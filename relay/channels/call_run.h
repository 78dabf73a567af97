#pragma once
#include "relay/channels/call_outcome.h"
#include "relay/channels/call_plan.h"
#include "relay/channels/incoming.h"
#include "relay/channels/voice_child.h"
#include "relay/voice/dialogue.h"
#include <deque>

namespace relay::channels {

/// One call from its dialling to its end: carries what happens to the dialogue, and what the
/// dialogue wants to the voice process and into the house. One thread.
class CallRun {
public:
    /// `ears` may be null: nobody listens.
    CallRun(CallPlan plan, VoiceChild& child, CallEars* ears);

    /// Blocks for the whole call.
    CallEnd run();

private:
    struct Doing; ///< one action

    store::Millis now() const;
    void act(const voice::CallActions& actions);
    void happens(const voice::CallEvent& event);
    void wait_for_something();
    void take(const voice::News& news);
    void report(const voice::Report& report);
    bool tell_house();

    CallPlan plan_;
    VoiceChild& child_;
    CallEars* ears_;
    VoiceChild::Clock::time_point began_;
    VoiceChild::Line line_;
    voice::Dialogue dialogue_;
    std::deque<Heard> untold_; ///< what the house could not take yet, in order
    store::Progress reached_ = store::Progress::Pending; ///< by this call
    CallEnd end_;
};

} // namespace relay::channels
