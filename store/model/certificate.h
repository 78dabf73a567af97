#pragma once
#include "store/model/instant.h"
#include <string>

namespace store {

/// A contact's X.509 certificate, which mail to it is encrypted for. Its key is the contact's
/// alone.
struct Certificate {
    std::string pem;         ///< one certificate and nothing besides
    std::string subject;     ///< RFC 4514, for people; may be empty
    std::string fingerprint; ///< SHA-256, as "AB:CD:..."
    Instant expires{};
    bool operator==(const Certificate&) const = default;
};

} // namespace store
