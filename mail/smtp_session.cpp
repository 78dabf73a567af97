#include "mail/smtp_session.h"

#include "mail/charset.h"
#include "mail/detail/ascii.h"
#include "mail/loop.h"

#include <algorithm>
#include <utility>

namespace mail {
namespace {

constexpr char tls_record = '\x16'; // the first octet of a TLS ClientHello

// After a message that is over its limit, so much more of it is read before we give up on the
// client: it has not looked at SIZE, and may never end.
constexpr std::size_t most_dropped = std::size_t{64} << 20;

/// What is wrong with the text that a reader has read; empty: nothing is.
template <typename Reader>
std::optional<Reply> flaw_of(const Reader& reader, const SmtpConfig& config)
{
    if (reader.is_too_large())
        return Reply{552, "5.3.4",
                     "the message is larger than " + std::to_string(config.limits.message_bytes) +
                         " octets"};
    if (reader.is_given_up())
        return Reply{452, "4.3.1", "too many large messages at once, try again later"};
    if (reader.has_stray_control())
        return Reply{554, "5.6.0", "the message has bare CR, bare LF or NUL; lines end with CR LF"};
    return std::nullopt;
}

LoopRule loop_rule(const SmtpConfig& config)
{
    return {config.limits.hops, config.limits.own_trace, config.trace_token};
}

} // namespace

SmtpSession::SmtpSession(SmtpConfig config, SmtpPolicy& policy)
    : config_(std::move(config)), policy_(policy),
      reader_(config_.limits.message_bytes, config_.bare_newline)
{
    envelope_.is_tls = config_.begins_in_tls;
}

SmtpActions SmtpSession::greet(bool client_spoke_first)
{
    if (state_ != State::Start)
        return {};
    state_ = State::Commands;
    if (client_spoke_first)
        hang_up({554, "5.5.0", config_.host + " wait for the greeting before you talk"});
    else
        send({220, "", config_.host + (config_.is_lmtp ? " LMTP Belfry" : " ESMTP Belfry")});
    return released();
}

SmtpActions SmtpSession::take(std::string_view bytes)
{
    if (state_ == State::Closed || state_ == State::Handshake)
        return {};
    input_.append(bytes);
    run();
    return released();
}

SmtpActions SmtpSession::accepted(const std::vector<Verdict>& verdicts)
{
    if (state_ != State::Verdict || verdicts.empty())
        return {};
    state_ = State::Commands;
    const std::size_t answers = config_.is_lmtp ? envelope_.recipients.size() : 1;
    forget_transaction();
    bool some = false;
    for (std::size_t at = 0; at < answers && state_ != State::Closed; ++at) {
        const auto& verdict = verdicts[std::min(at, verdicts.size() - 1)];
        some = some || verdict.is_accepted();
        if (some)
            send(verdict.reply);
        else
            pass_on(verdict.reply);
    }
    if (some) {
        errors_ = 0;
        junk_ = 0;
        put_off_ = 0;
    }
    if (going_down_)
        return shutting_down();
    run();
    return released();
}

SmtpActions SmtpSession::tls_started()
{
    if (state_ != State::Handshake)
        return {};
    envelope_ = {};
    envelope_.is_tls = true;
    forget_transaction();
    state_ = State::Commands;
    return {};
}

SmtpActions SmtpSession::timed_out()
{
    const Reply goodbye{421, "4.4.2", config_.host + " waited too long, closing"};
    if (has_sender_)
        policy_.refused(goodbye, envelope_);
    if (state_ != State::Closed)
        hang_up(goodbye);
    return released();
}

SmtpActions SmtpSession::shutting_down()
{
    going_down_ = true;
    if (state_ != State::Closed && state_ != State::Verdict)
        hang_up({421, "4.3.2", config_.host + " is going down, try again later"});
    return released();
}

bool SmtpSession::wants_input() const noexcept
{
    return state_ == State::Commands || state_ == State::Login || is_in_message();
}

void SmtpSession::run()
{
    while (at_ < input_.size()) {
        if (state_ == State::Message)
            take_message();
        else if (state_ == State::Chunk)
            take_chunk();
        else if ((state_ != State::Commands && state_ != State::Login) || !take_command())
            break;
    }
    input_.erase(0, at_);
    at_ = 0;
}

// False: there is no complete line yet.
bool SmtpSession::take_command()
{
    const std::string_view rest = std::string_view(input_).substr(at_);
    const bool begins_a_line = !dropping_line_;
    if (begins_a_line && !rest.empty() && rest.front() == tls_record) {
        hang_up({554, "5.5.1", "this port speaks SMTP first and TLS after STARTTLS"});
        return false;
    }
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) {
        dropping_line_ = dropping_line_ || rest.size() > config_.limits.command_bytes;
        if (dropping_line_)
            at_ = input_.size();
        return false;
    }
    at_ += end + 1;
    const bool too_long =
        std::exchange(dropping_line_, false) || end > config_.limits.command_bytes;
    if (too_long)
        refuse({500, "5.5.2", "the line is too long"});
    else
        take_line(rest.substr(0, end));
    return true;
}

void SmtpSession::take_line(std::string_view line)
{
    const bool ends_with_crlf = !line.empty() && line.back() == '\r';
    if (ends_with_crlf)
        line.remove_suffix(1);
    if (!ends_with_crlf && config_.bare_newline == BareNewline::Reject)
        return refuse({500, "5.5.2", "end each line with CR LF"});
    if (!may_say(line))
        return refuse({500, "5.5.2", "a command has printable ASCII only"});
    if (state_ == State::Login)
        return answer_challenge(line);
    obey(parse_command(line));
}

