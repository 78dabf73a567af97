#pragma once
#include "relay/channels/channel.h"
#include "relay/channels/error_class.h"
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace relay::channels {

/// Whom a class blames for a text that was taken and is lost.
Blame blame_of_lost(ErrorClass kind);

/// A driver's error codes.
struct CodeTable {
    const std::map<std::string, ErrorClass>& exact;
    const std::vector<std::pair<std::string, ErrorClass>>& beginnings;

    /// A code that is in no table says nothing about the phone.
    Blame blame(const std::string& code) const;
};

} // namespace relay::channels
