#include "relay/intake/smtp_listener.h"
#include "relay/intake/mail_submission.h"
#include "relay/intake/smtp_conversation.h"
#include "relay/net/work_pool.h"
#include "relay/service/log.h"
#include "store/model/directory.h"
#include <algorithm>
#include <stdexcept>

namespace relay::intake {
namespace {

namespace log = service::log;

log::Room& room()
{
    return log::room("smtp");
}

/// A mail on its way from the loop to a handler thread.
struct Job {
    mail::Accept mail;
    SmtpAnswer answer;
    store::SourceId source; ///< not valid for what comes back
    bool comes_back = false;
};

std::vector<std::string> lowered(const std::vector<std::string>& names)
{
    std::vector<std::string> low;
    for (const auto& name : names)
        low.push_back(store::folded_lower(name));
    return low;
}

} // namespace

class SmtpListener::Inside {
public:
    Inside(const engine::House& house, const SubmissionDoor& door, SourceGuard& guard,
           SmtpDoorRules rules, ReturnDoor* returns)
        : house_(house), door_(door), guard_(guard), rules_(std::move(rules)), returns_(returns),
          pool_(rules_.handler_threads, rules_.queue, [this](Job job) { read(std::move(job)); }),
          loop_({rules_.loop, rules_.now, [](const std::string& line) {
                     room().notice("connection", {{"what", line}});
                 }})
    {
        rules_.domains = lowered(rules_.domains);
    }

    net::Result<void> listen(SmtpDoor door);
    void start() { loop_.start(); }
    void stop(std::chrono::milliseconds drain)
    {
        loop_.stop(drain);
        pool_.stop();
    }
    std::uint16_t port(const std::string& name) const;
    net::Loop& loop() { return loop_; }

private:
    class Host;

    mail::SmtpConfig config(bool tls) const;
    void read(Job job);
    void submit(const Job& job);

    const engine::House& house_; ///< outlives us
    const SubmissionDoor& door_; ///< outlives us
    SourceGuard& guard_;         ///< outlives us
    SmtpDoorRules rules_;
    ReturnDoor* returns_; ///< outlives us; may be null
    std::vector<std::pair<std::string, std::uint16_t>> ports_;
    net::WorkPool<Job> pool_;
    net::Loop loop_; ///< last: its thread uses all of the above
};

/// Decides about one client, on the loop thread.
class SmtpListener::Inside::Host final : public SmtpHost {
public:
    Host(Inside& house, std::string peer) : inside_(house), peer_(std::move(peer)) {}

    mail::Verdict sender(const std::optional<mail::Address>& sender,
                         const mail::Envelope& envelope) override;
    mail::Verdict recipient(const mail::Address& recipient,
                            const mail::Envelope& envelope) override;
    void take(mail::Accept mail, SmtpAnswer answer) override;

    std::vector<mail::Mechanism> mechanisms(const mail::Envelope& envelope) override;
    bool is_password(const mail::SaslPassword& said, const mail::Envelope& envelope) override;
    std::optional<mail::ScramVerifier> verifier(const std::string& name,
                                                const mail::Envelope& envelope) override;
    void proven(const mail::SaslProof& proof, const mail::Envelope& envelope) override;

private:
    mail::Verdict no_source(const store::Directory& people, const mail::Envelope& envelope) const;
    mail::Verdict refuse(mail::Verdict verdict, const char* why) const;
    bool is_ours(const mail::Address& recipient) const;
    mail::Verdict page_recipient(const mail::Address& recipient) const;

