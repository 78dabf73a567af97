#pragma once
#include <chrono>
#include <string>

// What a hosted call says next, as TwiML. Pure.

namespace relay::channels {

/// One answer to a gateway that asks what to do with its call.
struct CallTurn {
    std::string say;              ///< may be empty
    std::chrono::seconds wait{0}; ///< for a key, after it; 0: the call ends
    bool operator==(const CallTurn&) const = default;
};

/// `language`: "en-us". `action`: where the key is to be told.
std::string twiml(const CallTurn& turn, const std::string& language, const std::string& action);

} // namespace relay::channels
