#pragma once
#include "mail/smtp_session.h"
#include "relay/net/loop.h"
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace relay::intake {

/// The way back for the verdict on one message. Copies share it: whoever has one may answer, from
/// any thread. The first answer counts; when the last copy goes and nobody has answered, the client
/// is told to try later. May outlive the loop.
class SmtpAnswer {
public:
    SmtpAnswer(std::shared_ptr<net::Postbox> postbox, net::Connection::Id connection);

    /// In LMTP one for each recipient, or one for all.
    void operator()(std::vector<mail::Verdict> verdicts) const;
    void operator()(const mail::Verdict& verdict) const { (*this)(std::vector{verdict}); }

private:
    class Pending;
    std::shared_ptr<Pending> pending_;
};

/// What decides about one client's mail: answers from memory, on the loop thread.
class SmtpHost : public mail::SmtpPolicy {
public:
    /// A whole message. The client waits until `answer` is called.
    virtual void take(mail::Accept mail, SmtpAnswer answer) = 0;

    /// The connection came from a proxy, which speaks for this client (numeric address).
    virtual void proxied(const std::string& /*address*/) {}
};

struct SmtpPatience {
    std::chrono::milliseconds command{300'000}; ///< to the end of the next command
    std::chrono::milliseconds crowded{10'000};  ///< the same, where most connections are taken
    std::chrono::milliseconds data{600'000};    ///< for a whole message, however many chunks it has
    std::chrono::milliseconds verdict{120'000}; ///< for us: then 421, and the client may ask again
    std::chrono::milliseconds proxy{10'000};    ///< for the words of a proxy
};

/// How a client of one door is met.
struct SmtpManner {
    mail::SmtpConfig config;
    SmtpPatience patience;
    bool begins_with_proxy = false; ///< net/proxy_header.h comes before anything else
};

/// One SMTP client on a loop: mail::SmtpSession says what to do, this does it with the connection
/// and the clock. Deadlines are absolute: dripping bytes does not move them.
class SmtpConversation final : public net::Protocol {
public:
    SmtpConversation(net::Connection& connection, std::shared_ptr<net::Postbox> postbox,
                     SmtpManner manner, std::unique_ptr<SmtpHost> host);

    void on_open() override;
    void on_bytes(std::string_view bytes) override;
    void on_end() override;
    void on_deadline() override;
    void on_drain() override;
    void on_secured() override;
    void on_crowd() override;

    /// The answer to the message that waits for one; without such, nothing.
    void answer(const std::vector<mail::Verdict>& verdicts);

private:
    void obey(mail::SmtpActions actions);
    void go_on();
    void act(const mail::Send& send);
    void act(const mail::StartTls&);
    void act(mail::Accept& mail);
    void act(const mail::Close&);
    void end();
    void be_patient();
    std::chrono::milliseconds command_patience() const;
    void hear_proxy(std::string_view bytes);

    net::Connection& connection_;           ///< outlives us
    std::shared_ptr<net::Postbox> postbox_; ///< of our loop
    SmtpPatience patience_;
    bool awaits_proxy_;
    std::string proxy_words_;                     ///< while we wait for the rest of them
    std::optional<net::Moment> message_deadline_; ///< set: a message has begun
    std::unique_ptr<SmtpHost> host_;
    mail::SmtpSession session_;
    std::deque<mail::SmtpAction> todo_;
    bool is_closing_ = false;
    bool is_delaying_ = false; ///< the first of todo_ waits for its delay to pass
};

} // namespace relay::intake
