#include "relay/api/health.h"
#include "relay/api/metrics_text.h"
#include "store/error.h"

namespace relay::api {
namespace {

/// What stands in the way of accepting a message; empty: nothing.
std::vector<std::string> reasons(const engine::House& house)
{
    std::vector<std::string> found;
    if (house.writer.is_ill())
        found.emplace_back("writer_ill");
    try {
        // Nothing is written, but lock, connection and free space are asked for as with a message.
        house.writer.run([](store::Connection&) {}, true);
    } catch (const store::StoreError&) {
        found.emplace_back("store_not_writable");
    }
    try {
        const auto reader = house.database.reader();
        static_cast<void>(store::directory_version(*reader));
    } catch (const store::StoreError&) {
        found.emplace_back("store_not_readable");
    }
    if (house.people()->version() == 0)
        found.emplace_back("directory_not_loaded");
    return found;
}

} // namespace

Outcome healthz(const Call&)
{
    JsonWriter json;
    json.object([&] { json.member("status", "ok"); });
    return json_response(200, json);
}

Outcome readyz(const Call& call)
{
    const auto found = reasons(call.house());
    JsonWriter json;
    json.object([&] {
        json.member("ready", found.empty());
        if (!found.empty())
            json.members("reasons", found);
    });
    auto response = json_response(found.empty() ? 200 : 503, json);
    if (!found.empty())
        response.headers.add("Retry-After", "5");
    return response;
}

Outcome metrics(const Call& call)
{
    return http::respond(200, "text/plain; version=0.0.4; charset=utf-8",
                         metrics_text(call.house(), call.rooms.settings));
}

} // namespace relay::api
