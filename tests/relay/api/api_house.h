#pragma once
#include "relay/api/json_reader.h"
#include "relay/api/router.h"
#include "store/audit_repository.h"
#include "store/token.h"
#include "store/token_repository.h"
#include "tests/support/house.h"
#include <algorithm>
#include <future>

namespace tests {

using namespace std::chrono_literals;
using relay::api::Json;
using relay::http::Response;

/// The value that a JSON pointer names; null when there is none.
inline const Json* find_at(const Json& json, std::string_view pointer)
{
    const Json* found = &json;
    while (found != nullptr && !pointer.empty()) {
        pointer.remove_prefix(1);
        const auto part = std::string(pointer.substr(0, pointer.find('/')));
        pointer.remove_prefix(part.size());
        const auto* inside = found;
        found = nullptr;
        if (const auto* array = std::get_if<Json::Array>(&inside->value)) {
            const auto place = static_cast<std::size_t>(std::stoi(part));
            found = place < array->size() ? &(*array)[place] : nullptr;
        }
        if (const auto* object = std::get_if<Json::Object>(&inside->value)) {
            for (const auto& member : *object)
                found = member.name == part ? &member.value : found;
        }
    }
    return found;
}

inline Json json_of(const Response& response)
{
    auto json = relay::api::read_json(response.body);
    EXPECT_TRUE(json) << response.status << ": " << response.body;
    return json ? std::move(*json) : Json{};
}

/// The text, number or flag there, as text; "-" when there is nothing, "N items" of an array.
inline std::string at(const Json& json, std::string_view pointer)
{
    const auto* found = find_at(json, pointer);
    if (found == nullptr)
        return "-";
    if (const auto* text = std::get_if<std::string>(&found->value))
        return *text;
    if (const auto* number = std::get_if<std::int64_t>(&found->value))
        return std::to_string(*number);
    if (const auto* yes = std::get_if<bool>(&found->value))
        return *yes ? "true" : "false";
    if (const auto* array = std::get_if<Json::Array>(&found->value))
        return std::to_string(array->size()) + " items";
    return "?";
}
inline std::string at(const Response& response, std::string_view pointer)
{
    return at(json_of(response), pointer);
}
/// A text with line ends, as JSON has it.
inline std::string json_text(std::string_view text)
{
    std::string json = "\"";
    for (const char c : text)
        json += c == '\n' ? "\\n" : std::string(1, c);
    return json + "\"";
}
/// The first six digits that stand together; empty: there are none.
inline std::string six_digits_of(std::string_view text)
{
    constexpr auto digits = "0123456789";
    while (true) {
        text.remove_prefix(std::min(text.find_first_of(digits), text.size()));
        const auto run = std::min(text.find_first_not_of(digits), text.size());
        if (run == 6 || text.empty())
            return std::string(text.substr(0, run));
        text.remove_prefix(run);
    }
}
inline std::string header(const Response& response, std::string_view name)
{
    return std::string(response.headers.find(name).value_or("-"));
}

/// A house with people in it and the API in front.
///
/// Ann (ANN-LEE) lies in the shared domain, Donald (DONALD) among the VIPs; TSUNAMI holds both. The
/// tokens `admin` and `sender` are of a source that is Bob's, who may change the VIPs; `mary` is an
/// administrator who does not reach them; `other` submits for another source of Mary's.
class ApiTest : public HouseTest {
protected:
    static constexpr store::ContactId ann{11}, donald{12};

    struct Ask {
        std::string method = "GET";
        std::string path;
        std::string token;
        std::string body;
        relay::http::Headers headers;
        std::string peer = "192.0.2.7";
    };

    void SetUp() override
    {
        HouseTest::SetUp();
        if (IsSkipped())
            return;
        auto somebody = build::contact(11, "ANN-LEE").mail(111, "ann@example.org").alias("ann");
        node().add(somebody.phone(112, "+4930123456").get());
        node().add(build::contact(12, "DONALD").in_domain(2).mail(121, "d@example.org").get());
        node().add(build::group(21, "TSUNAMI", {ann, donald}));
        node().add(source(5, "console", 2));
        node().add(source(6, "ward", 1));
        node().write([](auto& connection) {
            store::DomainRepository(connection).grant({{2}, {2}, store::AccessLevel::Editor});
        });
        admin = token("admin", store::Scope::Admin, {5});
        mary = token("mary", store::Scope::Admin, {6});
        sender = token("sender", store::Scope::Submit, {5});
        other = token("other", store::Scope::Submit, {6});
        metrics = token("metrics", store::Scope::Metrics, {});
        ann_device = token("ann", store::Scope::Inbox, {}, ann);
        donald_device = token("donald", store::Scope::Inbox, {}, donald);
        door_.emplace(house(), relay::intake::SubmissionRules{});
        observation_.emplace(house());
        guard_.emplace(house());
        api_.emplace(house(), *door_, *observation_, *guard_,
                     relay::api::ApiSettings{
                         [] {
                             return std::vector<relay::api::ConnectionCounts>{{"web", 2, 9, 1}};
                         },
                         "1.2.3",
                         "public-key",
                         {"push.example"}});
    }
    static store::Source source(std::int64_t id, std::string name, std::int64_t principal)
    {
        store::Source made{.id = {id},
                           .name = std::move(name),
                           .door = store::Door::Api,
                           .principal = {principal}};
        made.rate_per_second = 1000;
        made.burst = 1000;
        return made;
    }

