#include "contract.h"
#include "relay/push/base64url.h"
#include "relay/push/curve_key.h"
#include "tests/support/mail_certificate.h"

// docs/api.yaml is what the API does, and all that it does: a walk through every operation, each
// answer held against the document, and at the end the document against all the answers.

namespace tests {
namespace {

/// "GET /api/v1/inbox/{page}" of everything in the document.
std::set<std::string> documented_operations()
{
    std::set<std::string> found;
    for (const auto& [path, item] : document().root()["paths"].members) {
        for (const auto& [method, operation] : item.members) {
            if (method != "parameters")
                found.insert(store::folded_upper(method) + " " + path);
        }
    }
    return found;
}

TEST(Document, NamesTheOperationsThatThereAreAndNoOthers)
{
    std::set<std::string> routed;
    for (const auto& operation : relay::api::Api::operations())
        routed.insert(std::string(operation.method) + " " + std::string(operation.path));

    EXPECT_EQ(routed, documented_operations());
}

HOUSE_ON_BOTH_ENGINES(Contract);

} // namespace

/// Contacts and groups go by the same rules.
void Contract::walk_directory(const std::string& path, const std::string& good,
                              const std::string& taken)
{
    const auto one = path + "/{id}";
    const auto made = walk({"POST", path, admin, good});
    const auto id = at(made, "/id");
    walk({"POST", path, admin, taken});
    walk({"POST", path, admin, "{}"});
    walk({"POST", path, admin, "{"});
    walk({"POST", path, admin, "x", {{"Content-Type", "text/plain"}}});
    walk({"GET", path + "?limit=1", admin});
    walk({"GET", path + "?limit=0", admin});
    walk({"GET", one, admin}, id);
    walk({"GET", one, admin}, "NOBODY");
    walk({"PATCH", one, admin, "{}", {{"If-Match", "\"1\""}}}, id);
    walk({"PATCH", one, admin, "{}", {{"If-Match", "\"1\""}}}, id);
    walk({"PATCH", one, admin, "{}"}, id);
    walk({"PATCH", one, admin, "[", {{"If-Match", "*"}}}, id);
    walk({"PATCH", one, admin, R"({"x":1})", {{"If-Match", "*"}}}, id);
    walk({"PATCH", one, admin, R"({"opid":"TSUNAMI"})", {{"If-Match", "*"}}}, id);
    walk({"PATCH", one, admin, "x", {{"Content-Type", "text/plain"}}}, id);
    walk({"PATCH", one, admin, "{}"}, "NOBODY");
    walk({"DELETE", one, admin}, id);
    walk({"DELETE", one, admin, "", {{"If-Match", "\"1\""}}}, id);
    walk({"DELETE", one, admin, "", {{"If-Match", "*"}}}, id);
    walk({"DELETE", one, admin}, id);
}

/// A WCTP message to Donald by a source that is pushed to, with all that it may say.
store::Message Contract::full_message(std::int64_t id)
{
    auto message = build::message();
    message.id = {id};
    message.source = {10};
    message.principal = {2};
    message.subject = store::ProtectedText("S");
    message.choices = {{"Yes", "Y"}};
    message.reference = "R-1";
    message.not_before = build::noon + 1s;
    message.expires = build::noon + 1h;
    message.notify = {true, true, true};
    return message;
}

/// One that goes to Donald himself, is answered, and then got lost on the way.
void Contract::walk_a_message()
{
    channels.email.answer_next(relay::channels::Busy{"421", "not now", {}});
    const auto id = node().submit(full_message(300), "DONALD");
    const auto page = node().pages(id).front().id.text();
    node().advance(1s);
    const auto path = "/api/v1/messages/{id}";
    walk({"GET", path, admin}, id.text());
    walk({"POST", "/api/v1/inbox/{page}/reply", donald_device, R"({"choice":1})"}, page);
    node().settle();
    auto lost = node().pages(id).front();
    lost.failed = clock.now();
    node().write([&](auto& c) { ASSERT_TRUE(store::PageRepository(c).save(lost)); });
    walk({"GET", path + std::string("?text=1"), admin}, id.text());
    walk({"GET", path + std::string("?text=yes"), admin}, id.text());
    const auto explain = path + std::string("/explain");
    for (const char* about : {"?contact=DONALD", "?contact=ANN-LEE", "?contact=NOBODY", ""})
        walk({"GET", explain + about, admin}, id.text());
}

void Contract::walk_an_export()
{
    const auto path = "/api/v1/contacts/{id}/export";
    node().add(build::contact(34, "NO-MAIL").get());
    for (const char* who : {"DONALD", "NO-MAIL", "NOBODY"})
        walk({"POST", path, admin}, who);
    walk({"GET", "/api/v1/inbox/export", donald_device});
    walk({"GET", "/api/v1/inbox/export.csv", donald_device});
}

/// One that nobody's device gets before its expiry.
void Contract::walk_an_expiry()
{
    const auto id = node().submit(full_message(500), "ANN-LEE");
    node().advance(2h);
    walk({"GET", "/api/v1/messages/{id}", admin}, id.text());
}

/// One that escalates to a failover.
void Contract::walk_an_escalation()
{
    walk({"POST", "/api/v1/groups", admin, R"({"name":"Esc","opid":"ESC-ONE","description":"d",
        "escalation":true,"failoverIntervalMs":60000,"members":["DONALD"],
        "failovers":["TSUNAMI"],"failReportEmail":"desk@example.org"})"});
    const auto id = node().submit(full_message(400), "ESC-ONE");
    node().advance(2s);
    walk({"GET", "/api/v1/messages/{id}", admin}, id.text());
    node().advance(1min);
    walk({"GET", "/api/v1/messages/{id}", admin}, id.text());
}

/// What would happen.
void Contract::walk_a_plan()
{
    const auto plan = std::string("/api/v1/messages:plan");
    walk({"POST", plan, admin, R"({"to":"ESC-ONE","source":"insider","down":["sms"],
        "at":"2027-01-01T00:00:00Z","horizonMs":3600000})"});
    walk({"POST", plan, admin, R"({"to":"NOBODY"})"});
    walk({"POST", plan, admin, "{"});
    walk({"POST", plan, admin, "x", {{"Content-Type", "text/plain"}}});
}

/// What may be asked of one that is under way, and of one where there is nothing to do.
void Contract::walk_the_actions()
{
    const auto fresh = [this](std::int64_t id) {
        auto message = full_message(id);
        message.not_before = clock.now() + 1s;
        message.expires = clock.now() + 1h;
        return message;
    };
    walk({"POST", "/api/v1/groups", admin, R"({"name":"First","opid":"FIRST-ONE",
        "firstAnswerEnds":true,"acceptanceMs":60000,"members":["DONALD"]})"});
    const auto taken = node().submit(fresh(600), "FIRST-ONE");
    node().advance(2s);
    const auto mine = node().pages(taken).front().id.text();
    const auto page = std::string("/api/v1/inbox/{page}");
    walk({"POST", page + "/close", donald_device}, mine);
    walk({"POST", page + "/reply", donald_device, R"({"choice":1})"}, mine);
    walk({"GET", page, donald_device}, mine);
    walk({"GET", "/api/v1/messages/{id}", admin}, taken.text());
    walk({"POST", page + "/close", donald_device}, mine);
    walk({"POST", page + "/decline", donald_device}, mine);
    walk({"POST", page + "/close", donald_device}, "pg_x");
    walk({"POST", page + "/decline", donald_device}, "pg_x");
    const auto refused = node().submit(fresh(610), "FIRST-ONE");
    node().advance(2s);
    const auto to_refuse = node().pages(refused).front().id.text();
    walk({"POST", page + "/decline", donald_device}, to_refuse);
    const auto message = std::string("/api/v1/messages/{id}/");
    for (const auto* action : {"resend", "escalate", "close", "cancel", "redirect"}) {
        const auto body = action == std::string("redirect") ? R"({"to":"ANN-LEE"})" : "";
        walk({"POST", message + action, admin, body}, "msg_x");
        walk({"POST", message + action, admin, body}, refused.text());
        walk({"POST", message + action, admin, body}, refused.text());
    }
    walk({"GET", "/api/v1/messages/{id}", admin}, refused.text());
    walk({"GET", page, donald_device}, to_refuse);
    const auto under_way = node().submit(fresh(620), "ESC-ONE");
    node().advance(2s);
    walk({"POST", message + "escalate", admin}, under_way.text());
    walk({"POST", message + "resend", admin}, under_way.text());
    const auto to_donald = node().submit(fresh(640), "DONALD");
    walk({"POST", message + "redirect", admin, R"({"to":"ANN-LEE"})"}, to_donald.text());
    for (const auto* body : {"{", "{}"})
        walk({"POST", message + "redirect", admin, body}, under_way.text());
    walk({"POST", message + "redirect", admin, "x", {{"Content-Type", "text/plain"}}},
         under_way.text());
    const auto held = node().submit(fresh(630), "FIRST-ONE");
    node().advance(2s);
    walk({"POST", page + "/reply", donald_device, R"({"choice":1})"},
         node().pages(held).front().id.text());
    walk({"POST", message + "close", admin}, held.text());
    walk({"GET", "/api/v1/messages/{id}", admin}, held.text());
    walk({"GET", "/api/v1/inbox", donald_device});
    walk({"GET", "/api/v1/messages", admin});
}

void Contract::walk_messages()
{
    const auto path = "/api/v1/messages";
    const auto* body = R"({"to":["ANN-LEE","DONALD"],"text":"x","reference":"R"})";
    const auto first = walk({"POST", path, sender, body});
    walk({"POST", path, sender, "{"});
    walk({"POST", path, sender, "{}"});
    walk({"POST", path, sender, "x", {{"Content-Type", "text/plain"}}});
    auto slow = source(7, "slow", 1);
    slow.burst = 1;
    node().add(slow);
    const auto by = token("slow", store::Scope::Submit, {7});
    walk({"POST", path, by, body = R"({"to":"ANN-LEE","text":"x"})"});
    walk({"POST", path, by, body});
    walk({"GET", "/api/v1/messages/{id}", sender}, at(first, "/messages/0/id"));
    walk({"GET", "/api/v1/messages/{id}", sender}, "msg_x");
    walk({"GET", "/api/v1/messages?limit=1", sender});
    walk({"GET", "/api/v1/messages?limit=x", sender});
}

void Contract::walk_inbox()
{
    const auto page = "/api/v1/inbox/{page}";
    const auto list = walk({"GET", "/api/v1/inbox?limit=1", donald_device});
    walk({"GET", "/api/v1/inbox?limit=0", donald_device});
    const auto mine = at(walk({"GET", "/api/v1/inbox", donald_device}), "/items/0/id");
    const auto reply = std::string(page) + "/reply";
    const auto read = std::string(page) + "/read";
    walk({"POST", reply, donald_device, R"({"text":"ok"})"}, mine);
    walk({"POST", reply, donald_device, "{}"}, mine);
    walk({"POST", reply, donald_device, "{"}, mine);
    walk({"POST", reply, donald_device, "x", {{"Content-Type", "text/plain"}}}, mine);
    walk({"POST", reply, donald_device, "{}"}, "pg_x");
    walk({"POST", read, donald_device}, mine);
    walk({"POST", read, donald_device}, "pg_x");
    walk({"GET", page, donald_device}, mine);
    walk({"GET", page, donald_device}, "pg_x");
    auto quiet = build::message();
    quiet.allow_response = false;
    quiet.id = {200};
    node().submit(quiet, "ANN-LEE");
    walk({"POST", reply, ann_device, R"({"text":"ok"})"}, first_page_of(ann_device));
}

void Contract::walk_pin()
{
    const auto pin = "/api/v1/inbox/pin";
    walk({"PUT", pin, donald_device, R"({"pin":"4711"})"});
    walk({"GET", pin, donald_device});
    walk({"PUT", pin, donald_device, R"({"pin":"47"})"});
    walk({"PUT", pin, donald_device, "{"});
    walk({"PUT", pin, donald_device, "x", {{"Content-Type", "text/plain"}}});
    for (int i = 0; i < 6; ++i)
        walk({"PUT", pin, donald_device, R"({"pin":null,"currentPin":"4712"})"});
}

void Contract::walk_devices()
{
    const auto own = "/api/v1/inbox/devices";
    const auto one = "/api/v1/inbox/devices/{id}";
    const auto any = "/api/v1/devices/{id}";
    const auto made = "/api/v1/devices";
    const auto name = R"({"name":"n"})";
    walk({"POST", "/api/v1/contacts/{id}/enrolments", admin}, "NOBODY");
    walk({"POST", "/api/v1/contacts/{id}/enrolments", admin}, "ANN-LEE");
    const auto code = at(walk({"POST", "/api/v1/inbox/enrolments", ann_device}), "/code");
    walk({"POST", made, "", "{"});
    walk({"POST", made, "", "{}"});
    walk({"POST", made, "", "x", {{"Content-Type", "text/plain"}}});
    const auto wish = R"({"name":"n","code":")" + code + "\"}";
    const auto id = at(walk({"POST", made, "", wish, {{"User-Agent", "B"}}}), "/device/id");
    walk({"POST", made, "", wish});
    walk({"GET", "/api/v1/contacts/{id}/devices", admin}, "ANN-LEE");
    walk({"GET", "/api/v1/contacts/{id}/devices", admin}, "NOBODY");
    walk({"GET", "/api/v1/contacts/{id}", admin}, "ANN-LEE");
    for (const auto& [path, by] : {std::pair{any, admin}, std::pair{one, ann_device}}) {
        walk({"PATCH", path, by, name}, id);
        walk({"PATCH", path, by, "{"}, id);
        walk({"PATCH", path, by, R"({"x":1})"}, id);
        walk({"PATCH", path, by, "x", {{"Content-Type", "text/plain"}}}, id);
        walk({"PATCH", path, by, name}, "dev_x");
        walk({"DELETE", path, by}, id);
        walk({"DELETE", path, by}, "dev_x");
    }
    walk({"GET", own, ann_device});
}

