#pragma once
#include "relay/net/loop.h"
#include "relay/snpp/server_session.h"
#include <chrono>
#include <deque>
#include <memory>

namespace relay::intake {

/// The way back for what came of one page or question; as SmtpAnswer. When the last copy goes and
/// nobody has answered, the client is told to try later.
class SnppAnswer {
public:
    SnppAnswer(std::shared_ptr<net::Postbox> postbox, net::Connection::Id connection);

    void operator()(const snpp::Reply& reply) const;

private:
    class Pending;
    std::shared_ptr<Pending> pending_;
};

/// What decides about one client: answers from memory, on the loop thread.
class SnppHost : public snpp::Host {
public:
    /// The client waits until `answer` is called.
    virtual void submit(snpp::Page page, SnppAnswer answer) = 0;
    virtual void look(snpp::Look question, SnppAnswer answer) = 0;
};

struct SnppPatience {
    std::chrono::milliseconds command{300'000}; ///< to the end of the next line that is a command
    std::chrono::milliseconds data{600'000};    ///< for a whole text
    std::chrono::milliseconds answer{120'000};  ///< for us
};

/// One SNPP client on a loop: snpp::ServerSession says what to do, this does it with the connection
/// and the clock. Deadlines are absolute: dripping bytes does not move them.
class SnppConversation final : public net::Protocol {
public:
    SnppConversation(net::Connection& connection, std::shared_ptr<net::Postbox> postbox,
                     snpp::ServerLimits limits, SnppPatience patience,
                     std::unique_ptr<SnppHost> host);

    void on_open() override;
    void on_bytes(std::string_view bytes) override;
    void on_end() override;
    void on_deadline() override;
    void on_drain() override;

    /// The answer to what the client waits for; else nothing.
    void answer(const snpp::Reply& reply);

private:
    void obey(snpp::Actions actions);
    void go_on();
    void act(snpp::Say& say);
    void act(snpp::Submit& submit);
    void act(snpp::Look& look);
    void act(snpp::Close&);
    void end();
    void be_patient();

    net::Connection& connection_;           ///< outlives us
    std::shared_ptr<net::Postbox> postbox_; ///< of our loop
    SnppPatience patience_;
    std::unique_ptr<SnppHost> host_;
    snpp::ServerSession session_;
    std::deque<snpp::Action> todo_;
    bool is_closing_ = false;
    bool is_delaying_ = false; ///< the first of todo_ waits for its delay to pass
};

} // namespace relay::intake
