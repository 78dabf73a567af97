#include "relay/intake/smtp_conversation.h"
#include "relay/net/proxy_header.h"
#include <algorithm>
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
    ~Pending() { tell({mail::Verdict::try_later("the message was not taken, try again later")}); }
    Pending(const Pending&) = delete;
    Pending& operator=(const Pending&) = delete;

    void tell(std::vector<mail::Verdict> verdicts)
    {
        if (told_.exchange(true))
            return;
        postbox_->post([connection = connection_, verdicts = std::move(verdicts)](net::Loop& loop) {
            loop.visit(connection, [&](net::Protocol& protocol) {
                if (auto* conversation = dynamic_cast<SmtpConversation*>(&protocol))
                    conversation->answer(verdicts);
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

void SmtpAnswer::operator()(std::vector<mail::Verdict> verdicts) const
{
    pending_->tell(std::move(verdicts));
}

SmtpConversation::SmtpConversation(net::Connection& connection,
                                   std::shared_ptr<net::Postbox> postbox, SmtpManner manner,
                                   std::unique_ptr<SmtpHost> host)
    : connection_(connection), postbox_(std::move(postbox)), patience_(manner.patience),
      awaits_proxy_(manner.begins_with_proxy), host_(std::move(host)),
      session_(std::move(manner.config), *host_)
{
}

void SmtpConversation::on_open()
{
    if (awaits_proxy_)
        return connection_.set_deadline(connection_.now() + patience_.proxy);
    if (const auto& told = connection_.told_peer(); told && !told->empty())
        host_->proxied(*told);
    obey(session_.greet());
}

void SmtpConversation::on_bytes(std::string_view bytes)
{
    if (awaits_proxy_)
        return hear_proxy(bytes);
    const bool was_in_message = session_.is_in_message();
    auto actions = session_.take(bytes);
    // A command that is not complete yet, or more of the text, earns no new deadline.
    if (!actions.empty() || session_.is_in_message() != was_in_message)
        obey(std::move(actions));
}

/// Who does not keep to what was agreed with the proxy gets no word: it may be anybody.
void SmtpConversation::hear_proxy(std::string_view bytes)
{
    proxy_words_.append(bytes);
    const auto reading = net::read_proxy_header(proxy_words_);
    if (std::holds_alternative<net::NoProxyHeader>(reading))
        return connection_.cut();
    const auto* header = std::get_if<net::ProxyHeader>(&reading);
    if (header == nullptr)
        return;
    awaits_proxy_ = false;
    if (!header->address.empty())
        host_->proxied(header->address);
    // The client may not talk before it is greeted, behind a proxy as little as without.
    obey(session_.greet(proxy_words_.size() > header->bytes));
    std::string().swap(proxy_words_);
}

/// Half-closed: there is nothing that waits for a verdict, or we would not be reading.
void SmtpConversation::on_end()
{
    end();
}

void SmtpConversation::on_deadline()
{
    if (is_closing_ || awaits_proxy_)
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

/// Who is about to say something has the time for it; who holds a place and is silent has not.
void SmtpConversation::on_crowd()
{
    if (!awaits_proxy_ && !is_delaying_)
        be_patient();
}

std::chrono::milliseconds SmtpConversation::command_patience() const
{
    return connection_.is_crowded() ? std::min(patience_.command, patience_.crowded)
                                    : patience_.command;
}

void SmtpConversation::answer(const std::vector<mail::Verdict>& verdicts)
{
    if (!is_closing_)
        obey(session_.accepted(verdicts));
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
    if (!session_.has_begun_message())
        message_deadline_.reset();
    if (session_.is_waiting_for_verdict()) {
        connection_.pause_reading();
        return connection_.set_deadline(connection_.now() + patience_.verdict);
    }
    connection_.resume_reading();
    if (!session_.has_begun_message())
        return connection_.set_deadline(connection_.now() + command_patience());
    // One for the message: a chunk more of it earns no more time.
    message_deadline_ = message_deadline_.value_or(connection_.now() + patience_.data);
    connection_.set_deadline(*message_deadline_);
}

} // namespace relay::intake
