#include "relay/api/router.h"
#include "relay/api/availability.h"
#include "relay/api/contacts.h"
#include "relay/api/devices.h"
#include "relay/api/groups.h"
#include "relay/api/health.h"
#include "relay/api/inbox_export.h"
#include "relay/api/inbox_pages.h"
#include "relay/api/inbox_pin.h"
#include "relay/api/inbox_push.h"
#include "relay/api/keywords.h"
#include "relay/api/membership.h"
#include "relay/api/message_actions.h"
#include "relay/api/message_files.h"
#include "relay/api/message_plan.h"
#include "relay/api/messages.h"
#include "relay/api/methods.h"
#include "relay/api/negotiation.h"
#include "relay/api/registers.h"
#include "relay/api/schedules.h"
#include "relay/service/log.h"
#include "store/error.h"
#include <algorithm>

namespace relay::api {
namespace {

namespace log = service::log;
using store::Scope;

enum class Body { None, Json, Patch };

struct Route {
    std::string_view method;
    std::string_view path; ///< at most two parts in braces
    Outcome (*answer)(const Call&);
    std::vector<Scope> scopes; ///< any of these; empty: no token is asked
    Body body = Body::None;
    std::vector<std::string> query = {};        ///< parameters it knows
    bool is_for_loopback = false;               ///< without a token too
    std::string_view type = "application/json"; ///< of its answer; empty: of any
};

const std::vector<Route>& routes()
{
    static const std::vector<Scope> admin{Scope::Admin};
    static const std::vector<Scope> senders{Scope::Submit, Scope::Admin};
    static const std::vector<Scope> inbox{Scope::Inbox};
    static const std::vector<std::string> paging{"limit", "cursor"};
    static const std::vector<Route> all{
        {"GET", "/healthz", healthz, {}},
        {"GET", "/readyz", readyz, {}},
        {.method = "GET",
         .path = "/metrics",
         .answer = metrics,
         .scopes = {Scope::Metrics, Scope::Admin},
         .is_for_loopback = true,
         .type = "text/plain"},
        {"GET", "/api/v1/messages", list_messages, senders, Body::None, paging},
        {"POST", "/api/v1/messages", submit_message, senders, Body::Json},
        {"GET", "/api/v1/messages/{id}", read_message, senders, Body::None, {"text"}},
        {"GET", "/api/v1/messages/{id}/explain", explain_message, senders, Body::None, {"contact"}},
        {.method = "GET",
         .path = "/api/v1/messages/{id}/files/{file}",
         .answer = read_message_file,
         .scopes = senders,
         .query = {"inline"},
         .type = ""},
        {"POST", "/api/v1/messages:plan", plan_message, admin, Body::Json},
        {"POST", "/api/v1/messages/{id}/cancel", cancel_message, senders},
        {"POST", "/api/v1/messages/{id}/close", close_message, admin},
        {"POST", "/api/v1/messages/{id}/resend", resend_message, admin},
        {"POST", "/api/v1/messages/{id}/escalate", escalate_message, admin},
        {"POST", "/api/v1/messages/{id}/redirect", redirect_message, admin, Body::Json},
        {"GET",
         "/api/v1/contacts",
         list_contacts,
         admin,
         Body::None,
         {"limit", "cursor", "q", "group"}},
        {"POST", "/api/v1/contacts", create_contact, admin, Body::Json},
        {"GET", "/api/v1/contacts/{id}", read_contact, admin},
        {"PATCH", "/api/v1/contacts/{id}", change_contact, admin, Body::Patch},
        {"DELETE", "/api/v1/contacts/{id}", remove_contact, admin},
        {"GET", "/api/v1/contacts/{id}/devices", list_contact_devices, admin},
        {"POST", "/api/v1/contacts/{id}/enrolments", make_contact_enrolment, admin},
        {"POST", "/api/v1/contacts/{id}/export", mail_contact_export, admin},
        {"POST", "/api/v1/contacts/{id}/groups", change_contact_groups, admin, Body::Json},
        {"POST", "/api/v1/contacts/{id}/test", test_contact, admin, Body::Json},
        {"POST", "/api/v1/contacts/{id}/details/{detail}/code", send_address_code, admin,
         Body::Json},
        {"POST", "/api/v1/contacts/{id}/details/{detail}/verification", verify_address, admin,
         Body::Json},
        {"DELETE", "/api/v1/contacts/{id}/details/{detail}/verification", unverify_address, admin},
        {"POST", "/api/v1/devices", enrol_device, {}, Body::Json},
        {"PATCH", "/api/v1/devices/{id}", rename_device, admin, Body::Patch},
        {"DELETE", "/api/v1/devices/{id}", revoke_device, admin},
        {"GET", "/api/v1/contacts/{id}/availability", read_contact_availability, senders},
        {"GET", "/api/v1/groups", list_groups, admin, Body::None, {"limit", "cursor", "q"}},
        {"POST", "/api/v1/groups", create_group, admin, Body::Json},
        {"GET", "/api/v1/groups/{id}", read_group, admin},
        {"PATCH", "/api/v1/groups/{id}", change_group, admin, Body::Patch},
        {"DELETE", "/api/v1/groups/{id}", remove_group, admin},
        {"POST", "/api/v1/groups/{id}/members", change_group_members, admin, Body::Json},
        {"GET", "/api/v1/groups/{id}/keywords", list_keywords, admin},
        {"POST", "/api/v1/groups/{id}/keywords", create_keyword, admin, Body::Json},
        {"PATCH", "/api/v1/groups/{id}/keywords/{keyword}", change_keyword, admin, Body::Patch},
        {"DELETE", "/api/v1/groups/{id}/keywords/{keyword}", remove_keyword, admin},
        {"GET", "/api/v1/schedules", list_schedules, admin, Body::None, {"limit", "cursor", "q"}},
        {"POST", "/api/v1/schedules", create_schedule, admin, Body::Json},
        {"GET", "/api/v1/schedules/{id}", read_schedule, admin},
        {"PATCH", "/api/v1/schedules/{id}", change_schedule, admin, Body::Patch},
        {"DELETE", "/api/v1/schedules/{id}", remove_schedule, admin},
        {"GET", "/api/v1/schedules/{id}/on-duty", read_on_duty, senders, Body::None, {"at"}},
        {"GET", "/api/v1/schedules/{id}/gaps", list_duty_gaps, admin, Body::None, {"from", "to"}},
        {"POST", "/api/v1/schedules/{id}/overrides", add_override, admin, Body::Json},
        {"DELETE", "/api/v1/schedules/{id}/overrides/{override}", remove_override, admin},
        {"POST", "/api/v1/schedules/{id}/swaps", ask_swap, admin, Body::Json},
        {"POST", "/api/v1/schedules/{id}/swaps/{swap}/decision", decide_swap, admin, Body::Json},
        {"GET", "/api/v1/domains", list_domains, admin},
        {"GET", "/api/v1/sources", list_sources, admin},
        {"GET", "/api/v1/inbox", list_inbox, inbox, Body::None, {"limit", "cursor", "unreadFirst"}},
        {"GET", "/api/v1/inbox/devices", list_inbox_devices, inbox},
        {"PATCH", "/api/v1/inbox/devices/{id}", rename_inbox_device, inbox, Body::Patch},
        {"DELETE", "/api/v1/inbox/devices/{id}", revoke_inbox_device, inbox},
        {"POST", "/api/v1/inbox/enrolments", make_inbox_enrolment, inbox},
        {"GET", "/api/v1/inbox/pin", read_inbox_pin, inbox},
        {"PUT", "/api/v1/inbox/pin", set_inbox_pin, inbox, Body::Json},
        {"GET", "/api/v1/inbox/push", read_inbox_push, inbox},
        {"PUT", "/api/v1/inbox/push", subscribe_inbox_push, inbox, Body::Json},
        {"DELETE", "/api/v1/inbox/push", leave_inbox_push, inbox},
        {"POST", "/api/v1/inbox/receipts", take_push_receipt, {}, Body::Json},
        {"GET", "/api/v1/inbox/availability", read_own_availability, inbox},
        {"PATCH", "/api/v1/inbox/availability", change_own_availability, inbox, Body::Patch},
        {"GET", "/api/v1/inbox/export", read_inbox_export, inbox},
        {.method = "GET",
         .path = "/api/v1/inbox/export.csv",
         .answer = read_inbox_export_csv,
         .scopes = inbox,
         .type = "text/csv"},
        {"GET", "/api/v1/inbox/details", list_own_addresses, inbox},
        {"POST", "/api/v1/inbox/details/{id}/code", send_own_code, inbox, Body::Json},
        {"POST", "/api/v1/inbox/details/{id}/verification", verify_own_address, inbox, Body::Json},
        {"POST", "/api/v1/inbox/test", test_own_channels, inbox, Body::Json},
        {"GET", "/api/v1/inbox/{page}", read_inbox_page, inbox},
        {.method = "GET",
         .path = "/api/v1/inbox/{page}/files/{file}",
         .answer = read_inbox_file,
         .scopes = inbox,
         .query = {"inline"},
         .type = ""},
        {"POST", "/api/v1/inbox/{page}/read", mark_inbox_page_read, inbox},
        {"POST", "/api/v1/inbox/{page}/reply", reply_to_inbox_page, inbox, Body::Json},
        {"POST", "/api/v1/inbox/{page}/decline", decline_inbox_page, inbox},
        {"POST", "/api/v1/inbox/{page}/close", close_inbox_page, inbox},
    };
    return all;
}

/// What stands for the parts in braces, in order; nothing: another path.
std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path)
{
    std::vector<std::string> parts;
    while (true) {
        const auto brace = pattern.find('{');
        if (brace == std::string_view::npos)
            return pattern == path ? std::optional(std::move(parts)) : std::nullopt;
        if (path.substr(0, brace) != pattern.substr(0, brace))
            return std::nullopt;
        path.remove_prefix(brace);
        pattern.remove_prefix(pattern.find('}') + 1);
        const auto end = std::min(path.find('/'), path.size());
        if (end == 0)
            return std::nullopt;
        parts.emplace_back(path.substr(0, end));
        path.remove_prefix(end);
    }
}

struct Found {
    const Route* route;
    std::vector<std::string> parts;
};

tl::expected<Found, Problem> find_route(const http::Request& request)
{
    const auto method = request.method == "HEAD" ? "GET" : std::string_view(request.method);
    std::string allowed;
    for (const auto& route : routes()) {
        auto parts = match(route.path, request.path);
        if (!parts)
            continue;
        if (route.method == method)
            return Found{&route, std::move(*parts)};
        allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
    }
    return tl::unexpected(allowed.empty() ? not_found() : method_not_allowed(allowed));
}

bool is_loopback(std::string_view address)
{
    return address == "::1" || address.starts_with("127.") || address.starts_with("::ffff:127.");
}

tl::expected<Caller, Problem> admit(const http::Request& request, const Route& route,
                                    const store::Directory& people, store::Instant now)
{
    const bool has_token = request.headers.has("Authorization");
    if (route.scopes.empty() ||
        (route.is_for_loopback && !has_token && is_loopback(request.peer_address)))
        return Caller{};
    auto caller = caller_of(request, people, now);
    if (!caller)
        return caller;
    if (std::ranges::find(route.scopes, caller->token.scope) == route.scopes.end())
        return tl::unexpected(forbidden("The token's scope, " +
                                        std::string(store::word(caller->token.scope)) +
                                        ", does not allow this."));
    return caller;
}

tl::expected<Json, Problem> read_body(const http::Request& request, const Route& route)
{
    if (route.body == Body::None) {
        if (request.body.empty())
            return Json{};
        return tl::unexpected(bad_request("No body is taken here."));
    }
    const bool is_patch = route.body == Body::Patch;
    if (!is_json(request, is_patch))
        return tl::unexpected(unsupported_type(
            is_patch ? "application/merge-patch+json or application/json" : "application/json"));
    auto body = read_json(request.body);
    if (!body)
        return tl::unexpected(bad_request("The body cannot be read: " + body.error() + "."));
    return std::move(*body);
}

/// The directory of this moment: also what another node has just changed. While the store cannot be
/// read, the one we have.
std::shared_ptr<const store::Directory> people_now(const engine::House& house)
{
    try {
        const auto reader = house.database.reader();
        house.directory.refresh_if_changed(*reader);
    } catch (const store::StoreError& error) {
        log::room("api").warning("the directory cannot be renewed", {{"reason", error.what()}});
    }
    return house.people();
}

Outcome answer_to(const Rooms& rooms, const http::Request& request,
                  const std::function<void(const http::Response&)>& later)
{
    auto found = find_route(request);
    if (!found)
        return tl::unexpected(found.error());
    const auto& route = *found->route;
    Call call{.rooms = rooms, .request = request, .later = later};
    if (!found->parts.empty())
        call.id = found->parts[0];
    if (found->parts.size() > 1)
        call.part = found->parts[1];
    call.people = route.scopes.empty() ? rooms.house.people() : people_now(rooms.house);
    auto caller = admit(request, route, *call.people, rooms.house.now());
    if (!caller)
        return tl::unexpected(caller.error());
    call.caller = std::move(*caller);
    if (call.caller.token.scope == Scope::Inbox && call.caller.token.id.valid())
        rooms.attendance->seen(call.caller.token);
    if (!route.type.empty() && !accepts(request, route.type))
        return tl::unexpected(not_acceptable(route.type));
    auto query = read_query(request, route.query);
    if (!query)
        return tl::unexpected(query.error());
    call.query = std::move(*query);
    auto body = read_body(request, route);
    if (!body)
        return tl::unexpected(body.error());
    call.body = std::move(*body);
    return route.answer(call);
}

/// The one place where a request's exceptions end.
Outcome answer_or_apologise(const Rooms& rooms, const http::Request& request,
                            const std::function<void(const http::Response&)>& later)
{
    constexpr auto text = "the request failed";
    try {
        return answer_to(rooms, request, later);
    } catch (const store::SealBroken& broken) {
        log::room("api").error(text, {{"request", request.id}, {"reason", broken.what()}});
        return tl::unexpected(Problem{500, "fault", "Fault", "The log says more.", {}, {}});
    } catch (const store::StoreError& error) {
        log::room("api").error(text, {{"request", request.id}, {"reason", error.what()}});
        return tl::unexpected(unavailable("The store cannot do it now."));
    } catch (const std::exception& error) {
        log::room("api").error(text, {{"request", request.id}, {"reason", error.what()}});
        return tl::unexpected(Problem{500, "fault", "Fault", "The log says more.", {}, {}});
    }
}

void log_refusal(const http::Request& request, const Problem& problem)
{
    if (problem.status == 401 || problem.status == 403)
        log::room("api").notice("refused", {{"request", request.id},
                                            {"peer", request.peer_address},
                                            {"status", problem.status},
                                            {"detail", problem.detail}});
}

} // namespace

Api::Api(const engine::House& house, const intake::SubmissionDoor& door,
         const intake::Observation& observation, intake::SourceGuard& guard, ApiSettings settings)
    : rooms_{
          house, door, observation, guard, std::move(settings), std::make_shared<Attendance>(house)}
{
}

void Api::handle(http::Request request, const Answer& answer) const
{
    const Answer named = [answer, id = request.id](http::Response response) {
        response.headers.add("X-Request-Id", id);
        answer(response);
    };
    const auto outcome = answer_or_apologise(rooms_, request, named);
    if (!outcome) {
        log_refusal(request, outcome.error());
        return named(respond_with(outcome.error(), request.id));
    }
    if (*outcome)
        named(**outcome);
}

std::vector<Api::Operation> Api::operations()
{
    std::vector<Operation> found;
    for (const auto& route : routes())
        found.push_back({route.method, route.path});
    return found;
}

} // namespace relay::api
