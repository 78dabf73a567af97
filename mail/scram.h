#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace mail {

/// What a server keeps instead of a password (RFC 5803): enough to check a proof, not to make one.
struct ScramVerifier {
    std::string salt;       ///< octets
    int iterations = 4096;  ///< of PBKDF2
    std::string stored_key; ///< 32 octets
    std::string server_key; ///< 32 octets

    /// "SCRAM-SHA-256$4096:salt$StoredKey:ServerKey", in base64.
    std::string text() const;
    static std::optional<ScramVerifier> parse(std::string_view text);

    /// With a new salt. `password` is printable ASCII: what SASLprep leaves as it is.
    static ScramVerifier of_password(std::string_view password);

    friend bool operator==(const ScramVerifier&, const ScramVerifier&) = default;
};

/// Does the proof of client-final fit the messages that were exchanged? RFC 5802 3. Takes equally
/// long whatever the answer.
bool scram_proves(const ScramVerifier& verifier, std::string_view auth_message,
                  std::string_view proof);
/// What the server proves itself with.
std::string scram_signature(const ScramVerifier& verifier, std::string_view auth_message);

} // namespace mail