    std::string token(std::string name, store::Scope scope, store::SourceId source,
                      store::ContactId contact = {}, store::Instant expires = {})
    {
        auto text = store::make_token();
        store::Token made{.id = {++last_token_}, .name = std::move(name), .scope = scope};
        made.hash = store::token_hash(text);
        made.source = source;
        made.contact = contact;
        made.expires_ms = store::ms(expires);
        node().write([&](auto& c) { store::TokenRepository(c).insert(made); });
        node().refresh_directory();
        return text;
    }

    Response ask(const Ask& what)
    {
        relay::http::Request request;
        request.method = what.method;
        request.target = what.path;
        request.path = what.path.substr(0, what.path.find('?'));
        if (request.path.size() < what.path.size())
            request.query = what.path.substr(request.path.size() + 1);
        request.headers = what.headers;
        request.body = what.body;
        request.peer_address = what.peer;
        request.id = "r" + std::to_string(++last_request_);
        if (!what.token.empty())
            request.headers.add("Authorization", "Bearer " + what.token);
        if (!what.body.empty() && !what.headers.has("Content-Type"))
            request.headers.add("Content-Type", "application/json");
        const auto answered = std::make_shared<std::promise<Response>>();
        auto answer = answered->get_future();
        api_->handle(std::move(request), [answered](const Response& r) { answered->set_value(r); });
        return answer.get();
    }
    Response get(std::string path, const std::string& by)
    {
        return ask({.path = std::move(path), .token = by});
    }
    Response post(std::string path, const std::string& by, std::string body,
                  relay::http::Headers headers = {})
    {
        return ask({"POST", std::move(path), by, std::move(body), std::move(headers)});
    }
    Response patch(const std::string& path, const std::string& by, std::string body)
    {
        const auto tag = header(get(path, by), "ETag");
        return ask({"PATCH", path, by, std::move(body), {{"If-Match", tag}}});
    }
    Response remove(const std::string& path, const std::string& by)
    {
        const auto tag = header(get(path, by), "ETag");
        return ask({"DELETE", path, by, "", {{"If-Match", tag}}});
    }

    /// Submits by `sender` and settles; the message's id.
    std::string submit(std::string body)
    {
        const auto response = post("/api/v1/messages", sender, std::move(body));
        EXPECT_EQ(response.status, 202) << response.body;
        node().settle();
        return at(response, "/messages/0/id");
    }
    std::string first_page_of(const std::string& device)
    {
        return at(get("/api/v1/inbox", device), "/items/0/id");
    }

    /// "actor action subject outcome" of the newest entries, newest first.
    std::vector<std::string> audit_trail(std::size_t limit = 3)
    {
        std::vector<std::string> lines;
        const auto entries = node().read([&](auto& connection) {
            return store::AuditRepository(connection, house().vault).list(0, limit);
        });
        for (const auto& entry : entries)
            lines.push_back(entry.actor + " " + entry.action + " " + entry.subject + " " +
                            entry.outcome);
        return lines;
    }

    static constexpr auto contacts = "/api/v1/contacts";
    static constexpr auto groups = "/api/v1/groups";
    static constexpr auto schedules = "/api/v1/schedules";
    static constexpr auto messages = "/api/v1/messages";
    std::string admin, mary, sender, other, metrics, ann_device, donald_device;

private:
    std::int64_t last_token_ = 0;
    int last_request_ = 0;
    std::optional<relay::intake::SubmissionDoor> door_;
    std::optional<relay::intake::Observation> observation_;
    std::optional<relay::intake::SourceGuard> guard_;
    std::optional<relay::api::Api> api_;
};

/// "pointer detail" of a problem's first error.
inline std::string first_error(const Response& response)
{
    const auto json = json_of(response);
    return at(json, "/errors/0/pointer") + " " + at(json, "/errors/0/detail");
}

} // namespace tests
