#include "relay/service/command/client.h"
#include "relay/service/command/table.h"
#include "relay/service/command/wait.h"
#include <gtest/gtest.h>

using namespace relay::service;
using namespace relay::service::command;

namespace {

relay::channels::HttpAnswer answer(int status, std::string body = {})
{
    relay::channels::HttpAnswer made;
    made.status = status;
    made.body = std::move(body);
    return made;
}

Json json(const std::string& text)
{
    return parse_json(text).value();
}

} // namespace

TEST(Client, ExitCodesTellScriptsWhatHappened)
{
    const std::vector<std::pair<int, ExitCode>> cases{{401, denied},
                                                      {403, denied},
                                                      {404, not_found},
                                                      {409, changed_meanwhile},
                                                      {412, changed_meanwhile},
                                                      {422, failed},
                                                      {429, try_again_later},
                                                      {503, try_again_later},
                                                      {500, failed}};

    for (const auto& [status, code] : cases)
        EXPECT_EQ(failure_of(answer(status)).code, code) << status;
}

TEST(Client, AProblemIsToldWithEveryFieldThatIsWrong)
{
    const auto failure = failure_of(answer(
        422, R"({"detail":"It cannot be taken.","errors":[{"pointer":"/to/0","detail":"no"}]})"));

    EXPECT_EQ(failure.text, "It cannot be taken.\n  /to/0: no");
    EXPECT_EQ(
        failure_of(answer(422, R"({"detail":"/to: no","errors":[{"pointer":"/to","detail":"no"},
                                      {"pointer":"/at","detail":"no"}]})"))
            .text,
        "/to: no\n  /at: no")
        << "each once";
}

TEST(Client, GoesToTheFirstDoorOfTheConfiguration)
{
    Config config;
    config.http.listen = {{"0.0.0.0", 8081, ""}};
    EXPECT_EQ(peer_of(config)->url, "http://127.0.0.1:8081");

    config.http.listen = {{"::", 8081, ""}};
    EXPECT_EQ(peer_of(config)->url, "http://[::1]:8081");

    config.http.listen = {{"", 0, "http"}};
    EXPECT_EQ(peer_of(config)->url, "http://127.0.0.1:80");

    config.http.hosts = {"paging.example"};
    EXPECT_EQ(peer_of(config)->url, "http://paging.example:80");
    EXPECT_EQ(peer_of(config)->http.pinned_names,
              std::vector<std::string>{"paging.example:80:127.0.0.1"});

    config.http.listen.clear();
    config.http.hosts.clear();
    EXPECT_EQ(peer_of(config).error().code, wrong_usage);
}

TEST(Client, WithoutPlainDoorsItTrustsTheCertificateOfTheConfiguration)
{
    Config config;
    config.http.listen.clear();
    config.http.tls_listen = {{"127.0.0.1", 8443, ""}};
    config.http.certificate_file = "/etc/belfry/certificate.pem";

    const auto peer = peer_of(config);

    EXPECT_EQ(peer->url, "https://127.0.0.1:8443");
    EXPECT_EQ(peer->http.ca_file, "/etc/belfry/certificate.pem");
}

TEST(Client, EscapesWhatWouldEndAPathOrQuery)
{
    EXPECT_EQ(url_escaped("A-1_b.c/?&=# \xC3\xA9"), "A-1_b.c%2F%3F%26%3D%23%20%C3%A9");
}

TEST(Wait, EndsWhenEveryPageGotThatFar)
{
    const auto one =
        json(R"({"pages":[{"progress":"read"},{"progress":"accepted"}],"escalations":[]})");

    EXPECT_EQ(reached(one, "accepted"), Waited::Reached);
    EXPECT_EQ(reached(one, "read"), Waited::NotYet);
}

TEST(Wait, EndsWhenItCannotBeReachedAnyMore)
{
    EXPECT_EQ(reached(json(R"({"pages":[{"progress":"failed"}]})"), "read"), Waited::OutOfReach);
    EXPECT_EQ(reached(json(R"({"pages":[]})"), "read"), Waited::OutOfReach);
    EXPECT_EQ(
        reached(json(R"({"pages":[{"progress":"read"}],"escalations":[{"phase":"exhausted"}]})"),
                "read"),
        Waited::OutOfReach);
}

TEST(Wait, AnEscalationIsOverWhenItFoundSomebody)
{
    const std::string pages = R"("pages":[{"progress":"accepted"},{"progress":"read"}])";

    EXPECT_EQ(reached(json("{" + pages + R"(,"escalations":[{"phase":"waiting"}]})"), "read"),
              Waited::NotYet);
    EXPECT_EQ(reached(json("{" + pages + R"(,"escalations":[{"phase":"satisfied"}]})"), "read"),
              Waited::Reached);
}

TEST(Table, AlignsColumnsByCharactersAndNotByBytes)
{
    Table table({"WHO", "AT"});
    table.add({"J\xC3\xB6rg", "1"});
    table.add({"Ada", "2"});

    EXPECT_EQ(table.aligned("  "), "  WHO   AT\n  J\xC3\xB6rg  1\n  Ada   2\n");
    EXPECT_EQ(table.tabbed(), "J\xC3\xB6rg\t1\nAda\t2\n");
}

TEST(Table, ATerminalObeysNothingThatAMessageSays)
{
    EXPECT_EQ(printable("a\x1b[31mb\nc\xC2\x9B"
                        "d\x7f\r"),
              "a?[31mb c?d?");
    EXPECT_EQ(printable_lines("a\nb\x07"), "a\nb?");
}
