#include "relay/http/request_parser.h"
#include <gtest/gtest.h>

namespace relay::http {
namespace {

using std::string;

ParserLimits small_limits()
{
    ParserLimits limits;
    limits.request_line = 200;
    limits.header = 500;
    limits.fields = 10;
    limits.body = 100;
    return limits;
}

/// "200 /path body" of each request in turn, the refusal's status last, joined by '|'.
string reading(const string& bytes, std::size_t piece, const ParserLimits& limits = small_limits())
{
    RequestParser parser(limits);
    string said;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        parser.feed(std::string_view(bytes).substr(at, piece));
        for (;;) {
            const auto outcome = parser.next();
            if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
                return said + std::to_string(refusal->status);
            }
            const auto* request = std::get_if<Request>(&outcome);
            if (request == nullptr) {
                break;
            }
            said += request->path + " " + request->body + "|";
        }
    }
    return said;
}

struct Case {
    string given;
    string expected;
};

const string get = "GET / HTTP/1.1\r\nHost: a\r\n";
const string post = "POST / HTTP/1.1\r\nHost: a\r\n";
const string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";

void expect_readings(const std::vector<Case>& cases)
{
    for (const auto& [given, expected] : cases) {
        for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, given.size()}) {
            EXPECT_EQ(reading(given, piece), expected) << given << "\nin pieces of " << piece;
        }
    }
}

TEST(RequestParser, ReadsWholeRequestsHoweverTheyAreCut)
{
    expect_readings({
        {get + "\r\n", "/ |"},
        {"GET /a/b?c=d HTTP/1.1\r\nHost: a:80\r\nAccept:\r\n\r\n", "/a/b |"},
        {post + "Content-Length: 5\r\n\r\nhello", "/ hello|"},
        {post + "Content-Length: 005\r\n\r\nhello", "/ hello|"},
        {post + "Content-Length: \t5 \r\n\r\nhello", "/ hello|"},
        {post + "Content-Length: 0\r\n\r\n", "/ |"},
        {post + "\r\n", "/ |"},
        {"POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi", "/ hi|"},
        {"GET http://pager.example/x HTTP/1.1\r\nHost: pager.example\r\n\r\n", "/x |"},
        {"GET http://pager.example?x HTTP/1.1\r\nHost: PAGER.example:80\r\n\r\n", "/ |"},
        {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "* |"},
        {get + "X: \x80\xff\r\n\r\n", "/ |"},
        {get + "Content-Encoding: identity\r\n\r\n", "/ |"},
        {get + "Upgrade: h2c\r\nConnection: Upgrade\r\n\r\n", "/ |"},
    });
}

TEST(RequestParser, ReadsPipelinedRequestsInOrder)
{
    expect_readings({
        {post + "Content-Length: 1\r\n\r\nA" + get + "\r\n" + chunked + "1\r\nC\r\n0\r\n\r\n",
         "/ A|/ |/ C|"},
    });
}

TEST(RequestParser, ToleratesTheBlankLineThatOldSendersPutBehindABody)
{
    expect_readings({
        {post + "Content-Length: 1\r\n\r\nA\r\n" + get + "\r\n", "/ A|/ |"},
        {"\r\n" + get + "\r\n", "/ |"},
        {"\r\n\r\n\r\n\r\n\r\n" + get + "\r\n", "400"},
        {"\n" + get + "\r\n", "400"},
    });
}

TEST(RequestParser, ReadsChunkedBodies)
{
    expect_readings({
        {chunked + "5\r\nhello\r\n0\r\n\r\n", "/ hello|"},
        {chunked + "A\r\n0123456789\r\n00\r\n\r\n", "/ 0123456789|"},
        {chunked + "1;a\r\nx\r\n1;b=c;d=\"e;\\\"\"\r\ny\r\n0;z\r\n\r\n", "/ xy|"},
        {chunked + "0\r\nTrailer: forgotten\r\n\r\n" + get + "\r\n", "/ |/ |"},
        {post + "Transfer-Encoding: Chunked\r\n\r\n0\r\n\r\n", "/ |"},
    });
}

