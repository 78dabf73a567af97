#include "relay/channels/code_table.h"
#include <algorithm>
#include <cstdlib>

namespace relay::channels {

Blame blame_of_lost(ErrorClass kind)
{
    switch (kind) {
    case ErrorClass::BadAddress:
    case ErrorClass::Unreachable:
    case ErrorClass::OptedOut:
        return Blame::Detail;
    case ErrorClass::TooBig:
    case ErrorClass::Expired:
        return Blame::Message;
    case ErrorClass::NotSent:
    case ErrorClass::MaybeSent:
    case ErrorClass::Throttled:
    case ErrorClass::ProviderFault:
    case ErrorClass::Credentials:
    case ErrorClass::SenderConfig:
    case ErrorClass::BadRequest:
    case ErrorClass::Filtered:
        return Blame::Provider;
    }
    std::abort(); // a value that is no enumerator
}

Blame CodeTable::blame(const std::string& code) const
{
    const auto same = exact.find(code);
    if (same != exact.end())
        return blame_of_lost(same->second);
    const auto begins = std::ranges::find_if(
        beginnings, [&](const auto& entry) { return code.starts_with(entry.first); });
    return begins == beginnings.end() ? Blame::Provider : blame_of_lost(begins->second);
}

} // namespace relay::channels
