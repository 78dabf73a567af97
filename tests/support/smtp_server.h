#pragma once
// Header only, since only programs that link `mail` can use it.
#include "mail/smtp_session.h"
#include "tests/support/tcp_server.h"
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace tests {

struct TakenMail {
    mail::Envelope envelope;
    std::string message;
};

/// How a server behaves. The functions are called from several threads.
struct SmtpManners {
    std::function<mail::Verdict(const mail::Address&)> recipient; ///< empty: anybody
    /// Empty: taken. No verdict: it hangs up instead of answering the final dot.
    std::function<std::optional<mail::Verdict>(const TakenMail&)> message;
    bool hangs_up_in_message = false;             ///< once it has got some of the text
    bool hangs_up_after_mail = false;             ///< each session carries one mail
    std::optional<IssuedCertificate> certificate; ///< with it, STARTTLS is offered
    bool is_tls_from_the_start = false;
    std::size_t message_bytes = 10 * 1024 * 1024;
};

/// A mail server on a free loopback port that keeps what it takes.
class SmtpServer {
public:
    explicit SmtpServer(SmtpManners manners = {})
        : manners_(std::move(manners)), server_([this](TcpPeer& peer) { serve(peer); })
    {
    }

    std::uint16_t port() const noexcept { return server_.port(); }
    int connections() const noexcept { return server_.connections(); }
    std::vector<TakenMail> taken() const
    {
        const std::lock_guard lock(mutex_);
        return taken_;
    }

private:
    struct Policy : mail::SmtpPolicy {
        explicit Policy(const SmtpManners& wanted) : manners(wanted) {}
        mail::Verdict sender(const std::optional<mail::Address>&, const mail::Envelope&) override
        {
            return mail::Verdict::accept();
        }
        mail::Verdict recipient(const mail::Address& address, const mail::Envelope&) override
        {
            return manners.recipient ? manners.recipient(address) : mail::Verdict::accept();
        }
        const SmtpManners& manners;
    };

    void serve(TcpPeer& peer)
    {
        Policy policy(manners_);
        mail::SmtpConfig config;
        config.host = "mx.example";
        config.offers_dsn = false; // so whoever is in front of it reports that it relayed
        config.tls_available = manners_.certificate && !manners_.is_tls_from_the_start;
        config.limits.message_bytes = manners_.message_bytes;
        mail::SmtpSession session(config, policy);
        if (manners_.is_tls_from_the_start && !peer.start_tls(*manners_.certificate))
            return;
        bool open = obey(session.greet(), session, peer);
        while (open && !(session.is_in_message() && manners_.hangs_up_in_message)) {
            const auto bytes = peer.read_some();
            open = !bytes.empty() && obey(session.take(bytes), session, peer);
        }
    }

    /// False: the connection ends.
    bool obey(const mail::SmtpActions& actions, mail::SmtpSession& session, TcpPeer& peer)
    {
        for (const auto& action : actions) {
            if (const auto* send = std::get_if<mail::Send>(&action))
                peer.write(send->text);
            if (std::holds_alternative<mail::Close>(action))
                return false;
            if (std::holds_alternative<mail::StartTls>(action))
                return peer.start_tls(*manners_.certificate) &&
                       obey(session.tls_started(), session, peer);
            if (const auto* mail = std::get_if<mail::Accept>(&action)) {
                const auto verdict = judge({mail->envelope, mail->message});
                return verdict && obey(session.accepted(*verdict), session, peer) &&
                       !manners_.hangs_up_after_mail;
            }
        }
        return true;
    }

    std::optional<mail::Verdict> judge(const TakenMail& mail)
    {
        const auto verdict =
            manners_.message ? manners_.message(mail) : mail::Verdict::accept_message("test-1");
        const std::lock_guard lock(mutex_);
        if (!verdict || verdict->is_accepted())
            taken_.push_back(mail);
        return verdict;
    }

    SmtpManners manners_;
    mutable std::mutex mutex_;
    std::vector<TakenMail> taken_; ///< guarded by mutex_; also those it did not answer
    TcpServer server_;             ///< last: its threads use what stands above
};

} // namespace tests
