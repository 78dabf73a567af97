#include "relay/intake/smtp_conversation.h"
#include <atomic>
#include <iterator>
#include <utility>

namespace relay::intake {

class SmtpAnswer::Pending {
public:
    Pending(std::shared_ptr<net::Postbox> postbox, net::Connection::Id connection)
        : postbox_(std::move(postbox)), connection_(connection)
    {
    }
    ~Pending() { tell(mail::Verdict::try_later("the message was not taken, try again later")); }
    Pending(const Pending&) = delete;
    Pending& operator=(const Pending&) = delete;

    void tell(const mail::Verdict& verdict)
    {
        if (told_.exchange(true))
            return;
        postbox_->post([connection = connection_, verdict](net::Loop& loop) {
            loop.visit(connection, [&](net::Protocol& protocol) {
                if (auto* conversation = dynamic_cast<SmtpConversation*>(&protocol))
                    conversation->answer(verdict);
            });
        });
    }

private:
    std::shared_ptr<net::Postbox> postbox_;
    net::Connection::Id connection_;
    std::atomic<bool> told_{false};
};

SmtpAnswer::SmtpAnswer(std::shared_ptr<net::Postbox> postbox, net::Connection::Id connection)
    : pending_(std::make_shared<Pending>(std::move(postbox), connection))
{
}

void SmtpAnswer::operator()(const mail::Verdict& verdict) const
{
    pending_->tell(verdict);
}

SmtpConversation::SmtpConversation(net::Connection& connection,
                                   std::shared_ptr<net::Postbox> postbox, mail::SmtpConfig config,
                                   SmtpPatience patience, std::unique_ptr<SmtpHost> host)
    : connection_(connection), postbox_(std::move(postbox)), patience_(patience),
      host_(std::move(host)), session_(std::move(config), *host_)
{
}

void SmtpConversation::on_open()
{
    obey(session_.greet());
}

void SmtpConversation::on_bytes(std::string_view bytes)
{
    const bool was_in_message = session_.is_in_message();
    auto actions = session_.take(bytes);
    // A command that is not complete yet, or more of the text, earns no new deadline.
    if (!actions.empty() || session_.is_in_message() != was_in_message)
        obey(std::move(actions));
}

/// Half-closed: there is nothing that waits for a verdict, or we would not be reading.
void SmtpConversation::on_end()
{
    end();
}

void SmtpConversation::on_deadline()
{
    if (is_closing_)
        return connection_.cut(); // it does not even read our last words
    if (is_delaying_) {
        is_delaying_ = false;
        act(std::get<mail::Send>(todo_.front()));
        todo_.pop_front();
        return go_on();
    }
    obey(session_.timed_out());
}

void SmtpConversation::on_drain()
{
    obey(session_.shutting_down());
}

void SmtpConversation::on_secured()
{
    obey(session_.tls_started());
}

void SmtpConversation::answer(const mail::Verdict& verdict)
{
    if (!is_closing_)
        obey(session_.accepted(verdict));
}

void SmtpConversation::obey(mail::SmtpActions actions)
{
    std::move(actions.begin(), actions.end(), std::back_inserter(todo_));
    if (!is_delaying_)
        go_on();
}

void SmtpConversation::go_on()
{
    while (!todo_.empty()) {
        const auto* send = std::get_if<mail::Send>(&todo_.front());
        if (send != nullptr && send->delay.count() > 0) {
            is_delaying_ = true;
            connection_.pause_reading();
            return connection_.set_deadline(connection_.now() + send->delay);
        }
        auto action = std::move(todo_.front());
        todo_.pop_front();
        std::visit([this](auto& what) { act(what); }, action);
    }
    be_patient();
}

void SmtpConversation::act(const mail::Send& send)
{
    connection_.write(send.text);
}

void SmtpConversation::act(const mail::StartTls&)
{
    if (!connection_.can_start_tls())
        return connection_.cut(); // never offered, so never asked
    connection_.start_tls();
}

void SmtpConversation::act(mail::Accept& mail)
{
    host_->take(std::move(mail), SmtpAnswer(postbox_, connection_.id()));
}

void SmtpConversation::act(const mail::Close&)
{
    end();
}

void SmtpConversation::end()
{
    is_closing_ = true;
    connection_.close();
    connection_.set_deadline(connection_.now() + patience_.command);
}

void SmtpConversation::be_patient()
{
    if (is_closing_)
        return;
    if (session_.is_waiting_for_verdict()) {
        connection_.pause_reading();
        return connection_.set_deadline(connection_.now() + patience_.verdict);
    }
    connection_.resume_reading();
    const auto patience = session_.is_in_message() ? patience_.data : patience_.command;
    connection_.set_deadline(connection_.now() + patience);
}

} // namespace relay::intake
