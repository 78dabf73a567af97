#pragma once
#include "relay/intake/return_door.h"
#include "relay/intake/smtp_door_rules.h"
#include "relay/intake/source_guard.h"
#include "relay/intake/submission.h"
#include "relay/net/loop.h"
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace relay::intake {

/// A door of the SMTP listener. Either `address` and `port`, or a `descriptor` that already
/// listens.
struct SmtpDoor {
    std::string name = "smtp";
    std::string address = "127.0.0.1";  ///< numeric
    std::uint16_t port = 0;             ///< 0: the kernel chooses; see port()
    std::optional<int> descriptor;      ///< from systemd; the listener closes it
    std::optional<net::TlsContext> tls; ///< STARTTLS is offered
    bool begins_in_tls = false;         ///< with `tls`: the handshake comes first (RFC 8314),
                                        ///< behind what a proxy says
    bool is_lmtp = false;               ///< RFC 2033
};

/// The SMTP server: a loop that owns all connections, and a few threads that read whole mails.
///
/// A 250 behind a message means that it is committed. Build, listen() for each door, start().
class SmtpListener {
public:
    /// `returns`: who takes the mail that comes back; outlives us. Null: nobody does.
    SmtpListener(const engine::House& house, const SubmissionDoor& door, SourceGuard& guard,
                 SmtpDoorRules rules, ReturnDoor* returns = nullptr);
    ~SmtpListener(); ///< stop()
    SmtpListener(const SmtpListener&) = delete;
    SmtpListener& operator=(const SmtpListener&) = delete;

    /// Before start(). Refused with a sentence for the operator.
    net::Result<void> listen(SmtpDoor door);
    void start();

    /// No new connections; idle ones hear 421; messages in hand are answered, for `drain` at most.
    void stop(std::chrono::milliseconds drain = std::chrono::seconds(10));

    /// The real port of a door. Asking for one that listen() did not take is a bug.
    std::uint16_t port(const std::string& name = "smtp") const;

    /// Any thread. New connections of that door get the new certificate.
    void replace_tls(const std::string& name, const net::TlsContext& context);

    net::LoopCounters connections() const;
    /// For tests that move the clock of the rules.
    net::Loop& loop();

private:
    class Inside;
    std::unique_ptr<Inside> inside_;
};

} // namespace relay::intake
