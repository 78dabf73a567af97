#pragma once
#include "relay/smpp/pace.h"
#include "relay/smpp/pdu.h"
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace relay::smpp {

enum class BindMode { Transmitter, Receiver, Transceiver };

struct SessionRules {
    Bind bind;
    BindMode mode = BindMode::Transceiver;
    int window = 10;              ///< texts without an answer at the same time
    double texts_per_second = 20; ///< 0: no limit
    std::chrono::milliseconds bind_timeout{10'000};
    std::chrono::milliseconds response_timeout{30'000};
    std::chrono::milliseconds enquire_link{30'000}; ///< silence until we ask; lost after two misses
    std::chrono::milliseconds unbind_timeout{2'000};
    std::chrono::milliseconds reconnect_least{1'000}; ///< doubled for each failure
    std::chrono::milliseconds reconnect_most{60'000};
    std::chrono::milliseconds throttle_pause{1'000};
    std::chrono::milliseconds locked_pause{3'600'000}; ///< after a refused name or password
};

enum class SessionState {
    Waiting,    ///< for the next try to connect
    Connecting, ///< the owner is at it
    Binding,
    Bound,
    Unbinding, ///< stop() was said
    Locked,    ///< the message centre does not know our name or password: nothing for
               ///< `locked_pause`, since repeats may lock us out (docs/decisions/ill_gateways.md)
    Ended
};

/// How one submit_sm was answered.
struct Taken {
    std::string message_id;
    bool operator==(const Taken&) const = default;
};
struct Declined {
    std::uint32_t status = 0;
    bool operator==(const Declined&) const = default;
};
/// It may have been taken.
struct Unanswered {
    std::string why;
    bool operator==(const Unanswered&) const = default;
};
using SubmitAnswer = std::variant<Taken, Declined, Unanswered>;

// What the owner of the socket is to do, in this order.
struct Connect {
    bool operator==(const Connect&) const = default;
};
struct Say {
    std::string bytes;
    bool operator==(const Say&) const = default;
};
struct HangUp {
    bool operator==(const HangUp&) const = default;
};
struct Answered {
    std::uint64_t token = 0; ///< as given to submit()
    SubmitAnswer answer;
    bool operator==(const Answered&) const = default;
};
/// A receipt or text: respond() is owed, for as long as the connection is this one.
struct Heard {
    std::uint32_t sequence = 0;
    Command command = Command::DeliverSm;
    ShortMessage message;
    bool operator==(const Heard&) const = default;
};
using Action = std::variant<Connect, Say, HangUp, Answered, Heard>;
using Actions = std::vector<Action>;

/// One session with a message centre, from the first connection to stop(): binds, keeps the window,
/// asks whether the other side is still there, and comes back after a loss. Bytes and instants in,
/// actions out. `jitter` is in [0, 1] and spreads the tries to come back. Not thread-safe.
class Session {
public:
    explicit Session(SessionRules rules);

    /// Whatever is due at `now`.
    Actions tick(Moment now, double jitter);
    /// When tick() has something to do. Moment::max(): never by itself.
    Moment next_tick() const;

    /// The owner's news, for Connect.
    Actions connected(Moment now);
    /// The connection is gone, or could not be made. Nothing more comes of it.
    Actions lost(const std::string& why, Moment now, double jitter);
    Actions take(std::string_view bytes, Moment now, double jitter);

    /// May a text go out now? Else at next_room(), when time alone decides.
    bool has_room(Moment now) const;
    Moment next_room() const noexcept { return pace_.next(); }
    /// Only while has_room(). `token` comes back in Answered, once.
    Actions submit(std::uint64_t token, ShortMessage message, Moment now);
    /// For Heard.
    Actions respond(std::uint32_t sequence, Command command, std::uint32_t status) const;

    /// Says goodbye. Ended at the latest after unbind_timeout, in which answers still come.
    Actions stop(Moment now);

    SessionState state() const noexcept { return state_; }
    /// Why it is not bound, for the operator.
    const std::string& why() const noexcept { return why_; }

private:
    struct Pending {
        std::uint64_t token = 0;
        Moment deadline;
    };

    bool is_connected() const;
    std::uint32_t next_sequence();
    void say(Actions& actions, Command command, std::uint32_t status, std::uint32_t sequence,
             Body body = Nothing{}) const;
    void drop(Actions& actions, const std::string& why, Moment now, double jitter);
    void end_connection(Actions& actions, const std::string& why, Moment now, double jitter);
    void give_up_late(Actions& actions, Moment now);
    void look_after_link(Actions& actions, Moment now, double jitter);
    void take_pdu(Actions& actions, std::string_view bytes, Moment now, double jitter);
    void take_broken(Actions& actions, const Header& header, const PduError& error);
    void take_bind_answer(Actions& actions, const Pdu& pdu, Moment now, double jitter);
    void take_response(Actions& actions, const Pdu& pdu, Moment now, double jitter);
    void take_request(Actions& actions, Pdu pdu, Moment now, double jitter);

    SessionRules rules_;
    Pace pace_;
    PduStream stream_;
    SessionState state_ = SessionState::Waiting;
    std::string why_ = "not connected yet";
    Moment due_{}; ///< Waiting: when to connect; Binding, Unbinding: when patience ends
    int failures_ = 0;
    std::uint32_t sequence_ = 0; ///< the last that was used
    std::uint32_t bind_sequence_ = 0;
    std::map<std::uint32_t, Pending> window_;
    Moment last_heard_{};
    std::optional<Moment> asked_; ///< enquire_link without an answer
    int misses_ = 0;
};

/// The n-th wait: `least` doubled n-1 times, up to `most`; a half of it is left to `jitter`.
std::chrono::milliseconds reconnect_delay(const SessionRules& rules, int failures, double jitter);

} // namespace relay::smpp