void Contract::walk_pushes()
{
    const auto push = "/api/v1/inbox/push";
    const auto receipts = "/api/v1/inbox/receipts";
    const auto code = at(post("/api/v1/inbox/enrolments", ann_device, ""), "/code");
    const auto phone =
        at(post("/api/v1/devices", "", R"({"name":"p","code":")" + code + "\"}"), "/token");
    const auto body = R"({"endpoint":"https://push.example/x","keys":{"p256dh":")" +
                      relay::push::base64url(relay::push::CurveKey::generate().public_octets()) +
                      R"(","auth":"AAAAAAAAAAAAAAAAAAAAAA"}})";
    walk({"PUT", push, phone, body});
    walk({"PUT", push, ann_device, body});
    walk({"PUT", push, phone, "{"});
    walk({"PUT", push, phone, "{}"});
    walk({"PUT", push, phone, "x", {{"Content-Type", "text/plain"}}});
    walk({"GET", push, phone});
    submit(R"({"to":"ANN-LEE","text":"x"})");
    const auto said = relay::api::read_json(channels.push.texts().back()).value();
    const auto receipt = R"({"receipt":")" + at(said, "/receipt") + "\"}";
    walk({"POST", receipts, "", receipt});
    walk({"POST", receipts, "", receipt});
    walk({"POST", receipts, "", "{"});
    walk({"POST", receipts, "", "{}"});
    walk({"POST", receipts, "", "x", {{"Content-Type", "text/plain"}}});
    walk({"DELETE", push, phone});
    walk({"DELETE", push, ann_device});
}

