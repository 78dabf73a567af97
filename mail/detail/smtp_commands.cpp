// The commands of SmtpSession, one function each: RFC 5321 4.1 and the refusals of
// docs/smtp.md. Input, output and the message itself are in smtp_session.cpp.
#include "mail/detail/ascii.h"
#include "mail/detail/base64.h"
#include "mail/detail/path_parameters.h"
#include "mail/smtp_session.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace mail {
namespace {

constexpr std::size_t max_helo_bytes = 255;
constexpr std::uint64_t most_dropped = 64U << 20; ///< of one chunk: more is not waited for

struct Chunk {
    std::uint64_t octets = 0;
    bool is_last = false;
};

/// RFC 3030 2: "4096" or "4096 LAST".
std::optional<Chunk> parse_chunk(std::string_view argument)
{
    const auto digits = ascii::cut_before(argument, ' ');
    const auto rest = ascii::trimmed(argument);
    Chunk chunk;
    chunk.is_last = ascii::same(rest, "LAST");
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), chunk.octets);
    const bool is_number = !digits.empty() && error == std::errc{} &&
                           end == digits.data() + digits.size() && ascii::is_digit(digits.front());
    return is_number && (rest.empty() || chunk.is_last) ? std::optional(chunk) : std::nullopt;
}

Reply ok(std::string text)
{
    return {250, "2.0.0", std::move(text)};
}

Reply out_of_order(std::string text)
{
    return {503, "5.5.1", std::move(text)};
}

Reply bad_argument(std::string text)
{
    return {501, "5.5.4", std::move(text)};
}

Reply not_offered(std::string text)
{
    return {502, "5.5.1", std::move(text)};
}

} // namespace

void SmtpSession::obey(const Command& command)
{
    switch (command.verb) {
    case Verb::Ehlo:
    case Verb::Helo:
    case Verb::Lhlo:
        return hello(command);
    case Verb::Mail:
        return mail(command);
    case Verb::Rcpt:
        return rcpt(command);
    case Verb::Data:
        return data(command);
    case Verb::Rset:
        if (!command.argument.empty())
            return refuse(bad_argument("RSET takes no argument"));
        forget_transaction();
        return junk(ok("OK"));
    case Verb::Noop:
        return junk(ok("OK"));
    case Verb::Quit:
        return hang_up({221, "2.0.0", config_.host + " goodbye"});
    case Verb::Vrfy:
        if (command.argument.empty())
            return refuse(bad_argument("write VRFY and an address"));
        return junk({252, "2.5.1", "we do not say who is here; send the message and see"});
    case Verb::Help:
        return junk(
            {214, "2.0.0",
             "EHLO HELO AUTH MAIL RCPT DATA BDAT RSET NOOP QUIT VRFY STARTTLS, see RFC 5321"});
    case Verb::StartTls:
        return start_tls(command);
    case Verb::Auth:
        return auth(command);
    case Verb::Expn:
        return refuse(not_offered("EXPN is not offered here"));
    case Verb::Bdat:
        return bdat(command);
    case Verb::Xclient:
        return xclient(command);
    case Verb::Foreign:
        return hang_up({554, "5.5.1", "this is SMTP, not HTTP"});
    case Verb::Unknown:
        return refuse({500, "5.5.2", "not a command"});
    }
}

void SmtpSession::hello(const Command& command)
{
    const std::string& name = command.argument;
    if (config_.is_lmtp != (command.verb == Verb::Lhlo)) // RFC 2033 4.1
        return refuse({500, "5.5.1", config_.is_lmtp ? "this is LMTP, say LHLO" : "not a command"});
    if (name.empty() || name.size() > max_helo_bytes)
        return refuse(bad_argument("write your host name behind it"));
    const bool again = !envelope_.helo.empty();
    forget_transaction(); // RFC 5321 4.1.4
    envelope_.helo = forwarded_helo_.empty() ? name : forwarded_helo_;
    envelope_.is_esmtp = command.verb != Verb::Helo;
    const Reply reply = envelope_.is_esmtp ? ehlo_reply() : Reply{250, "", config_.host};
    if (again)
        return junk(reply);
    send(reply);
}

