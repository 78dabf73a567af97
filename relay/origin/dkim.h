#pragma once
#include "relay/origin/dns.h"
#include <string>
#include <string_view>
#include <vector>

namespace relay::origin {

enum class Dkim { Pass, Fail, TempError };

/// One DKIM-Signature of a mail (RFC 6376).
struct DkimSignature {
    std::string domain; ///< lower case
    Dkim result = Dkim::Fail;
};

/// The first 10 signatures of `message` (CR LF line ends); no others are looked at. Those by SHA-1
/// and by RSA keys under 1024 bits never pass (RFC 8301), nor do those of a part of the body (l=,
/// RFC 6376 8.2), nor any where From, Subject or Content-Type stands twice (RFC 6376 8.15).
/// Thread-safe.
std::vector<DkimSignature> verify_dkim(Dns& dns, std::string_view message);

} // namespace relay::origin
