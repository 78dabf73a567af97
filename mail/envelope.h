#pragma once
#include "mail/address.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mail {

/// What a client said about a message before it sent the message itself.
struct Envelope {
    std::string helo;                ///< its own name for itself: a claim, never a proof
    bool is_esmtp = false;           ///< it said EHLO
    bool is_tls = false;             ///< said over TLS
    std::string login;               ///< as whom it proved itself (RFC 4954); empty: it did not
    std::optional<Address> sender;   ///< empty: the null sender "<>" of reports
    std::vector<Address> recipients; ///< those that were accepted, in the order given
    std::optional<std::uint64_t> declared_bytes; ///< RFC 1870 SIZE=, when given
    bool is_8bit = false;                        ///< RFC 6152 BODY=8BITMIME
    friend bool operator==(const Envelope&, const Envelope&) = default;
};

} // namespace mail
