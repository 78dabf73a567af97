#include "relay/api/call.h"
#include "relay/http/characters.h"
#include "store/audit_repository.h"
#include "store/error.h"
#include <charconv>

namespace relay::api {
namespace {

constexpr std::size_t most_items = 500;

std::optional<std::size_t> limit_of(std::string_view text)
{
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return number >= 1 && number <= most_items ? std::optional(number) : std::nullopt;
}

Problem collision(const store::Conflict& conflict)
{
    const auto& rule = conflict.constraint();
    if (rule == "opid_pkey")
        return api::conflict("duplicate-key", "Another contact or group has this OPID.",
                             {{"/opid", "is taken by another contact or group"}});
    if (rule == "contact_alias_key")
        return api::conflict("duplicate-key", "Another contact has this alias.",
                             {{"/alias", "is taken by another contact"}});
    if (rule == "contact_group_name_key")
        return api::conflict("duplicate-key", "Another group has this name.",
                             {{"/name", "is taken by another group"}});
    if (rule == "group_keyword_number_word_key") // S3.110
        return api::conflict("duplicate-key", "Another group has this keyword on this number.",
                             {{"/keyword", "is taken on this number"}});
    if (rule == "schedule_name_key")
        return api::conflict("duplicate-key", "Another schedule has this name.",
                             {{"/name", "is taken by another schedule"}});
    throw conflict; // no rule that a caller could break
}

} // namespace

std::string_view Call::parameter(std::string_view name) const
{
    return http::find_parameter(query, name).value_or(std::string_view());
}

http::Response json_response(int status, JsonWriter& json)
{
    return http::respond(status, "application/json", json.take());
}

http::Response empty_response()
{
    return {204, {}, {}};
}

std::string etag(std::int64_t version)
{
    return "\"" + std::to_string(version) + "\"";
}

std::optional<Problem> refuse_unless_matches(const http::Request& request, std::int64_t version)
{
    const auto wanted = request.headers.find("If-Match");
    if (!wanted)
        return precondition_required();
    if (*wanted == "*" || http::trimmed(*wanted) == etag(version))
        return std::nullopt;
    return stale(etag(version));
}

tl::expected<Paging, Problem> paging_of(const Call& call)
{
    Paging paging{.cursor = std::string(call.parameter("cursor"))};
    if (const auto text = http::find_parameter(call.query, "limit")) {
        const auto limit = limit_of(*text);
        if (!limit)
            return tl::unexpected(bad_request("limit must be a number from 1 to 500."));
        paging.limit = *limit;
    }
    return paging;
}

tl::expected<bool, Problem> change(const Call& call,
                                   const std::function<bool(store::Connection&)>& work)
{
    try {
        const bool done = call.house().writer.ask(work);
        const auto reader = call.house().database.reader();
        call.house().directory.refresh_if_changed(*reader);
        return done;
    } catch (const store::Conflict& conflict) {
        return tl::unexpected(collision(conflict));
    }
}

void audit(const Call& call, store::Connection& connection, std::string action, std::string subject,
           std::string outcome)
{
    store::AuditEntry entry;
    entry.at = call.house().now();
    entry.actor = call.caller.name();
    entry.action = std::move(action);
    entry.subject = std::move(subject);
    entry.outcome = std::move(outcome);
    entry.origin = call.request.peer_address;
    store::AuditRepository(connection, call.house().vault).append(std::move(entry));
}

} // namespace relay::api
