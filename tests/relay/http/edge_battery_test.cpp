// The framing battery against a running edge, with raw sockets: every row of area "http" of the
// table of bad inputs, by its id. What is refused closes the connection, and nothing behind it is
// ever answered.
#include "running_edge.h"
#include <algorithm>
#include <gtest/gtest.h>

namespace relay::test {
namespace {

using std::string;

struct Row {
    string id;
    string given;
    std::vector<int> expected; ///< any of these as first answer; 0: closed without one
};

const string host = "Host: a\r\n";
const string post = "POST / HTTP/1.1\r\n" + host;
const string smuggled = "GET /ok/SMUGGLED HTTP/1.1\r\n" + host + "\r\n";

string get(const string& path)
{
    return "GET " + path + " HTTP/1.1\r\n" + host + "\r\n";
}

string repeated(const string& text, int times)
{
    string all;
    for (int count = 0; count < times; ++count) {
        all += text;
    }
    return all;
}

string random_binary()
{
    string bytes;
    std::uint32_t seed = 42;
    for (int count = 0; count < 512; ++count) {
        seed = seed * 1664525u + 1013904223u;
        bytes += static_cast<char>(seed >> 24);
    }
    return bytes;
}

std::vector<Row> refused_rows()
{
    return {
        {"HT-S01",
         post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         {400}},
        {"HT-S02",
         post + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled,
         {400}},
        {"HT-S04", post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", {400}},
        {"HT-S08", post + "Content-Length: 0x5\r\n\r\nhello", {400}},
        {"HT-S09", post + "Content-Length: 5abc\r\n\r\nhello", {400}},
        {"HT-S10", post + "Content-Length: 99999999999999999999\r\n\r\nhello", {400, 413}},
        {"HT-S11", post + "Content-Length: \r\n\r\nhello", {400}},
        {"HT-S12", post + "Content-Length : 5\r\n\r\nhello", {400}},
        {"HT-S14",
         post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + smuggled,
         {400, 501}},
        {"HT-S15",
         post + "Transfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello",
         {400, 501}},
        {"HT-S16",
         post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" +
             smuggled,
         {400, 501}},
        {"HT-S17",
         post +
             "Transfer-Encoding: \x0b"
             "chunked\r\n\r\n0\r\n\r\n" +
             smuggled,
         {400}},
        {"HT-S18",
         "POST / HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled,
         {400}},
        {"HT-S19", post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" + smuggled, {400}},
        {"HT-S23",
         post + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n",
         {400}},
        {"HT-S25", post + "Transfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n", {400}},
        {"HT-S27",
         post + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + repeated("X: y\r\n", 1000) + "\r\n",
         {431}},
        {"HT-L04", string("GET /\0x HTTP/1.1\r\nHost: a\r\n\r\n", 29), {400}},
        {"HT-L05", "GET / HTTP/1.1\r\n" + host + "X: a\r\n b\r\n\r\n", {400}},
        {"HT-L07", "GET / HTTP/1.1\r\n" + host + ": x\r\n\r\n", {400}},
        {"HT-L08", "GET / HTTP/1.1\r\n" + host + "X Y: z\r\n\r\n", {400}},
        {"HT-L11", "GET / HTTP/1.1\r\n" + host + "Host: b\r\n\r\n", {400}},
        {"HT-L13", "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", {400, 421}},
        {"HT-L15", "CONNECT a:443 HTTP/1.1\r\n" + host + "\r\n", {400, 405}},
        {"HT-L16", "TRACE / HTTP/1.1\r\n" + host + "\r\n", {405}},
        {"HT-L17", repeated("M", 40) + " / HTTP/1.1\r\n" + host + "\r\n", {400, 501}},
        {"HT-L19", "GET /\r\n", {0, 400}},
        {"HT-L21", "GET / HTTP/1.10\r\n" + host + "\r\n", {400}},
        {"HT-L22", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {0, 400, 505}},
        {"HT-L23", "GET  / HTTP/1.1\r\n" + host + "\r\n", {400}},
        {"HT-L24", "GET\t/\tHTTP/1.1\r\n" + host + "\r\n", {400}},
        {"HT-L26", "EHLO client.example\r\n", {0, 400}},
        {"HT-L27", random_binary(), {0, 400}},
        {"HT-L31", post + "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", {400, 415}},
        {"HT-B02", get("/" + repeated("x", 100'000)), {414}},
        {"HT-B04", "GET / HTTP/1.1\r\n" + host + repeated("X: y\r\n", 1000) + "\r\n", {431}},
        {"HT-P01", get("/../../../../etc/passwd"), {400}},
        {"HT-P02", get("/%2e%2e/%2e%2e/etc/passwd"), {400}},
        {"HT-P03", get("/..%2f..%2fetc/passwd"), {400}},
        {"HT-P04", get("/..\\..\\etc\\passwd"), {400}},
        {"HT-P06", get("/static/%00.js"), {400}},
        {"HT-P09", get("/%c0%ae%c0%ae/etc/passwd"), {400}},
        {"HT-P11", get("/static/../../store/relay.db"), {400}},
    };
}

http::EdgeOptions named_hosts()
{
    http::EdgeOptions options;
    options.hosts = {"A", "127.0.0.1"};
    return options;
}

TEST(EdgeBattery, RefusesClosesAndAnswersNothingBehindIt)
{
    RunningEdge edge(named_hosts());
    for (const auto& row : refused_rows()) {
        auto client = edge.client();
        client.send(row.given + smuggled);
        const auto first = client.status();
        const auto rest = client.until_closed();

        EXPECT_TRUE(std::find(row.expected.begin(), row.expected.end(), first) !=
                    row.expected.end())
            << row.id << " was answered with " << first;
        EXPECT_EQ(rest, "") << row.id;
    }
}

TEST(EdgeBattery, AnswersGoodRequestsAndKeepsTheConnection)
{
    const std::vector<Row> rows{
        {"HT-H01", get("/"), {200}},
        {"HT-H02", post + "Content-Length: 5\r\n\r\nhello", {200}},
        {"HT-L25", "\r\n" + get("/"), {200, 400}},
        {"HT-L28",
         "GET / HTTP/1.1\r\n" + host + "Upgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
         {200}},
        {"HT-P10", get("/.git/config"), {400, 404}},
    };
    RunningEdge edge(named_hosts());
    for (const auto& row : rows) {
        auto client = edge.client();
        client.send(row.given);
        const auto first = client.status();
        client.send(honest);

        EXPECT_TRUE(std::find(row.expected.begin(), row.expected.end(), first) !=
                    row.expected.end())
            << row.id << " was answered with " << first;
        EXPECT_EQ(client.status(), 200) << row.id;
    }
}

TEST(EdgeBattery, AnswersPipelinedRequestsInOrder) // HT-H04
{
    RunningEdge edge;
    auto client = edge.client();

    client.send(get("/ok/1") + get("/ok/2") + post + "Content-Length: 1\r\n\r\n3\r\n" +
                get("/ok/4"));

    EXPECT_EQ(client.answer()->body, "/ok/1 ");
    EXPECT_EQ(client.answer()->body, "/ok/2 ");
    EXPECT_EQ(client.answer()->body, "/ 3");
    EXPECT_EQ(client.answer()->body, "/ok/4 ");
}

TEST(EdgeBattery, SaysContinueAndWaitsForTheBodyNoLongerThanItsRate) // HT-L29
{
    RunningEdge edge;
    auto client = edge.client();

    client.send(post + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    EXPECT_EQ(client.status(), 100);
    edge.pass(std::chrono::seconds{11});

    EXPECT_EQ(client.status(), 408);
    EXPECT_EQ(client.until_closed(), "");
}

TEST(EdgeBattery, ReadsTheBodyAfterContinue)
{
    RunningEdge edge;
    auto client = edge.client();

    client.send(post + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    EXPECT_EQ(client.status(), 100);
    client.send("hello");

    EXPECT_EQ(client.answer()->body, "/ hello");
}

TEST(EdgeBattery, TellsWhichMethodsItServes)
{
    RunningEdge edge;
    auto client = edge.client();

    client.send("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto answer = client.answer();

    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->says("Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"));
    EXPECT_TRUE(answer->says("Connection: close"));
}

} // namespace
} // namespace relay::test
