#include "relay/smpp/session.h"
#include "relay/smpp/status.h"
#include <algorithm>
#include <cstdlib>

namespace relay::smpp {

namespace {

Command bind_command(BindMode mode)
{
    switch (mode) {
    case BindMode::Transmitter:
        return Command::BindTransmitter;
    case BindMode::Receiver:
        return Command::BindReceiver;
    case BindMode::Transceiver:
        return Command::BindTransceiver;
    }
    std::abort(); // a value that is no enumerator
}

/// Requests that the standard gives no answer to: outbind, alert_notification.
bool wants_no_answer(Command command)
{
    const auto number = static_cast<std::uint32_t>(command);
    return number == 0x0B || number == 0x102;
}

} // namespace

std::chrono::milliseconds reconnect_delay(const SessionRules& rules, int failures, double jitter)
{
    auto delay = rules.reconnect_least;
    for (int i = 1; i < failures && delay < rules.reconnect_most; ++i)
        delay *= 2;
    delay = std::min(delay, rules.reconnect_most);
    const auto half = std::chrono::duration<double, std::milli>(delay) / 2;
    return std::chrono::round<std::chrono::milliseconds>(half +
                                                         half * std::clamp(jitter, 0.0, 1.0));
}

Session::Session(SessionRules rules)
    : rules_(std::move(rules)), pace_(rules_.texts_per_second, rules_.throttle_pause)
{
}

bool Session::is_connected() const
{
    return state_ == SessionState::Binding || state_ == SessionState::Bound ||
           state_ == SessionState::Unbinding;
}

// SMPP 3.4 3.2: 0x00000001 to 0x7FFFFFFF
std::uint32_t Session::next_sequence()
{
    do
        sequence_ = sequence_ >= 0x7FFFFFFF ? 1 : sequence_ + 1;
    while (window_.contains(sequence_));
    return sequence_;
}

void Session::say(Actions& actions, Command command, std::uint32_t status, std::uint32_t sequence,
                  Body body) const
{
    actions.emplace_back(Say{encode({command, status, sequence, std::move(body)})});
}

/// What was sent and not answered may have arrived.
void Session::drop(Actions& actions, const std::string& why, Moment now, double jitter)
{
    for (const auto& [sequence, pending] : window_)
        actions.emplace_back(Answered{pending.token, Unanswered{why}});
    window_.clear();
    stream_ = {};
    why_ = why;
    if (state_ == SessionState::Locked || state_ == SessionState::Ended)
        return;
    if (state_ == SessionState::Unbinding) {
        state_ = SessionState::Ended;
        return;
    }
    state_ = SessionState::Waiting;
    due_ = now + reconnect_delay(rules_, ++failures_, jitter);
}

void Session::end_connection(Actions& actions, const std::string& why, Moment now, double jitter)
{
    actions.emplace_back(HangUp{});
    drop(actions, why, now, jitter);
}

Actions Session::connected(Moment now)
{
    Actions actions;
    if (state_ != SessionState::Connecting) {
        actions.emplace_back(HangUp{});
        return actions;
    }
    state_ = SessionState::Binding;
    why_ = "not bound yet";
    due_ = now + rules_.bind_timeout;
    stream_ = {};
    bind_sequence_ = next_sequence();
    say(actions, bind_command(rules_.mode), status::ok, bind_sequence_, rules_.bind);
    return actions;
}

Actions Session::lost(const std::string& why, Moment now, double jitter)
{
    Actions actions;
    if (state_ == SessionState::Connecting || is_connected())
        drop(actions, why, now, jitter);
    return actions;
}

void Session::give_up_late(Actions& actions, Moment now)
{
    for (auto it = window_.begin(); it != window_.end();) {
        if (now < it->second.deadline) {
            ++it;
            continue;
        }
        actions.emplace_back(Answered{it->second.token, Unanswered{"no answer in time"}});
        it = window_.erase(it);
    }
}

void Session::look_after_link(Actions& actions, Moment now, double jitter)
{
    if (asked_ && now - *asked_ < rules_.response_timeout)
        return;
    if (!asked_ && now - last_heard_ < rules_.enquire_link)
        return;
    if (asked_ && ++misses_ >= 2)
        return end_connection(actions, "two enquire_link were not answered", now, jitter);
    asked_ = now;
    say(actions, Command::EnquireLink, status::ok, next_sequence());
}

Actions Session::tick(Moment now, double jitter)
{
    Actions actions;
    give_up_late(actions, now);
    switch (state_) {
    case SessionState::Waiting:
    case SessionState::Locked:
        if (now >= due_) {
            state_ = SessionState::Connecting;
            actions.emplace_back(Connect{});
        }
        break;
    case SessionState::Binding:
        if (now >= due_)
            end_connection(actions, "no answer to the bind in time", now, jitter);
        break;
    case SessionState::Bound:
        look_after_link(actions, now, jitter);
        break;
    case SessionState::Unbinding:
        if (now >= due_)
            end_connection(actions, "stopped", now, jitter);
        break;
    case SessionState::Connecting:
    case SessionState::Ended:
        break;
    }
    return actions;
}

Moment Session::next_tick() const
{
    auto next = Moment::max();
    for (const auto& [sequence, pending] : window_)
        next = std::min(next, pending.deadline);
    if (state_ == SessionState::Waiting || state_ == SessionState::Binding ||
        state_ == SessionState::Unbinding || state_ == SessionState::Locked)
        next = std::min(next, due_);
    if (state_ == SessionState::Bound)
        next = std::min(next, asked_ ? *asked_ + rules_.response_timeout
                                     : last_heard_ + rules_.enquire_link);
    return next;
}

Actions Session::take(std::string_view bytes, Moment now, double jitter)
{
    Actions actions;
    stream_.take(bytes);
    while (is_connected()) {
        auto whole = stream_.next();
        if (!whole) {
            say(actions, Command::GenericNack, whole.error().status, 0);
            end_connection(actions, "what came was no SMPP", now, jitter);
            break;
        }
        if (whole->empty())
            break;
        last_heard_ = now;
        asked_.reset();
        misses_ = 0;
        take_pdu(actions, *whole, now, jitter);
    }
    return actions;
}

void Session::take_pdu(Actions& actions, std::string_view bytes, Moment now, double jitter)
{
    auto pdu = decode(bytes);
    if (!pdu)
        take_broken(actions, read_header(bytes), pdu.error());
    else if (is_response(pdu->command))
        take_response(actions, *pdu, now, jitter);
    else
        take_request(actions, std::move(*pdu), now, jitter);
}

/// Its header is good, so the stream goes on behind it.
void Session::take_broken(Actions& actions, const Header& header, const PduError& error)
{
    if (!is_response(header.command))
        return say(actions, Command::GenericNack, error.status, header.sequence);
    const auto found = window_.find(header.sequence);
    if (found == window_.end())
        return;
    const SubmitAnswer answer = header.status != status::ok
                                    ? SubmitAnswer(Declined{header.status})
                                    : SubmitAnswer(Unanswered{"malformed answer: " + error.detail});
    actions.emplace_back(Answered{found->second.token, answer});
    window_.erase(found);
}

void Session::take_bind_answer(Actions& actions, const Pdu& pdu, Moment now, double jitter)
{
    if (pdu.status != status::ok || pdu.command == Command::GenericNack) {
        const auto why = "the bind was refused with " + status_text(pdu.status);
        if (ends_binding(pdu.status)) {
            state_ = SessionState::Locked;
            due_ = now + rules_.locked_pause;
        }
        return end_connection(actions, why, now, jitter);
    }
    state_ = SessionState::Bound;
    why_.clear();
    failures_ = 0;
    asked_.reset();
    misses_ = 0;
    last_heard_ = now;
}

void Session::take_response(Actions& actions, const Pdu& pdu, Moment now, double jitter)
{
    if (pdu.command == Command::UnbindResp && state_ == SessionState::Unbinding)
        return end_connection(actions, "stopped", now, jitter);
    const bool is_nack = pdu.command == Command::GenericNack;
    if (state_ == SessionState::Binding && pdu.sequence == bind_sequence_ &&
        (is_nack || pdu.command == response_to(bind_command(rules_.mode))))
        return take_bind_answer(actions, pdu, now, jitter);
    const auto found = window_.find(pdu.sequence);
    if (found == window_.end() || (!is_nack && pdu.command != Command::SubmitSmResp))
        return;
    const auto* good = std::get_if<MessageAnswer>(&pdu.body);
    const bool is_taken = pdu.status == status::ok && good != nullptr;
    const auto token = found->second.token;
    window_.erase(found);
    actions.emplace_back(Answered{token, is_taken ? SubmitAnswer(Taken{good->message_id})
                                                  : SubmitAnswer(Declined{pdu.status})});
    if (is_throttling(pdu.status))
        pace_.throttled(now);
    if (fault_of(pdu.status) == Fault::Rebind && state_ == SessionState::Bound)
        end_connection(actions, "the message centre does not take us for bound", now, jitter);
}

void Session::take_request(Actions& actions, Pdu pdu, Moment now, double jitter)
{
    const auto command = pdu.command;
    if (command == Command::EnquireLink)
        return say(actions, Command::EnquireLinkResp, status::ok, pdu.sequence);
    if (command == Command::Unbind) {
        say(actions, Command::UnbindResp, status::ok, pdu.sequence);
        return end_connection(actions, "the message centre said unbind", now, jitter);
    }
    if (command != Command::DeliverSm && command != Command::DataSm) {
        if (!wants_no_answer(command))
            say(actions, Command::GenericNack, status::invalid_command_id, pdu.sequence);
        return;
    }
    if (state_ != SessionState::Bound) {
        const auto code =
            state_ == SessionState::Binding ? status::wrong_bind_state : status::system_error;
        return say(actions, response_to(command), code, pdu.sequence, MessageAnswer{});
    }
    actions.emplace_back(Heard{pdu.sequence, command, std::move(std::get<ShortMessage>(pdu.body))});
}

bool Session::has_room(Moment now) const
{
    return state_ == SessionState::Bound && rules_.mode != BindMode::Receiver &&
           window_.size() < static_cast<std::size_t>(rules_.window) && now >= pace_.next();
}

Actions Session::submit(std::uint64_t token, ShortMessage message, Moment now)
{
    Actions actions;
    const auto sequence = next_sequence();
    say(actions, Command::SubmitSm, status::ok, sequence, std::move(message));
    window_[sequence] = {token, now + rules_.response_timeout};
    pace_.sent(now);
    return actions;
}

Actions Session::respond(std::uint32_t sequence, Command command, std::uint32_t status) const
{
    Actions actions;
    if (state_ == SessionState::Bound || state_ == SessionState::Unbinding)
        say(actions, response_to(command), status, sequence, MessageAnswer{});
    return actions;
}

Actions Session::stop(Moment now)
{
    Actions actions;
    if (state_ == SessionState::Bound) {
        state_ = SessionState::Unbinding;
        due_ = now + rules_.unbind_timeout;
        say(actions, Command::Unbind, status::ok, next_sequence());
    } else if (state_ != SessionState::Unbinding) {
        if (state_ == SessionState::Binding)
            actions.emplace_back(HangUp{});
        state_ = SessionState::Ended;
    }
    why_ = "stopped";
    return actions;
}

} // namespace relay::smpp
