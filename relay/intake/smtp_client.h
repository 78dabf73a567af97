#pragma once
#include "relay/intake/refusal_audit.h"
#include "relay/intake/return_door.h"
#include "relay/intake/smtp_conversation.h"
#include "relay/intake/smtp_door_rules.h"
#include "relay/intake/source_guard.h"
#include "relay/intake/submission.h"
#include "relay/intake/text_room.h"
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace relay::intake {

/// A mail on its way from the loop to a handler thread.
struct SmtpJob {
    mail::Accept mail;
    SmtpAnswer answer;
    store::SourceId source; ///< not valid for what comes back
    bool comes_back = false;
    bool is_lmtp = false;                   ///< each recipient is answered by itself
    std::string peer;                       ///< numeric address of the client
    std::shared_ptr<const TextShare> share; ///< what its text takes
};

/// How many clients of one address those speak for who stand in front of us. Loop thread only.
class ToldClients {
public:
    using Place = std::shared_ptr<const std::string>;

    explicit ToldClients(std::size_t most) : most_(most) {}
    ToldClients(const ToldClients&) = delete;
    ToldClients& operator=(const ToldClients&) = delete;

    /// Counts until the place goes, which we outlive. Null: there are as many as may be.
    Place enter(const std::string& address);

private:
    std::size_t most_;
    std::unordered_map<std::string, std::size_t> counts_; ///< IPv6 by /64
};

/// What all clients of a listener share. Everything outlives it.
struct SmtpHouse {
    const engine::House& house;
    const SubmissionDoor& door;
    SourceGuard& guard;
    ToldClients& told;
    TextRoom& room;
    RefusalAudit& refusals;
    const SmtpDoorRules& rules;
    ReturnDoor* returns; ///< may be null
    /// Hands a mail to a handler thread. False: too many wait, and the job is as it was.
    std::function<bool(SmtpJob& job)> accepts;
};

/// Is that numeric address in one of these CIDR blocks?
bool is_in_networks(const std::vector<std::string>& networks, std::string_view address);

/// Decides about one client, on the loop thread.
class SmtpClient final : public SmtpHost {
public:
    SmtpClient(const SmtpHouse& house, std::string peer, bool is_lmtp);

    void proxied(const std::string& address) override;
    bool is_front_end() override { return is_front_end_; }
    void client_is(const mail::ClientClaim& claim) override;

    mail::Verdict sender(const std::optional<mail::Address>& sender,
                         const mail::Envelope& envelope) override;
    mail::Verdict recipient(const mail::Address& recipient,
                            const mail::Envelope& envelope) override;
    void take(mail::Accept mail, SmtpAnswer answer) override;
    bool may_keep(std::size_t octets) override;
    void refused(const mail::Reply& reply, const mail::Envelope& envelope) override;

    std::vector<mail::Mechanism> mechanisms(const mail::Envelope& envelope) override;
    bool is_password(const mail::SaslPassword& said, const mail::Envelope& envelope) override;
    std::optional<mail::ScramVerifier> verifier(const std::string& name,
                                                const mail::Envelope& envelope) override;
    bool is_proof(const mail::SaslProof& proof, const mail::Envelope& envelope) override;

private:
    void speaks_for(const std::string& address);
    mail::Verdict no_source(const store::Directory& people, const mail::Envelope& envelope) const;
    const MailManner* manner_of(const store::Source& source) const;
    bool may_log_in(const store::Source& source, const mail::Envelope& envelope) const;
    mail::Verdict refuse(mail::Verdict verdict, const char* why) const;
    /// As refuse(), and the audit trail says it (U.10).
    mail::Verdict turn_away(mail::Verdict verdict, const std::string& actor, const char* why) const;
    bool wrong_login(const std::string& name, const char* why) const;
    mail::Verdict too_fast() const;
    bool is_ours(const mail::Address& recipient) const;
    mail::Verdict page_recipient(const mail::Address& recipient,
                                 const mail::Envelope& envelope) const;

    const SmtpHouse& house_; ///< outlives the loop
    std::string peer_;
    ToldClients::Place place_;         ///< of the client that somebody speaks for
    bool is_crowded_ = false;          ///< it got none
    std::shared_ptr<TextShare> share_; ///< of the text that is coming
    bool is_front_end_;
    bool is_lmtp_;
    store::SourceId source_; ///< not valid: a stranger, who may only send what comes back
    store::PrincipalId principal_;
    bool is_ruled_ = false;   ///< a rule may name another recipient
    bool comes_back_ = false; ///< its recipient is an address that we gave out
};

} // namespace relay::intake
