#include "relay/intake/smtp_listener.h"
#include "mail/dsn.h"
#include "relay/intake/mail_origin.h"
#include "relay/intake/mail_submission.h"
#include "relay/intake/smtp_client.h"
#include "relay/net/work_pool.h"
#include "relay/service/log.h"
#include "store/model/directory.h"
#include <algorithm>
#include <atomic>
#include <stdexcept>

namespace relay::intake {
namespace {

namespace log = service::log;

log::Room& room()
{
    return log::room("smtp");
}

/// The answers to the recipients of one LMTP message, until all are there. If one never comes, all
/// are told to try later, and those that were taken are known when they come again.
class RecipientAnswers {
public:
    RecipientAnswers(SmtpAnswer answer, std::size_t recipients)
        : answer_(std::move(answer)), verdicts_(recipients), left_(recipients)
    {
    }
    /// Any thread; once for each.
    void set(std::size_t recipient, mail::Verdict verdict)
    {
        verdicts_[recipient] = std::move(verdict);
        if (--left_ == 0)
            answer_(std::move(verdicts_));
    }

private:
    SmtpAnswer answer_;
    std::vector<mail::Verdict> verdicts_;
    std::atomic<std::size_t> left_; ///< who brings it to zero has seen all that was written before
};

bool stands_in_front(const SmtpDoorRules& rules, const std::string& address)
{
    return is_in_networks(rules.proxies, address) || is_in_networks(rules.front_ends, address);
}

/// Is a source of mail at home there, so that a crowd of strangers must not keep it out?
bool is_home_of_a_source(const store::Directory& people, const std::string& address)
{
    return std::ranges::any_of(people.parts().sources, [&](const store::Source& source) {
        return source.door == store::Door::Smtp && source.enabled &&
               is_in_networks(source.networks, address);
    });
}

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
        : house_(house), door_(door), rules_(std::move(rules)), returns_(returns),
          pool_(rules_.handler_threads, rules_.queue,
                [this](SmtpJob job) { read(std::move(job)); }),
          asking_(rules_.handler_threads, rules_.queue,
                  [this](SmtpJob job) { read(std::move(job)); }),
          told_(rules_.loop.per_address), texts_(rules_.texts_bytes), refusals_(house),
          clients_{house,  door,    guard,
                   told_,  texts_,  refusals_,
                   rules_, returns, [this](SmtpJob& job) { return accepts(job); }},
          loop_({limits(), rules_.now, [](const std::string& line) {
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
        asking_.stop();
    }
    std::uint16_t port(const std::string& name) const;
    net::Loop& loop() { return loop_; }

private:
    net::LoopLimits limits() const;
    mail::SmtpConfig config(const SmtpDoor& door) const;
    SmtpManner manner(mail::SmtpConfig session, const std::string& peer) const;
    void refuse(const SmtpJob& job, const mail::Verdict& verdict, const char* why) const;
    bool accepts(SmtpJob& job);
    const MailManner* manner_of(const store::Source* source) const;
    void read(SmtpJob job);
    void submit(const SmtpJob& job);
    void submit_each(const Submission& submission, const SmtpAnswer& answer);

    const engine::House& house_; ///< outlives us
    const SubmissionDoor& door_; ///< outlives us
    SmtpDoorRules rules_;
    ReturnDoor* returns_; ///< outlives us; may be null
    std::vector<std::pair<std::string, std::uint16_t>> ports_;
    net::WorkPool<SmtpJob> pool_;
    net::WorkPool<SmtpJob>
        asking_; ///< mails whose sender's name servers are asked, who may be slow
    ToldClients told_;
    TextRoom texts_;
    RefusalAudit refusals_;
    SmtpHouse clients_;
    net::Loop loop_; ///< last: its thread uses all of the above
};

net::Result<void> SmtpListener::Inside::listen(SmtpDoor door)
{
    auto socket = door.descriptor ? net::adopt_listener(*door.descriptor)
                                  : net::listen_on(door.address, door.port);
    if (!socket)
        return tl::unexpected("listener " + door.name + ": " + socket.error());
    ports_.emplace_back(door.name, socket->address().port());
    auto session = config(door);
    const auto start = session.begins_in_tls ? net::TlsStart::AtOnce : net::TlsStart::OnDemand;
    const auto is_proxy = [this](const std::string& address) {
        return is_in_networks(rules_.proxies, address);
    };
    const auto farewell =
        session.begins_in_tls
            ? std::string()
            : "421 4.3.2 " + rules_.host + " has too many connections, try again later\r\n";
    loop_.listen(
        {door.name, *socket, door.tls, start, false, farewell, is_proxy},
        [this, session = std::move(session)](net::Connection& connection) {
            return std::make_unique<SmtpConversation>(
                connection, loop_.postbox(), manner(session, connection.peer()),
                std::make_unique<SmtpClient>(clients_, connection.peer(), session.is_lmtp));
        });
    return {};
}

SmtpManner SmtpListener::Inside::manner(mail::SmtpConfig session, const std::string& peer) const
{
    const bool is_proxied = !session.begins_in_tls && is_in_networks(rules_.proxies, peer);
    if (is_in_networks(rules_.exact_newlines_not_from, peer))
        session.bare_newline = mail::BareNewline::Normalize;
    SmtpPatience patience;
    patience.command = rules_.command_deadline;
    patience.crowded = rules_.crowded_deadline;
    patience.data = rules_.data_deadline;
    return {std::move(session), patience, is_proxied};
}

/// Behind those in front there are many clients, who are counted once they are told.
net::LoopLimits SmtpListener::Inside::limits() const
{
    auto limits = rules_.loop;
    limits.is_uncounted = [this](const std::string& address) {
        return stands_in_front(rules_, address);
    };
    limits.is_kept_for = [this](const std::string& address) {
        return stands_in_front(rules_, address) || is_home_of_a_source(*house_.people(), address);
    };
    return limits;
}

std::uint16_t SmtpListener::Inside::port(const std::string& name) const
{
    for (const auto& [door, port] : ports_) {
        if (door == name)
            return port;
    }
    throw std::logic_error("the SMTP listener has no door " + name);
}

mail::SmtpConfig SmtpListener::Inside::config(const SmtpDoor& door) const
{
    mail::SmtpConfig config;
    config.host = rules_.host;
    config.trace_token = rules_.trace_token;
    config.tls_available = door.tls.has_value();
    config.tls_required = rules_.tls_required;
    config.begins_in_tls = config.tls_available && door.begins_in_tls;
    config.is_lmtp = door.is_lmtp;
    config.bare_newline = rules_.bare_newline;
    config.offers_dsn = rules_.offers_dsn;
    config.stand_in_key = house_.vault.keyed_hash("smtp scram stand-in", {});
    config.limits = rules_.limits;
    return config;
}

/// Nobody else's alarm waits behind a sender whose name servers are silent.
bool SmtpListener::Inside::accepts(SmtpJob& job)
{
    const auto people = house_.people();
    const auto* manner = manner_of(people->source(job.source));
    return (asks_dns(manner) ? asking_ : pool_).accepts(job);
}

const MailManner* SmtpListener::Inside::manner_of(const store::Source* source) const
{
    const auto found = source == nullptr ? rules_.manners.end() : rules_.manners.find(source->name);
    return found == rules_.manners.end() ? nullptr : &found->second;
}

/// In a handler thread. Whatever goes wrong, the client hears of it and nobody else does.
void SmtpListener::Inside::read(SmtpJob job)
{
    try {
        submit(job);
    } catch (const std::exception& fault) {
        room().error("a mail could not be read",
                     {{"source", job.source}, {"reason", fault.what()}});
        job.answer(mail::Verdict::try_later("the message could not be read, try again later"));
    }
}

void SmtpListener::Inside::refuse(const SmtpJob& job, const mail::Verdict& verdict,
                                  const char* why) const
{
    house_.metrics.refused(store::Door::Smtp)++;
    room().notice(
        "mail refused",
        {{"peer", job.peer}, {"source", job.source}, {"why", why}, {"code", verdict.reply.code}});
    job.answer(verdict);
}

void SmtpListener::Inside::submit(const SmtpJob& job)
{
    if (job.comes_back)
        return job.answer(returns_->take(job.mail));
    // Else a bounce of mail that somebody sent in a recipient's name would page them.
    if (mail::report_kind(mail::read_mime(job.mail.message)) != mail::ReportKind::None)
        return refuse(job,
                      mail::Verdict::not_allowed("reports are taken at our own addresses only"),
                      "report");
    const auto people = house_.people();
    const auto* source = people->source(job.source);
    if (source == nullptr)
        return refuse(job, mail::Verdict::not_allowed("this sender may not submit any more"),
                      "no_source");
    const auto* manner = manner_of(source);
    const auto origin = origin_of(job.mail, job.peer, *source, manner, rules_.dns.get());
    if (origin.refusal) {
        refusals_.tell(job.peer, source->id.text(), "not_proven");
        return refuse(job, *origin.refusal, "not_proven");
    }
    auto submission = read_submission(job.mail, {*source, house_.vault, *people, manner,
                                                 rules_.max_text_characters, origin.is_proven});
    submission.origin = origin.text;
    submission.leaves_out_off_duty = true;
    if (returns_ != nullptr && returns_->is_own(submission.message.reference))
        return refuse(job, {{554, "5.4.6", "we wrote this mail ourselves: mail loop"}}, "own_mail");
    if (job.is_lmtp)
        return submit_each(submission, job.answer);
    door_.submit(std::move(submission), [answer = job.answer](const SubmissionResult& result) {
        answer(verdict_on(result));
    });
}

/// RFC 2033 4.2: one may be refused and the others taken.
void SmtpListener::Inside::submit_each(const Submission& submission, const SmtpAnswer& answer)
{
    // Where a rule has named another recipient there is one, and its verdict is that of all.
    const auto answers = std::make_shared<RecipientAnswers>(answer, submission.recipients.size());
    for (std::size_t at = 0; at < submission.recipients.size(); ++at) {
        auto one = submission;
        one.recipients = {submission.recipients[at]};
        one.parts = {submission.parts.at(at)};
        door_.submit(std::move(one), [answers, at](const SubmissionResult& result) {
            answers->set(at, verdict_on(result));
        });
    }
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
