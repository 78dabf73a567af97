#pragma once
// A session in each of its states, and what it does in words.
#include "relay/smpp/session.h"
#include "relay/smpp/status.h"
#include "tests/relay/smpp/bytes.h"
#include <stdexcept>

namespace relay::smpp {

using namespace std::chrono_literals;
using S = SessionState;
inline const Moment start = Moment(1h);

inline SessionRules rules()
{
    SessionRules made;
    made.bind.system_id = "relay";
    made.bind.password = "s3cret";
    made.window = 3;
    made.texts_per_second = 0;
    return made;
}

inline std::string wire(Command command, std::uint32_t sequence, std::uint32_t status = 0,
                        Body body = Nothing{})
{
    return encode({command, status, sequence, std::move(body)});
}

/// What the session does, in words: "say 15 1" is a PDU by command and sequence.
inline std::string told(const Actions& actions)
{
    struct Teller {
        std::string operator()(const Connect&) const { return "connect"; }
        std::string operator()(const HangUp&) const { return "hang up"; }
        std::string operator()(const Heard& heard) const
        {
            return "heard " + std::to_string(heard.sequence) + " " + heard.message.text;
        }
        std::string operator()(const Say& say) const
        {
            const auto header = read_header(say.bytes);
            std::string words =
                "say " + hex(say.bytes.substr(4, 4)) + " " + std::to_string(header.sequence);
            return header.status == 0 ? words : words + " " + status_text(header.status);
        }
        std::string operator()(const Answered& answered) const
        {
            std::string words = std::to_string(answered.token) + ": ";
            if (const auto* taken = std::get_if<Taken>(&answered.answer))
                return words + "taken " + taken->message_id;
            if (const auto* declined = std::get_if<Declined>(&answered.answer))
                return words + "declined " + status_text(declined->status);
            return words + "unanswered, " + std::get<Unanswered>(answered.answer).why;
        }
    };
    std::string words;
    for (const auto& action : actions)
        words += (words.empty() ? "" : "; ") + std::visit(Teller{}, action);
    return words;
}

inline Session connecting(SessionRules with = rules())
{
    Session session(std::move(with));
    session.tick(start, 0);
    return session;
}

inline Session binding(SessionRules with = rules())
{
    auto session = connecting(std::move(with));
    session.connected(start);
    return session;
}

inline std::string bind_answer(std::uint32_t status = 0)
{
    return wire(Command::BindTransceiverResp, 1, status, BindAnswer{"SMSC", {}});
}

inline Session bound(SessionRules with = rules())
{
    auto session = binding(std::move(with));
    session.take(bind_answer(), start, 0);
    return session;
}

inline Session in_state(S state)
{
    switch (state) {
    case S::Waiting:
        return Session(rules());
    case S::Connecting:
        return connecting();
    case S::Binding:
        return binding();
    case S::Bound:
        return bound();
    case S::Unbinding: {
        auto session = bound();
        session.stop(start);
        return session;
    }
    case S::Locked: {
        auto session = binding();
        session.take(bind_answer(status::wrong_password), start, 0);
        return session;
    }
    case S::Ended: {
        Session session(rules());
        session.stop(start);
        return session;
    }
    }
    throw std::logic_error("no such state");
}

} // namespace relay::smpp
