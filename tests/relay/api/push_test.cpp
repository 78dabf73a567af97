// Devices subscribe to pushes and say what they showed.
#include "api_house.h"
#include "relay/push/base64url.h"
#include "relay/push/curve_key.h"
#include "store/device_repository.h"

namespace tests {
namespace {

namespace push = relay::push;
using relay::channels::PushOut;

class PushApi : public ApiTest {
protected:
    void SetUp() override
    {
        ApiTest::SetUp();
        if (IsSkipped())
            return;
        const auto code = at(post("/api/v1/inbox/enrolments", ann_device, ""), "/code");
        const auto made = post("/api/v1/devices", "", R"({"name":"phone","code":")" + code + "\"}");
        phone = at(made, "/token");
        phone_id = at(made, "/device/id");
    }
    static std::string subscription(const std::string& endpoint)
    {
        const auto key = push::base64url(push::CurveKey::generate().public_octets());
        return R"({"endpoint":")" + endpoint + R"(","expirationTime":null,"keys":{"p256dh":")" +
               key + R"(","auth":")" + push::base64url("0123456789abcdef") + "\"}}";
    }
    Response subscribe(const std::string& by, const std::string& body)
    {
        return ask({"PUT", "/api/v1/inbox/push", by, body});
    }

    std::string phone, phone_id;
};
HOUSE_ON_BOTH_ENGINES(PushApi);

TEST_P(PushApi, ShowsTheKeyAndTakesWhatTheBrowserSubscribedTo)
{
    EXPECT_EQ(at(get("/api/v1/inbox/push", phone), "/key"), "public-key");
    EXPECT_EQ(at(get("/api/v1/inbox/push", phone), "/subscribed"), "false");

    EXPECT_EQ(subscribe(phone, subscription("https://push.example/a")).status, 204);

    EXPECT_EQ(at(get("/api/v1/inbox/push", phone), "/subscribed"), "true");
    EXPECT_EQ(at(get("/api/v1/inbox/devices", ann_device), "/items/0/takesPushes"), "true");
    submit(R"({"to":"ANN-LEE","text":"x"})");
    ASSERT_EQ(channels.push.count(), 1U);
    EXPECT_EQ(std::get<PushOut>(channels.push.sent()[0].payload).endpoint,
              "https://push.example/a");
}

TEST_P(PushApi, RefusesAddressesThatAreNoPushService)
{
    for (const auto* endpoint : {"https://evil.example/a", "http://push.example/a",
                                 "https://127.0.0.1/a", "https://push.example@evil.example/a", ""})
        EXPECT_EQ(first_error(subscribe(phone, subscription(endpoint))),
                  "/endpoint is no address of a push service that is allowed here")
            << endpoint;
    const auto keyless = subscribe(
        phone, R"({"endpoint":"https://push.example/a","keys":{"p256dh":"AAAA","auth":"AAAA"}})");
    EXPECT_EQ(keyless.status, 422);
}

TEST_P(PushApi, IsForDevicesOnly)
{
    EXPECT_EQ(at(subscribe(ann_device, subscription("https://push.example/a")), "/type"),
              "urn:belfry:problem:no-device");
    EXPECT_EQ(ask({"DELETE", "/api/v1/inbox/push", ann_device}).status, 409);
}

TEST_P(PushApi, EndsWhenTheDeviceLeavesOrIsRevoked)
{
    subscribe(phone, subscription("https://push.example/a"));
    EXPECT_EQ(ask({"DELETE", "/api/v1/inbox/push", phone}).status, 204);
    submit(R"({"to":"ANN-LEE","text":"x"})");
    EXPECT_EQ(channels.push.count(), 0U);

    subscribe(phone, subscription("https://push.example/b"));
    EXPECT_EQ(ask({"DELETE", "/api/v1/devices/" + phone_id, admin}).status, 204);
    submit(R"({"to":"ANN-LEE","text":"y"})");

    EXPECT_EQ(channels.push.count(), 0U);
}

TEST_P(PushApi, TakesAReceiptWithoutALoginOnce)
{
    subscribe(phone, subscription("https://push.example/a"));
    submit(R"({"to":"ANN-LEE","text":"x"})");
    const auto payload = relay::api::read_json(channels.push.texts()[0]).value();
    const auto body = R"({"receipt":")" + at(payload, "/receipt") + "\"}";

    EXPECT_EQ(post("/api/v1/inbox/receipts", "", body).status, 204);

    node().settle();
    EXPECT_NE(at(get("/api/v1/inbox/" + first_page_of(phone), phone), "/deliveredAt"), "-");
    EXPECT_EQ(post("/api/v1/inbox/receipts", "", body).status, 404);
}

TEST_P(PushApi, KeepsSubscriptionsSealed)
{
    subscribe(phone, subscription("https://push.example/secret-address"));

    const auto sealed = node().read([](auto& connection) {
        return connection.query("SELECT push_endpoint FROM device")[0].blob(0);
    });

    EXPECT_EQ(std::string(sealed.begin(), sealed.end()).find("secret-address"), std::string::npos);
}

} // namespace
} // namespace tests
