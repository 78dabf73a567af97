#pragma once
// The world of the SMTP tests: one domain, two people, one sender who may not.
#include "mail/smtp_session.h"

#include "tests/mail/dialogue.h"

#include <deque>

namespace mail::test {

/// Takes mail for 12345@, nurse@ and postmaster@pager.example from all but one sender.
struct Ward : SmtpPolicy {
    Verdict sender(const std::optional<Address>& sender, const Envelope&) override
    {
        if (sender && sender->domain() == "forbidden.example")
            return Verdict::not_allowed("this sender may not");
        return Verdict::accept();
    }
    Verdict recipient(const Address& recipient, const Envelope&) override
    {
        if (recipient.is_postmaster() && recipient.domain().empty())
            return Verdict::accept();
        if (recipient.domain() != "pager.example")
            return Verdict::relay_denied();
        const bool known = recipient.is_postmaster() || recipient.local() == "12345" ||
                           recipient.local() == "nurse";
        return known ? Verdict::accept() : Verdict::unknown_recipient();
    }
    std::vector<Mechanism> mechanisms(const Envelope& envelope) override
    {
        if (!knows_ward || (!envelope.is_tls && needs_tls))
            return {};
        return {Mechanism::ScramSha256, Mechanism::Plain, Mechanism::Login};
    }
    bool is_password(const SaslPassword& said, const Envelope&) override
    {
        return said.name == "ward" && said.password == ward_password;
    }
    std::optional<ScramVerifier> verifier(const std::string& name, const Envelope&) override
    {
        return name == "ward" ? std::optional(ScramVerifier::of_password(ward_password))
                              : std::nullopt;
    }

    bool is_front_end() override { return is_front; }

    static constexpr auto ward_password = "s3cret words";
    bool knows_ward = false; ///< who may prove who it is
    bool needs_tls = false;  ///< and only over TLS
    bool is_front = false;   ///< the client speaks for others
};

inline SmtpConfig ward_config()
{
    SmtpConfig config;
    config.host = "relay.pager.example";
    config.trace_token = "pager-trace";
    return config;
}

/// A session without socket: commits at once, shakes hands when told to.
class SessionPeer : public dialogue::Peer {
public:
    SessionPeer(const SmtpConfig& config, std::size_t piece_bytes, bool knows_ward = false,
                bool is_front = false)
        : session_(config, ward_), piece_bytes_(piece_bytes)
    {
        ward_.knows_ward = knows_ward;
        ward_.is_front = is_front;
        ward_.needs_tls = config.tls_available;
    }

    void greet(bool client_spoke_first) { obey(session_.greet(client_spoke_first)); }

    void say(std::string_view bytes) override
    {
        for (; !bytes.empty(); bytes.remove_prefix(std::min(piece_bytes_, bytes.size())))
            obey(session_.take(bytes.substr(0, piece_bytes_)));
    }
    std::optional<std::string> hear() override
    {
        const auto end = heard_.find("\r\n");
        if (end == std::string::npos)
            return std::nullopt;
        std::string line = heard_.substr(0, end);
        heard_.erase(0, end + 2);
        return line;
    }
    bool is_closed() override { return closed_; }
    void start_tls() override { obey(session_.tls_started()); }
    std::optional<std::vector<std::string>> messages() override { return messages_; }

    SmtpSession& session() { return session_; }
    const std::vector<Envelope>& envelopes() const { return envelopes_; }

private:
    void obey(const SmtpActions& actions)
    {
        for (const auto& action : actions)
            std::visit([this](const auto& what) { act(what); }, action);
    }
    void act(const Send& send) { heard_ += send.text; }
    void act(const StartTls&) {}
    void act(const Accept& accept)
    {
        messages_.push_back(accept.message);
        envelopes_.push_back(accept.envelope);
        obey(session_.accepted(Verdict::accept_message(std::to_string(messages_.size()))));
    }
    void act(const Close&) { closed_ = true; }

    Ward ward_;
    SmtpSession session_;
    std::size_t piece_bytes_;
    std::string heard_;
    bool closed_ = false;
    std::vector<std::string> messages_;
    std::vector<Envelope> envelopes_;
};

} // namespace mail::test
