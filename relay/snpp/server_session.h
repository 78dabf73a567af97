#pragma once
#include "relay/snpp/command.h"
#include "relay/snpp/lines.h"
#include "relay/snpp/reply.h"
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// The server's side of RFC 1861, levels 1 to 3. Bytes in, actions out; no socket, no clock.

namespace relay::snpp {

struct ServerLimits {
    std::size_t line_bytes = 8192;
    std::size_t text_bytes = 64 * 1024; ///< of DATA
    std::size_t pagers = 100;           ///< of one transaction
    std::size_t choices = 20;
    int errors_slow = 5; ///< from here on each further error waits
    int errors_close = 10;
    std::chrono::milliseconds slow{2'000};
};

/// A choice of a two-way message: the code goes back.
struct Choice {
    std::string code; ///< one or two digits
    std::string text;
    bool operator==(const Choice&) const = default;
};

/// What a client has said by SEND.
struct Page {
    std::vector<std::string> pagers; ///< each once
    std::string text;
    std::string subject;
    std::string caller;
    bool alert = false;
    std::optional<int> level; ///< 0 (at once) to 11
    std::optional<Instant> hold;
    bool two_way = false;
    bool queue = true; ///< false: now or not at all
    bool wants_read = false;
    bool may_answer = true;
    std::optional<std::chrono::hours> expiry;
    std::vector<Choice> choices;
    bool operator==(const Page&) const = default;
};

/// Write this, `delay` from now; what stands behind it waits too.
struct Say {
    std::string text;
    std::chrono::milliseconds delay{0};
};
/// Submit it, and call answered(). The client waits.
struct Submit {
    Page page;
};
/// Say what became of that message, by answered(). The client waits.
struct Look {
    std::string tag;
    std::string pass;
};
struct Close {};
using Action = std::variant<Say, Submit, Look, Close>;
using Actions = std::vector<Action>;

/// What the server's owner knows of its client and its pagers: answers from memory.
class Host {
public:
    enum class Login { Welcome, Wrong, TooOften };
    virtual ~Host() = default;
    virtual Login login(std::string_view id, std::string_view password) = 0;
    virtual bool is_let_in() const = 0; ///< by its login or its address
    virtual bool is_known(std::string_view pager) const = 0;
};

class ServerSession {
public:
    /// `host` outlives this.
    ServerSession(Host& host, ServerLimits limits) : host_(host), limits_(limits) {}

    Actions greet();
    Actions take(std::string_view bytes);
    /// What came of the last Submit or Look. A success ends the transaction.
    Actions answered(const Reply& reply);
    Actions timed_out();
    /// What is in hand is answered first.
    Actions shutting_down();

    bool is_waiting() const { return waits_for_ != Wait::Nothing; }
    bool is_in_data() const { return data_.has_value(); }

private:
    enum class Wait { Nothing, Submission, Status };

    Actions go_on();
    void take_line(const std::string& line, Actions& actions);
    void take_data(const std::string& line, Actions& actions);
    void obey(const Command& command, Actions& actions);
    Reply judge(const Command& command);
    Reply judge_two_way(const Command& command);
    Reply log_in(const std::string& rest);
    Reply add_pager(const std::string& rest);
    Reply set_text(std::string text);
    Reply add_choice(const std::string& rest);
    Reply set_reply_type(const std::string& rest);
    Reply set_expiry(const std::string& rest);
    void send(Actions& actions);
    void help(Actions& actions);
    void say(Reply reply, Actions& actions);
    void end(const Reply& reply, Actions& actions);
    bool is_underway() const;

    Host& host_;
    ServerLimits limits_;
    Lines lines_{limits_.line_bytes};
    Page page_;
    std::optional<std::string> data_; ///< set: between DATA and its end
    bool is_cut_ = false;             ///< data_ grew too long
    Wait waits_for_ = Wait::Nothing;
    bool is_closed_ = false;
    bool is_leaving_ = false; ///< closes once what is in hand is answered
    int errors_ = 0;
};

} // namespace relay::snpp