    Inside& inside_; ///< outlives the loop
    std::string peer_;
    store::SourceId source_; ///< not valid: a stranger, who may only send what comes back
    store::PrincipalId principal_;
    bool comes_back_ = false; ///< its recipient is an address that we gave out
};

mail::Verdict SmtpListener::Inside::Host::refuse(mail::Verdict verdict, const char* why) const
{
    inside_.house_.metrics.refused(store::Door::Smtp)++;
    room().notice("mail refused", {{"peer", peer_}, {"why", why}, {"code", verdict.reply.code}});
    return verdict;
}

mail::Verdict SmtpListener::Inside::Host::sender(const std::optional<mail::Address>& sender,
                                                 const mail::Envelope& envelope)
{
    const auto people = inside_.house_.people();
    const auto* source = inside_.guard_.smtp_source(*people, {envelope.login, peer_}, sender);
    comes_back_ = false;
    source_ = {};
    if (source == nullptr && (inside_.returns_ == nullptr || !envelope.login.empty()))
        return no_source(*people, envelope);
    const bool may =
        source != nullptr ? inside_.guard_.may_submit(*source) : inside_.guard_.may_return();
    if (!may)
        return refuse(mail::Verdict::too_many("too many messages, wait a moment"), "too_fast");
    if (source == nullptr)
        return mail::Verdict::accept(); // its recipient decides
    source_ = source->id;
    principal_ = source->principal;
    return mail::Verdict::accept();
}

/// Who has a login is asked for it, everybody else is refused.
mail::Verdict SmtpListener::Inside::Host::no_source(const store::Directory& people,
                                                    const mail::Envelope& envelope) const
{
    if (!envelope.login.empty())
        return refuse(mail::Verdict::not_allowed("this login may not send as that sender"),
                      "not_its_sender");
    if (SourceGuard::has_smtp_logins(people))
        return refuse({{530, "5.7.0", "say who you are first"}}, "no_login");
    return refuse(mail::Verdict::not_allowed("this sender may not submit from your address"),
                  "no_source");
}

std::vector<mail::Mechanism> SmtpListener::Inside::Host::mechanisms(const mail::Envelope& envelope)
{
    const bool may = envelope.is_tls || inside_.rules_.auth_in_clear;
    if (!may || !SourceGuard::has_smtp_logins(*inside_.house_.people()))
        return {};
    return {mail::Mechanism::ScramSha256, mail::Mechanism::Plain, mail::Mechanism::Login};
}

bool SmtpListener::Inside::Host::is_password(const mail::SaslPassword& said, const mail::Envelope&)
{
    const auto people = inside_.house_.people();
    const auto source = inside_.guard_.smtp_login(*people, {said.name, said.password, peer_});
    if (!source)
        refuse({{535, "5.7.8", ""}}, word(source.error()).data());
    return source.has_value();
}

std::optional<mail::ScramVerifier> SmtpListener::Inside::Host::verifier(const std::string& name,
                                                                        const mail::Envelope&)
{
    const auto people = inside_.house_.people();
    const auto* source = inside_.guard_.smtp_scram(*people, name, peer_);
    return source == nullptr ? std::nullopt : mail::ScramVerifier::parse(source->scram);
}

void SmtpListener::Inside::Host::proven(const mail::SaslProof& proof, const mail::Envelope&)
{
    inside_.guard_.smtp_proven(proof.name, peer_, proof.is_right);
    if (!proof.is_right)
        refuse({{535, "5.7.8", ""}}, "wrong_code");
}

bool SmtpListener::Inside::Host::is_ours(const mail::Address& recipient) const
{
    const auto& domains = inside_.rules_.domains;
    return std::ranges::find(domains, recipient.domain()) != domains.end();
}

mail::Verdict SmtpListener::Inside::Host::recipient(const mail::Address& recipient,
                                                    const mail::Envelope& envelope)
{
    const auto verdict =
        inside_.returns_ != nullptr ? inside_.returns_->recipient(recipient) : std::nullopt;
    if (verdict && !verdict->is_accepted())
        return refuse(*verdict, "return_address");
    // What comes back is judged by its one recipient, so it has no other. The client sends the
    // rest afterwards (RFC 5321 4.5.3.1.10).
    const bool has_others = !envelope.recipients.empty();
    if (has_others && (verdict || comes_back_))
        return {{452, "4.5.3", "send this one by itself"}};
    if (verdict) {
        comes_back_ = true;
        return mail::Verdict::accept();
    }
    return page_recipient(recipient);
}

mail::Verdict SmtpListener::Inside::Host::page_recipient(const mail::Address& recipient) const
{
    if (!source_.valid())
        return no_source(*inside_.house_.people(), {});
    const bool for_postmaster = recipient.is_postmaster();
    if (!is_ours(recipient) && !(for_postmaster && recipient.domain().empty()))
        return refuse(mail::Verdict::relay_denied(), "relay");
    if (inside_.door_.is_known(principal_, recipient.local()))
        return mail::Verdict::accept();
    // RFC 5321 4.5.1 would have it accepted all the same; but then it would have to be lost.
    if (for_postmaster)
        return refuse({{550, "5.1.1", "nobody here reads the postmaster's mail"}}, "postmaster");
    return refuse(mail::Verdict::unknown_recipient(), "unknown_recipient");
}

void SmtpListener::Inside::Host::take(mail::Accept mail, SmtpAnswer answer)
{
    Job job{std::move(mail), std::move(answer), source_, comes_back_};
    if (!inside_.pool_.accepts(job))
        job.answer(refuse(mail::Verdict::try_later("too many messages at once"), "queue_full"));
}

net::Result<void> SmtpListener::Inside::listen(SmtpDoor door)
{
    auto socket = door.descriptor ? net::adopt_listener(*door.descriptor)
                                  : net::listen_on(door.address, door.port);
    if (!socket)
        return tl::unexpected("listener " + door.name + ": " + socket.error());
    ports_.emplace_back(door.name, socket->address().port());
    auto session = config(door.tls.has_value());
    session.begins_in_tls = door.tls.has_value() && door.begins_in_tls;
    const auto start = session.begins_in_tls ? net::TlsStart::AtOnce : net::TlsStart::OnDemand;
    loop_.listen({door.name, *socket, door.tls, start}, [this,
                                                         session](net::Connection& connection) {
        const SmtpPatience patience{rules_.command_deadline, rules_.data_deadline};
        return std::make_unique<SmtpConversation>(connection, loop_.postbox(), session, patience,
                                                  std::make_unique<Host>(*this, connection.peer()));
    });
    return {};
}

std::uint16_t SmtpListener::Inside::port(const std::string& name) const
{
    for (const auto& [door, port] : ports_) {
        if (door == name)
            return port;
    }
    throw std::logic_error("the SMTP listener has no door " + name);
}

mail::SmtpConfig SmtpListener::Inside::config(bool tls) const
{
    mail::SmtpConfig config;
    config.host = rules_.host;
    config.own_names = rules_.domains;
    config.trace_token = rules_.trace_token;
    config.tls_available = tls;
    config.bare_newline = rules_.bare_newline;
    config.limits = rules_.limits;
    return config;
}

/// In a handler thread. Whatever goes wrong, the client hears of it and nobody else does.
void SmtpListener::Inside::read(Job job)
{
    try {
        submit(job);
    } catch (const std::exception& fault) {
        room().error("a mail could not be read",
                     {{"source", job.source}, {"reason", fault.what()}});
        job.answer(mail::Verdict::try_later("the message could not be read, try again later"));
    }
}

void SmtpListener::Inside::submit(const Job& job)
{
    if (job.comes_back)
        return job.answer(returns_->take(job.mail));
    const auto people = house_.people();
    const auto* source = people->source(job.source);
    if (source == nullptr)
        return job.answer(mail::Verdict::not_allowed("this sender may not submit any more"));
    auto submission = read_submission(job.mail, *source, house_.vault, rules_.max_text_characters);
    if (returns_ != nullptr && returns_->is_own(submission.message.reference))
        return job.answer({{554, "5.4.6", "we wrote this mail ourselves: mail loop"}});
    door_.submit(std::move(submission), [answer = job.answer](const SubmissionResult& result) {
        answer(verdict_on(result));
    });
}

SmtpListener::SmtpListener(const engine::House& house, const SubmissionDoor& door,
                           SourceGuard& guard, SmtpDoorRules rules, ReturnDoor* returns)
    : inside_(std::make_unique<Inside>(house, door, guard, std::move(rules), returns))
{
}

SmtpListener::~SmtpListener()
{
    stop({});
}

net::Result<void> SmtpListener::listen(SmtpDoor door)
{
    return inside_->listen(std::move(door));
}

void SmtpListener::start()
{
    inside_->start();
}

void SmtpListener::stop(std::chrono::milliseconds drain)
{
    inside_->stop(drain);
}

std::uint16_t SmtpListener::port(const std::string& name) const
{
    return inside_->port(name);
}

void SmtpListener::replace_tls(const std::string& name, const net::TlsContext& context)
{
    inside_->loop().replace_tls(name, context);
}

net::LoopCounters SmtpListener::connections() const
{
    return inside_->loop().counters();
}

net::Loop& SmtpListener::loop()
{
    return inside_->loop();
}

} // namespace relay::intake
