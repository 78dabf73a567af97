#include "packaging/demo/mail_sink.h"
#include "relay/intake/smtp_conversation.h"
#include <stdexcept>

namespace demo {

namespace {

std::string listed(const std::vector<mail::Address>& addresses)
{
    std::string all;
    for (const auto& address : addresses)
        all += (all.empty() ? "" : ", ") + address.text();
    return all;
}

/// Takes everything for everybody. Files are written by the loop's own thread: nobody else waits
/// for it here.
class Anybody final : public relay::intake::SmtpHost {
public:
    explicit Anybody(Maildir& maildir) : maildir_(maildir) {}

    mail::Verdict sender(const std::optional<mail::Address>&, const mail::Envelope&) override
    {
        return mail::Verdict::accept();
    }
    mail::Verdict recipient(const mail::Address&, const mail::Envelope&) override
    {
        return mail::Verdict::accept();
    }
    void take(mail::Accept mail, relay::intake::SmtpAnswer answer) override
    {
        const auto& envelope = mail.envelope;
        try {
            answer(mail::Verdict::accept_message(
                maildir_.deliver(envelope.sender ? envelope.sender->text() : "",
                                 listed(envelope.recipients), mail.message)));
        } catch (const std::exception& trouble) {
            answer(mail::Verdict::try_later(trouble.what()));
        }
    }

private:
    Maildir& maildir_; ///< outlives the loop
};

mail::SmtpConfig config()
{
    mail::SmtpConfig config;
    config.host = "mail.demo.localhost";
    return config;
}

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
                     return std::make_unique<relay::intake::SmtpConversation>(
                         connection, loop_.postbox(),
                         relay::intake::SmtpManner{config(), {}, false},
                         std::make_unique<Anybody>(maildir_));
                 });
    loop_.start();
}

} // namespace demo
