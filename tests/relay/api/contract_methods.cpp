// The part of the contract that is about addresses and tests.
#include "contract.h"
#include "store/contact_repository.h"

namespace tests {

void Contract::walk_methods()
{
    const auto who = std::string("/api/v1/contacts/{id}");
    const auto code = std::string("/code");
    const auto proof = std::string("/verification");
    const auto one = who + "/details/{detail}";
    const auto own = std::string("/api/v1/inbox/details/{id}");
    const auto phone = store::DetailId{112}.text();
    const auto his = "ANN-LEE " + phone;
    const auto opted_out = store::DetailId{351}.text();
    node().add(build::contact(35, "OPTED-OUT").phone(351, "+4930555", true).get());
    walk({"GET", "/api/v1/inbox/details", ann_device});
    for (const auto& [path, by, id, nobody] :
         {std::tuple{one, admin, his, std::string("ANN-LEE dt_x")},
          {own, ann_device, phone, std::string("dt_x")}}) {
        walk({"POST", path + code, by, "{}"}, nobody);
        walk({"POST", path + code, by, "{"}, id);
        walk({"POST", path + code, by, R"({"by":"email"})"}, id);
        walk({"POST", path + code, by, "x", {{"Content-Type", "text/plain"}}}, id);
        walk({"POST", path + code, by, "{}"}, id);
        walk({"POST", path + proof, by, R"({"code":"1"})"}, id);
        walk({"POST", path + proof, by, R"({"code":")" + code_in_text() + "\"}"}, id);
        walk({"POST", path + proof, by, R"({"code":"1"})"}, id);
        walk({"POST", path + proof, by, "{"}, id);
        walk({"POST", path + proof, by, R"({"code":"1"})"}, nobody);
        walk({"POST", path + proof, by, "x", {{"Content-Type", "text/plain"}}}, id);
    }
    walk({"POST", one + code, admin, "{}"}, his);
    walk({"POST", one + code, admin, "{}"}, his);
    walk({"POST", own + code, ann_device, "{}"}, phone);
    walk({"POST", one + code, admin, "{}"}, "OPTED-OUT " + opted_out);
    const auto gone = token("opted-out", store::Scope::Inbox, {}, {35});
    walk({"POST", own + code, gone, "{}"}, opted_out);
    walk({"GET", who, admin}, "ANN-LEE");
    walk({"POST", one + proof, admin, R"({"vouched":true})"}, his);
    walk({"DELETE", one + proof, admin}, his);
    walk({"DELETE", one + proof, admin}, "ANN-LEE dt_x");
    for (const auto& [path, by, id] : {std::tuple{who + "/test", admin, std::string("ANN-LEE")},
                                       {std::string("/api/v1/inbox/test"), ann_device, ""}}) {
        walk({"POST", path, by, R"({"channels":["fax"]})"}, id);
        for (int i = 0; i < 4; ++i) // the fourth of one's own is too many
            walk({"POST", path, by, R"({"channels":["sms"]})"}, id);
        walk({"POST", path, by, R"({"channels":["snpp"]})"}, id);
        walk({"POST", path, by, "{"}, id);
        walk({"POST", path, by, "x", {{"Content-Type", "text/plain"}}}, id);
    }
    walk({"POST", who + "/test", admin, "{}"}, "NOBODY");
    for (const auto& [path, body, id] :
         {std::tuple{"/api/v1/groups/{id}/members", R"({"add":["ANN-LEE"],"remove":[]})",
                     "TSUNAMI"},
          {"/api/v1/contacts/{id}/groups", R"({"join":["TSUNAMI"],"leave":[]})", "ANN-LEE"}}) {
        walk({"POST", path, admin, body}, id);
        walk({"POST", path, admin, "{"}, id);
        walk({"POST", path, admin, R"({"x":1})"}, id);
        walk({"POST", path, admin, body}, "NOBODY");
        walk({"POST", path, admin, "x", {{"Content-Type", "text/plain"}}}, id);
    }
    node().add(build::contact(36, "SILENT").get());
    walk({"POST", "/api/v1/groups", admin,
          R"({"name":"Warned","escalation":true,"members":["SILENT"]})"});
}

/// Which the last text to a phone says.
std::string Contract::code_in_text()
{
    node().settle();
    return six_digits_of(channels.sms.texts().back());
}

} // namespace tests