// Beyond ASCII only where an address may stand (RFC 6531 3.1).
bool SmtpSession::may_say(std::string_view line) const
{
    const bool is_clean = std::none_of(line.begin(), line.end(), [](char c) {
        return ascii::is_control(c) && !ascii::is_blank(c);
    });
    if (!is_clean || std::none_of(line.begin(), line.end(), ascii::is_8bit))
        return is_clean;
    const auto verb = parse_command(line).verb;
    const bool names_somebody = verb == Verb::Mail || verb == Verb::Rcpt || verb == Verb::Vrfy;
    return state_ != State::Login && names_somebody && is_utf8(line);
}

void SmtpSession::take_message()
{
    at_ += reader_.take(std::string_view(input_).substr(at_));
    if (!policy_.may_keep(reader_.kept()))
        reader_.give_up();
    if (reader_.dropped() > most_dropped)
        return hang_up({552, "5.3.4", "the message is far too large, closing"});
    if (!reader_.is_complete())
        return;
    auto message = reader_.release();
    judge(std::move(message), flaw_of(reader_, config_));
}

void SmtpSession::take_chunk()
{
    at_ += chunks_->take(std::string_view(input_).substr(at_));
    if (!policy_.may_keep(chunks_->kept()))
        chunks_->give_up();
    if (!chunks_->is_at_end_of_chunk())
        return;
    state_ = State::Commands;
    if (chunk_reply_) {
        forget_transaction(); // RFC 3030 2: what follows of it is not wanted either
        return refuse(*std::exchange(chunk_reply_, std::nullopt));
    }
    const bool is_dropped = chunks_->is_too_large() || chunks_->is_given_up();
    if (!is_last_chunk_ && !is_dropped)
        return was_empty_chunk_ ? junk({250, "2.0.0", "go on"}) : send({250, "2.0.0", "go on"});
    if (!is_last_chunk_) { // RFC 2033 4.2: only the last one has an answer for each recipient
        const auto flaw = flaw_of(*chunks_, config_);
        refuse(*flaw);
        return forget_transaction();
    }
    auto message = chunks_->release();
    judge(std::move(message), flaw_of(*chunks_, config_));
}

void SmtpSession::judge(std::string message, std::optional<Reply> flaw)
{
    if (!flaw && is_loop(message, envelope_, loop_rule(config_)))
        flaw = Reply{554, "5.4.6", "the message has been here before: mail loop"};
    if (flaw) {
        state_ = State::Commands;
        return refuse_message(*flaw);
    }
    state_ = State::Verdict;
    actions_.emplace_back(Accept{envelope_, std::move(message)});
}

// RFC 2033 4.2: each recipient that was accepted is answered, and it is one mistake.
void SmtpSession::refuse_message(const Reply& reply)
{
    const std::size_t others = config_.is_lmtp ? envelope_.recipients.size() - 1 : 0;
    for (std::size_t at = 0; at < others; ++at)
        send(reply);
    refuse(reply);
    forget_transaction();
}

// A command that brings no message forward. It is answered, but not for ever.
void SmtpSession::junk(const Reply& reply)
{
    errors_ += ++junk_ > config_.limits.junk ? 1 : 0;
    if (junk_ <= config_.limits.junk)
        return send(reply);
    refuse(reply);
}

/// What it decides by itself; of mistakes in the protocol nobody wants to read.
void SmtpSession::refuse(const Reply& reply)
{
    const bool is_about_mail = reply.code == 452 || reply.code == 530 || reply.code >= 550;
    if (is_about_mail)
        policy_.refused(reply, envelope_);
    pass_on(reply);
}

void SmtpSession::pass_on(const Reply& reply)
{
    if (reply.code == 421)
        return hang_up(reply);
    // What is to come later is no mistake, but nobody is to hear so for ever.
    const bool is_endless =
        !reply.is_permanent() &&
        ++put_off_ > config_.limits.put_off * (envelope_.recipients.empty() ? 1 : 10);
    errors_ += reply.is_permanent() || is_endless ? 1 : 0;
    const bool slow = errors_ >= config_.limits.errors_slow;
    send(reply, slow ? config_.limits.error_delay : std::chrono::milliseconds{0});
    if (errors_ < config_.limits.errors_close)
        return;
    const Reply goodbye{421, "4.7.0", config_.host + " too many errors, closing"};
    policy_.refused(goodbye, envelope_);
    hang_up(goodbye);
}

void SmtpSession::hang_up(const Reply& reply)
{
    if (reply.is_permanent())
        policy_.refused(reply, envelope_);
    send(reply);
    actions_.emplace_back(Close{});
    state_ = State::Closed;
    at_ = input_.size();
}

// Replies to what was pipelined leave in one write, unless one of them has to wait.
void SmtpSession::send(const Reply& reply, std::chrono::milliseconds delay)
{
    auto* last = actions_.empty() ? nullptr : std::get_if<Send>(&actions_.back());
    if (last && delay.count() == 0)
        last->text += wire(reply);
    else
        actions_.emplace_back(Send{wire(reply), delay});
}

void SmtpSession::forget_transaction()
{
    Envelope fresh;
    fresh.helo = std::move(envelope_.helo);
    fresh.is_esmtp = envelope_.is_esmtp;
    fresh.is_tls = envelope_.is_tls;
    fresh.login = std::move(envelope_.login);
    envelope_ = std::move(fresh);
    has_sender_ = false;
    had_refused_recipient_ = false;
    chunks_.reset();
    (void)policy_.may_keep(0);
}

SmtpActions SmtpSession::released()
{
    return std::exchange(actions_, {});
}

} // namespace mail