Reply SmtpSession::ehlo_reply() const
{
    std::string text = config_.host + "\nPIPELINING\nSIZE " +
                       std::to_string(config_.limits.message_bytes) + "\n8BITMIME\nSMTPUTF8" +
                       (config_.offers_dsn ? "\nDSN" : "") + "\nCHUNKING\nENHANCEDSTATUSCODES";
    if (config_.tls_available && !envelope_.is_tls)
        text += "\nSTARTTLS";
    if (policy_.is_front_end())
        text += "\nXCLIENT NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT";
    const auto mechanisms = policy_.mechanisms(envelope_);
    if (!mechanisms.empty())
        text += "\nAUTH";
    for (const auto mechanism : mechanisms)
        text += " " + std::string(name_of(mechanism));
    return {250, "", std::move(text)};
}

void SmtpSession::mail(const Command& command)
{
    if (envelope_.helo.empty())
        return refuse(out_of_order("say EHLO first"));
    if (config_.tls_required && !envelope_.is_tls)
        return refuse({530, "5.7.0", "say STARTTLS first"});
    if (has_sender_)
        return refuse(out_of_order("MAIL was said already"));
    const auto path = parse_path(command.argument, PathKind::From);
    if (!path)
        return refuse({501, "5.1.7", path.error().detail});
    envelope_.sender = path->address;
    const bool may_log_in = !envelope_.login.empty() || !policy_.mechanisms(envelope_).empty();
    if (const auto refusal = take_mail_parameters(path->parameters, config_.limits.message_bytes,
                                                  may_log_in, envelope_)) {
        refuse(*refusal);
        return forget_transaction();
    }
    if (path->address && !path->address->is_ascii() && !envelope_.is_utf8) {
        refuse({553, "5.6.7", "say SMTPUTF8 for this address"});
        return forget_transaction();
    }
    const Verdict verdict = policy_.sender(path->address, envelope_);
    if (!verdict.is_accepted()) {
        forget_transaction();
        return pass_on(verdict.reply);
    }
    has_sender_ = true;
    send({250, "2.1.0", "OK"});
}

void SmtpSession::rcpt(const Command& command)
{
    if (!has_sender_ || chunks_)
        return refuse(out_of_order(chunks_ ? "BDAT was begun" : "say MAIL first"));
    const auto path = parse_path(command.argument, PathKind::To);
    if (!path)
        return refuse({501, "5.1.3", path.error().detail});
    if (!path->address)
        return refuse({501, "5.1.3", "a recipient cannot be empty"});
    ReportWish wish;
    if (const auto refusal = take_rcpt_parameters(path->parameters, wish))
        return refuse(*refusal);
    if (!path->address->is_ascii() && !envelope_.is_utf8) { // RFC 6531 3.2
        had_refused_recipient_ = true;
        return refuse({553, "5.6.7", "MAIL did not say SMTPUTF8"});
    }
    if (path->has_source_route || path->address->asks_for_routing()) {
        had_refused_recipient_ = true;
        return refuse({554, "5.7.1", "we do not route by address"});
    }
    add_recipient(*path->address, std::move(wish));
}

void SmtpSession::add_recipient(const Address& recipient, ReportWish wish)
{
    // RFC 5321 4.5.3.1.10: the client sends the rest in another transaction. That is not
    // its mistake, so it does not count as one.
    if (envelope_.recipients.size() >= config_.limits.recipients)
        return send({452, "4.5.3", "too many recipients, send the rest afterwards"});
    const Verdict verdict = policy_.recipient(recipient, envelope_);
    if (!verdict.is_accepted()) {
        had_refused_recipient_ = true;
        return pass_on(verdict.reply);
    }
    envelope_.recipients.push_back(recipient);
    envelope_.wishes.push_back(std::move(wish));
    send(verdict.reply);
}

void SmtpSession::data(const Command& command)
{
    if (!command.argument.empty())
        return refuse(bad_argument("DATA takes no argument"));
    if (chunks_)
        return refuse(out_of_order("BDAT was begun"));
    if (envelope_.recipients.empty() && had_refused_recipient_)
        return refuse({554, "5.5.1", "no recipient was accepted"});
    if (envelope_.recipients.empty())
        return refuse(out_of_order("say MAIL and RCPT first"));
    // RFC 2920 3.1: DATA is the last of its group. A client that sends the text unasked
    // would send it as commands after a refusal, which is how mails are smuggled.
    if (at_ < input_.size())
        return hang_up({554, "5.5.0", "wait for 354 before you send the message"});
    reader_ = DataReader(config_.limits.message_bytes, config_.bare_newline);
    state_ = State::Message;
    send({354, "", "send the message, end with CR LF . CR LF"});
}

