#pragma once
#include "relay/channels/channel.h"
#include "relay/channels/settings.h"
#include "relay/voice/sip_answer.h"
#include <string>

namespace relay::channels {

/// How a call ended.
struct CallEnd {
    voice::CallResult result = voice::CallResult::NotSent;
    int code = 0;          ///< SIP status; 0: none
    int retry_after_s = 0; ///< 0: not said
    std::string detail;    ///< for the operator
};

/// CHANNELS 3.2: a phone that is not answered is tried again after a gap, `settings.attempts` times
/// in all; then, and after wrong PINs, the page goes another way at once. `call`: its name.
Outcome outcome_of(const CallEnd& end, const IvrSipSettings& settings, int attempt,
                   const std::string& call);

} // namespace relay::channels
