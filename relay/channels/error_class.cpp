#include "relay/channels/error_class.h"
#include <cstdlib>

namespace relay::channels {

Outcome outcome_of(ErrorClass kind, std::string code, std::string detail,
                   std::optional<store::Millis> retry_after)
{
    switch (kind) {
    case ErrorClass::NotSent:
    case ErrorClass::ProviderFault:
        return Busy{std::move(code), std::move(detail), retry_after, true};
    case ErrorClass::Throttled:
        return Busy{std::move(code), std::move(detail), retry_after, false, true};
    case ErrorClass::Unreachable:
        return Busy{std::move(code), std::move(detail), retry_after};
    case ErrorClass::MaybeSent:
        return Unclear{std::move(code), std::move(detail)};
    case ErrorClass::Credentials:
    case ErrorClass::SenderConfig:
        return Refused{Blame::Provider, std::move(code), std::move(detail), false, true};
    case ErrorClass::BadRequest:
    case ErrorClass::Filtered:
        return Refused{Blame::Provider, std::move(code), std::move(detail)};
    case ErrorClass::BadAddress:
        return Refused{Blame::Detail, std::move(code), std::move(detail), true};
    case ErrorClass::OptedOut:
        return Refused{Blame::Detail, std::move(code), std::move(detail)};
    case ErrorClass::TooBig:
    case ErrorClass::Expired:
        return Refused{Blame::Message, std::move(code), std::move(detail)};
    }
    std::abort(); // a value that is no enumerator
}

Outcome outcome_of(const HttpFailure& failure)
{
    switch (failure.reach) {
    case Reach::NotAllowed:
        return Refused{Blame::Provider, failure.code, failure.detail};
    case Reach::NotSent:
        return Busy{failure.code, failure.detail, {}, true};
    case Reach::MaybeSent:
        return Unclear{failure.code, failure.detail};
    }
    std::abort(); // a value that is no enumerator
}

ErrorClass class_of_status(int http_status)
{
    if (http_status >= 200 && http_status < 300)
        return ErrorClass::MaybeSent;
    if (http_status == 401 || http_status == 403)
        return ErrorClass::Credentials;
    if (http_status == 429)
        return ErrorClass::Throttled;
    // 408 and 425 ask to come back. A redirect is not followed; whoever moved the gateway may
    // move it back, so it is no refusal.
    const bool ours = http_status >= 400 && http_status < 500;
    return ours && http_status != 408 && http_status != 425 ? ErrorClass::BadRequest
                                                            : ErrorClass::ProviderFault;
}

} // namespace relay::channels