void SmtpSession::start_tls(const Command& command)
{
    if (!command.argument.empty())
        return refuse(bad_argument("STARTTLS takes no argument"));
    if (envelope_.is_tls)
        return refuse(out_of_order("TLS is on already"));
    if (!config_.tls_available)
        return refuse(not_offered("TLS is not offered here"));
    if (has_sender_)
        return refuse(out_of_order("say STARTTLS before MAIL or after RSET"));
    send({220, "2.0.0", "start the handshake"});
    actions_.emplace_back(StartTls{});
    state_ = State::Handshake;
    // CVE-2011-0411: what came in clear behind STARTTLS must not count as said over TLS.
    at_ = input_.size();
}

/// RFC 3030 2. A chunk that is not wanted is read all the same, or it would be taken for commands.
void SmtpSession::bdat(const Command& command)
{
    const auto chunk = parse_chunk(command.argument);
    if (!chunk || chunk->octets > most_dropped) {
        const auto reply =
            chunk ? Reply{552, "5.3.4", "the chunk is too large, closing"}
                  : bad_argument("write BDAT, a number of octets, and LAST or nothing");
        return hang_up(reply);
    }
    if (envelope_.recipients.empty())
        chunk_reply_ = had_refused_recipient_ ? Reply{554, "5.5.1", "no recipient was accepted"}
                                              : out_of_order("say MAIL and RCPT first");
    if (!chunks_)
        chunks_.emplace(config_.limits.message_bytes, config_.bare_newline);
    if (chunk_reply_)
        chunks_->give_up();
    chunks_->begin_chunk(chunk->octets);
    is_last_chunk_ = chunk->is_last;
    was_empty_chunk_ = chunk->octets == 0;
    state_ = State::Chunk;
    if (chunk->octets == 0)
        take_chunk();
}

/// RFC 4954 4.
void SmtpSession::auth(const Command& command)
{
    if (envelope_.helo.empty())
        return refuse(out_of_order("say EHLO first"));
    if (has_sender_)
        return refuse(out_of_order("say AUTH before MAIL"));
    if (!envelope_.login.empty())
        return refuse(out_of_order("you have said who you are"));
    const auto offered = policy_.mechanisms(envelope_);
    if (offered.empty())
        return refuse(config_.tls_available && !envelope_.is_tls
                          ? Reply{538, "5.7.11", "say STARTTLS first"}
                          : out_of_order("AUTH is not offered here"));
    const auto blank = command.argument.find(' ');
    const auto mechanism = mechanism_named(command.argument.substr(0, blank));
    if (!mechanism || std::find(offered.begin(), offered.end(), *mechanism) == offered.end())
        return refuse({504, "5.5.4", "that mechanism is not offered"});
    std::optional<std::string> initial;
    if (blank != std::string::npos) {
        const auto text = command.argument.substr(blank + 1);
        initial = text == "=" ? std::string() : sasl_octets(text);
        if (!initial)
            return refuse({501, "5.5.2", "what stands behind the mechanism is no base64"});
    }
    exchange_ = make_exchange(
        *mechanism, [this](const std::string& name) { return policy_.verifier(name, envelope_); },
        config_.stand_in_key);
    go_on(exchange_->begin(initial));
}

void SmtpSession::answer_challenge(std::string_view line)
{
    state_ = State::Commands;
    if (line == "*") {
        exchange_.reset();
        return refuse({501, "5.7.0", "given up"});
    }
    const auto octets = sasl_octets(line);
    if (!octets) {
        exchange_.reset();
        return refuse({501, "5.5.2", "that is no base64"});
    }
    go_on(exchange_->next(*octets));
}

void SmtpSession::go_on(const SaslStep& step)
{
    if (const auto* challenge = std::get_if<SaslChallenge>(&step)) {
        state_ = State::Login;
        return send({334, "", base64(challenge->text)});
    }
    exchange_.reset();
    if (const auto* broken = std::get_if<SaslBroken>(&step))
        return refuse({501, "5.5.2", broken->detail});
    if (const auto* password = std::get_if<SaslPassword>(&step))
        return log_in(password->name, policy_.is_password(*password, envelope_));
    const auto& proof = std::get<SaslProof>(step);
    const bool counts = policy_.is_proof(proof, envelope_);
    log_in(proof.name, counts && proof.is_right);
}

void SmtpSession::log_in(const std::string& name, bool is_right)
{
    if (!is_right)
        return pass_on({535, "5.7.8", "name and password do not fit"});
    envelope_.login = name;
    send({235, "2.7.0", "welcome"});
}

} // namespace mail
