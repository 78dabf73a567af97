#include "relay/push/base64url.h"
#include "relay/push/endpoint.h"
#include "relay/push/vapid.h"
#include <gtest/gtest.h>

using namespace relay::push;

namespace {

std::string origin(std::string_view url)
{
    const auto endpoint = Endpoint::parse(url);
    return endpoint ? endpoint->origin : "-";
}

bool is_usual(std::string_view url)
{
    const auto endpoint = Endpoint::parse(url);
    return endpoint && endpoint->is_at(usual_hosts());
}

} // namespace

TEST(Endpoint, KnowsItsOrigin)
{
    EXPECT_EQ(origin("https://fcm.googleapis.com/fcm/send/abc:def"), "https://fcm.googleapis.com");
    EXPECT_EQ(origin("https://UP.example:8443/x"), "https://up.example:8443");
    EXPECT_EQ(origin("https://up.example:443/x?token=%20a"), "https://up.example");
}

TEST(Endpoint, IsNothingThatTwoReadersCouldReadInTwoWays)
{
    for (const auto* bad : {"",
                            "http://fcm.googleapis.com/x",
                            "https://fcm.googleapis.com",
                            "https:///x",
                            "https://127.0.0.1/x",
                            "https://2130706433/x",
                            "https://0x7f000001/x",
                            "https://[::1]/x",
                            "https://a@b.example/x",
                            "https://a.example:0/x",
                            "https://a.example:65536/x",
                            "https://a.example:+80/x",
                            "https://a.example\\@b/x",
                            "https://a.example/x y",
                            "https://a.example/\r\nX: y",
                            "https://a..example/x",
                            "https://.example/x",
                            "https://a.example./x",
                            "https://a%2eexample/x",
                            "https://a.example/x#y",
                            "HTTPS://a.example/x",
                            "ftp://a.example/x"})
        EXPECT_FALSE(Endpoint::parse(bad)) << bad;
    EXPECT_FALSE(Endpoint::parse("https://a.example/" + std::string(2000, 'x')));
}

TEST(Endpoint, IsOnlyAtHostsThatAreListed)
{
    EXPECT_TRUE(is_usual("https://fcm.googleapis.com/x"));
    EXPECT_TRUE(is_usual("https://updates.push.services.mozilla.com/x"));
    EXPECT_TRUE(is_usual("https://web.push.apple.com/x"));
    EXPECT_TRUE(is_usual("https://wns2-par02p.notify.windows.com/x"));
    EXPECT_FALSE(is_usual("https://fcm.googleapis.com.evil.example/x"));
    EXPECT_FALSE(is_usual("https://evilfcm.googleapis.com/x"));
    EXPECT_FALSE(is_usual("https://push.services.mozilla.com.example/x"));
    EXPECT_FALSE(is_usual("https://notify.windows.com/x"));
}

TEST(Vapid, NamesTheServiceTheSenderAndAnEnd)
{
    const auto key = CurveKey::generate();

    const auto field = vapid(key, "https://push.example", "mailto:it@hospital.example",
                             std::chrono::sys_seconds(std::chrono::seconds(1'800'000'000)));

    const auto claims_at = field.find('.') + 1;
    const auto claims = field.substr(claims_at, field.find('.', claims_at) - claims_at);
    EXPECT_TRUE(field.starts_with("vapid t=eyJ"));
    EXPECT_EQ(
        from_base64url(claims),
        R"({"aud":"https://push.example","exp":1800043200,"sub":"mailto:it@hospital.example"})");
    EXPECT_TRUE(field.ends_with(", k=" + application_server_key(key)));
    EXPECT_EQ(application_server_key(key).size(), 87U);
}
