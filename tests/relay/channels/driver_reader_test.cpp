#include "relay/channels/driver_reader.h"
#include "tests/support/fresh_database.h"
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace relay::channels {
namespace {

const std::string least = "request: {url: \"{base}/\"}\n";

std::string problems_of(const std::string& yaml)
{
    const auto driver = parse_driver(yaml, "x.yaml");
    std::string all;
    if (!driver)
        for (const auto& error : driver.error())
            all += error.where + ": " + error.problem + "\n";
    return all;
}

TEST(DriverFiles, OfThePackageAreRight)
{
    int count = 0;
    for (const auto& file :
         std::filesystem::directory_iterator(std::string(BELFRY_SOURCE_DIR) + "/etc/channels.d")) {
        const auto driver = read_driver(file.path());
        ASSERT_TRUE(driver) << driver.error()[0].where << ": " << driver.error()[0].problem;
        EXPECT_EQ(driver->name, file.path().stem());
        ++count;
    }
    EXPECT_GE(count, 3);
}

TEST(DriverFiles, SayHowAGatewayIsAskedAndUnderstood)
{
    const auto driver = parse_driver(R"(
driver: acme
about: an example
base_url: http://gateway.example
params: {route: gold}
max_chars: 480
request:
  method: PUT
  url: "{base}/v1/{param:route}"
  headers: {X-Key: "Key {secret:key}"}
  auth: {user: "{secret:user}", password: "{secret:password}"}
  type: json
  fields:
    to: ["{to}", {digits: "{to.digits}"}]
    dlr: 31
    flash: false
    text: "{text}"
answer:
  accepted: {http: [200], text: ok, json: {/status: [queued, sent]}}
  reference: /id
  code: /error/code
  detail: /error/text
  errors:
    http: {402: credentials}
    code: {7: opted_out}
    text: {Busy: throttled}
)",
                                     "acme.yaml");

    ASSERT_TRUE(driver) << driver.error()[0].where << driver.error()[0].problem;
    EXPECT_EQ(driver->name, "acme");
    EXPECT_EQ(driver->base_url, "http://gateway.example");
    EXPECT_EQ(driver->params.at("route"), "gold");
    EXPECT_EQ(driver->max_chars, 480u);
    const auto& request = driver->request;
    EXPECT_EQ(request.method, "PUT");
    EXPECT_EQ(request.url,
              (Template{{Slot::Base, ""}, {Slot::Words, "/v1/"}, {Slot::Param, "route"}}));
    EXPECT_EQ(request.headers.at(0).second,
              (Template{{Slot::Words, "Key "}, {Slot::Secret, "key"}}));
    EXPECT_EQ(request.user, (Template{{Slot::Secret, "user"}}));
    EXPECT_EQ(request.password, (Template{{Slot::Secret, "password"}}));
    ASSERT_EQ(request.fields.members.size(), 4u);
    EXPECT_EQ(request.fields.members[0].second.kind, Field::Kind::List);
    EXPECT_EQ(request.fields.members[1].second.kind, Field::Kind::Plain);
    const auto& answer = driver->answer;
    EXPECT_EQ(answer.accepted_status, std::vector<int>{200});
    EXPECT_EQ(answer.accepted_text, std::vector<std::string>{"ok"});
    EXPECT_EQ(answer.accepted_json.at("/status"), (std::vector<std::string>{"queued", "sent"}));
    EXPECT_EQ(answer.reference, "/id");
    EXPECT_EQ(answer.code, "/error/code");
    EXPECT_EQ(answer.detail, "/error/text");
    EXPECT_EQ(answer.status_errors.at(402), ErrorClass::Credentials);
    EXPECT_EQ(answer.code_errors.at("7"), ErrorClass::OptedOut);
    EXPECT_EQ(answer.text_errors.at(0).second, ErrorClass::Throttled);
}

TEST(DriverFiles, NeedNotSayMuch)
{
    const auto driver = parse_driver(least, "x.yaml");

    ASSERT_TRUE(driver);
    EXPECT_EQ(driver->request.method, "POST");
    EXPECT_EQ(driver->request.type, BodyType::Json);
    EXPECT_EQ(driver->answer.accepted_status, (std::vector<int>{200, 201, 202}));
    EXPECT_EQ(parse_driver("request: {type: query, url: \"{base}/\"}", "x")->request.method, "GET");
}

TEST(DriverFiles, AreRefusedWithPlaceAndReason)
{
    const std::pair<std::string, std::string> cases[] = {
        {"", "x.yaml"},
        {"request: [", "this is no YAML"},
        {"just text", "x.yaml:1:1: the driver file must be a map"},
        {"driver: x\n", "lacks request"},
        {"request: {}\n", "x.yaml:1:10: request lacks url"},
        {"request: POST\n", "x.yaml:1:10: request must be a map"},
        {least + "answers: {}\n", "x.yaml:2:1: unknown key 'answers' in the driver file; known"},
        {least + "driver: a\ndriver: b\n", "x.yaml:3:1: the key 'driver' is here twice"},
        {least + "max_chars: 5\n", "x.yaml:2:12: max_chars must be a number from 20 to 1600"},
        {least + "max_chars: many\n", "max_chars must be a number"},
        {least + "params: [a]\n", "x.yaml:2:9: params must be a map"},
        {"request: {url: \"{bse}/\"}\n", "x.yaml:1:16: url: "},
        {"request: {url: \"{base\"}\n", "x.yaml:1:16: url: "},
        {"request: {url: \"base}\"}\n", "x.yaml:1:16: url: "},
        {"request: {url: \"{secret:}\"}\n", "x.yaml:1:16: url: "},
        {"request: {url: \"{param:route}\"}\n", "{param:route} is used but not declared"},
        {"request: {url: x, method: DELETE}\n", "method must be GET, POST or PUT"},
        {"request: {url: x, method: GET}\n", "write type: query"},
        {"request: {url: x, type: xml}\n", "type must be json, form or query"},
        {"request: {url: x, type: form, fields: {a: {b: c}}}\n", "the field 'a' is nested"},
        {"request: {url: x, fields: [a]}\n", "fields must be a map"},
        {"request: {url: x, fields: {a: {b: {c: {d: {e: {f: {g: {h: {i: j}}}}}}}}}}\n",
         "nested more than 8 deep"},
        {"request: {url: x, auth: {user: a}}\n", "auth lacks password"},
        {"request: {url: x, headers: {A: [b]}}\n", "a header must be a text"},
        {least + "answer: {accepted: {http: 200}}\n", "http must be a list"},
        {least + "answer: {accepted: {http: [99]}}\n", "'99' is no HTTP status"},
        {least + "answer: {accepted: {json: {status: [a]}}}\n", "must be a JSON pointer"},
        {least + "answer: {reference: id}\n", "reference must be a JSON pointer"},
        {least + "answer: {errors: {http: {429: slow}}}\n",
         "x.yaml:2:31: 'slow' is no error class; known: not_sent, maybe_sent, throttled"},
        {least + "answer: {errors: {http: {many: throttled}}}\n", "'many' is no HTTP status"},
        {least + "answer: {errors: {code: {7: throttled}}}\n", "codes need answer.code"},
    };

    for (const auto& [yaml, expected] : cases)
        EXPECT_NE(problems_of(yaml).find(expected), std::string::npos) << yaml << "--- says:\n"
                                                                       << problems_of(yaml);
}

TEST(DriverFiles, HaveAllTheirErrorsToldAtOnce)
{
    const auto problems = problems_of("driver: x\n"
                                      "colour: red\n"
                                      "max_chars: 1\n"
                                      "request: {url: \"{nothing}\", method: PATCH}\n"
                                      "answer: {code: x, errors: {http: {1: y}}}\n");

    EXPECT_EQ(std::count(problems.begin(), problems.end(), '\n'), 7) << problems;
}

TEST(DriverFiles, ThatCannotBeReadAreNamed)
{
    const tests::TemporaryDirectory directory;

    const auto missing = read_driver(directory.path() / "none.yaml");
    const auto folder = read_driver(directory.path());

    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error()[0].where, (directory.path() / "none.yaml").string());
    EXPECT_FALSE(folder);
}

} // namespace
} // namespace relay::channels