TEST(RequestParser, RefusesChunksThatCouldBeReadInTwoWays)
{
    expect_readings({
        {chunked + "FFFFFFFFFFFFFFFFF\r\n", "400"},
        {chunked + "FFFFFFFFFFFFFFFF\r\n", "413"},
        {chunked + "65\r\n", "413"},
        {chunked + "40\r\n" + string(64, 'x') + "\r\n25\r\n", "413"},
        {chunked + "0x5\r\nhello\r\n0\r\n\r\n", "400"},
        {chunked + "-1\r\n", "400"},
        {chunked + " 5\r\nhello\r\n", "400"},
        {chunked + "5 \r\nhello\r\n", "400"},
        {chunked + "\r\n", "400"},
        {chunked + "5\nhello\r\n", "400"},
        {chunked + "5\r\nhelloX\r\n", "400"},
        {chunked + "5\r\nhello\n0\r\n\r\n", "400"},
        {chunked + "5;\r\nhello\r\n", "400"},
        {chunked + "5;a=\"b\r\nhello\r\n", "400"},
        {chunked + "5;a=\r\nhello\r\n", "400"},
        {chunked + "0\r\nno colon\r\n\r\n", "400"},
        {chunked + "0\r\nX : y\r\n\r\n", "400"},
        {chunked + "5;" + string(2000, 'x'), "400"},
    });
}

TEST(RequestParser, LimitsTrailersAndWastefulChunks)
{
    auto limits = small_limits();
    limits.body = 100'000;
    string trailers;
    for (int count = 0; count < 11; ++count) {
        trailers += "A: b\r\n";
    }
    string wasteful = chunked;
    for (int count = 0; count < 100; ++count) {
        wasteful += "1;" + string(200, 'x') + "\r\nA\r\n";
    }

    EXPECT_EQ(reading(chunked + "0\r\n" + trailers + "\r\n", 1'000'000), "431");
    EXPECT_EQ(reading(chunked + "0\r\nA: " + string(600, 'x'), 1'000'000), "431");
    EXPECT_EQ(reading(wasteful, 1'000'000, limits), "400");
}

