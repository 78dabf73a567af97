#pragma once
#include "mail/smtp_session.h"
#include "relay/net/loop.h"
#include <chrono>
#include <deque>
#include <memory>

namespace relay::intake {

/// The way back for the verdict on one message. Copies share it: whoever has one may answer, from
/// any thread. The first answer counts; when the last copy goes and nobody has answered, the client
/// is told to try later. May outlive the loop.
class SmtpAnswer {
public:
    SmtpAnswer(std::shared_ptr<net::Postbox> postbox, net::Connection::Id connection);

    void operator()(const mail::Verdict& verdict) const;

private:
    class Pending;
    std::shared_ptr<Pending> pending_;
};

/// What decides about one client's mail: answers from memory, on the loop thread.
class SmtpHost : public mail::SmtpPolicy {
public:
    /// A whole message. The client waits until `answer` is called.
    virtual void take(mail::Accept mail, SmtpAnswer answer) = 0;
};

struct SmtpPatience {
    std::chrono::milliseconds command{300'000}; ///< to the end of the next command
    std::chrono::milliseconds data{600'000};    ///< for a whole message
    std::chrono::milliseconds verdict{120'000}; ///< for us: then 421, and the client may ask again
};

/// One SMTP client on a loop: mail::SmtpSession says what to do, this does it with the connection
/// and the clock. Deadlines are absolute: dripping bytes does not move them.
class SmtpConversation final : public net::Protocol {
public:
    SmtpConversation(net::Connection& connection, std::shared_ptr<net::Postbox> postbox,
                     mail::SmtpConfig config, SmtpPatience patience,
                     std::unique_ptr<SmtpHost> host);

    void on_open() override;
    void on_bytes(std::string_view bytes) override;
    void on_end() override;
    void on_deadline() override;
    void on_drain() override;
    void on_secured() override;

    /// The answer to the message that waits for one; without such, nothing.
    void answer(const mail::Verdict& verdict);

private:
    void obey(mail::SmtpActions actions);
    void go_on();
    void act(const mail::Send& send);
    void act(const mail::StartTls&);
    void act(mail::Accept& mail);
    void act(const mail::Close&);
    void end();
    void be_patient();

    net::Connection& connection_;           ///< outlives us
    std::shared_ptr<net::Postbox> postbox_; ///< of our loop
    SmtpPatience patience_;
    std::unique_ptr<SmtpHost> host_;
    mail::SmtpSession session_;
    std::deque<mail::SmtpAction> todo_;
    bool is_closing_ = false;
    bool is_delaying_ = false; ///< the first of todo_ waits for its delay to pass
};

} // namespace relay::intake
