#pragma once
#include "relay/origin/dns.h"
#include <string>
#include <string_view>

namespace relay::origin {

/// RFC 7208 2.6.
enum class Spf { None, Neutral, Pass, Fail, SoftFail, TempError, PermError };
std::string_view word(Spf result); ///< as in Authentication-Results: "softfail"

struct SpfQuestion {
    std::string address; ///< of the client, numeric
    std::string helo;
    std::string local;  ///< of the envelope's sender; empty: "postmaster" (RFC 7208 2.4)
    std::string domain; ///< of the envelope's sender; for the null sender the HELO name
};

/// Asks at most for 10 names beyond the first (RFC 7208 4.6.4), and 2 that are nothing. `exp` and
/// the macro %{p} are not read (RFC 7208 7.3 advises against it).
Spf check_spf(Dns& dns, const SpfQuestion& question);

} // namespace relay::origin
