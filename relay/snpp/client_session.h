#pragma once
#include "relay/snpp/reply.h"
#include <optional>
#include <string>
#include <vector>

// The client's side of RFC 1861: a reply in, the next line out. No socket, no clock.

namespace relay::snpp {

/// What is to be said to a paging terminal.
struct ClientPage {
    std::string login; ///< empty: none
    std::string password;
    std::string pager;
    std::string text;
    std::vector<std::string> choices; ///< two-way: a code each, from 1; else part of the text
    bool two_way = false;             ///< where the terminal can
    bool may_answer = true;
    bool alert = false;
};

/// What is asked of it: MSTAtus.
struct ClientQuestion {
    std::string login;
    std::string password;
    std::string tag;
    std::string pass;
};

/// At which step a session ended.
enum class Step { Greeting, Login, TwoWay, Pager, Option, Text, Send, Status };

/// How it ended: with this reply, at this step. Success: Send or Status with a reply that is one.
struct Ended {
    Step step = Step::Greeting;
    Reply reply;
    bool two_way = false; ///< of Send: its tag and pass code stand in the reply
    bool operator==(const Ended&) const = default;
};

/// One page, or one question. Lines go out one at a time: there are servers that lose step
/// otherwise.
class ClientSession {
public:
    explicit ClientSession(ClientPage page);
    explicit ClientSession(ClientQuestion question);

    /// What is to be sent next; empty once it ended.
    std::string take(const Reply& reply);
    const std::optional<Ended>& ended() const { return ended_; }
    /// SEND is out: if the connection ends now, nobody knows.
    bool is_past_return() const { return said_send_; }

private:
    struct Line {
        Step step;
        std::string text;
    };

    void plan(bool resets);
    void plan_answers();
    std::string text() const;
    std::string next();
    std::string end(const Reply& reply);
    bool is_passed_over(const Reply& reply);

    std::optional<ClientPage> page_;
    std::vector<Line> lines_; ///< those to come, the next first
    Line said_{Step::Greeting, {}};
    bool two_way_ = false;
    bool in_data_ = false; ///< the next 354 asks for the text
    bool said_send_ = false;
    std::optional<Ended> ended_;
};

/// "tag pass" of a reply to a two-way SEND; empty: it has none.
std::string tag_and_pass(const Reply& reply);

/// What a reply to MSTAtus means.
struct MessageState {
    enum class Kind { Unknown, Queued, Delivered, Read, Chosen, Answered, Failed };
    Kind kind = Kind::Unknown;
    std::size_t choice = 0; ///< Chosen: its code
    std::string text;       ///< Answered
    bool operator==(const MessageState&) const = default;
};

/// RFC 1861 4.6.10: number and time stand before the words.
MessageState state_of(const Reply& reply);

} // namespace relay::snpp
