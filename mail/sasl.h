#pragma once
// The server side of SASL as SMTP carries it (RFC 4954): PLAIN (RFC 4616), LOGIN and SCRAM-SHA-256
// (RFC 5802, 7677). Knows nobody: whoever asks judges names, passwords and proofs.
#include "mail/scram.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace mail {

enum class Mechanism { ScramSha256, Plain, Login };

/// As EHLO and AUTH write it.
std::string_view name_of(Mechanism mechanism);
std::optional<Mechanism> mechanism_named(std::string_view name);

/// The client is to answer this; not yet in base64.
struct SaslChallenge {
    std::string text;
};
/// The client says who it is and gives its password; both are its own words.
struct SaslPassword {
    std::string name;
    std::string password;
};
/// SCRAM came to its end: the client has the password, or has not.
struct SaslProof {
    std::string name;
    bool is_right = false;
};
/// The client does not speak the mechanism.
struct SaslBroken {
    std::string detail; ///< one sentence
};

using SaslStep = std::variant<SaslChallenge, SaslPassword, SaslProof, SaslBroken>;

/// Who has that name, for SCRAM; empty: nobody. The exchange then goes on as if, and fails.
using ScramLookup = std::function<std::optional<ScramVerifier>(const std::string& name)>;

/// One exchange. Not thread-safe.
class SaslExchange {
public:
    virtual ~SaslExchange() = default;
    /// `initial`: what came with AUTH; empty: nothing did.
    virtual SaslStep begin(const std::optional<std::string>& initial) = 0;
    /// What the client answered the last challenge with.
    virtual SaslStep next(const std::string& response) = 0;
};

/// `stand_in_key`: from which, with the name, the salt is made that a name gets which nobody has:
/// the same each time. Empty: from a key of this process.
std::unique_ptr<SaslExchange> make_exchange(Mechanism mechanism, ScramLookup lookup,
                                            const std::string& stand_in_key = {});

/// Strictly RFC 4648 4; empty: it is none.
std::optional<std::string> sasl_octets(std::string_view base64_text);

} // namespace mail
