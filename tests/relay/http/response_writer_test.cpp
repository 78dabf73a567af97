#include "relay/http/response_writer.h"
#include <gtest/gtest.h>

namespace relay::http {
namespace {

constexpr std::time_t long_ago = 784'111'777; // RFC 9110's example

TEST(ResponseWriter, WritesLengthDateAndCautiousDefaults)
{
    const auto bytes = write_response(respond(200, "text/xml", "<ok/>"), {}, long_ago);

    EXPECT_EQ(bytes.value(),
              "HTTP/1.1 200 OK\r\n"
              "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
              "Content-Type: text/xml\r\n"
              "Cache-Control: no-store\r\n"
              "X-Content-Type-Options: nosniff\r\n"
              "Referrer-Policy: no-referrer\r\n"
              "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
              "Content-Length: 5\r\n"
              "\r\n"
              "<ok/>");
}

TEST(ResponseWriter, LeavesDefaultsThatTheResponseNamesItself)
{
    Response response;
    response.headers.add("cache-control", "max-age=60");

    const auto bytes = write_response(response, {}, long_ago).value();

    EXPECT_NE(bytes.find("cache-control: max-age=60\r\n"), std::string::npos);
    EXPECT_EQ(bytes.find("no-store"), std::string::npos);
}

TEST(ResponseWriter, SaysWhetherTheConnectionStays)
{
    const auto connection_line = [](bool close, AnswerFacts facts) {
        Response response;
        response.close = close;
        const auto bytes = write_response(response, facts, long_ago).value();
        const auto at = bytes.find("Connection: ");
        return at == std::string::npos ? "" : bytes.substr(at, bytes.find('\r', at) - at);
    };

    EXPECT_EQ(connection_line(false, {}), "");
    EXPECT_EQ(connection_line(true, {}), "Connection: close");
    EXPECT_EQ(connection_line(false, {.keeps_alive = false}), "Connection: close");
    EXPECT_EQ(connection_line(false, {.is_http_10 = true}), "Connection: keep-alive");
    EXPECT_EQ(connection_line(true, {.is_http_10 = true}), "Connection: close");
}

TEST(ResponseWriter, SendsNoBodyWhereNoneBelongs)
{
    const auto head =
        write_response(respond(200, "text/plain", "hello"), {.is_head = true}, long_ago).value();
    Response empty;
    empty.status = 204;
    const auto no_content = write_response(empty, {}, long_ago).value();

    EXPECT_NE(head.find("Content-Length: 5\r\n"), std::string::npos);
    EXPECT_EQ(head.substr(head.size() - 4), "\r\n\r\n");
    EXPECT_EQ(no_content.find("Content-Length"), std::string::npos);
}

TEST(ResponseWriter, AnnouncesStrictTransportSecurityUnderTlsOnly)
{
    const auto has_it = [](bool tls) {
        const auto bytes = write_response({}, {.tls = tls}, long_ago).value();
        return bytes.find("Strict-Transport-Security: ") != std::string::npos;
    };

    EXPECT_TRUE(has_it(true));
    EXPECT_FALSE(has_it(false));
}

TEST(ResponseWriter, RefusesWhatCouldSplitTheAnswer)
{
    const std::vector<Headers::Field> bad_fields{
        {"Location", "/a\r\nSet-Cookie: evil"},
        {"Location", "/a\nX: y"},
        {"Location", "/a\r"},
        {"Location", std::string("/a\0b", 4)},
        {"Location", "/a\x1b"},
        {"X\r\nY", "z"},
        {"X Y", "z"},
        {"", "z"},
        {"content-length", "5"},
        {"Transfer-Encoding", "chunked"},
        {"Connection", "close"},
        {"Date", "today"},
    };
    for (const auto& field : bad_fields) {
        Response response;
        response.headers.add(field.first, field.second);

        EXPECT_FALSE(write_response(response, {}, long_ago)) << field.first;
        EXPECT_FALSE(write_stream_head(response, {}, long_ago)) << field.first;
    }
}

TEST(ResponseWriter, RefusesImpossibleResponses)
{
    Response no_content;
    no_content.status = 204;
    no_content.body = "x";
    Response odd;
    odd.status = 99;

    EXPECT_FALSE(write_response(no_content, {}, long_ago));
    EXPECT_FALSE(write_response(odd, {}, long_ago));
}

} // namespace
} // namespace relay::http
