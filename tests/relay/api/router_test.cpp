#include "api_house.h"
#include "relay/http/responder.h"

namespace tests {
namespace {

class Routing : public ApiTest {};
HOUSE_ON_BOTH_ENGINES(Routing);

TEST_P(Routing, AnswersUnknownPathsAndMethodsAsProblems)
{
    const auto nowhere = get("/api/v1/nowhere", admin);
    const auto below = get("/api/v1/contacts/a/b", admin);
    const auto put = ask({"PUT", "/api/v1/contacts", admin});

    EXPECT_EQ(nowhere.status, 404);
    EXPECT_EQ(header(nowhere, "Content-Type"), "application/problem+json");
    EXPECT_EQ(at(nowhere, "/type"), "urn:belfry:problem:not-found");
    EXPECT_EQ(at(nowhere, "/instance"), "urn:belfry:request:" + header(nowhere, "X-Request-Id"));
    EXPECT_EQ(below.status, 404);
    EXPECT_EQ(put.status, 405);
    EXPECT_EQ(header(put, "Allow"), "GET, POST");
}

TEST_P(Routing, LetsNobodyInWithoutATokenInForce)
{
    const auto expired = token("old", store::Scope::Admin, {5}, {}, build::noon);
    const auto basic = ask({.path = contacts, .headers = {{"Authorization", "Basic YTpi"}}});
    const auto two = ask({.path = contacts, .token = admin, .headers = {{"Authorization", "x"}}});
    const auto late = get(contacts, expired);
    const auto wrong = get(contacts, "bfy_wrong");

    EXPECT_EQ(get(contacts, "").status, 401);
    EXPECT_EQ(header(get(contacts, ""), "WWW-Authenticate"), "Bearer realm=\"belfry\"");
    EXPECT_EQ(basic.status, 401);
    EXPECT_EQ(two.status, 401);
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(late.status, 401);
    EXPECT_EQ(at(late, "/detail"), at(wrong, "/detail")) << "it says nothing of itself";
    EXPECT_EQ(get(std::string(contacts) + "?token=" + admin, "").status, 401);
    EXPECT_EQ(get(contacts, admin).status, 200);
}

TEST_P(Routing, LetsEachScopeDoItsOwnThingsOnly)
{
    const std::pair<std::string, std::vector<int>> cases[] = {
        // contacts, messages, inbox, metrics
        {admin, {200, 200, 403, 200}},
        {sender, {403, 200, 403, 403}},
        {ann_device, {403, 403, 200, 403}},
        {metrics, {403, 403, 403, 200}},
    };

    for (const auto& [by, expected] : cases) {
        const std::vector<int> found{get(contacts, by).status, get(messages, by).status,
                                     get("/api/v1/inbox", by).status, get("/metrics", by).status};
        EXPECT_EQ(found, expected) << &by - &cases[0].first;
    }
}

TEST_P(Routing, RefusesTokensOfASourceThatIsOffOrElsewhere)
{
    auto off = source(7, "off", 1);
    off.enabled = false;
    auto fixed = source(8, "fixed", 1);
    fixed.networks = {"192.0.2.0/24"};
    node().add(off);
    node().add(fixed);
    const auto off_token = token("off", store::Scope::Submit, {7});
    const auto fixed_token = token("fixed", store::Scope::Submit, {8});

    EXPECT_EQ(get(messages, off_token).status, 403);
    EXPECT_EQ(get(messages, fixed_token).status, 200);
    EXPECT_EQ(ask({.path = messages, .token = fixed_token, .peer = "198.51.100.1"}).status, 403);
}

TEST_P(Routing, SaysWhatItCannotWriteOrRead)
{
    const auto xml = ask({.path = contacts, .token = admin, .headers = {{"Accept", "text/xml"}}});
    const auto none =
        ask({.path = contacts, .token = admin, .headers = {{"Accept", "application/json;q=0"}}});
    const auto any =
        ask({.path = contacts, .token = admin, .headers = {{"Accept", "text/html, */*;q=0.1"}}});
    const auto form =
        post(messages, sender, "to=a", {{"Content-Type", "application/x-www-form-urlencoded"}});
    const auto latin =
        post(messages, sender, "{}", {{"Content-Type", "application/json; charset=latin1"}});

    EXPECT_EQ(xml.status, 406);
    EXPECT_EQ(none.status, 406);
    EXPECT_EQ(any.status, 200);
    EXPECT_EQ(form.status, 415);
    EXPECT_EQ(latin.status, 415);
}

TEST_P(Routing, RefusesQueriesThatMakeNoSense)
{
    for (const auto* query :
         {"?limit=0", "?limit=501", "?limit=999999999999999999999", "?limit=-1", "?limit=x",
          "?limit=1&limit=2", "?offset=-1", "?cursor=msg_1", "?q=%zz", "?q=%00", "?q=%ff"})
        EXPECT_EQ(get(std::string(contacts) + query, admin).status, 400) << query;
    const auto meant = get(std::string(contacts) + "?limt=1", admin);
    EXPECT_NE(meant.body.find("did you mean limit"), std::string::npos);
    EXPECT_EQ(get(std::string(contacts) + "?q=" + std::string(100, '%') + "25", admin).status, 400);
}

TEST_P(Routing, RefusesBodiesThatAreNotCleanJson)
{
    const auto twice = post(messages, sender, R"({"to":"ANN-LEE","to":"DONALD","text":"x"})");
    const auto list = post(messages, sender, "[]");
    const auto unknown =
        post(messages, sender, R"({"to":"ANN-LEE","text":"x","__proto__":{},"prioriti":"high"})");
    const auto unasked = ask({"GET", contacts, admin, "{}"});

    EXPECT_EQ(twice.status, 400);
    EXPECT_EQ(list.status, 422);
    EXPECT_EQ(unknown.status, 422);
    EXPECT_EQ(first_error(unknown), "/__proto__ is not known here");
    EXPECT_EQ(at(unknown, "/errors/1/detail"), "is not known here; did you mean priority?");
    EXPECT_EQ(unasked.status, 400);
}

TEST_P(Routing, AnswersHeadAsGet)
{
    EXPECT_EQ(ask({"HEAD", contacts, admin}).status, 200);
}

TEST_P(Routing, SaysNotNowWhileTheStoreIsGone)
{
    node().crash();

    const auto change = post(contacts, admin, R"({"opid":"NEW-ONE","firstName":"A",
        "lastName":"B","details":[{"kind":"email","address":"a@b.example"}]})");
    const auto submission = post(messages, sender, R"({"to":"ANN-LEE","text":"x"})");

