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

/// The first 10 signatures of `message` (CR LF line ends). Those by SHA-1 and by RSA keys under
/// 1024 bits never pass (RFC 8301). Thread-safe.
std::vector<DkimSignature> verify_dkim(Dns& dns, std::string_view message);

} // namespace relay::origin
