#pragma once
// A connection to the smart host. libcurl opens it (TCP, EHLO, STARTTLS, AUTH) and carries its
// bytes; what is said on it is mail::SmtpClientSession's. libcurl's own mail transfer is not used:
// it writes CR LF in addresses as it finds it, and gives one answer for all recipients.
#include "mail/smtp_client_session.h"
#include "relay/channels/channel.h"
#include "relay/channels/settings.h"
#include <chrono>
#include <memory>
#include <tl/expected.hpp>

namespace relay::channels {

using SteadyTime = std::chrono::steady_clock::time_point;

/// How a mail was answered, and whether another connection might do better.
struct SmtpTry {
    mail::SmtpResult result;
    bool was_stale = false; ///< the server had gone before it answered anything; nothing was sent
};

/// Not thread-safe: one owner at a time.
class SmtpConnection {
public:
    /// Blocks until the session is secured and authenticated, or says why it is not; no longer
    /// than `settings.connect_timeout` and `deadline`.
    static tl::expected<std::unique_ptr<SmtpConnection>, Outcome>
    open(const EmailSettings& settings, const std::string& password, SteadyTime deadline);

    ~SmtpConnection(); ///< says QUIT where that makes sense and does not wait for the answer
    SmtpConnection(const SmtpConnection&) = delete;
    SmtpConnection& operator=(const SmtpConnection&) = delete;

    /// One mail. Blocks until the server answered, fell silent for the reply timeout, or the
    /// deadline passed. The error says what is wrong with `delivery` itself.
    mail::Result<SmtpTry> deliver(mail::SmtpDelivery delivery, SteadyTime deadline);

    /// May it carry another mail? False also when the server hung up or spoke unasked meanwhile.
    bool is_usable();

private:
    struct Wire;

    SmtpConnection(const EmailSettings& settings, std::unique_ptr<Wire> wire);
    bool say(std::string_view bytes, SteadyTime deadline);
    bool hear(SteadyTime deadline);

    std::chrono::milliseconds reply_timeout_;
    std::unique_ptr<Wire> wire_;
    mail::SmtpClientSession session_;
    bool carried_mail_ = false;
    std::string to_say_; ///< what take() wants to be sent next
};

} // namespace relay::channels
