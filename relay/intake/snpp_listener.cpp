#include "relay/intake/snpp_listener.h"
#include "relay/intake/snpp_conversation.h"
#include "relay/intake/snpp_submission.h"
#include "relay/net/work_pool.h"
#include "relay/service/log.h"
#include "store/message_repository.h"
#include <functional>
#include <stdexcept>

namespace relay::intake {
namespace {

namespace log = service::log;

log::Room& room()
{
    return log::room("snpp");
}

/// Something that needs the store, on its way from the loop to a handler thread.
struct Job {
    SnppAnswer answer;
    store::SourceId source;
    std::optional<snpp::Page> page; ///< empty: the question
    snpp::Look question;
};

} // namespace

class SnppListener::Inside {
public:
    Inside(const engine::House& house, const SubmissionDoor& door, SourceGuard& guard,
           SnppDoorRules rules)
        : house_(house), door_(door), guard_(guard), rules_(std::move(rules)),
          pool_(rules_.handler_threads, rules_.queue, [this](Job job) { work(job); }),
          loop_({rules_.loop, rules_.now, [](const std::string& line) {
                     room().notice("connection", {{"what", line}});
                 }})
    {
    }

    net::Result<void> listen(SnppDoor door);
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

    void work(const Job& job);
    void submit(const Job& job);
    void look(const Job& job);

    const engine::House& house_; ///< outlives us
    const SubmissionDoor& door_; ///< outlives us
    SourceGuard& guard_;         ///< outlives us
    SnppDoorRules rules_;
    std::vector<std::pair<std::string, std::uint16_t>> ports_;
    net::WorkPool<Job> pool_;
    net::Loop loop_; ///< last: its thread uses all of the above
};

/// Decides about one client, on the loop thread.
class SnppListener::Inside::Host final : public SnppHost {
public:
    Host(Inside& house, std::string peer) : inside_(house), peer_(std::move(peer))
    {
        const auto people = inside_.house_.people();
        if (const auto* source = inside_.guard_.snpp_source_at(*people, peer_))
            let_in(*source);
    }

    Login login(std::string_view id, std::string_view password) override;
    bool is_let_in() const override { return source_.valid(); }
    bool is_known(std::string_view pager) const override
    {
        return inside_.door_.is_known(principal_, pager);
    }
    void submit(snpp::Page page, SnppAnswer answer) override;
    void look(snpp::Look question, SnppAnswer answer) override;

private:
    void let_in(const store::Source& source)
    {
        source_ = source.id;
        principal_ = source.principal;
    }
    void refuse(const SnppAnswer& answer, snpp::Reply reply, const char* why) const;
    void give(Job job);

