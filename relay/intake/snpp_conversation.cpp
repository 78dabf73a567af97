#include "relay/intake/snpp_conversation.h"
#include <atomic>
#include <iterator>
#include <utility>

namespace relay::intake {

class SnppAnswer::Pending {
public:
    Pending(std::shared_ptr<net::Postbox> postbox, net::Connection::Id connection)
        : postbox_(std::move(postbox)), connection_(connection)
    {
    }
    ~Pending() { tell({554, "Message Failed, Try Again Later"}); }
    Pending(const Pending&) = delete;
    Pending& operator=(const Pending&) = delete;

    void tell(const snpp::Reply& reply)
    {
        if (told_.exchange(true))
            return;
        postbox_->post([connection = connection_, reply](net::Loop& loop) {
            loop.visit(connection, [&](net::Protocol& protocol) {
                if (auto* conversation = dynamic_cast<SnppConversation*>(&protocol))
                    conversation->answer(reply);
            });
        });
    }

private:
    std::shared_ptr<net::Postbox> postbox_;
    net::Connection::Id connection_;
    std::atomic<bool> told_{false};
};

SnppAnswer::SnppAnswer(std::shared_ptr<net::Postbox> postbox, net::Connection::Id connection)
    : pending_(std::make_shared<Pending>(std::move(postbox), connection))
{
}

void SnppAnswer::operator()(const snpp::Reply& reply) const
{
    pending_->tell(reply);
}

SnppConversation::SnppConversation(net::Connection& connection,
                                   std::shared_ptr<net::Postbox> postbox, snpp::ServerLimits limits,
                                   SnppPatience patience, std::unique_ptr<SnppHost> host)
    : connection_(connection), postbox_(std::move(postbox)), patience_(patience),
      host_(std::move(host)), session_(*host_, limits)
{
}

void SnppConversation::on_open()
{
    obey(session_.greet());
}

void SnppConversation::on_bytes(std::string_view bytes)
{
    const bool was_in_data = session_.is_in_data();
    auto actions = session_.take(bytes);
    // A line that is not complete yet, or more of the text, earns no new deadline.
    if (!actions.empty() || session_.is_in_data() != was_in_data)
        obey(std::move(actions));
}

/// Half-closed: there is nothing that waits for an answer, or we would not be reading.
void SnppConversation::on_end()
{
    end();
}

void SnppConversation::on_deadline()
{
    if (is_closing_)
        return connection_.cut(); // it does not even read our last words
    if (is_delaying_) {
        is_delaying_ = false;
        act(std::get<snpp::Say>(todo_.front()));
        todo_.pop_front();
        return go_on();
    }
    obey(session_.timed_out());
}

void SnppConversation::on_drain()
{
    obey(session_.shutting_down());
}

void SnppConversation::answer(const snpp::Reply& reply)
{
    if (!is_closing_ && session_.is_waiting())
        obey(session_.answered(reply));
}

void SnppConversation::obey(snpp::Actions actions)
{
    std::move(actions.begin(), actions.end(), std::back_inserter(todo_));
    if (!is_delaying_)
        go_on();
}

void SnppConversation::go_on()
{
    while (!todo_.empty()) {
        const auto* say = std::get_if<snpp::Say>(&todo_.front());
        if (say != nullptr && say->delay.count() > 0) {
            is_delaying_ = true;
            connection_.pause_reading();
            return connection_.set_deadline(connection_.now() + say->delay);
        }
        auto action = std::move(todo_.front());
        todo_.pop_front();
        std::visit([this](auto& what) { act(what); }, action);
    }
    be_patient();
}

void SnppConversation::act(snpp::Say& say)
{
    connection_.write(say.text);
}

void SnppConversation::act(snpp::Submit& submit)
{
    host_->submit(std::move(submit.page), SnppAnswer(postbox_, connection_.id()));
}

void SnppConversation::act(snpp::Look& look)
{
    host_->look(std::move(look), SnppAnswer(postbox_, connection_.id()));
}

void SnppConversation::act(snpp::Close&)
{
    end();
}

void SnppConversation::end()
{
    is_closing_ = true;
    connection_.close();
    connection_.set_deadline(connection_.now() + patience_.command);
}

void SnppConversation::be_patient()
{
    if (is_closing_)
        return;
    if (session_.is_waiting()) {
        connection_.pause_reading();
        return connection_.set_deadline(connection_.now() + patience_.answer);
    }
    connection_.resume_reading();
    const auto patience = session_.is_in_data() ? patience_.data : patience_.command;
    connection_.set_deadline(connection_.now() + patience);
}

} // namespace relay::intake