TEST(RequestParser, RefusesEveryDoubtAboutTheLengthOfABody)
{
    expect_readings({
        {post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
        {post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", "400"},
        {post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", "400"},
        {post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", "400"},
        {post + "Content-Length: 5, 5\r\n\r\nhello", "400"},
        {post + "Content-Length: +5\r\n\r\nhello", "400"},
        {post + "Content-Length: -1\r\n\r\n", "400"},
        {post + "Content-Length: 0x5\r\n\r\nhello", "400"},
        {post + "Content-Length: 5abc\r\n\r\nhello", "400"},
        {post + "Content-Length: 4 2\r\n\r\nhello", "400"},
        {post + "Content-Length:\r\n\r\n", "400"},
        {post + "Content-Length : 5\r\n\r\nhello", "400"},
        {post + "Content-Length: 99999999999999999999\r\n\r\n", "413"},
        {post + "Content-Length: 101\r\n\r\n", "413"},
        {post + "Transfer-Encoding: chunked, identity\r\n\r\n", "501"},
        {post + "Transfer-Encoding: gzip, chunked\r\n\r\n", "501"},
        {post + "Transfer-Encoding: identity\r\n\r\n", "501"},
        {post + "Transfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello", "400"},
        {post + "Transfer-Encoding:\r\n\r\n", "501"},
        {post + "Transfer-Encoding: \"chunked\"\r\n\r\n", "501"},
        {post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", "400"},
        {post + "Transfer-Encoding: \x0b"
                "chunked\r\n\r\n",
         "400"},
        {post + "Transfer-Encoding:\r\n chunked\r\n\r\n", "400"},
        {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
        {post + "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", "415"},
        {post + "Expect: miracles\r\n\r\n", "417"},
    });
}

TEST(RequestParser, RefusesBadLines)
{
    expect_readings({
        {"GET / HTTP/1.1\nHost: a\n\n", "400"},
        {"GET / HTTP/1.1\r\nHost: a\n\r\n", "400"},
        {"GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", "400"},
        {"GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", "400"},
        {string("GET /\0 HTTP/1.1\r\n", 17), "400"},
        {get + string("X: \0\r\n\r\n", 8), "400"},
        {get + string("X: a\0\n\r\n", 8), "400"},
        {get + "X: a\r\n folded\r\n\r\n", "400"},
        {"GET / HTTP/1.1\r\n Host: a\r\n\r\n", "400"},
        {get + ": value\r\n\r\n", "400"},
        {get + "X Y: value\r\n\r\n", "400"},
        {get + "X\t: value\r\n\r\n", "400"},
        {get + "no colon\r\n\r\n", "400"},
        {get + "X\x80: value\r\n\r\n", "400"},
        {get + "X: \x7f\r\n\r\n", "400"},
    });
}

TEST(RequestParser, RefusesBadRequestLines)
{
    const string host = "\r\nHost: a\r\n\r\n";
    expect_readings({
        {"GET /" + host, "400"},
        {"GET" + host, "400"},
        {" GET / HTTP/1.1" + host, "400"},
        {"GET  / HTTP/1.1" + host, "400"},
        {"GET /  HTTP/1.1" + host, "400"},
        {"GET / HTTP/1.1 " + host, "400"},
        {"GET\t/\tHTTP/1.1" + host, "400"},
        {"GET /foo bar HTTP/1.1" + host, "400"},
        {"GET / HTTP/1.10" + host, "400"},
        {"GET / http/1.1" + host, "400"},
        {"GET / HTTP/2.0" + host, "505"},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505"},
        {"GET * HTTP/1.1" + host, "400"},
        {"GET ftp://a/ HTTP/1.1" + host, "400"},
        {"GET a HTTP/1.1" + host, "400"},
        {"GET /\\x HTTP/1.1" + host, "400"},
        {"GET /#x HTTP/1.1" + host, "400"},
        {"GET /\xc3\xa4 HTTP/1.1" + host, "400"},
        {"CONNECT a:443 HTTP/1.1" + host, "405"},
        {"TRACE / HTTP/1.1" + host, "405"},
        {"BREW / HTTP/1.1" + host, "501"},
        {"get / HTTP/1.1" + host, "501"},
        {string(40, 'M') + " / HTTP/1.1" + host, "400"},
        {"G(T / HTTP/1.1" + host, "400"},
        {"EHLO pager.example\r\n", "400"},
        {"\x16\x03\x01\x02", "400"},
        {"GET /" + string(300, 'x'), "414"},
        {string(300, '('), "400"},
    });
}

TEST(RequestParser, WantsExactlyOneValidHost)
{
    const string line = "GET / HTTP/1.1\r\n";
    expect_readings({
        {line + "\r\n", "400"},
        {line + "Host: a\r\nHost: a\r\n\r\n", "400"},
        {line + "Host:\r\n\r\n", "400"},
        {line + "Host: a b\r\n\r\n", "400"},
        {line + "Host: a/b\r\n\r\n", "400"},
        {line + "Host: a@b\r\n\r\n", "400"},
        {line + "Host: a:port\r\n\r\n", "400"},
        {line + "Host: a:65536\r\n\r\n", "400"},
        {line + "Host: [::1\r\n\r\n", "400"},
        {line + "Host: [::1]:8080\r\n\r\n", "/ |"},
        {line + "Host: ward_3.pager.example.\r\n\r\n", "/ |"},
        {"GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
        {"GET / HTTP/1.0\r\n\r\n", "/ |"},
        {"GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", "400"},
    });
}

TEST(RequestParser, RefusesForeignHostsOnceItsOwnAreNamed)
{
    auto limits = small_limits();
    limits.hosts = {"pager.example"};

    EXPECT_EQ(reading("GET / HTTP/1.1\r\nHost: Pager.Example:8443\r\n\r\n", 99, limits), "/ |");
    EXPECT_EQ(reading("GET / HTTP/1.0\r\n\r\n", 99, limits), "/ |");
    EXPECT_EQ(reading("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 99, limits), "421");
    EXPECT_EQ(reading("GET http://evil.example/ HTTP/1.0\r\n\r\n", 99, limits), "421");
}

TEST(RequestParser, LimitsTheHeader)
{
    string fields;
    for (int count = 0; count < 10; ++count) {
        fields += "A: b\r\n";
    }

    EXPECT_EQ(reading("GET / HTTP/1.0\r\n" + fields + "\r\n", 1'000'000), "/ |");
    EXPECT_EQ(reading("GET / HTTP/1.0\r\n" + fields + "C: d\r\n\r\n", 1'000'000), "431");
    EXPECT_EQ(reading(get + "X: " + string(600, 'x'), 1), "431");
    EXPECT_EQ(reading(get + "X: " + string(300, 'x') + "\r\nY: " + string(300, 'y'), 50), "431");
}

TEST(RequestParser, CountsALineAtItsLimitTheSameHoweverItIsCut)
{
    const auto line = "GET /" + string(200 - 14, 'x') + " HTTP/1.0";
    expect_readings({
        {line + "\r\n\r\n", "/" + string(200 - 14, 'x') + " |"},
        {line + "0\r\n\r\n", "414"},
    });
}

TEST(RequestParser, AsksForTheBodyLimitOnceTheHeadIsKnown)
{
    auto limits = small_limits();
    limits.body_of = [](const Request& head) { return head.path == "/upload" ? 200u : 10u; };
    const auto body = "Host: a\r\nContent-Length: 11\r\n\r\n" + string(11, 'x');

    EXPECT_EQ(reading("POST /upload HTTP/1.1\r\n" + body, 99, limits), "/upload xxxxxxxxxxx|");
    EXPECT_EQ(reading("POST /wctp HTTP/1.1\r\n" + body, 99, limits), "413");
}

TEST(RequestParser, SaysContinueOnceAndOnlyToAPeerThatWaits)
{
    const auto limits = small_limits();
    const auto head = post + "Expect: 100-Continue\r\nContent-Length: 5\r\n\r\n";
    RequestParser waiting(limits);
    waiting.feed(head);
    RequestParser eager(limits);
    eager.feed(head + "he");

    EXPECT_TRUE(std::holds_alternative<NeedsMore>(waiting.next()));
    EXPECT_TRUE(waiting.take_continue());
    EXPECT_FALSE(waiting.take_continue());
    EXPECT_TRUE(std::holds_alternative<NeedsMore>(eager.next()));
    EXPECT_FALSE(eager.take_continue());
}

TEST(RequestParser, KnowsWhetherTheConnectionStays)
{
    const std::vector<std::pair<string, bool>> cases{
        {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", true},
        {"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", false},
        {"GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n", false},
        {"GET / HTTP/1.0\r\n\r\n", false},
        {"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true},
        {"GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n", false},
    };
    const auto limits = small_limits();
    for (const auto& [given, stays] : cases) {
        RequestParser parser(limits);
        parser.feed(given);

        EXPECT_TRUE(std::holds_alternative<Request>(parser.next())) << given;
        EXPECT_EQ(parser.keeps_alive(), stays) << given;
    }
}

TEST(RequestParser, TellsThePhaseThatDeadlinesDependOn)
{
    const auto limits = small_limits();
    RequestParser parser(limits);
    using Phase = RequestParser::Phase;
    const auto phase_after = [&](const string& bytes) {
        parser.feed(bytes);
        (void)parser.next();
        return parser.phase();
    };

    EXPECT_EQ(phase_after("\r\n\r"), Phase::Between);
    EXPECT_EQ(phase_after("\n"), Phase::Between);
    EXPECT_EQ(phase_after("P"), Phase::Head);
    EXPECT_EQ(phase_after("OST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r"), Phase::Head);
    EXPECT_EQ(phase_after("\nx"), Phase::Body);
    EXPECT_EQ(parser.body_received(), 1u);
    EXPECT_EQ(phase_after("y"), Phase::Between);
}

} // namespace
} // namespace relay::http