    EXPECT_EQ(change.status, 503);
    EXPECT_NE(header(change, "Retry-After"), "-");
    EXPECT_EQ(submission.status, 503);
    EXPECT_EQ(get("/readyz", "").status, 503);
    EXPECT_EQ(get("/healthz", "").status, 200);
}

class Health : public ApiTest {};
HOUSE_ON_BOTH_ENGINES(Health);

TEST_P(Health, IsReadyOnceTheDirectoryIsThereAndTheStoreTakesWork)
{
    const auto ready = get("/readyz", "");

    EXPECT_EQ(ready.status, 200);
    EXPECT_EQ(at(ready, "/ready"), "true");
    node().crash();
    const auto gone = get("/readyz", "");
    EXPECT_EQ(gone.status, 503);
    EXPECT_EQ(at(gone, "/reasons/0"), "store_not_writable");
}

TEST_P(Health, ShowsCountersToPrometheus)
{
    submit(R"({"to":"ANN-LEE","text":"x"})");
    post(messages, sender, R"({"to":"NOBODY","text":"x"})");

    const auto text = get("/metrics", metrics).body;

    for (const auto* line :
         {"belfry_build{version=\"1.2.3\"} 1\n", "belfry_messages_accepted_total{door=\"api\"} 1\n",
          "belfry_submissions_refused_total{door=\"api\"} 1\n", "belfry_writer_ill 0\n",
          "belfry_connections_open{listener=\"web\"} 2\n",
          "belfry_connections_accepted_total{listener=\"web\"} 9\n",
          "belfry_connections_refused_total{listener=\"web\"} 1\n", "belfry_store_readable 1\n",
          "belfry_dispatch_lateness_seconds_bucket{le=\"0.001\"} 0\n",
          "belfry_dispatch_lateness_seconds_bucket{le=\"+Inf\"} 0\n",
          "# TYPE belfry_dispatch_lateness_seconds histogram\n"})
        EXPECT_NE(text.find(line), std::string::npos) << line;
}

TEST_P(Health, ShowsOpenDeliveriesByStateAndChannel)
{
    patch("/api/v1/contacts/ANN-LEE", admin,
          R"({"redundancy":[{"channel":"sms","delayMs":1800000}]})");
    submit(R"({"to":"ANN-LEE","text":"x"})");

    const auto text = get("/metrics", metrics).body;

    EXPECT_NE(text.find("belfry_deliveries_open{state=\"planned\",channel=\"sms\"} 1\n"),
              std::string::npos)
        << text;
}

TEST_P(Health, ShowsMetricsToLoopbackWithoutAToken)
{
    EXPECT_EQ(ask({.path = "/metrics", .peer = "127.0.0.1"}).status, 200);
    EXPECT_EQ(ask({.path = "/metrics", .peer = "::1"}).status, 200);
    EXPECT_EQ(get("/metrics", "").status, 401);
    EXPECT_EQ(ask({.path = "/metrics", .token = "bfy_wrong", .peer = "::1"}).status, 401);
}

/// The edge's Responder is one of the answers that an Api takes.
static_assert(std::is_convertible_v<relay::http::Responder, relay::api::Api::Answer>);

} // namespace
} // namespace tests
