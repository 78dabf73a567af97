#include "relay/api/caller.h"
#include "relay/http/characters.h"
#include "relay/intake/source_guard.h"
#include "store/token.h"
#include <algorithm>

namespace relay::api {
namespace {

/// Empty: there is none.
std::string_view bearer(std::string_view authorization)
{
    constexpr std::string_view scheme = "bearer ";
    if (!http::equal_ignoring_case(authorization.substr(0, scheme.size()), scheme))
        return {};
    return http::trimmed(authorization.substr(scheme.size()));
}

bool is_in_force(const store::Token& token, store::Instant now)
{
    return token.expires_ms == 0 || token.expires_ms > store::ms(now);
}

} // namespace

tl::expected<Caller, Problem> caller_of(const http::Request& request,
                                        const store::Directory& people, store::Instant now)
{
    const auto fields = request.headers.all("Authorization");
    const auto text = fields.size() == 1 ? bearer(fields[0]) : std::string_view();
    if (text.empty())
        return tl::unexpected(unauthorized("Send `Authorization: Bearer` and a token."));
    const auto* token = people.token_by_hash(store::token_hash(text));
    // The same words for both: an expired token says nothing about itself.
    if (token == nullptr || !is_in_force(*token, now))
        return tl::unexpected(unauthorized("The token is unknown or has expired."));
    Caller caller{.token = *token, .source = people.source(token->source), .principal = {}};
    if (caller.source == nullptr)
        return caller;
    if (!caller.source->enabled)
        return tl::unexpected(forbidden("The source of this token is switched off."));
    if (!intake::is_at_home(*caller.source, request.peer_address))
        return tl::unexpected(forbidden("The source of this token is at another address."));
    caller.principal = caller.source->principal;
    return caller;
}

bool may_see(const store::Directory& people, const Caller& caller, store::DomainId domain)
{
    return people.access(caller.principal, domain) != store::AccessLevel::None;
}

bool may_change(const store::Directory& people, const Caller& caller, store::DomainId domain)
{
    const auto is_viewer_there = [&](const store::Access& grant) {
        return grant.principal == caller.principal && grant.domain == domain &&
               grant.level == store::AccessLevel::Viewer;
    };
    return may_see(people, caller, domain) &&
           std::ranges::none_of(people.parts().accesses, is_viewer_there);
}

bool may_see(const store::Directory& people, const Caller& caller, const store::Member& member)
{
    if (const auto* id = std::get_if<store::ContactId>(&member)) {
        const auto* contact = people.contact(*id);
        return contact != nullptr && may_see(people, caller, contact->domain);
    }
    if (const auto* id = std::get_if<store::ScheduleId>(&member)) {
        const auto* schedule = people.schedule(*id);
        return schedule != nullptr && may_see(people, caller, schedule->domain);
    }
    const auto* group = people.group(std::get<store::GroupId>(member));
    return group != nullptr && may_see(people, caller, group->domain);
}

} // namespace relay::api
