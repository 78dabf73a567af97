#include "relay/intake/refusal_audit.h"
#include "mail/charset.h"
#include "mail/clean_text.h"
#include "store/audit_repository.h"

namespace relay::intake {
namespace {

using namespace std::chrono_literals;

constexpr store::Millis once_in = 1h;
constexpr std::size_t most_remembered = 1'000;
constexpr std::size_t most_actor = 64;

} // namespace

void RefusalAudit::tell(std::string_view peer, std::string_view actor, std::string_view why)
{
    if (!is_news(std::string(peer) + " " + std::string(why)))
        return;
    store::AuditEntry entry;
    entry.at = house_.now();
    // What a stranger calls itself may be anything.
    entry.actor = mail::is_utf8(actor) ? mail::short_line(actor, most_actor) : "stranger";
    entry.action = "mail.submit";
    entry.subject = why;
    entry.outcome = "refused";
    entry.origin = peer;
    store::WriteJob job;
    job.kind = store::WriteJob::Kind::Lazy;
    job.work = [&house = house_, entry](store::Connection& connection) { // which may outlive us
        store::AuditRepository(connection, house.vault).append(entry);
    };
    house_.writer.submit(std::move(job));
}

/// With more addresses than can be remembered, those that have not tried lately are forgotten, and
/// if all have, the new ones have to wait.
bool RefusalAudit::is_news(const std::string& what)
{
    const std::lock_guard lock(mutex_);
    const auto now = house_.now();
    if (told_.size() >= most_remembered)
        std::erase_if(told_, [&](const auto& one) { return one.second + once_in <= now; });
    const auto known = told_.find(what);
    if (known == told_.end() && told_.size() >= most_remembered)
        return false;
    if (known != told_.end() && known->second + once_in > now)
        return false;
    told_[what] = now;
    return true;
}

} // namespace relay::intake
