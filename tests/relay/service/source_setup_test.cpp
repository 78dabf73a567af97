#include "relay/service/setup_page.h"
#include "relay/service/source_setup.h"
#include "store/token.h"
#include "store/token_repository.h"
#include "tests/support/house.h"

using namespace relay::service;

namespace tests {
namespace {

bool says(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

store::Source monitor()
{
    store::Source source{.name = "monitor", .sender_id = "monitor.example"};
    source.code_hash = "hash";
    return source;
}

TEST(SourceSetup, NamesAddressSenderAndWhereTheCodeIs)
{
    Config config;
    config.site.public_url = "https://paging.example/";

    const auto text = setup_text(monitor(), config);

    EXPECT_TRUE(says(text, "https://paging.example/wctp\n")) << text;
    EXPECT_TRUE(says(text, "monitor.example\n"));
    EXPECT_TRUE(says(text, "code_file"));
    EXPECT_FALSE(says(text, "hash"));
    EXPECT_FALSE(says(text, "Take care"));
    EXPECT_TRUE(says(text, "nowhere: set callback_url or reply_mode"));
}

TEST(SourceSetup, WarnsWhereTheCodeTravelsInClearText)
{
    Config config;
    config.http.listen = {{.host = "192.0.2.1", .port = 8080}};

    const auto text = setup_text(monitor(), config);

    EXPECT_TRUE(says(text, "http://192.0.2.1:8080/wctp")) << text;
    EXPECT_TRUE(says(text, "Take care"));
}

TEST(SourceSetup, NamesTheVersionsThatAreNotTakenOrOutOfDate)
{
    Config config;
    config.wctp.refused_versions = {"wctp-dtd-v1r0", "wctp-dtd-v1r1"};
    config.wctp.deprecated_versions = {"wctp-dtd-v1r2"};

    EXPECT_TRUE(says(setup_text(monitor(), config),
                     "understood; refused: wctp-dtd-v1r0, wctp-dtd-v1r1; taken, but out of date: "
                     "wctp-dtd-v1r2\n"));
    EXPECT_TRUE(says(setup_text(monitor(), {}), "1.0 to 1.2 are understood\n"));
}

TEST(SourceSetup, SaysWhetherItIsTwoWayAndByWhichWay)
{
    auto source = monitor();
    const auto said = [&](store::ReplyMode mode, const std::string& callback) {
        source.wctp.reply_mode = mode;
        source.callback_url = callback;
        const auto text = setup_text(source, {});
        const auto begin = text.find("Two-way:");
        return begin == std::string::npos ? text
                                          : text.substr(begin, text.find('\n', begin) - begin);
    };
    const std::string callback = "https://monitor.example/wctp";

    EXPECT_TRUE(says(said(store::ReplyMode::Poll, callback), "yes, by poll:"));
    EXPECT_TRUE(says(said(store::ReplyMode::Push, callback), "yes, by push:"));
    EXPECT_TRUE(says(said(store::ReplyMode::Both, callback), "yes, by push and by poll:"));
    EXPECT_TRUE(says(said(store::ReplyMode::Both, ""), "yes, by poll:"));
    EXPECT_TRUE(says(said(store::ReplyMode::Push, ""), "no; only a transient client"));
}

TEST(SourceSetup, SaysWhatIsAgreedWithThatSource)
{
    auto source = monitor();
    source.callback_url = "https://monitor.example/wctp";
    source.networks = {"10.0.0.0/8"};
    source.strict = true;
    source.wctp.reply_mode = store::ReplyMode::Both;
    source.wctp.path_token_hash = "hash";
    source.wctp.proof = store::Proof::Any;
    source.wctp.max_text = 240;
    source.wctp.subject_line = true;
    source.wctp.address_tags = true;
    source.wctp.recipient_domain = "pager.example";

    const auto text = setup_text(source, {});

    for (const auto* part :
         {"/wctp/TOKEN", "10.0.0.0/8", "one of the above", "posted to https://monitor.example/wctp",
          "Poller ID", "10 s", "240 characters", "Subject: ...", "?OH=Y", "@pager.example",
          "by the letter"})
        EXPECT_TRUE(says(text, part)) << part << '\n' << text;
}

class SetupPages : public HouseTest {
protected:
    void SetUp() override
    {
        HouseTest::SetUp();
        if (IsSkipped())
            return;
        add_token(1, store::Scope::Admin, "admins-token");
        add_token(2, store::Scope::Submit, "submitters-token");
    }
    void add_token(std::int64_t id, store::Scope scope, const std::string& text)
    {
        store::Token token{.id = {id}, .name = text, .scope = scope};
        token.hash = store::token_hash(text);
        token.source = {1};
        node().write([&](auto& c) { store::TokenRepository(c).insert(token); });
        node().refresh_directory();
    }
    relay::http::Response get(const std::string& name, const std::string& authorization,
                              const std::string& method = "GET")
    {
        relay::http::Request request;
        request.method = method;
        request.path = "/setup/" + name;
        request.peer_address = "127.0.0.1";
        if (!authorization.empty())
            request.headers.add("Authorization", authorization);
        return SetupPage(house(), config_).answer(request);
    }

private:
    Config config_;
};
INSTANTIATE_TEST_SUITE_P(On, SetupPages, testing::Values(store::Engine::Sqlite),
                         [](const auto&) { return "Sqlite"; });

TEST_P(SetupPages, AreForAdministrators)
{
    EXPECT_EQ(get("monitor", "").status, 401);
    EXPECT_TRUE(get("monitor", "").headers.find("WWW-Authenticate"));
    EXPECT_EQ(get("monitor", "Bearer guess").status, 401);
    EXPECT_EQ(get("monitor", "Bearer submitters-token").status, 401);
    EXPECT_EQ(get("monitor", "Basic !!!").status, 401);

    const auto shown = get("monitor", "Bearer admins-token");
    EXPECT_EQ(shown.status, 200);
    EXPECT_TRUE(says(shown.body, "monitor.example"));
    // "installer:admins-token"
    EXPECT_EQ(get("monitor", "Basic aW5zdGFsbGVyOmFkbWlucy10b2tlbg==").body, shown.body);
    EXPECT_EQ(get("nobody", "Bearer admins-token").status, 404);
    EXPECT_EQ(get("monitor", "Bearer admins-token", "POST").status, 405);
}

} // namespace
} // namespace tests
