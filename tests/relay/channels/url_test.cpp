#include "relay/channels/http_check.h"
#include "relay/channels/http_client.h"
#include <gtest/gtest.h>

namespace relay::channels {
namespace {

TEST(Urls, ThatAreOneRequestToOneHostMayBeCalled)
{
    for (const auto* url : {"http://relay.example/wctp", "https://relay.example:8443/a/b?c=d&e=%20",
                            "HTTP://A.EXAMPLE/", "http://10.0.0.1:8080/", "http://[::1]/",
                            "http://[2001:db8::1]:443/x", "http://relay.example",
                            "http://relay.example?x=1", "http://a_b.example/"})
        EXPECT_EQ(url_problem(url), std::nullopt) << url;
}

TEST(Urls, ThatMeanMoreThanTheySayAreRefused)
{
    const std::string_view bad[] = {
        "",
        "relay.example/wctp",
        "//127.0.0.1/",
        "http:127.0.0.1/",
        "http:///127.0.0.1/",
        "http://",
        "http://good.example@127.0.0.1/",
        "http://user:pass@good.example/",
        "http://good.example:80@127.0.0.1:25/",
        "https://good.example:443@evil.example/",
        "http://good.example\\@127.0.0.1/",
        "http://good.example/ 127.0.0.1/",
        "http://good.example/\r\nHELO",
        "http://good.example%0d%0aHELO/",
        "http://127.0.0.1%00.good.example/",
        "http://good.example:99999/",
        "http://good.example:0/",
        "http://good.example:-1/",
        "http://good.example:+80/",
        "http://good.example:x/",
        "http://[127.0.0.1]/",
        "http://\u2460\u2461\u2466.\u24ea.\u24ea.\u2460/",
        "http://127\u30020\u30020\u30021/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:25/_HELO%20x",
        "dict://127.0.0.1:11211/stat",
        "ftp://127.0.0.1/",
        "smtp://127.0.0.1:25/",
        "ldap://127.0.0.1/",
        "jar:http://127.0.0.1!/",
        "javascript:alert(1)",
        "data:text/html,x",
    };
    for (const auto url : bad)
        EXPECT_NE(url_problem(url), std::nullopt) << url;
    EXPECT_NE(url_problem("http://a.example/" + std::string(8192, 'a')), std::nullopt);
}

TEST(Requests, WithALineEndInAHeaderAreRefusedBeforeAnyConnection)
{
    const std::pair<std::string, std::string> bad[] = {{"X-A", "b\r\nX-Injected: 1"},
                                                       {"X-A", "b\nX-Injected: 1"},
                                                       {"X-A\r\nX-B", "c"},
                                                       {"X A", "b"},
                                                       {"", "b"},
                                                       {"X-A", std::string("b\0c", 3)},
                                                       {"X:A", "b"},
                                                       {"Host", "other.example"},
                                                       {"content-length", "0"},
                                                       {"Transfer-Encoding", "chunked"}};

    for (const auto& header : bad)
        EXPECT_TRUE(request_problem({.url = "http://a.example/", .headers = {header}}))
            << header.first << ": " << header.second;
    EXPECT_FALSE(request_problem({.url = "http://a.example/", .headers = {{"X-A", "b\tc d"}}}));
}

TEST(Requests, WithAForeignMethodOrALineEndInThePasswordAreRefused)
{
    EXPECT_TRUE(request_problem({.method = "GET / HTTP/1.0\r\n", .url = "http://a.example/"}));
    EXPECT_TRUE(request_problem({.method = "CONNECT", .url = "http://a.example/"}));
    EXPECT_TRUE(request_problem({.url = "http://a.example/", .user = "a\r\nb", .password = "c"}));
    EXPECT_TRUE(request_problem({.url = "http://a.example/", .user = "a", .password = "b\nc"}));
}

} // namespace
} // namespace relay::channels
