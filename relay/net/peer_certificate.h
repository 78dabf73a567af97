#pragma once
#include <string>
#include <vector>

namespace relay::net {

/// What a client certificate says. It was signed by an authority that we name, for clients, and its
/// time is now.
struct PeerCertificate {
    /// Common name of the subject, and its DNS, mail and URI names; in lower case.
    std::vector<std::string> names;
    std::string fingerprint; ///< SHA-256 of its DER form, 64 hex digits in lower case
    bool operator==(const PeerCertificate&) const = default;
};

} // namespace relay::net
