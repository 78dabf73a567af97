// The part of the contract that is about duty, rest and keywords.
#include "contract.h"

namespace tests {

/// Whom not to disturb (X.5), and what a page then says.
void Contract::walk_availability()
{
    const auto own = "/api/v1/inbox/availability";
    const auto theirs = "/api/v1/contacts/{id}/availability";
    const std::string hours = R"("quietHours":[{"from":"22:00","to":"07:00"}])";
    const std::string rest = R"("zone":"UTC","doNotDisturb":{"until":"2030-01-01T00:00:00Z",
        "standIn":"ANN-LEE"})";
    walk({"GET", own, donald_device});
    walk({"PATCH", own, donald_device, "{" + hours + "," + rest + "}", {{"If-Match", "*"}}});
    walk({"PATCH", own, donald_device, "{}", {{"If-Match", "\"1\""}}});
    walk({"PATCH", own, donald_device, "{}"});
    walk({"PATCH", own, donald_device, "[", {{"If-Match", "*"}}});
    walk({"PATCH", own, donald_device, R"({"zone":"Mars"})", {{"If-Match", "*"}}});
    walk({"PATCH", own, donald_device, "x", {{"Content-Type", "text/plain"}}});
    walk({"GET", "/api/v1/contacts/{id}", admin}, "DONALD");
    walk({"GET", theirs, admin}, "DONALD");
    walk({"GET", theirs, sender}, "NOBODY");
    node().add(build::schedule(33, "HIS-DUTY", {donald}));
    const auto id = node().submit(full_message(350), "HIS-DUTY");
    node().advance(1s);
    walk({"GET", "/api/v1/schedules?limit=1", admin});
    walk({"GET", "/api/v1/messages/{id}", admin}, id.text());
    walk({"GET", "/api/v1/inbox", ann_device});
    walk({"GET", "/api/v1/inbox/{page}", ann_device}, first_page_of(ann_device));
    walk({"PATCH",
          own,
          donald_device,
          R"({"doNotDisturb":null,"quietHours":null})",
          {{"If-Match", "*"}}});
}

/// What schedules have besides (X.1).
void Contract::walk_schedules()
{
    const std::string one = "/api/v1/schedules/{id}";
    walk({"POST", "/api/v1/schedules", admin, R"({"opid":"DUTY-ONE","name":"Duty",
        "description":"d","layers":[{"name":"weeks","turn":"week","length":1,
        "begins":"2020-01-06","handoff":"08:00","people":["ANN-LEE","DONALD"],
        "hours":[{"days":["mon"],"from":"08:00","to":"18:00"}]}]})"});
    for (const auto* path : {"/on-duty", "/gaps"}) {
        walk({"GET", one + path, admin}, "DUTY-ONE");
        walk({"GET", one + path, admin}, "NOBODY");
    }
    walk({"GET", one + "/on-duty?at=2020-01-06T09:00:00Z", sender}, "DUTY-ONE");
    walk({"GET", one + "/on-duty?at=x", sender}, "DUTY-ONE");
    walk({"GET", one + "/gaps?from=x", admin}, "DUTY-ONE");
    const std::string span = R"("from":"2020-01-07T00:00:00Z","to":"2020-01-08T00:00:00Z"})";
    const auto made =
        walk({"POST", one + "/overrides", admin, R"({"contact":"DONALD",)" + span}, "DUTY-ONE");
    const auto swapped = walk({"POST", one + "/swaps", admin,
                               R"({"giver":"ANN-LEE","taker":"DONALD",
        "backFrom":"2020-01-14T00:00:00Z","backTo":"2020-01-15T00:00:00Z",)" +
                                   span},
                              "DUTY-ONE");
    const auto swap = "DUTY-ONE " + at(swapped, "/swaps/0/id");
    const auto decision = one + "/swaps/{swap}/decision";
    for (const auto& [path, id] : {std::pair{one + "/overrides", std::string("DUTY-ONE")},
                                   {one + "/swaps", "DUTY-ONE"},
                                   {decision, swap}}) {
        walk({"POST", path, admin, "{}"}, id);
        walk({"POST", path, admin, "{"}, id);
        walk({"POST", path, admin, "x", {{"Content-Type", "text/plain"}}}, id);
        walk({"POST", path, admin, "{}"}, "NOBODY swp_x");
    }
    walk({"POST", decision, admin, R"({"state":"approved"})"}, swap);
    walk({"POST", decision, admin, R"({"state":"approved"})"}, swap);
    const auto instead = "DUTY-ONE " + at(made, "/overrides/0/id");
    walk({"DELETE", one + "/overrides/{override}", admin}, instead);
    walk({"DELETE", one + "/overrides/{override}", admin}, instead);
    walk({"POST", "/api/v1/groups", admin,
          R"({"name":"On duty","opid":"ON-DUTY","members":["DUTY-ONE"]})"});
}

/// Words by which people join a group (S3.99).
void Contract::walk_keywords()
{
    const std::string all = "/api/v1/groups/{id}/keywords";
    const auto one = all + "/{keyword}";
    const std::string movie = R"({"keyword":"movie","number":"4040","joinedText":"Welcome",
        "stopText":"Bye","helpText":"Help"})";
    const auto made = walk({"POST", all, admin, movie}, "TSUNAMI");
    const auto id = "TSUNAMI " + at(made, "/id");
    walk({"POST", all, admin, movie}, "TSUNAMI");
    walk({"POST", all, admin, "{}"}, "TSUNAMI");
    walk({"POST", all, admin, "{"}, "TSUNAMI");
    walk({"POST", all, admin, "x", {{"Content-Type", "text/plain"}}}, "TSUNAMI");
    walk({"POST", all, admin, movie}, "NOBODY");
    walk({"GET", all, admin}, "TSUNAMI");
    walk({"GET", all, admin}, "NOBODY");
    auto films = movie;
    const auto second = walk({"POST", all, admin, films.replace(12, 5, "films")}, "TSUNAMI");
    walk({"PATCH", one, admin, R"({"keyword":"movie"})", {{"If-Match", "*"}}},
         "TSUNAMI " + at(second, "/id"));
    walk({"PATCH", one, admin, R"({"joinedText":"Leave by MOVIE STOP"})", {{"If-Match", "*"}}}, id);
    walk({"PATCH", one, admin, "{}", {{"If-Match", "\"1\""}}}, id);
    walk({"PATCH", one, admin, "{}"}, id);
    walk({"PATCH", one, admin, "[", {{"If-Match", "*"}}}, id);
    walk({"PATCH", one, admin, R"({"keyword":"stop"})", {{"If-Match", "*"}}}, id);
    walk({"PATCH", one, admin, "x", {{"Content-Type", "text/plain"}}}, id);
    walk({"PATCH", one, admin, "{}"}, "TSUNAMI kw_x");
    walk({"DELETE", one, admin}, id);
    walk({"DELETE", one, admin, "", {{"If-Match", "\"1\""}}}, id);
    walk({"DELETE", one, admin, "", {{"If-Match", "*"}}}, id);
    walk({"DELETE", one, admin}, id);
}

} // namespace tests
