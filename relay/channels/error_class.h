#pragma once
#include "relay/channels/channel.h"
#include "relay/channels/http_client.h"
#include "store/model/words.h"
#include <optional>
#include <string>

namespace relay::channels {

/// What kind of failure a gateway's answer is; the words are those of the driver files.
enum class ErrorClass {
    NotSent,       ///< no connection
    MaybeSent,     ///< it may have arrived
    Throttled,     ///< too fast for the gateway
    ProviderFault, ///< the gateway's own trouble
    Credentials,   ///< repeating it may lock us out
    SenderConfig,  ///< the sender's number or name is not ours to use
    BadRequest,    ///< the gateway does not understand us
    BadAddress,    ///< there is no such phone
    Unreachable,   ///< the phone exists but cannot be reached now
    OptedOut,      ///< its owner does not want it
    Filtered,      ///< the carrier thinks that it is spam
    TooBig,        ///< the message is over a limit
    Expired        ///< the message's own deadline passed
};

} // namespace relay::channels

template <>
struct store::Words<relay::channels::ErrorClass> {
    using E = relay::channels::ErrorClass;
    static constexpr std::array table{
        std::pair{E::NotSent, "not_sent"},        std::pair{E::MaybeSent, "maybe_sent"},
        std::pair{E::Throttled, "throttled"},     std::pair{E::ProviderFault, "provider_fault"},
        std::pair{E::Credentials, "credentials"}, std::pair{E::SenderConfig, "sender_config"},
        std::pair{E::BadRequest, "bad_request"},  std::pair{E::BadAddress, "bad_address"},
        std::pair{E::Unreachable, "unreachable"}, std::pair{E::OptedOut, "opted_out"},
        std::pair{E::Filtered, "filtered"},       std::pair{E::TooBig, "too_big"},
        std::pair{E::Expired, "expired"}};
};

namespace relay::channels {

/// CHANNELS 1.3: who is to blame, and whether to come back.
Outcome outcome_of(ErrorClass kind, std::string code, std::string detail,
                   std::optional<store::Millis> retry_after = {});

/// No answer: Busy when nothing left the house, Unclear when it may have arrived.
Outcome outcome_of(const HttpFailure& failure);

/// For a status that nothing better is known about. A success that was not recognised as one is
/// MaybeSent; so is nothing else.
ErrorClass class_of_status(int http_status);

} // namespace relay::channels
