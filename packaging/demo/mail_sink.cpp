#include "packaging/demo/mail_sink.h"
#include "mail/smtp_session.h"
#include <chrono>
#include <stdexcept>

namespace demo {

namespace {

using namespace std::chrono_literals;

struct Anybody : mail::SmtpPolicy {
    mail::Verdict sender(const std::optional<mail::Address>&, const mail::Envelope&) override
    {
        return mail::Verdict::accept();
    }
    mail::Verdict recipient(const mail::Address&, const mail::Envelope&) override
    {
        return mail::Verdict::accept();
    }
};

std::string listed(const std::vector<mail::Address>& addresses)
{
    std::string all;
    for (const auto& address : addresses)
        all += (all.empty() ? "" : ", ") + address.text();
    return all;
}

/// One client. Files are written by the loop's own thread: nobody else waits for it here.
class Conversation : public relay::net::Protocol {
public:
    Conversation(relay::net::Connection& connection, Maildir& maildir)
        : connection_(connection), maildir_(maildir), session_(config(), policy_)
    {
    }

    void on_open() override { obey(session_.greet()); }
    void on_bytes(std::string_view bytes) override { obey(session_.take(bytes)); }
    void on_end() override { connection_.close(); }
    void on_deadline() override { obey(session_.timed_out()); }
    void on_drain() override { obey(session_.shutting_down()); }

private:
    static mail::SmtpConfig config()
    {
        mail::SmtpConfig config;
        config.host = "mail.demo.localhost";
        return config;
    }

    mail::Verdict store(const mail::Accept& accept)
    {
        const auto& envelope = accept.envelope;
        try {
            return mail::Verdict::accept_message(
                maildir_.deliver(envelope.sender ? envelope.sender->text() : "",
                                 listed(envelope.recipients), accept.message));
        } catch (const std::exception& trouble) {
            return mail::Verdict::try_later(trouble.what());
        }
    }

    void obey(const mail::SmtpActions& actions)
    {
        connection_.set_deadline(connection_.now() + 5min);
        for (const auto& action : actions)
            std::visit([this](const auto& what) { act(what); }, action);
    }

    void act(const mail::Send& send) { connection_.write(send.text); }
    void act(const mail::StartTls&) { connection_.start_tls(); } // never offered, so never asked
    void act(const mail::Accept& accept) { obey(session_.accepted(store(accept))); }
    void act(const mail::Close&) { connection_.close(); }

    relay::net::Connection& connection_; ///< outlives us
    Maildir& maildir_;                   ///< outlives the loop
    Anybody policy_;
    mail::SmtpSession session_;
};

} // namespace

MailSink::MailSink(const std::string& address, std::uint16_t port, std::filesystem::path maildir)
    : maildir_(std::move(maildir)), loop_({})
{
    auto socket = relay::net::listen_on(address, port);
    if (!socket)
        throw std::runtime_error(socket.error());
    port_ = socket->address().port();
    loop_.listen({"mail", *socket, std::nullopt, relay::net::TlsStart::OnDemand},
                 [this](relay::net::Connection& connection) {
                     return std::make_unique<Conversation>(connection, maildir_);
                 });
    loop_.start();
}

} // namespace demo