/// Every operation without a token, and with one that may not.
void Contract::walk_refusals()
{
    for (const auto& operation : relay::api::Api::operations()) {
        const std::string method(operation.method);
        const std::string path(operation.path);
        const auto& described =
            document().root()["paths"][path][store::folded_lower(operation.method)];
        if (described.has("security"))
            continue;
        const bool is_inbox = path.starts_with("/api/v1/inbox");
        walk({method, path, ""}, "x x");
        walk({method, path, is_inbox ? admin : ann_device}, "x x");
    }
}

namespace {

TEST_P(Contract, HoldsForEveryOperationStatusAndMember)
{
    const std::string person = R"("firstName":"E","lastName":"N","details":[{"kind":"phone",
        "address":"+4930998877"}],"displayName":"d","alias":"e.n","publicId":"p",
        "copies":["email"],"redundancy":[{"channel":"sms","delayMs":60000}],
        "wctpStatusEmail":"a@b.example","secure":false,"acknowledgeHipaa":true})";
    walk({"GET", "/healthz"});
    walk({"GET", "/readyz"});
    walk({"GET", "/metrics", metrics});
    walk({"GET", "/api/v1/domains", admin});
    walk_sources();
    walk_directory(contacts, R"({"opid":"ELA-NEW",)" + person, R"({"opid":"ANN-LEE",)" + person);
    walk_directory(groups, R"({"name":"Night","description":"d","failReportEmail":"a@b.example",
        "members":["ANN-LEE"]})",
                   R"({"name":"N","opid":"ANN-LEE"})");
    walk_directory(schedules, R"({"opid":"DUTY-NEW","name":"New","zone":"UTC"})",
                   R"({"name":"N","opid":"ANN-LEE"})");
    walk_schedules();
    patch("/api/v1/contacts/DONALD", admin, R"({"copies":["email"],
        "redundancy":[{"channel":"email","delayMs":600000},{"channel":"sms","delayMs":0}]})");
    patch("/api/v1/contacts/ANN-LEE", admin,
          R"({"certificate":)" + json_text(make_mail_certificate().pem) + "}");
    walk({"GET", "/api/v1/contacts/{id}", admin}, "ANN-LEE");
    auto pushed = source(10, "pushed", 2);
    pushed.door = store::Door::Wctp;
    pushed.callback_url = "https://pushed.example/wctp";
    node().add(pushed);
    walk_availability();
    walk_keywords();
    walk_a_message();
    walk_an_export();
    walk_an_escalation();
    walk_an_expiry();
    walk_the_actions();
    walk_a_plan();
    walk_messages();
    walk_inbox();
    walk_files();
    walk_a_digest();
    walk_pin();
    walk_devices();
    walk_pushes();
    walk_methods();
    node().settle();
    walk({"GET", "/api/v1/messages", admin});
    walk({"GET", "/api/v1/inbox", donald_device});
    walk_refusals();
    const auto mine = first_page_of(donald_device);
    node().crash();
    walk({"GET", "/readyz"});
    walk({"POST", "/api/v1/messages", sender, R"({"to":"ANN-LEE","text":"x"})"});
    walk({"POST", "/api/v1/inbox/{page}/read", donald_device}, mine);
    walk({"PUT", "/api/v1/inbox/pin", ann_device, R"({"pin":"4711"})"});
    walk({"POST", "/api/v1/inbox/receipts", "", R"({"receipt":"x"})"});
    walk({"POST", "/api/v1/inbox/{page}/reply", donald_device, R"({"text":"x"})"}, mine);

    EXPECT_EQ(unseen_answers(), std::set<std::string>());
    EXPECT_EQ(unseen_members(), std::set<std::string>());
}

} // namespace
} // namespace tests