    Inside& inside_; ///< outlives the loop
    std::string peer_;
    store::SourceId source_;
    store::PrincipalId principal_;
};

SnppHost::Login SnppListener::Inside::Host::login(std::string_view id, std::string_view password)
{
    const auto people = inside_.house_.people();
    const auto source = inside_.guard_.snpp_source(*people, {id, password, peer_});
    if (source) {
        let_in(**source);
        return Login::Welcome;
    }
    source_ = {};
    room().notice("login refused", {{"peer", peer_}, {"why", word(source.error())}});
    return source.error() == NotLetIn::Throttled ? Login::TooOften : Login::Wrong;
}

void SnppListener::Inside::Host::refuse(const SnppAnswer& answer, snpp::Reply reply,
                                        const char* why) const
{
    inside_.house_.metrics.refused(store::Door::Snpp)++;
    room().notice("page refused", {{"peer", peer_}, {"why", why}, {"code", reply.code}});
    answer(reply);
}

void SnppListener::Inside::Host::submit(snpp::Page page, SnppAnswer answer)
{
    const auto people = inside_.house_.people();
    const auto* source = people->source(source_);
    if (source == nullptr || !source->enabled)
        return refuse(answer, {550, "Error, Not Allowed"}, "no_source");
    if (!inside_.guard_.may_submit(*source, source->priority.value_or(store::Priority::Normal)))
        return refuse(answer, {554, "Too Many Messages, Wait a Moment"}, "too_fast");
    give({std::move(answer), source_, std::move(page), {}});
}

void SnppListener::Inside::Host::look(snpp::Look question, SnppAnswer answer)
{
    give({std::move(answer), source_, std::nullopt, std::move(question)});
}

void SnppListener::Inside::Host::give(Job job)
{
    if (!inside_.pool_.accepts(job))
        refuse(job.answer, {554, "Too Many Messages at Once, Try Again Later"}, "queue_full");
}

net::Result<void> SnppListener::Inside::listen(SnppDoor door)
{
    auto socket = door.descriptor ? net::adopt_listener(*door.descriptor)
                                  : net::listen_on(door.address, door.port);
    if (!socket)
        return tl::unexpected("listener " + door.name + ": " + socket.error());
    ports_.emplace_back(door.name, socket->address().port());
    loop_.listen({door.name, *socket, std::nullopt, net::TlsStart::OnDemand},
                 [this](net::Connection& connection) {
                     const SnppPatience patience{rules_.command_deadline, rules_.data_deadline};
                     return std::make_unique<SnppConversation>(
                         connection, loop_.postbox(), rules_.limits, patience,
                         std::make_unique<Host>(*this, connection.peer()));
                 });
    return {};
}

std::uint16_t SnppListener::Inside::port(const std::string& name) const
{
    for (const auto& [door, port] : ports_) {
        if (door == name)
            return port;
    }
    throw std::logic_error("the SNPP listener has no door " + name);
}

/// In a handler thread. Whatever goes wrong, the client hears of it and nobody else does.
void SnppListener::Inside::work(const Job& job)
{
    try {
        job.page ? submit(job) : look(job);
    } catch (const std::exception& fault) {
        room().error("a client could not be served",
                     {{"source", job.source}, {"reason", fault.what()}});
        job.answer({554, "Error, Failed, Try Again Later"});
    }
}

void SnppListener::Inside::submit(const Job& job)
{
    const auto people = house_.people();
    const auto* source = people->source(job.source);
    if (source == nullptr)
        return job.answer({550, "Error, Not Allowed"});
    door_.submit(read_submission(*job.page, *source, house_.now()),
                 [answer = job.answer, &vault = house_.vault,
                  two_way = job.page->two_way](const SubmissionResult& result) {
                     std::string tag;
                     if (two_way && result)
                         tag = std::to_string(result->messages[0].value) + " " +
                               pass_code(vault, result->messages[0]);
                     answer(reply_on(result, tag));
                 });
}

void SnppListener::Inside::look(const Job& job)
{
    const snpp::Reply unknown{550, "Error, Unknown or Illegal Message Tag or Pass Code"};
    const auto id = asked_message(house_.vault, job.question.tag, job.question.pass);
    if (!id)
        return job.answer(unknown);
    const auto reader = house_.database.reader();
    const auto message = store::MessageRepository(*reader, house_.vault).find(*id);
    const bool is_its_own =
        message && message->source == job.source && message->door == store::Door::Snpp;
    job.answer(is_its_own ? status_reply(*reader, house_.vault, *message) : unknown);
}

SnppListener::SnppListener(const engine::House& house, const SubmissionDoor& door,
                           SourceGuard& guard, SnppDoorRules rules)
    : inside_(std::make_unique<Inside>(house, door, guard, std::move(rules)))
{
}

SnppListener::~SnppListener()
{
    stop({});
}

net::Result<void> SnppListener::listen(SnppDoor door)
{
    return inside_->listen(std::move(door));
}

void SnppListener::start()
{
    inside_->start();
}

void SnppListener::stop(std::chrono::milliseconds drain)
{
    inside_->stop(drain);
}

std::uint16_t SnppListener::port(const std::string& name) const
{
    return inside_->port(name);
}

net::LoopCounters SnppListener::connections() const
{
    return inside_->loop().counters();
}

net::Loop& SnppListener::loop()
{
    return inside_->loop();
}

} // namespace relay::intake
