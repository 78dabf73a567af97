#pragma once
#include "mail/address.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mail {

/// What a client wants to be told about one recipient, RFC 3461 4.1. Where `is_said` is false it
/// has said nothing, and our own rules hold.
struct ReportWish {
    bool is_said = false; ///< NOTIFY= was given; without any of the below it was NEVER
    bool success = false;
    bool failure = false;
    bool delay = false;
    std::string original_recipient; ///< RFC 3461 4.2 ORCPT=, as it came: "rfc822;a+2Bb@c"; or empty
    friend bool operator==(const ReportWish&, const ReportWish&) = default;
};

/// How much of the message a report of failure brings back, RFC 3461 4.3 RET=.
enum class ReturnedPart { Unsaid, Headers, Full };

/// What a client said about a message before it sent the message itself.
struct Envelope {
    std::string helo;                ///< its own name for itself: a claim, never a proof
    bool is_esmtp = false;           ///< it said EHLO
    bool is_tls = false;             ///< said over TLS
    std::string login;               ///< as whom it proved itself (RFC 4954); empty: it did not
    std::optional<Address> sender;   ///< empty: the null sender "<>" of reports
    std::vector<Address> recipients; ///< those that were accepted, in the order given
    std::vector<ReportWish> wishes;  ///< one for each of `recipients`
    std::optional<std::uint64_t> declared_bytes; ///< RFC 1870 SIZE=, when given
    bool is_8bit = false;                        ///< RFC 6152 BODY=8BITMIME
    bool is_utf8 = false;                        ///< RFC 6531 SMTPUTF8
    ReturnedPart returned = ReturnedPart::Unsaid;
    std::string envelope_id; ///< RFC 3461 4.4 ENVID=, as it came; or empty
    friend bool operator==(const Envelope&, const Envelope&) = default;
};

} // namespace mail
