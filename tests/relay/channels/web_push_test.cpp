// Pushes to a push service, RFC 8030, and what its answers mean: CHANNELS.md 4.3.
#include "tests/relay/channels/web_push_service.h"

namespace relay::channels {
namespace {

TEST_F(WebPushTo, SaysHowUrgentItIsHowLongItLastsAndWhoSendsIt)
{
    const auto outcome = answered(http_answer(201, ""));

    EXPECT_TRUE(begins(outcome, "Accepted")) << said(outcome);
    const auto& asked = asked_.at(0);
    EXPECT_EQ(asked.line, "POST /send/x HTTP/1.1");
    EXPECT_EQ(asked.header("TTL"), "600");
    EXPECT_EQ(asked.header("Urgency"), "high");
    EXPECT_EQ(asked.header("Topic"), "topic");
    EXPECT_EQ(asked.header("Content-Encoding"), "aes128gcm");
    EXPECT_TRUE(asked.header("Authorization").starts_with("vapid t="));
    EXPECT_TRUE(asked.header("Authorization").ends_with(push::application_server_key(key_)));
    EXPECT_EQ(asked.body.size(), 614U);
    EXPECT_EQ(asked.body.find("\"v\""), std::string::npos) << "it is sealed";
}

TEST_F(WebPushTo, UnderstandsTheServicesAnswers)
{
    for (const auto& [status, meaning] :
         {std::pair{201, "Accepted"}, std::pair{202, "Accepted"},
          std::pair{400, "Refused Provider"}, std::pair{403, "Refused Provider"},
          std::pair{404, "Refused Detail"}, std::pair{410, "Refused Detail"},
          std::pair{413, "Refused Provider"}, std::pair{429, "Busy"}, std::pair{500, "Busy"},
          std::pair{503, "Busy"}, std::pair{301, "Busy"}}) {
        const auto outcome = answered(http_answer(status, ""));
        EXPECT_TRUE(begins(outcome, meaning)) << status << ": " << said(outcome);
    }
    EXPECT_EQ(gone_.size(), 2U) << "404 and 410";
}

TEST_F(WebPushTo, WaitsAsLongAsTheServiceAsks)
{
    const auto outcome = answered(http_answer(429, "", "text/plain", "Retry-After: 42\r\n"));

    EXPECT_EQ(std::get<Busy>(outcome).retry_after, 42s);
}

TEST_F(WebPushTo, CallsNobodyWhoIsNotListed)
{
    const HttpServer server(http_answer(201, ""), authority_.issue(host));
    auto others = settings(server.port());
    others.hosts = {"elsewhere.example"};

    const auto outcome = channel(others)->send(push_to(url(server)));

    EXPECT_TRUE(begins(outcome, "Refused Detail endpoint")) << said(outcome);
    EXPECT_EQ(server.connections(), 0);
}

TEST_F(WebPushTo, CallsNoPrivateAddressUnlessToldTo)
{
    const HttpServer server(http_answer(201, ""), authority_.issue(host));
    auto public_only = settings(server.port());
    public_only.networks.clear();

    const auto outcome = channel(public_only)->send(push_to(url(server)));

    EXPECT_TRUE(begins(outcome, "Refused") || begins(outcome, "Busy")) << said(outcome);
    EXPECT_EQ(server.connections(), 0);
}

TEST_F(WebPushTo, SendsNothingAfterTheMessagesEnd)
{
    auto late = push_to("https://push.example/x");
    late.expires = late.now;

    EXPECT_TRUE(begins(channel(settings(1))->send(late), "Refused Message expired"));
}

TEST_F(WebPushTo, NeedsAnAddressForComplaints)
{
    auto nameless = settings(1);
    nameless.subject = "it@hospital.example";
    nameless.hosts.clear();

    const auto made = make_web_push(nameless, key_, [](store::DeliveryId) {});

    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().size(), 2U);
}

} // namespace
} // namespace relay::channels
