#pragma once
#include "relay/channels/channel.h"
#include "relay/channels/incoming.h"
#include "relay/channels/settings.h"
#include "relay/voice/dialogue.h"
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <tl/expected.hpp>

namespace relay::channels {

/// What one call is about.
struct CallPlan {
    std::string name;   ///< of the call, for both sides
    std::string number; ///< as the trunk wants it
    std::string provider;
    store::DeliveryId delivery;
    voice::CallScript script;
    voice::CallShape shape;
    voice::DialogueRules rules;
    std::function<core::PinVerdict(const std::string& digits)> pin;
    std::function<bool(store::Progress reached)> is_taken;
};

/// The plan of a page's call, or why there is none. `has_ears`: somebody listens to what is keyed
/// in, so answers are offered.
tl::expected<CallPlan, Outcome> plan_call(const Outgoing& outgoing, const IvrSipSettings& settings,
                                          bool has_ears);

/// What the dialogue reports, as the house hears it.
Heard heard_of(const CallPlan& plan, const voice::Report& report);

/// The numbers that are being called: never two calls to one at a time. Thread-safe.
class NumbersInUse {
public:
    /// Holds a number for as long as it lives, unless somebody else does.
    class Hold {
    public:
        Hold(NumbersInUse& all, std::string number);
        ~Hold();
        Hold(const Hold&) = delete;
        Hold& operator=(const Hold&) = delete;
        bool is_ours() const { return is_ours_; }

    private:
        NumbersInUse& all_;
        std::string number_;
        bool is_ours_ = false;
    };

private:
    std::mutex mutex_;
    std::set<std::string> numbers_;
};

} // namespace relay::channels
