#pragma once
#include "mail/address.h"
#include "relay/engine/house.h"
#include "relay/intake/code_throttle.h"
#include "relay/intake/token_bucket.h"
#include "relay/net/peer_certificate.h"
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace relay::intake {

/// Who a WCTP request says it is from. Views live during the call.
struct WctpClaim {
    std::string_view sender_id;
    std::string_view code;     ///< securityCode; of transient clients miscInfo may be it
    std::string_view peer;     ///< numeric address
    bool is_transient = false; ///< then a source with the senderID "*" speaks for the unregistered
    std::string_view path_token{}; ///< what stands behind the path of WCTP; empty: nothing
    const net::PeerCertificate* certificate = nullptr; ///< null: none that counts was shown
};

/// Who a client that logs in says it is. Views live during the call.
struct LoginClaim {
    std::string_view login;
    std::string_view password;
    std::string_view peer; ///< numeric address
};

enum class NotLetIn {
    UnknownSender, ///< also a disabled one, and one at an address that is not its own
    WrongCode,
    Throttled, ///< too many wrong codes from this sender at this address; the code was not looked
               ///< at
    TooFast,   ///< over the source's rate
};

std::string_view word(NotLetIn why);

/// Which source is this, may it, how fast? Answers from memory. Thread-safe.
class SourceGuard {
public:
    explicit SourceGuard(const engine::House& house, ThrottleRules rules = {});

    /// The source of a WCTP request. It takes equally long whether the sender or the code is wrong
    /// (X17). `people` is the directory to look into; the pointer lives as long as it.
    tl::expected<const store::Source*, NotLetIn> wctp_source(const store::Directory& people,
                                                             const WctpClaim& claim);

    /// May `claim`, whose senderID names `source`, hear what became of a message of that source? As
    /// wctp_source(), but a wctp-ClientQuery has no place for the code: where none is shown, the
    /// tracking number stands for it, which only its sender was told. A wrong one is refused.
    bool may_query(const store::Source& source, const WctpClaim& claim);

    /// The source of an SNPP login; as wctp_source().
    tl::expected<const store::Source*, NotLetIn> snpp_source(const store::Directory& people,
                                                             const LoginClaim& claim);
    /// The source of an SNPP client that does not log in: the first that has no login and whose
    /// networks hold the peer. Null: none.
    const store::Source* snpp_source_at(const store::Directory& people,
                                        std::string_view peer) const;

    /// Is there a source with a login at the SMTP door for which `counts` holds?
    static bool has_smtp_logins(const store::Directory& people,
                                const std::function<bool(const store::Source&)>& counts);
    /// The source of an SMTP login with its password; as wctp_source().
    tl::expected<const store::Source*, NotLetIn> smtp_login(const store::Directory& people,
                                                            const LoginClaim& claim);
    /// Whose proof by SCRAM may be looked at: has that login, and speaks from there. Null:
    /// nobody's.
    static const store::Source* smtp_scram(const store::Directory& people, std::string_view login,
                                           std::string_view peer);
    /// Were there too many wrong proofs of that login from there? Then none is right.
    bool is_smtp_paused(std::string_view login, std::string_view peer);
    /// What such a proof came to: does it count? A right one does not while they are paused, or
    /// whoever asked for many challenges before could go on.
    bool smtp_proven(std::string_view login, std::string_view peer, bool is_right);

    /// Who sends a mail: has proven that it has `login`, or has none (empty).
    struct SmtpPeer {
        std::string_view login;
        std::string_view address; ///< numeric
    };
    /// The source of a mail: the first that has the peer's login, or no login, whose networks hold
    /// it and whose senders match. The null sender (`sender` empty) matches the pattern "*" only.
    /// Null: none.
    const store::Source* smtp_source(const store::Directory& people, const SmtpPeer& peer,
                                     const std::optional<mail::Address>& sender) const;

    /// Takes one of the source's submissions for this moment. False: over its rate. What is of high
    /// priority has as much again to itself, so that the source's own noise never shuts it out.
    [[nodiscard]] bool may_submit(const store::Source& source,
                                  store::Priority priority = store::Priority::Normal);

    /// As may_submit(), for mail that comes back: from whomever, to an address that we gave out.
    [[nodiscard]] bool may_return();

private:
    struct Claim {
        std::string_view name;
        std::string_view code;
        std::string_view peer;
        std::string_view path_token{};
        const net::PeerCertificate* certificate = nullptr;
    };
    bool shows_enough(const store::Source* source, const Claim& claim, bool fits) const;
    tl::expected<const store::Source*, NotLetIn> log_in(const store::Directory& people,
                                                        store::Door door, const LoginClaim& claim);
    tl::expected<const store::Source*, NotLetIn> judge(const store::Source* source,
                                                       const Claim& claim);

    const engine::House& house_; ///< outlives us
    CodeThrottle throttle_;
    TokenBuckets<store::SourceId> urgent_;
    TokenBuckets<store::SourceId> buckets_;
    std::string nobodys_hash_; ///< what is compared where there is no code to compare
};

/// Whose policy a senderID that nobody has proven is read by: its own source's, of transient
/// clients that are not registered the one for anybody. Null: none.
const store::Source* claimed_source(const store::Directory& people, std::string_view sender_id,
                                    bool is_transient);

/// Is that one of Source::senders? The null sender (empty) is "*" only.
bool is_its_sender(const store::Source& source, const std::optional<mail::Address>& sender);

/// Is it what Source::tls_client_name asks for? Where nothing is asked for, nothing is.
bool is_its_certificate(const store::Source& source, const net::PeerCertificate* certificate);

/// May this source speak from that address? No networks: from any.
bool is_at_home(const store::Source& source, std::string_view peer);

} // namespace relay::intake
