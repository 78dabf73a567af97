#include "relay/channels/wctp_push.h"
#include "tests/relay/channels/outgoing.h"
#include "tests/support/http_server.h"
#include <gtest/gtest.h>

namespace relay::channels {
namespace {

using namespace std::chrono_literals;
using tests::http_answer;
using tests::HttpServer;

const std::string document = "<?xml version=\"1.0\"?><wctp-Operation/>";

Outgoing push_to(const std::string& url, std::vector<std::string> networks = {"127.0.0.0/8"})
{
    Outgoing outgoing;
    outgoing.delivery = {4711};
    outgoing.channel = store::Channel::WctpPush;
    outgoing.now = noon;
    outgoing.payload = WctpOut{url, std::move(networks), document};
    return outgoing;
}

Outcome sent(const Outgoing& outgoing, WctpPushSettings settings = {})
{
    return make_wctp_push(settings).value()->send(outgoing);
}

std::string operation(const std::string& inside)
{
    return "<?xml version=\"1.0\"?><!DOCTYPE wctp-Operation SYSTEM "
           "\"http://dtd.wctp.org/wctp-dtd-v1r3.dtd\">"
           "<wctp-Operation wctpVersion=\"wctp-dtd-v1r3\">" +
           inside + "</wctp-Operation>";
}

std::string confirmation(const std::string& inside)
{
    return operation("<wctp-Confirmation>" + inside + "</wctp-Confirmation>");
}

std::string failure(int code)
{
    return confirmation("<wctp-Failure errorCode=\"" + std::to_string(code) +
                        "\" errorText=\"No\">because</wctp-Failure>");
}

const std::string success = confirmation(
    "<wctp-Success successCode=\"200\" successText=\"Accepted\">thanks</wctp-Success>");

Outcome answered_by(const std::string& body, int status = 200)
{
    const HttpServer server(http_answer(status, body, "text/xml"));
    return sent(push_to(server.url("/wctp")));
}

TEST(WctpPush, PostsTheDocumentAsItIs)
{
    const HttpServer server(http_answer(200, success, "text/xml"));

    const auto outcome = sent(push_to(server.url("/wctp?x=1")));

    EXPECT_EQ(outcome, (Outcome{Accepted{"", "wctp 200 thanks"}}));
    const auto asked = server.asked().at(0);
    EXPECT_EQ(asked.line, "POST /wctp?x=1 HTTP/1.1");
    EXPECT_EQ(asked.body, document);
    EXPECT_EQ(asked.header("Content-Type"), "text/xml; charset=utf-8");
}

// WCTP check 88
TEST(WctpPush, IsDoneOnlyWhenTheCallbackConfirms)
{
    EXPECT_TRUE(begins(answered_by(confirmation("<wctp-Success successCode=\"210\" "
                                                "successText=\"Old\">old</wctp-Success>")),
                       "Accepted"));
    for (const auto& body :
         {std::string(), std::string("OK"), std::string("<html><body>OK</body></html>"),
          success.substr(0, success.size() - 5), operation(""), confirmation(""),
          operation("<wctp-ClientSuccess/>"),
          operation("<wctp-SubmitClientResponse><wctp-ClientSuccess successCode=\"200\" "
                    "successText=\"Accepted\" trackingNumber=\"1\">ok</wctp-ClientSuccess>"
                    "</wctp-SubmitClientResponse>"),
          confirmation("<wctp-Success successCode=\"604\" successText=\"No\">no</wctp-Success>")}) {
        const auto outcome = answered_by(body);
        EXPECT_TRUE(begins(outcome, "Busy bad answer")) << body << said(outcome);
    }
}

// WCTP check 88
TEST(WctpPush, AsksAgainOnlyWhenTheFailureIsTemporary)
{
    const std::pair<int, const char*> cases[] = {{211, "Refused Provider wctp 211"},
                                                 {300, "Refused Provider wctp 300"},
                                                 {301, "Refused Provider wctp 301"},
                                                 {302, "Refused Provider wctp 302"},
                                                 {402, "Refused Provider wctp 402"},
                                                 {403, "Refused Provider wctp 403"},
                                                 {504, "Refused Provider wctp 504"},
                                                 {600, "Busy wctp 600"},
                                                 {602, "Busy wctp 602"},
                                                 {604, "Busy wctp 604: wctp 604 because"},
                                                 {606, "Busy wctp 606"}};

    for (const auto& [code, expected] : cases) {
        const auto outcome = answered_by(failure(code));
        EXPECT_TRUE(begins(outcome, expected)) << said(outcome);
    }
}

TEST(WctpPush, UnderstandsAnswersWhoseBytesHaveToBeMended)
{
    const auto nul = answered_by(success + '\0');
    const auto latin = answered_by(confirmation(
        "<wctp-Success successCode=\"200\" successText=\"Accepted\">Z\xFCrich</wctp-Success>"));
    const auto form = answered_by("xml=" + success);

    EXPECT_EQ(nul, (Outcome{Accepted{"", "wctp 200 thanks"}}));
    EXPECT_EQ(latin, (Outcome{Accepted{"", "wctp 200 Z\xC3\xBCrich"}}));
    EXPECT_TRUE(begins(form, "Accepted"));
}

TEST(WctpPush, BelievesAFailureInTheElementOfAnotherOperation)
{
    const auto outcome = answered_by(
        operation("<wctp-SubmitClientResponse><wctp-Failure errorCode=\"401\" errorText=\"No\">no"
                  "</wctp-Failure></wctp-SubmitClientResponse>"));

    EXPECT_TRUE(begins(outcome, "Refused Provider wctp 401")) << said(outcome);
}

TEST(WctpPush, BelievesASuccessWhereTheStatusAgreesAndARefusalAlways)
{
    EXPECT_TRUE(begins(answered_by(success, 201), "Accepted"));
    for (const int status : {302, 400, 401, 404, 500, 503}) {
        const auto number = std::to_string(status);
        EXPECT_TRUE(begins(answered_by(success, status), "Busy http " + number));
        EXPECT_TRUE(begins(answered_by("<html>no</html>", status), "Busy http " + number));
        EXPECT_TRUE(begins(answered_by(failure(300), status), "Refused Provider wctp 300"));
        EXPECT_TRUE(begins(answered_by(failure(604), status), "Busy wctp 604"));
    }
}

TEST(WctpPush, HearsHowLongToStayAway)
{
    const HttpServer server(http_answer(503, "", "text/plain", "Retry-After: 60\r\n"));

    const HttpServer says_why(http_answer(503, failure(606), "text/xml", "Retry-After: 60\r\n"));

    EXPECT_EQ(std::get<Busy>(sent(push_to(server.url()))).retry_after, 60s);
    EXPECT_EQ(std::get<Busy>(sent(push_to(says_why.url()))).retry_after, 60s);
}

TEST(WctpPush, CannotKnowWhatASilentCallbackDid)
{
    const HttpServer silent([](const auto&, tests::TcpPeer& peer) {
        peer.wait_for_end();
        return std::string();
    });
    const HttpServer resets([](const auto&, tests::TcpPeer& peer) { return peer.reset(), ""; });
    WctpPushSettings impatient;
    impatient.http.total_timeout = 150ms;

    const auto unclear = sent_for_sure([&] { return sent(push_to(silent.url()), impatient); },
                                       [&] { return !silent.asked().empty(); });
    EXPECT_TRUE(begins(unclear, "Unclear timeout")) << said(unclear);
    EXPECT_TRUE(begins(sent(push_to(resets.url())), "Unclear connection lost"));
    EXPECT_TRUE(begins(sent(push_to("http://127.0.0.1:" + std::to_string(tests::free_port()))),
                       "Busy connect"));
}

TEST(WctpPush, ReachesOnlyTheNetworksOfTheSource)
{
    const HttpServer server(http_answer(200, success));

    EXPECT_TRUE(begins(sent(push_to(server.url(), {})), "Busy address"));
    EXPECT_TRUE(begins(sent(push_to(server.url(), {"10.0.0.0/8"})), "Busy address"));
    EXPECT_TRUE(begins(sent(push_to("http://user@127.0.0.1/")), "Refused Provider request"));
    EXPECT_TRUE(begins(sent(push_to("file:///etc/passwd")), "Refused Provider request"));
    EXPECT_EQ(server.connections(), 0);
    EXPECT_TRUE(begins(sent(push_to(server.url())), "Accepted"));
}

// X23
TEST(WctpPush, FollowsNoRedirectIntoTheHouse)
{
    const HttpServer internal(http_answer(200, success));
    const HttpServer outside(
        http_answer(302, "", "text/plain", "Location: " + internal.url() + "\r\n"));

    EXPECT_TRUE(begins(sent(push_to(outside.url())), "Busy http 302"));
    EXPECT_EQ(internal.connections(), 0);
}

TEST(WctpPush, ReadsNoEndlessAnswer)
{
    const HttpServer endless("HTTP/1.1 200 OK\r\n\r\n" + std::string(200'000, ' '));

    EXPECT_TRUE(begins(sent(push_to(endless.url())), "Unclear answer too big"));
}

TEST(WctpPush, TakesDocumentsOnlyAndOnlyInTime)
{
    auto late = push_to("http://127.0.0.1:1/");
    late.expires = noon;

    EXPECT_TRUE(begins(sent(text_out("+1")), "Refused Provider payload"));
    EXPECT_TRUE(begins(sent(late), "Refused Message expired"));
}

TEST(WctpPush, IsNotMadeWithWrongSettings)
{
    WctpPushSettings wrong;
    wrong.parallel = 0;
    wrong.http.ca_file = "/nonexistent/ca.pem";

    const auto made = make_wctp_push(wrong);

    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().size(), 2u);
}

} // namespace
} // namespace relay::channels
