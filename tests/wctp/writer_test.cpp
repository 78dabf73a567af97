#include "tests/wctp/samples.h"
#include "wctp/parser.h"
#include "wctp/writer.h"
#include <gtest/gtest.h>
#include <random>

namespace wctp {
namespace {

using namespace std::chrono_literals;

constexpr Instant noon = std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 12h;

SubmitRequest page(std::string text)
{
    return {.originator = {.sender_id = "nurse"},
            .control = {.message_id = "m-1"},
            .recipient = {.recipient_id = "CARD"},
            .payload = Alphanumeric{std::move(text)}};
}

bool contains(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

std::string text_read_back(std::string text)
{
    const auto read = parse(write({.operation = page(std::move(text))}));
    return read ? std::get<Alphanumeric>(std::get<SubmitRequest>(read->operation).payload).text
                : "unreadable: " + read.error().error.detail;
}

TEST(WctpWriter, WritesAConfirmationThatOldClientsCanRead)
{
    const Document document{.token = "1AA", .operation = Confirmation{Success{}}};

    EXPECT_EQ(write(document), "<?xml version=\"1.0\"?>\n"
                               "<wctp-Operation wctpVersion=\"wctp-dtd-v1r3\" wctpToken=\"1AA\">"
                               "<wctp-Confirmation><wctp-Success successCode=\"200\" "
                               "successText=\"Accepted\">Accepted</wctp-Success>"
                               "</wctp-Confirmation></wctp-Operation>");
}

TEST(WctpWriter, NeverWritesASuccessOrFailureWithoutTexts)
{
    for (const int code : {200, 211, 301, 402, 504, 606, 777}) {
        const auto success = write({.operation = Confirmation{Success{.code = Code{code}}}});
        const auto failure = write({.operation = Confirmation{Failure{.code = Code{code}}}});

        EXPECT_FALSE(contains(success, "successText=\"\"") || contains(success, "/></wctp-Conf"));
        EXPECT_FALSE(contains(failure, "errorText=\"\"") || contains(failure, "/></wctp-Conf"));
        EXPECT_LT(write({.operation = Confirmation{Failure{.code = Code{code}}}}).size(), 2048u);
    }
}

TEST(WctpWriter, EscapesWhatSomebodyCouldTakeForMarkup)
{
    auto request = page("<b> & \"c\" ]]> \r\n\t");
    request.originator.misc_info = "\" x='1' <\n\t\r>";

    const auto bytes = write({.operation = request});

    EXPECT_TRUE(contains(bytes, "&lt;b&gt; &amp; &quot;c&quot; ]]&gt; &#13;\n\t"));
    EXPECT_TRUE(contains(bytes, "miscInfo=\"&quot; x='1' &lt;&#10;&#9;&#13;&gt;\""));
    EXPECT_EQ(text_read_back(wctp_test::awkward_text), wctp_test::awkward_text);
}

TEST(WctpWriter, DropsWhatXmlCannotCarryAndKeepsTheRest)
{
    EXPECT_EQ(text_read_back(std::string("a\0b\x01\x02\x1f", 6) + "c"), "abc");
    EXPECT_EQ(text_read_back("a\xff\xc0\xaf\xed\xa0\x80\xef\xbf\xbf\xf5 caf\xc3\xa9"),
              "a caf\xc3\xa9");
    EXPECT_EQ(text_read_back("cut in a character: a\xe2\x82"), "cut in a character: a");
}

TEST(WctpWriter, WritesWellFormedXmlWhateverBytesItIsGiven)
{
    std::mt19937 random(7);
    for (int round = 0; round < 2000; ++round) {
        std::string bytes(random() % 40, ' ');
        for (auto& byte : bytes)
            byte = static_cast<char>(random());
        auto request = page("x" + bytes);
        request.originator.sender_id = bytes;
        request.control.message_id = bytes;

        const auto read = parse(write({.token = bytes, .operation = request}));

        ASSERT_TRUE(read) << read.error().error.detail;
    }
}

TEST(WctpWriter, WritesDefaultsOutSinceTestersLookForThem)
{
    const auto bytes = write({.operation = page("hello")});

    EXPECT_TRUE(contains(bytes, "<wctp-MessageControl messageID=\"m-1\" allowResponse=\"true\" "
                                "notifyWhenQueued=\"false\" notifyWhenDelivered=\"false\" "
                                "notifyWhenRead=\"false\" deliveryPriority=\"NORMAL\" "
                                "preformatted=\"false\" allowTruncation=\"true\"/>"));
}

TEST(WctpWriter, LeavesOutWhatAVersionDoesNotHave)
{
    const MultipleChoice choices{"Coming?", {{"Accept", "ACC"}, {"Reject", "Reject"}}};
    const MessageReply reply{.payload = choices, .of_choice = true};
    const auto in = [&](Version version) { return write({version, "1AA", reply}); };

    EXPECT_FALSE(contains(in(Version::V1r0), "wctpToken"));
    EXPECT_TRUE(contains(in(Version::V1r1), "wctpToken=\"1AA\""));
    EXPECT_FALSE(contains(in(Version::V1r1), "MCRMessageReply"));
    EXPECT_TRUE(contains(in(Version::V1r1), "<wctp-Choice>Accept</wctp-Choice>"));
    EXPECT_TRUE(contains(in(Version::V1r2), "MCRMessageReply=\"true\""));
    EXPECT_TRUE(contains(in(Version::V1r2), "<wctp-ReplyChoice>ACC</wctp-ReplyChoice>"));
    EXPECT_TRUE(contains(in(Version::V1r2), "<wctp-Choice>Reject</wctp-Choice>"));
}

TEST(WctpWriter, SpellsFlexSuiteAsTheVersionDoes)
{
    auto request = page({});
    request.payload = TransparentData{"x", TransparentType::FlexSuite};
    const auto in = [&](Version version) {
        return write({.version = version, .operation = request});
    };

    EXPECT_TRUE(contains(in(Version::V1r0), "type=\"FLEXSuite\" encoding=\"base64\""));
    EXPECT_TRUE(contains(in(Version::V1r1), "type=\"FLEXsuite\""));
    EXPECT_TRUE(contains(in(Version::V1r2), "type=\"FLEXSuite\""));
}

// WCTP check 46
TEST(WctpWriter, WritesListDtdsIn11Only)
{
    const VersionQuery query{.inquirer = "me", .list_dtds = true};

    EXPECT_TRUE(contains(write({.version = Version::V1r1, .operation = query}),
                         "listDTDs=\"yes\" listConfiguration=\"no\""));
    EXPECT_FALSE(contains(write({.version = Version::V1r3, .operation = query}), "listDTDs"));
}

TEST(WctpWriter, WritesNoDoctypeUnlessAskedAndNoMarkupInIt)
{
    const Document document{.operation = Confirmation{Success{}}};

    EXPECT_FALSE(contains(write(document), "DOCTYPE"));
    EXPECT_TRUE(contains(write(document, {.doctype = "http://a/b\">\n<!ENTITY x"}),
                         "<!DOCTYPE wctp-Operation SYSTEM \"http://a/b><!ENTITYx\">\n"));
}

TEST(WctpWriter, WritesBareUtcSeconds)
{
    const StatusInfo status{{.responded = noon + 999ms, .responding_to = noon}, Notification::Read};

    EXPECT_TRUE(contains(write({.operation = status}),
                         "responseTimestamp=\"2026-03-01T12:00:00\" "
                         "respondingToTimestamp=\"2026-03-01T12:00:00\""));
}

} // namespace
} // namespace wctp
