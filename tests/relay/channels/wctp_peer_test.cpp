#include "relay/channels/incoming.h"
#include "relay/channels/wctp_peer.h"
#include "tests/relay/channels/gateway_words.h"
#include "tests/relay/channels/outgoing.h"
#include "tests/support/builders.h"
#include "tests/support/fresh_database.h"
#include "tests/support/http_server.h"
#include "wctp/parser.h"
#include <fstream>
#include <gtest/gtest.h>

namespace relay::channels {
namespace {

using namespace std::chrono_literals;
using tests::http_answer;
using tests::HttpServer;

const std::string client_success = operation(
    "<wctp-SubmitClientResponse><wctp-ClientSuccess successCode=\"200\" successText=\"Accepted\" "
    "trackingNumber=\"AB12\">ok</wctp-ClientSuccess></wctp-SubmitClientResponse>");

WctpPeerSettings peer_at(const HttpServer& server)
{
    WctpPeerSettings settings;
    settings.url = server.url("/wctp");
    settings.sender_id = "belfry.example";
    settings.networks = {"127.0.0.0/8"};
    settings.response_networks = {"127.0.0.0/8"};
    return settings;
}

Outgoing page_out(std::vector<std::string> choices = {})
{
    PageOut page;
    page.to = "5551230001";
    page.text = core::release_status("Bed 12 calls");
    for (auto& choice : choices)
        page.choices.push_back(core::release_status(std::move(choice)));
    Outgoing outgoing;
    outgoing.delivery = {4711};
    outgoing.channel = store::Channel::WctpPeer;
    outgoing.priority = store::Priority::High;
    outgoing.now = noon;
    outgoing.expires = noon + 5min;
    outgoing.payload = page;
    return outgoing;
}

Outcome answered_by(const std::string& body, int status = 200)
{
    const HttpServer server(http_answer(status, body, "text/xml"));
    return make_wctp_peer(peer_at(server)).value()->send(page_out());
}

template <class Operation>
Operation asked_of(const HttpServer& server, std::size_t at = 0)
{
    return std::get<Operation>(
        wctp::parse(server.asked().at(at).body, {.strict = true}).value().operation);
}

TEST(WctpPeer, UnderstandsAnswersWhoseBytesHaveToBeMended)
{
    const HttpServer server(
        http_answer(200,
                    confirmation("<wctp-Failure errorCode=\"403\" errorText=\"No\">Z\xFCrich"
                                 "</wctp-Failure>") +
                        '\0',
                    "text/xml; charset=iso-8859-1"));

    const auto outcome = make_wctp_peer(peer_at(server)).value()->send(page_out());

    EXPECT_TRUE(begins(outcome, "Refused")) << said(outcome);
    EXPECT_NE(said(outcome).find("Z\xC3\xBCrich"), std::string::npos) << said(outcome);
}

TEST(WctpPeer, GetsAPageAsAnEnterpriseHostSubmitsOne)
{
    const tests::TemporaryDirectory folder;
    std::ofstream(folder.path() / "code") << "s3cret\n";
    const HttpServer server(http_answer(200, success, "text/xml"));
    auto settings = peer_at(server);
    settings.code_file = folder.path() / "code";
    settings.respond_to = "http://belfry.example/wctp";

    const auto outcome = make_wctp_peer(settings).value()->send(page_out({"Yes", "No"}));

    EXPECT_EQ(outcome, (Outcome{Accepted{"", "wctp 200 ok"}}));
    const auto asked = asked_of<wctp::SubmitRequest>(server);
    EXPECT_EQ(asked.originator, (wctp::Originator{"belfry.example", "s3cret", ""}));
    EXPECT_EQ(asked.recipient.recipient_id, "5551230001");
    EXPECT_EQ(asked.control.message_id, store::DeliveryId{4711}.text());
    EXPECT_LE(asked.control.message_id.size(), 32U);
    EXPECT_EQ(asked.control.respond_to, "http://belfry.example/wctp");
    EXPECT_EQ(asked.control.priority, wctp::Priority::High);
    EXPECT_EQ(asked.control.deliver_before, noon + 5min);
    EXPECT_TRUE(asked.control.notify_when_delivered && asked.control.notify_when_read);
    EXPECT_TRUE(asked.control.allow_response);
    EXPECT_EQ(asked.submitted, noon);
    EXPECT_EQ(asked.payload, (wctp::Payload{wctp::MultipleChoice{"Bed 12 calls",
                                                                 {{"Yes", "Yes"}, {"No", "No"}}}}));
}

TEST(WctpPeer, IsAskedForNothingThatWeWouldNotHear)
{
    const HttpServer server(http_answer(200, success, "text/xml"));
    auto settings = peer_at(server);
    settings.response_networks.clear();

    make_wctp_peer(settings).value()->send(page_out());

    const auto control = asked_of<wctp::SubmitRequest>(server).control;
    EXPECT_FALSE(control.allow_response || control.notify_when_delivered ||
                 control.notify_when_read);
}

TEST(WctpPeer, GetsAPageAsATransientClientSubmitsOne)
{
    const tests::TemporaryDirectory folder;
    std::ofstream(folder.path() / "code") << "s3cret\n";
    const HttpServer server(http_answer(200, client_success, "text/xml"));
    auto settings = peer_at(server);
    settings.mode = WctpMode::Transient;
    settings.code_file = folder.path() / "code";

    const auto outcome = make_wctp_peer(settings).value()->send(page_out());

    EXPECT_TRUE(begins(outcome, "Accepted AB12")) << said(outcome);
    const auto asked = asked_of<wctp::SubmitClientMessage>(server);
    EXPECT_EQ(asked.originator, (wctp::Originator{"belfry.example", "", "s3cret"}));
    EXPECT_EQ(asked.payload, wctp::Payload{wctp::Alphanumeric{"Bed 12 calls"}});
}

// CHANNELS.md 1.3
TEST(WctpPeer, SaysByItsCodeWhoIsToBlame)
{
    const std::pair<int, const char*> cases[] = {{211, "Busy wctp 211"},
                                                 {300, "Refused Provider wctp 300"},
                                                 {304, "Busy wctp 304"},
                                                 {401, "Refused Provider wctp 401"},
                                                 {402, "Refused Provider wctp 402"},
                                                 {403, "Refused Detail wctp 403: wctp 403 because"},
                                                 {404, "Refused Detail wctp 404"},
                                                 {408, "Refused Message wctp 408"},
                                                 {411, "Refused Message wctp 411"},
                                                 {431, "Busy wctp 431"},
                                                 {501, "Refused Message wctp 501"},
                                                 {503, "Refused Provider wctp 503"},
                                                 {602, "Busy wctp 602"},
                                                 {604, "Busy wctp 604"},
                                                 {606, "Busy wctp 606"},
                                                 {699, "Busy wctp 699"}};

    for (const auto& [code, expected] : cases) {
        const auto outcome = answered_by(failure(code));
        EXPECT_TRUE(begins(outcome, expected)) << said(outcome);
    }
}

TEST(WctpPeer, CountsByItsDocumentAndElseByItsStatus)
{
    EXPECT_TRUE(begins(answered_by(failure(403), 404), "Refused Detail wctp 403"));
    EXPECT_TRUE(begins(answered_by(success, 202), "Accepted"));
    EXPECT_TRUE(begins(answered_by(success, 500), "Unclear bad answer"));
    EXPECT_TRUE(begins(answered_by("<html>", 503), "Busy http 503"));
    EXPECT_TRUE(begins(answered_by("", 404), "Refused Provider http 404"));
    EXPECT_TRUE(begins(answered_by("<html>OK</html>", 200), "Unclear http 200"));
}

TEST(WctpPeer, WithoutButtonsGetsTheChoicesAsText)
{
    const HttpServer server([](const tests::HttpAsked& asked, tests::TcpPeer&) {
        const bool has_choices = asked.body.find("wctp-MCR") != std::string::npos;
        return http_answer(200, has_choices ? failure(414) : success, "text/xml");
    });

    const auto outcome = make_wctp_peer(peer_at(server)).value()->send(page_out({"Yes", "No"}));

    EXPECT_TRUE(begins(outcome, "Accepted")) << said(outcome);
    const auto again = asked_of<wctp::SubmitRequest>(server, 1);
    EXPECT_EQ(again.payload, wctp::Payload{wctp::Alphanumeric{"Bed 12 calls\n1 = Yes\n2 = No"}});
    EXPECT_EQ(again.control.message_id, asked_of<wctp::SubmitRequest>(server).control.message_id);
}

/// A page with the curve of an alarm and a PDF.
Outgoing alarm_out(std::vector<std::string> choices)
{
    store::Contact contact = build::contact(1, "ANN-LEE");
    contact.secure = false;
    contact.acknowledgement = store::Acknowledgement{noon, "admin"};
    auto outgoing = page_out(std::move(choices));
    std::get<PageOut>(outgoing.payload).files = core::release_files(
        contact, {{"picture-1.svg", "image/svg+xml", 6, store::ProtectedText("<svg/>")},
                  {"a.pdf", "application/pdf", 4, {}}});
    return outgoing;
}

// X.9
TEST(WctpPeer, ThatSpeaksIhesVersionsGetsThePicturesOfAnAlarm)
{
    for (const auto* version : {"wctp-dtd-ihepcd-pcd06-v1r1", "wctp-dtd-ihepcd-pcd06-v1r2"}) {
        const HttpServer server(http_answer(200, success, "text/xml"));
        auto settings = peer_at(server);
        settings.version = version;

        make_wctp_peer(settings).value()->send(alarm_out({"Yes"}));

        const wctp::MultipleChoice expected{
            "Bed 12 calls\n[file in the inbox: a.pdf (application/pdf, 4 bytes)]",
            {{"Yes", "Yes"}},
            {{"SVG", "<svg/>"}}};
        EXPECT_EQ(asked_of<wctp::SubmitRequest>(server).payload, wctp::Payload{expected})
            << version;
    }
}

// X.9
TEST(WctpPeer, ThatTakesNoPicturesGetsALineThatNamesThem)
{
    const std::string named = "Bed 12 calls\n"
                              "[file in the inbox: picture-1.svg (image/svg+xml, 6 bytes)]\n"
                              "[file in the inbox: a.pdf (application/pdf, 4 bytes)]";
    const HttpServer server(http_answer(200, success, "text/xml"));

    make_wctp_peer(peer_at(server)).value()->send(alarm_out({"Yes"}));
    make_wctp_peer(peer_at(server)).value()->send(alarm_out({}));

    EXPECT_EQ(asked_of<wctp::SubmitRequest>(server, 0).payload,
              (wctp::Payload{wctp::MultipleChoice{named, {{"Yes", "Yes"}}}}));
    EXPECT_EQ(asked_of<wctp::SubmitRequest>(server, 1).payload,
              wctp::Payload{wctp::Alphanumeric{named}});
}

// X.9
TEST(WctpPeer, GetsThePicturesOfAPageWithoutChoicesBehindOneThatSaysThatTheyWereSeen)
{
    const HttpServer server([](const tests::HttpAsked& asked, tests::TcpPeer&) {
        const bool is_first = asked.body.find("wctp-MCR") != std::string::npos;
        return http_answer(200, is_first ? failure(414) : success, "text/xml");
    });
    auto settings = peer_at(server);
    settings.version = "wctp-dtd-ihepcd-pcd06-v1r1";

    const auto outcome = make_wctp_peer(settings).value()->send(alarm_out({}));

    const std::string pdf = "[file in the inbox: a.pdf (application/pdf, 4 bytes)]";
    EXPECT_EQ(asked_of<wctp::SubmitRequest>(server, 0).payload,
              (wctp::Payload{wctp::MultipleChoice{
                  "Bed 12 calls\n" + pdf, {{"OK", "OK"}}, {{"SVG", "<svg/>"}}}}));
    EXPECT_TRUE(begins(outcome, "Accepted")) << said(outcome);
    EXPECT_EQ(
        asked_of<wctp::SubmitRequest>(server, 1).payload,
        (wctp::Payload{wctp::Alphanumeric{
            "Bed 12 calls\n[file in the inbox: picture-1.svg (image/svg+xml, 6 bytes)]\n" + pdf}}))
        << "a device without buttons gets the text at least";
}

TEST(WctpPeer, GetsNoMoreCharactersThanItTakes)
{
    const HttpServer server(http_answer(200, success, "text/xml"));
    auto settings = peer_at(server);
    settings.max_chars = 4;
    auto outgoing = page_out();
    std::get<PageOut>(outgoing.payload).text = core::release_status("B\u00e9d\u2026 12");

    make_wctp_peer(settings).value()->send(outgoing);

    EXPECT_EQ(asked_of<wctp::SubmitRequest>(server).payload,
              wctp::Payload{wctp::Alphanumeric{"B\u00e9d\u2026"}});
}

TEST(WctpPeer, IsAskedByItsTrackingNumberAndTellsTheWholeStory)
{
    const HttpServer server(http_answer(
        200,
        operation("<wctp-ClientQueryResponse minNextPollInterval=\"45\">"
                  "<wctp-ClientMessage><wctp-ClientStatusInfo>" +
                  header +
                  "<wctp-Notification type=\"DELIVERED\"/></wctp-ClientStatusInfo>"
                  "</wctp-ClientMessage><wctp-ClientMessage><wctp-ClientMessageReply>" +
                  header +
                  "<wctp-Payload><wctp-Alphanumeric>on my way</wctp-Alphanumeric></wctp-Payload>"
                  "</wctp-ClientMessageReply></wctp-ClientMessage>"
                  "<wctp-ClientMessage><wctp-ClientStatusInfo>" +
                  header +
                  "<wctp-Failure errorCode=\"500\" errorText=\"Late\">late</wctp-Failure>"
                  "</wctp-ClientStatusInfo></wctp-ClientMessage></wctp-ClientQueryResponse>"),
        "text/xml"));
    auto settings = peer_at(server);
    settings.mode = WctpMode::Transient;
    const auto channel = make_wctp_peer(settings).value();

    const auto answer = channel->asker()->ask({{4711}, "5551230001", "AB12"});

    const auto asked = asked_of<wctp::ClientQuery>(server);
    EXPECT_EQ(asked, (wctp::ClientQuery{"belfry.example", "5551230001", "AB12", ""}));
    EXPECT_EQ(answer.pause, 45s);
    EXPECT_EQ(answer.news,
              (std::vector<PageNews>{{"wctp_peer", {4711}, Arrived{}, ""},
                                     {"wctp_peer", {4711}, Answered{"on my way"}, ""},
                                     {"wctp_peer", {4711}, Lost{Blame::Detail}, "wctp 500"}}));
}

TEST(WctpPeer, IsNotAskedMoreOftenThanSetHoweverItAnswers)
{
    const HttpServer silent([](const auto&, tests::TcpPeer& peer) { return peer.reset(), ""; });
    auto settings = peer_at(silent);
    settings.mode = WctpMode::Transient;

    const auto answer = make_wctp_peer(settings).value()->asker()->ask({{1}, "5", "A"});

    EXPECT_TRUE(answer.news.empty());
    EXPECT_FALSE(answer.trouble.empty());
    EXPECT_EQ(answer.pause, 30s);
    settings.mode = WctpMode::Enterprise;
    EXPECT_EQ(make_wctp_peer(settings).value()->asker(), nullptr);
}

TEST(WctpPeer, CannotKnowWhatASilentGatewayDid)
{
    const HttpServer silent([](const auto&, tests::TcpPeer& peer) {
        peer.wait_for_end();
        return std::string();
    });
    auto settings = peer_at(silent);
    settings.http.total_timeout = 150ms;

    const auto unclear =
        sent_for_sure([&] { return make_wctp_peer(settings).value()->send(page_out()); },
                      [&] { return !silent.asked().empty(); });
    EXPECT_TRUE(begins(unclear, "Unclear timeout")) << said(unclear);
    settings.url = "http://127.0.0.1:" + std::to_string(tests::free_port());
    EXPECT_TRUE(begins(make_wctp_peer(settings).value()->send(page_out()), "Busy connect"));
}

TEST(WctpPeer, TakesPagesOnlyAndOnlyInTime)
{
    const HttpServer server(http_answer(200, success, "text/xml"));
    const auto channel = make_wctp_peer(peer_at(server)).value();
    auto late = page_out();
    late.expires = noon;

    EXPECT_TRUE(begins(channel->send(text_out("+1")), "Refused Provider payload"));
    EXPECT_TRUE(begins(channel->send(late), "Refused Message expired"));
    EXPECT_EQ(server.connections(), 0);
}

TEST(WctpPeer, IsNotMadeWithWrongSettings)
{
    WctpPeerSettings wrong;
    wrong.url = "ftp://x";
    wrong.version = "9";
    wrong.networks = {"10/8"};
    wrong.code_file = "/nonexistent";
    wrong.mode = WctpMode::Transient;
    wrong.polls = true;

    const auto made = make_wctp_peer(wrong);

    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().size(), 6U);
}

} // namespace
} // namespace relay::channels
