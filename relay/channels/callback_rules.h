#pragma once
#include "relay/channels/error_class.h"
#include "store/model/incoming.h"
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// The part of a driver file that says how a gateway calls back: how its word is trusted, and where
/// a receipt and an incoming text have their values. Data only; callback.h reads by it.
namespace relay::channels {

/// Where a value stands: "query:NAME", "form:NAME" or "json:/POINTER".
struct CallbackField {
    enum class Place { Query, Form, Json };
    Place place = Place::Form;
    std::string name; ///< a JSON pointer (RFC 6901) for Json; empty: there is no such value
    bool is_given() const { return !name.empty(); }
    bool operator==(const CallbackField&) const = default;
};

/// A value that must be one of these for the rule to apply.
using OnlyWhen = std::vector<std::pair<CallbackField, std::vector<std::string>>>;

struct ReceiptRules {
    OnlyWhen only;
    CallbackField delivery;  ///< ours, where the gateway gives it back
    CallbackField reference; ///< its own
    CallbackField state;
    CallbackField code;
    std::map<std::string, store::Fate> states; ///< the gateway's words; others are Underway
};

struct TextRules {
    OnlyWhen only;
    CallbackField id;
    CallbackField from;
    CallbackField to;
    CallbackField text;
};

/// A call that the gateway makes and of which it asks, as TwiML, what to say.
struct HostedCallRules {
    CallbackField call; ///< our name for it, {call} of the request
    CallbackField keys;
    CallbackField state;
    CallbackField code;                ///< a SIP status; may be missing
    CallbackField machine;             ///< who answered
    std::vector<std::string> talking;  ///< states in which it asks
    std::map<std::string, int> ended;  ///< states, and the SIP status that each amounts to
    std::vector<std::string> machines; ///< words of `machine` for one
};

/// How a gateway proves that a call is its own.
enum class SignatureScheme {
    None,    ///< by nothing but the address that it was given (its key is secret)
    Twilio,  ///< HMAC-SHA1 of URL and form fields
    Hmac,    ///< HMAC-SHA256 of the body
    Ed25519, ///< of "timestamp|body" (Telnyx)
    Jwt      ///< HS256 token with the body's SHA-256 in `payload_hash` (Vonage)
};

struct SignatureRules {
    SignatureScheme scheme = SignatureScheme::None;
    std::string secret;           ///< name of the secret: key, token or public key
    std::string header;           ///< Hmac, Ed25519: where the signature stands
    std::string timestamp_header; ///< Ed25519
};

struct CallbackRules {
    SignatureRules signature;
    std::optional<ReceiptRules> receipt;
    std::optional<TextRules> text;
    std::optional<HostedCallRules> call;
    std::string answer_type; ///< of what the gateway is answered when all is well
    std::string answer_body;
};

} // namespace relay::channels

template <>
struct store::Words<relay::channels::SignatureScheme> {
    using S = relay::channels::SignatureScheme;
    static constexpr std::array table{std::pair{S::None, "none"}, std::pair{S::Twilio, "twilio"},
                                      std::pair{S::Hmac, "hmac"}, std::pair{S::Ed25519, "ed25519"},
                                      std::pair{S::Jwt, "jwt"}};
};
