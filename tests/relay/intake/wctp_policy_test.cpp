// What is agreed with one source and no other.
#include "relay/intake/wctp_submission.h"
#include "wctp_talk.h"

namespace tests {
namespace {

class WctpPolicies : public WctpTest {
protected:
    void set(const std::function<void(store::WctpPolicy&)>& edit)
    {
        edit_source(1, [&](store::Source& source) { edit(source.wctp); });
    }
    std::string token_hash(const std::string& token)
    {
        return house().vault.keyed_hash(store::path_token_purpose, token);
    }
    int code_at(const std::string& target, const Asked& asked = {})
    {
        return post(asked.request(), "text/xml", target).code();
    }
    static std::string latin_text() { return "<wctp-Alphanumeric>Z\xFCrich</wctp-Alphanumeric>"; }
};
INSTANTIATE_TEST_SUITE_P(On, WctpPolicies, testing::Values(store::Engine::Sqlite),
                         [](const auto&) { return "Sqlite"; });

TEST_P(WctpPolicies, MayAskForATokenInTheAddress)
{
    set([&](auto& wctp) { wctp.path_token_hash = token_hash("t0ken"); });

    EXPECT_EQ(code_at("/wctp"), 402);
    EXPECT_EQ(code_at("/wctp/guess"), 402);
    EXPECT_EQ(code_at("/wctp/t0ken", {.code = "guess"}), 402);
    EXPECT_EQ(messages(), 0u);
    EXPECT_EQ(code_at("/wctp/t0ken"), 200);
}

TEST_P(WctpPolicies, MayBeContentWithAnyProof)
{
    edit_source(1, [&](store::Source& source) {
        source.wctp.proof = store::Proof::Any;
        source.wctp.path_token_hash = token_hash("t0ken");
        source.networks = {"10.0.0.0/8"};
    });
    const Asked none{.code = ""};

    EXPECT_EQ(code_at("/wctp"), 200) << "by its code";
    EXPECT_EQ(code_at("/wctp/t0ken", none), 200) << "by its token";
    EXPECT_EQ(code_at("/wctp", none), 402);
    edit_source(1, [](store::Source& source) { source.networks = {"127.0.0.0/8"}; });
    EXPECT_EQ(code_at("/wctp", none), 200) << "by its address";
}

TEST_P(WctpPolicies, MayHaveBytesMended)
{
    EXPECT_EQ(code({.payload = latin_text()}), 301);
    EXPECT_EQ(messages(), 0u);

    set([](auto& wctp) { wctp.repair_bytes = true; });

    EXPECT_EQ(code({.payload = latin_text()}), 200);
    EXPECT_EQ(newest().body.reveal(), "Z\xC3\xBCrich");
    EXPECT_EQ(code({.sender = "stranger", .payload = latin_text()}), 401);
}

TEST_P(WctpPolicies, MayHaveTheirOwnLimitOfText)
{
    set([](auto& wctp) { wctp.max_text = 20; });
    Asked asked;
    asked.payload = "<wctp-Alphanumeric>" + std::string(21, 'a') + "</wctp-Alphanumeric>";

    EXPECT_EQ(code(asked), 211);
    EXPECT_EQ(newest().body.reveal(), std::string(14, 'a') + " [cut]");
    set([](auto& wctp) { wctp.max_text = 6; });
    asked.id = "m-2";
    EXPECT_EQ(code(asked), 211);
    EXPECT_LE(newest().body.reveal().size(), 6U) << "also where there is hardly room for the mark";
    EXPECT_EQ(code({.sender = "insider.example", .code = "", .payload = asked.payload}), 200);
}

TEST_P(WctpPolicies, MayAnswerWithADoctype)
{
    const auto with = [](const std::string& name) {
        auto document = Asked{}.request();
        return document.insert(document.find("?>") + 2,
                               "<!DOCTYPE wctp-Operation SYSTEM \"" + name + "\">");
    };
    const std::string theirs = "http://dtd.example/wctp-dtd-v1r3.dtd";

    EXPECT_EQ(post(with(theirs)).body.find("DOCTYPE"), std::string::npos);
    set([](auto& wctp) { wctp.doctype = store::Doctype::Echo; });
    EXPECT_NE(post(with(theirs)).body.find("SYSTEM \"" + theirs + "\">"), std::string::npos);
    EXPECT_EQ(post(Asked{}.request()).body.find("DOCTYPE"), std::string::npos);
    set([](auto& wctp) { wctp.doctype = store::Doctype::Standard; });
    EXPECT_NE(post(Asked{}.request()).body.find("SYSTEM \"wctp-dtd-v1r3.dtd\">"),
              std::string::npos);
    EXPECT_EQ(post(Asked{.code = "guess"}.request()).body.find("DOCTYPE"), std::string::npos)
        << "a stranger learns no policy";
}

TEST_P(WctpPolicies, MayAnswerWithADoctypeThatIsServedHere)
{
    set([](auto& wctp) { wctp.doctype = store::Doctype::Local; });

    EXPECT_NE(post(Asked{.version = "wctp-dtd-v1r2"}.request())
                  .body.find("SYSTEM \"http://relay/wctp/wctp-dtd-v1r2.dtd\">"),
              std::string::npos);
    const auto served = exchange("GET /wctp/wctp-dtd-v1r2.dtd HTTP/1.1\r\nHost: relay\r\n"
                                 "Connection: close\r\n\r\n");
    EXPECT_TRUE(served.says("200 OK") && served.says("application/xml-dtd")) << served.head;
    EXPECT_NE(served.body.find("<!ELEMENT wctp-SendMsgMulti "), std::string::npos);
    EXPECT_EQ(served.body.find("wctp-DeviceLocation"), std::string::npos) << "is of 1.3";
    EXPECT_EQ(exchange("GET /wctp/nothing.dtd HTTP/1.1\r\nHost: relay\r\nConnection: close"
                       "\r\n\r\n")
                  .code(),
              300);
    open({.public_url = "https://paging.example/"});
    EXPECT_NE(post(Asked{}.request())
                  .body.find("SYSTEM \"https://paging.example/wctp/wctp-dtd-v1r3.dtd\">"),
              std::string::npos);
}

TEST_P(WctpPolicies, MayHaveTheirOwnWindowForTheSameMessage)
{
    const auto taken = [&] {
        EXPECT_EQ(code({}), 200);
        return messages();
    };
    EXPECT_EQ(taken(), 1u);
    EXPECT_EQ(taken(), 1u) << "within the house's day";

    set([](auto& wctp) { wctp.duplicate_window = 10min; });

    clock.advance(9min);
    EXPECT_EQ(taken(), 1u);
    clock.advance(1min);
    EXPECT_EQ(taken(), 2u);
    set([](auto& wctp) { wctp.duplicate_window = 0ms; });
    EXPECT_EQ(taken(), 3u) << "never the same";
}

// U.7; the 50,000 characters are syn-135 of the corpus.
TEST_P(WctpPolicies, MaySayThePriorityInTheAddress)
{
    const auto high = "/wctp?F=generic&OH=Y";
    EXPECT_EQ(code_at(high, {.id = "m-0"}), 200);
    EXPECT_EQ(newest().priority, store::Priority::Normal);

    set([](auto& wctp) { wctp.address_tags = true; });

    EXPECT_EQ(code_at(high, {.id = "m-1"}), 200);
    EXPECT_EQ(newest().priority, store::Priority::High);
    EXPECT_EQ(code_at("/wctp?F=EM&ol=y", {.id = "m-2"}), 200);
    EXPECT_EQ(newest().priority, store::Priority::Low);
    EXPECT_EQ(code_at("/wctp?OH=N", {.id = "m-3"}), 200);
    EXPECT_EQ(newest().priority, store::Priority::Normal);
    EXPECT_EQ(code_at("/wctp?ON", {.id = "m-4", .control = "deliveryPriority=\"HIGH\""}), 200);
    EXPECT_EQ(newest().priority, store::Priority::Normal);
}

// D9
TEST_P(WctpPolicies, KeepRoomForWhatIsUrgentHoweverThatIsSaid)
{
    edit_source(1, [](store::Source& source) {
        source.rate_per_second = 1;
        source.burst = 1;
        source.wctp.address_tags = true;
    });
    EXPECT_EQ(code({}), 200);
    EXPECT_EQ(code({.id = "m-2"}), 602);

    EXPECT_EQ(code_at("/wctp?OH=Y", {.id = "m-3"}), 200);

    clock.advance(1s);
    edit_source(1, [](store::Source& source) { source.priority = store::Priority::High; });
    EXPECT_EQ(code({.id = "m-4"}), 200);
    EXPECT_EQ(code({.id = "m-5"}), 200);
}

// U.7
TEST_P(WctpPolicies, MaySayTheSubjectInTheFirstLine)
{
    const auto said = [&](const std::string& text) {
        EXPECT_EQ(code({.payload = "<wctp-Alphanumeric>" + text + "</wctp-Alphanumeric>"}), 200);
        return newest().subject.reveal() + "|" + newest().body.reveal();
    };
    EXPECT_EQ(said("Subject: Bed 1\ncalls"), "|Subject: Bed 1\ncalls");

    set([](auto& wctp) { wctp.subject_line = true; });

    EXPECT_EQ(said("Subject: Bed 2\ncalls"), "Bed 2|calls");
    EXPECT_EQ(said("SUBJECT:Bed 3 &#13;\ncalls"), "Bed 3|calls");
    EXPECT_EQ(said("Subject: Bed 4"), "|Subject: Bed 4") << "nothing else is said";
    EXPECT_EQ(said("Bed 5\nSubject: calls"), "|Bed 5\nSubject: calls");
}

TEST_P(WctpPolicies, MayNameRecipientsInTheirDomain)
{
    EXPECT_EQ(code({.recipient = "ANN-LEE@pager.example"}), 403);

    set([](auto& wctp) { wctp.recipient_domain = "pager.example"; });

    EXPECT_EQ(code({.recipient = "ann-lee@PAGER.example"}), 200);
    EXPECT_EQ(paged(newest().id), std::vector{ann});
    EXPECT_EQ(code({.recipient = "ANN-LEE@elsewhere.example"}), 403);
    EXPECT_EQ(code({.recipient = "@pager.example"}), 403);
    const auto tracking =
        post(Asked{.recipient = "ANN-LEE@pager.example"}.client_message()).tracking();
    EXPECT_EQ(post(Asked{.recipient = "ANN-LEE@pager.example"}.query(tracking)).code(), 0);
}

TEST_P(WctpPolicies, MayHaveTheirOwnCodeForNotNow)
{
    const store::Source own{.wctp = {.busy_code = 605}};

    EXPECT_EQ(relay::intake::wctp_error({}, {.service_unavailable = 606}, own).code,
              wctp::Code::ServiceUnavailable);
    EXPECT_EQ(relay::intake::wctp_error({}, {.service_unavailable = 606}, {}).code,
              wctp::Code::ServiceUnavailable13);
}

// WCTP check 41
TEST_P(WctpPolicies, AreToldThatTheirVersionIsOnItsWayOut)
{
    open({.versions = {.responder = "r",
                       .deprecated = {wctp::Version::V1r1},
                       .refused = {wctp::Version::V1r0},
                       .token = "B1",
                       .support_until = "2027-12-31"}});
    const auto ask = [&](const std::string& version) {
        const auto answer = post(Asked{.version = version}.in_operation(
            "<wctp-VersionQuery inquirer=\"a\" dateTime=\"b\"/>"));
        return std::get<std::vector<wctp::DtdSupport>>(
            std::get<wctp::VersionResponse>(answer.document().operation).outcome);
    };

    EXPECT_EQ(code({.version = "wctp-dtd-v1r1"}), 210);
    EXPECT_EQ(
        post(Asked{.version = "wctp-dtd-v1r1", .submitted = "2027-01-15T07:58:00"}.client_message())
            .code(),
        210);
    EXPECT_EQ(code({.version = "wctp-dtd-v1r0"}), 303);
    EXPECT_EQ(code({.version = "wctp-dtd-v1r3"}), 200);
    const auto said = ask("wctp-dtd-v1r1");
    EXPECT_EQ(said.at(0).support, wctp::Support::NotSupported);
    EXPECT_EQ(said.at(1).support, wctp::Support::Deprecated);
    EXPECT_EQ(said.at(1).support_until, "2027-12-31");
    EXPECT_EQ(said.at(1).replacement, "wctp-dtd-v1r3");
    EXPECT_EQ(said.at(3).support, wctp::Support::Supported);
    EXPECT_EQ(said.at(3).token, "B1");
    EXPECT_EQ(ask("wctp-dtd-v1r3"), said);
}

// WCTP check 10
TEST(WctpPaths, AreTheOneConfiguredInAnyCaseAndATokenBehindIt)
{
    using relay::intake::is_wctp_path;

    EXPECT_TRUE(is_wctp_path("/wctp", "/WCTP"));
    EXPECT_TRUE(is_wctp_path("/wctp", "/wctp/t0ken"));
    EXPECT_FALSE(is_wctp_path("/wctp", "/wctp/a/b"));
    EXPECT_FALSE(is_wctp_path("/wctp", "/wctps"));
    EXPECT_FALSE(is_wctp_path("/wctp", "/"));
    EXPECT_TRUE(is_wctp_path("/", "/"));
    EXPECT_FALSE(is_wctp_path("/", "/api"));
}

} // namespace
} // namespace tests
