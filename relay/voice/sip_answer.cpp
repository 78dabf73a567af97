#include "relay/voice/sip_answer.h"

namespace relay::voice {

CallResult result_of_sip(int code)
{
    switch (code) {
    case 0:
        return CallResult::NotSent;
    case 401:
    case 407:
        return CallResult::Credentials;
    case 404:
    case 410:
    case 416: // unsupported URI scheme
    case 484:
    case 485:
    case 604:
        return CallResult::BadNumber;
    case 408:
    case 480:
    case 487:
        return CallResult::NoAnswer;
    case 486:
    case 600:
        return CallResult::LineBusy;
    case 403:
    case 433: // RFC 5079: callers without a name are not wanted
    case 603:
    case 607: // RFC 8197: unwanted
    case 608: // RFC 8688: rejected
        return CallResult::Declined;
    default:
        break;
    }
    // A trunk that redirects or knows none of our codecs is a trunk that is not set up.
    return code >= 300 && code < 500 ? CallResult::BadRequest : CallResult::TrunkFault;
}

} // namespace relay::voice
