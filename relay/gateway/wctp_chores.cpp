#include "relay/gateway/wctp_chores.h"
#include "relay/intake/wctp_poll.h"
#include "relay/service/log.h"
#include "store/audit_repository.h"
#include "store/lookup_answer_repository.h"
#include "store/notice_repository.h"
#include "wctp/writer.h"
#include <algorithm>
#include <map>
#include <set>

namespace relay::gateway {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t pushed_at_once = 100;
constexpr store::Millis first_pause = 10s;
constexpr store::Millis to_write_down = 10s; ///< what came of a push, once it is over
constexpr store::Millis longest_pause = 10min;
constexpr store::Millis between_tidyings = 1h;

/// 30 s, 1 min, 2 min ... behind tries that failed.
store::Millis pause_after(int tries)
{
    return std::min<store::Millis>(first_pause * 3 * (1 << std::min(tries, 6)), longest_pause);
}

wctp::Document document_of(const store::LookupAnswer& answer)
{
    return {wctp::parse_version(answer.wctp_version).value_or(wctp::Version::V1r3),
            answer.wctp_token, intake::lookup_response(answer)};
}

channels::Outgoing outgoing_of(const store::LookupAnswer& answer, const store::Source& source,
                               store::Instant now)
{
    channels::Outgoing outgoing;
    outgoing.channel = store::Channel::WctpPush;
    outgoing.attempt = answer.push_tries + 1;
    outgoing.now = now;
    outgoing.payload =
        channels::WctpOut{source.callback_url, source.callback_networks,
                          wctp::write(document_of(answer)), source.wctp.callback_tls};
    return outgoing;
}

/// Nothing more is to be tried: it was taken, or turned down for good.
bool is_over(const channels::Outcome& outcome)
{
    return std::holds_alternative<channels::Accepted>(outcome) ||
           std::holds_alternative<channels::Refused>(outcome);
}

store::AuditEntry unfetched_entry(store::SourceId source, std::int64_t count, store::Instant now)
{
    store::AuditEntry entry;
    entry.at = now;
    entry.actor = "system";
    entry.action = "wctp.unfetched";
    entry.subject = source.text();
    entry.outcome = std::to_string(count) + " not fetched";
    return entry;
}

} // namespace

WctpChores::WctpChores(const engine::House& house, std::unique_ptr<channels::Channel> push,
                       store::Millis push_timeout, const intake::WctpRecorder& recorder)
    : house_(house), push_(std::move(push)), push_timeout_(push_timeout), recorder_(recorder)
{
}

WctpChores::~WctpChores()
{
    stop();
}

void WctpChores::start()
{
    ticker_.start([this] { look(); },
                  [](const std::exception& trouble) {
                      service::log::room("wctp").error("what sources are owed has to wait",
                                                       {{"why", trouble.what()}});
                  });
}

void WctpChores::stop()
{
    ticker_.stop();
}

void WctpChores::look()
{
    const auto now = house_.now();
    push_all(store::LookupAnswerRepository(*house_.database.reader()).due(now, pushed_at_once));
    if (ticker_.is_stopping())
        return;
    if (tidied_ != store::Instant{} && now < tidied_ + between_tidyings)
        return;
    tell_unfetched();
    recorder_.prune();
    tidied_ = now;
}

/// A callback that does not answer is asked once: its others wait as long as that one.
void WctpChores::push_all(const std::vector<store::LookupAnswer>& due)
{
    std::set<store::SourceId> silent;
    for (const auto& answer : due) {
        if (silent.contains(answer.source) || push(answer))
            continue;
        silent.insert(answer.source);
        house_.writer.run([&](store::Connection& connection) {
            store::LookupAnswerRepository(connection)
                .put_off(answer, house_.now() + pause_after(answer.push_tries));
        });
        if (ticker_.is_stopping())
            return;
    }
}

/// Until then nobody else tries: it outlasts the try.
store::Millis WctpChores::lease_of(const store::LookupAnswer& answer) const
{
    return std::max(pause_after(answer.push_tries), push_timeout_ + to_write_down);
}

/// The next try is written down before this one leaves, so that two nodes do not make it at once.
/// False: the callback did not answer, or not to the point.
bool WctpChores::push(const store::LookupAnswer& answer)
{
    const auto people = house_.people();
    const auto* source = people->source(answer.source);
    const bool has_callback = source != nullptr && !source->callback_url.empty();
    const bool ours = house_.writer.ask([&](store::Connection& connection) {
        store::LookupAnswerRepository answers(connection);
        return has_callback ? answers.claim(answer, house_.now() + lease_of(answer))
                            : (static_cast<void>(answers.remove(answer.id, answer.source)), false);
    });
    if (!ours)
        return true;
    const auto outcome = push_->send(outgoing_of(answer, *source, house_.now()));
    if (!is_over(outcome))
        return false;
    if (const auto* refused = std::get_if<channels::Refused>(&outcome))
        service::log::room("wctp").warning("an answer to a look-up was turned down",
                                           {{"source", answer.source}, {"why", refused->detail}});
    house_.writer.run([&](store::Connection& connection) {
        static_cast<void>(
            store::LookupAnswerRepository(connection).remove(answer.id, answer.source));
    });
    return true;
}

/// WCTP.md 3.3, 8
void WctpChores::tell_unfetched()
{
    const auto now = house_.now();
    const auto since = now - house_.rules.notice_expiry;
    const auto counts = house_.writer.ask([&](store::Connection& connection) {
        std::map<store::SourceId, std::int64_t> lost;
        for (const auto& [source, count] :
             store::NoticeRepository(connection, house_.vault).give_up(since, now))
            lost[source] += count;
        for (const auto& [source, count] : store::LookupAnswerRepository(connection).prune(since))
            lost[source] += count;
        store::AuditRepository audit(connection, house_.vault);
        for (const auto& [source, count] : lost)
            audit.append(unfetched_entry(source, count, now));
        return lost;
    });
    for (const auto& [source, count] : counts)
        service::log::room("wctp").warning("statuses and replies were not fetched within a day",
                                           {{"source", source}, {"count", count}});
}

} // namespace relay::gateway
