#include "relay/engine/page_mark.h"
#include "relay/core/content_policy.h"
#include "store/ledger_repository.h"
#include <algorithm>

namespace relay::engine {
namespace {

/// Is it the contact, or a group that led to it?
bool is_whom_it_names(const store::Directory& people, const store::Page& page,
                      const store::Message& message)
{
    const auto named = people.find(message.recipient);
    if (!named)
        return false;
    if (const auto* contact = std::get_if<store::ContactId>(&*named))
        return *contact == page.contact || *contact == page.instead_of;
    if (const auto* schedule = std::get_if<store::ScheduleId>(&*named))
        return *schedule == page.schedule;
    const auto* group = std::get_if<store::GroupId>(&*named);
    return group != nullptr && std::ranges::count(page.path, *group) > 0;
}

/// A page is made in one transaction, hence at one instant, with the decision that it follows from.
bool was_passed_on(store::Connection& connection, const store::Page& page)
{
    const auto ledger = store::LedgerRepository(connection).of_message(page.message);
    return std::ranges::any_of(ledger, [&](const auto& line) {
        return !line.page.valid() && line.at == page.created &&
               (line.decision == "last_resort" || line.decision == "redirected");
    });
}

} // namespace

std::string page_mark(store::Connection& connection, const store::Directory& people,
                      const store::Page& page, const store::Message& message)
{
    if (page.failover_of.valid()) {
        const auto* group = people.group(page.failover_of);
        return core::failover_mark(group == nullptr ? std::string() : group->name);
    }
    if (is_whom_it_names(people, page, message) || !was_passed_on(connection, page))
        return {};
    return core::passed_on_mark(message.recipient);
}

} // namespace relay::engine
