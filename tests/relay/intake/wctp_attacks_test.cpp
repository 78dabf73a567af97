// The rows of area wctp in the table of bad inputs that reach the door: nothing of them is paged,
// fetched or said again. X16, X17, X21, X26 and X29 are in wctp_handler_test.cpp.
#include "wctp_talk.h"
#include <Poco/Net/ServerSocket.h>

namespace tests {
namespace {

class WctpAttacks : public WctpTest {
protected:
    static std::string with_doctype(const std::string& doctype, const std::string& text,
                                    const std::string& attribute = "t-1")
    {
        Asked asked;
        asked.control = "transactionID=\"" + attribute + "\"";
        asked.payload = "<wctp-Alphanumeric>" + text + "</wctp-Alphanumeric>";
        auto document = asked.request();
        return document.insert(document.find("?>") + 2, doctype);
    }
    static std::string with_text(const std::string& text) { return with_doctype("", text); }
    /// 301 or 302, and nothing stored.
    testing::AssertionResult is_refused(const std::string& document)
    {
        const auto answer = post(document);
        const auto code = answer.code();
        if ((code == 301 || code == 302) && messages() == 0)
            return testing::AssertionSuccess();
        return testing::AssertionFailure() << code << ": " << answer.body;
    }
};
INSTANTIATE_TEST_SUITE_P(On, WctpAttacks, testing::Values(store::Engine::Sqlite),
                         [](const auto&) { return "Sqlite"; });

// WCTP check 24
TEST_P(WctpAttacks, OfEntitiesReadNoFile) // X01
{
    TemporaryDirectory directory;
    const auto file = directory.path() / "secret";
    std::ofstream(file) << "canary-of-the-file";
    const auto doctype =
        "<!DOCTYPE wctp-Operation [<!ENTITY x SYSTEM \"file://" + file.string() + "\">]>";

    for (const auto& document : {with_doctype(doctype, "&x;"), with_doctype(doctype, "a", "&x;")}) {
        EXPECT_TRUE(is_refused(document));
        EXPECT_EQ(post(document).body.find("canary"), std::string::npos);
    }
    EXPECT_FALSE(log.says("canary"));
}

// WCTP check 23
TEST_P(WctpAttacks, OfForeignUrlsMakeNoConnection) // X02
{
    Poco::Net::ServerSocket trap(Poco::Net::SocketAddress("127.0.0.1", 0));
    const auto url = "http://127.0.0.1:" + std::to_string(trap.address().port()) + "/x.dtd";

    EXPECT_TRUE(is_refused(
        with_doctype("<!DOCTYPE wctp-Operation [<!ENTITY % p SYSTEM \"" + url + "\"> %p;]>", "a")));
    EXPECT_TRUE(is_refused(
        with_doctype("<!DOCTYPE wctp-Operation [<!ENTITY x SYSTEM \"" + url + "\">]>", "&x;")));
    EXPECT_EQ(post(with_doctype("<!DOCTYPE wctp-Operation SYSTEM \"" + url + "\">", "a")).code(),
              200)
        << "every client sends one; it is not followed";
    EXPECT_FALSE(trap.poll(Poco::Timespan(0), Poco::Net::Socket::SELECT_READ));
}

// WCTP check 24
TEST_P(WctpAttacks, OfEntitiesThatGrowAreRefusedBeforeTheyDo) // X03, X04, X09
{
    std::string laughs = "<!DOCTYPE wctp-Operation [<!ENTITY l0 \"lol\">";
    for (int level = 1; level < 10; ++level) {
        laughs += "<!ENTITY l" + std::to_string(level) + " \"";
        for (int count = 0; count < 10; ++count)
            laughs += "&l" + std::to_string(level - 1) + ";";
        laughs += "\">";
    }
    std::string chain = "<!DOCTYPE wctp-Operation [<!ENTITY c0 \"x\">";
    for (int link = 1; link < 2000; ++link)
        chain += "<!ENTITY c" + std::to_string(link) + " \"&c" + std::to_string(link - 1) + ";\">";

    EXPECT_TRUE(is_refused(with_doctype(laughs + "]>", "&l9;")));
    EXPECT_TRUE(is_refused(with_doctype(laughs + "]>", "a", "&l9;")));
    EXPECT_TRUE(is_refused(with_doctype(chain + "]>", "&c1999;")));
    EXPECT_TRUE(is_refused(with_doctype("<!DOCTYPE wctp-Operation [<!ENTITY a \"b\">]>", "&a;")));
    EXPECT_TRUE(is_refused(with_doctype("<!DOCTYPE wctp-Operation [ ]>", "a")));
}

TEST_P(WctpAttacks, OfParameterEntitiesThatGrowAreRefusedBeforeTheyDo) // X03, XM-10
{
    std::string laughs = "<!DOCTYPE wctp-Operation [<!ENTITY % p0 \"<!-- lol -->\">";
    for (int level = 1; level < 10; ++level) {
        laughs += "<!ENTITY % p" + std::to_string(level) + " \"";
        for (int count = 0; count < 10; ++count)
            laughs += "&#37;p" + std::to_string(level - 1) + ";";
        laughs += "\">";
    }

    EXPECT_TRUE(is_refused(with_doctype(laughs + "%p9;]>", "a")));
    EXPECT_TRUE(is_refused(with_doctype(laughs + "]>", "a"))) << "declared and not used";
}

TEST_P(WctpAttacks, OfNamespacesWithoutEndAreRefused) // X07
{
    std::string namespaces;
    for (int count = 0; count < 2000; ++count)
        namespaces += " xmlns:n" + std::to_string(count) + "=\"u" + std::to_string(count) + "\"";

    EXPECT_TRUE(is_refused(Asked{.token = namespaces}.request()));
    EXPECT_TRUE(is_refused(Asked{.control = namespaces}.request()));
}

// WCTP check 11, 26
TEST_P(WctpAttacks, OfSizeAreRefusedBeforeTheyAreParsed) // X06, X07
{
    std::string attributes;
    for (int count = 0; count < 3000; ++count)
        attributes += "a" + std::to_string(count) + "=\"\" ";

    EXPECT_TRUE(post(with_text("<!--" + std::string(1 << 20, 'x') + "-->a")).says(" 413 "));
    EXPECT_TRUE(is_refused(Asked{.control = attributes}.request()));
    EXPECT_EQ(messages(), 0u);
}

TEST_P(WctpAttacks, OfBytesThatAreNoTextAreRefused) // X10
{
    for (const auto* text : {"\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xEF\xBF\xBE", "&#0;",
                             "&#xD800;", "&#x110000;"})
        EXPECT_TRUE(is_refused(with_text(text))) << text;
    EXPECT_TRUE(is_refused(with_text(std::string("a\0b", 3))));
}

TEST_P(WctpAttacks, ArePlainTextInWhicheverEncodingItComes) // X11
{
    const auto declared = [](const std::string& encoding, const std::string& text) {
        auto document = with_text(text);
        return document.replace(0, document.find("?>"),
                                "<?xml version=\"1.0\" encoding=\"" + encoding + "\"");
    };
    const auto utf16 = [](const std::string& ascii) {
        std::string wide = "\xFF\xFE";
        for (const char c : ascii)
            wide += std::string{c, '\0'};
        return wide;
    };

    EXPECT_EQ(post(declared("ISO-8859-1", "Z\xFCrich 1")).code(), 200);
    EXPECT_EQ(newest().body.reveal(), "Z\xC3\xBCrich 1");
    EXPECT_EQ(post(declared("windows-1252", "5\x80")).code(), 200);
    EXPECT_EQ(newest().body.reveal(), "5\xE2\x82\xAC");
    EXPECT_EQ(post("\xEF\xBB\xBF" + with_text("Z\xC3\xBCrich 2")).code(), 200);
    EXPECT_EQ(newest().body.reveal(), "Z\xC3\xBCrich 2");
    EXPECT_EQ(post(utf16(declared("UTF-16", "wide"))).code(), 200);
    EXPECT_EQ(newest().body.reveal(), "wide");
}

TEST_P(WctpAttacks, OfBrokenDocumentsAreRefused) // X13
{
    const auto whole = with_text("a");

    EXPECT_TRUE(is_refused(whole + whole));
    EXPECT_TRUE(is_refused(whole + "garbage"));
    EXPECT_TRUE(is_refused(whole.substr(0, whole.size() - 5)));
    EXPECT_TRUE(is_refused(Asked{.control = "transactionID=\"1\" transactionID=\"2\""}.request()));
    EXPECT_TRUE(is_refused(with_text("&nosuch;")));
    EXPECT_TRUE(is_refused(with_text("<b>a</B>")));
    EXPECT_TRUE(is_refused(""));
    EXPECT_TRUE(is_refused("   "));
    EXPECT_TRUE(is_refused("{\"page\": 1}"));
    EXPECT_TRUE(is_refused("\x1F\x8B\x08 gzip"));
    EXPECT_TRUE(is_refused(Asked{}.in_operation("")));
}

TEST_P(WctpAttacks, OfAttributesWithoutQuotesAreRefused) // XM-55
{
    auto document = with_text("a");
    const std::string quoted = "\"m-1\"";

    document.replace(document.find(quoted), quoted.size(), "m-1");

    EXPECT_TRUE(is_refused(document));
}

TEST_P(WctpAttacks, OfConditionalSectionsAreRefused) // XM-76
{
    for (const std::string word : {"INCLUDE", "IGNORE"}) {
        const auto doctype = "<!DOCTYPE wctp-Operation [<![" + word + "[<!ENTITY a \"b\">]]>]>";
        EXPECT_TRUE(is_refused(with_doctype(doctype, "a"))) << word;
        EXPECT_TRUE(is_refused(with_doctype(doctype, "&a;"))) << word;
    }
}

TEST_P(WctpAttacks, WithAFormulaOfASpreadsheetPageThatTextAsItIs) // XM-65
{
    const std::string formula = "=cmd|' /C calc'!A0";

    EXPECT_EQ(post(with_text(formula)).code(), 200);

    EXPECT_EQ(newest().body.reveal(), formula);
    EXPECT_EQ(messages(), 1u);
}

TEST_P(WctpAttacks, WithLineEndsInTextInjectNothing)
{
    const auto answer = post(with_text("a&#13;&#10;Set-Cookie: x=1&#13;&#10;&#13;&#10;b"));

    EXPECT_EQ(answer.code(), 200);
    EXPECT_FALSE(answer.says("Set-Cookie"));
}

class WctpTransport : public WctpAttacks {};
INSTANTIATE_TEST_SUITE_P(On, WctpTransport, testing::Values(store::Engine::Sqlite),
                         [](const auto&) { return "Sqlite"; });

// WCTP check 2, 35
TEST_P(WctpTransport, TakesWhateverContentTypeClientsGive)
{
    for (const auto* type : {"text/xml", "application/xml", "text/xml; charset=UTF-8", "text/plain",
                             "application/x-www-form-urlencoded"})
        EXPECT_EQ(post(Asked{}.request(), type).code(), 200) << type;
    EXPECT_EQ(post("wctp=" + Asked{}.request()).code(), 200);
    EXPECT_EQ(messages(), 1u) << "it was one message all the time";
}

// WCTP check 6, 7
TEST_P(WctpTransport, ServesClientsOfHttp10)
{
    const auto body = Asked{}.request();

    const auto answer = exchange("POST /wctp HTTP/1.0\r\nContent-Type: text/xml\r\n"
                                 "Content-Length: " +
                                 std::to_string(body.size()) + "\r\n\r\n" + body + "\r\n");

    EXPECT_EQ(answer.code(), 200);
    EXPECT_TRUE(answer.says("Content-Length: " + std::to_string(answer.body.size())));
    EXPECT_FALSE(answer.says("Transfer-Encoding"));
    EXPECT_LT(answer.head.size() + answer.body.size(), 2048u);
}

// WCTP check 8
TEST_P(WctpTransport, AnswersWhileAGatewayHangs)
{
    node().add(build::contact(14, "CAT-FOX")
                   .phone(141, "+15550100")
                   .redundancy(store::Channel::Sms, 0min)
                   .get());
    channels.sms.hold();

    EXPECT_EQ(post(Asked{.recipient = "CAT-FOX"}.request()).code(), 200);

    channels.sms.wait_for(1); // it was asked, and has not answered yet
    channels.sms.release();
}

// WCTP check 9
TEST_P(WctpTransport, TakesTheNextRequestBehindALineEndTooMany)
{
    const auto request = [](const std::string& id, const std::string& more) {
        const auto body = Asked{.id = id}.request();
        return "POST /wctp HTTP/1.1\r\nHost: relay\r\n" + more +
               "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    };

    const auto answer =
        exchange(request("m-1", "") + "\r\n" + request("m-2", "Connection: close\r\n"));

    EXPECT_TRUE(answer.says("HTTP/1.1 200 OK"));
    EXPECT_NE(answer.body.find("HTTP/1.1 200 OK"), std::string::npos) << "the second answer";
    EXPECT_EQ(messages(), 2u);
}

// WCTP check 3, 4
TEST_P(WctpTransport, RefusesWhatIsNoPost)
{
    const auto get = exchange("GET /wctp HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    const auto put = exchange("PUT /wctp HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                              "Content-Length: 0\r\n\r\n");

    EXPECT_EQ(get.code(), 300);
    EXPECT_TRUE(put.says(" 405 "));
    EXPECT_TRUE(put.says("Allow: POST"));
}

} // namespace
} // namespace tests
