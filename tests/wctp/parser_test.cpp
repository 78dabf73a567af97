#include "tests/wctp/corpus.h"
#include "wctp/parser.h"
#include <gtest/gtest.h>

namespace wctp {
namespace {

using namespace std::chrono_literals;
using wctp_test::operation;
using wctp_test::submit_request;

constexpr Instant sent = std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 14h + 5min + 9s;

Code refusal(const std::string& bytes, const ReadOptions& options = {})
{
    const auto read = parse(bytes, options);
    return read ? Code{0} : read.error().error.code;
}

Payload payload(std::string_view xml)
{
    const auto read = parse(submit_request(xml));
    return read ? std::get<SubmitRequest>(read->operation).payload
                : Payload(Alphanumeric{"refused: " + read.error().error.detail});
}

// WCTP check 51
TEST(WctpParser, FillsInTheDefaultsOfTheGrammar)
{
    const auto read = parse(submit_request(), {.strict = true});

    ASSERT_TRUE(read);
    const SubmitRequest expected{.originator = {"nurse.call", "s3cret", {}},
                                 .control = {.message_id = "m-1"},
                                 .recipient = {"5551230001", {}},
                                 .submitted = sent,
                                 .payload = Alphanumeric{"hello"}};
    EXPECT_EQ(std::get<SubmitRequest>(read->operation), expected);
}

// WCTP check 34
TEST(WctpParser, GivesTheTextExactlyAsItWasMeant)
{
    const auto text = [](std::string_view xml) {
        return std::get<Alphanumeric>(
                   payload("<wctp-Alphanumeric>" + std::string(xml) + "</wctp-Alphanumeric>"))
            .text;
    };

    EXPECT_EQ(text("  a\r\n  b  "), "  a\n  b  ");
    EXPECT_EQ(text("a <![CDATA[<b> & ]]>c<!-- no --><?pi no?>d"), "a <b> & cd");
    EXPECT_EQ(text("&lt;&gt;&amp;&quot;&apos;&#65;&#x1F691;"), "<>&\"'A\xf0\x9f\x9a\x91");
    EXPECT_EQ(text("-- ]] --"), "-- ]] --");
}

// WCTP check 64
TEST(WctpParser, SendsBackTheShownWordsWhereAChoiceNamesNoOthers)
{
    const auto read =
        payload("<wctp-MCR><wctp-MessageText>Coming?</wctp-MessageText>"
                "<wctp-Choice> Yes\n</wctp-Choice><wctp-ChoicePair>"
                "<wctp-SendChoice>No</wctp-SendChoice></wctp-ChoicePair><wctp-ChoicePair>"
                "<wctp-SendChoice>Later</wctp-SendChoice><wctp-ReplyChoice>L8"
                "</wctp-ReplyChoice></wctp-ChoicePair></wctp-MCR>");

    EXPECT_EQ(std::get<MultipleChoice>(read),
              (MultipleChoice{"Coming?", {{"Yes", "Yes"}, {"No", "No"}, {"Later", "L8"}}}));
}

// WCTP check 65
TEST(WctpParser, DecodesBase64AndTakesStandardAsItStands)
{
    EXPECT_EQ(
        std::get<TransparentData>(payload("<wctp-TransparentData>AAH\n/\t</wctp-TransparentData>")),
        (TransparentData{std::string("\0\x01\xff", 3)}));
    EXPECT_EQ(std::get<TransparentData>(
                  payload("<wctp-TransparentData encoding='standard'>a b</wctp-TransparentData>"))
                  .bytes,
              "a b");
}

// WCTP check 62, 66
TEST(WctpParser, RefusesAPayloadThatSaysNothing)
{
    for (const std::string_view xml :
         {"", "<wctp-Alphanumeric/>", "<wctp-Alphanumeric> \n</wctp-Alphanumeric>",
          "<wctp-TransparentData/>", "<wctp-TransparentData>AA</wctp-TransparentData>",
          "<wctp-TransparentData>A*==</wctp-TransparentData>",
          "<wctp-TransparentData>AA=A</wctp-TransparentData>",
          "<wctp-MCR><wctp-MessageText>Coming?</wctp-MessageText></wctp-MCR>",
          "<wctp-MCR><wctp-Choice>Yes</wctp-Choice></wctp-MCR>",
          "<wctp-MCR><wctp-MessageText/><wctp-Choice>Yes</wctp-Choice></wctp-MCR>",
          "<wctp-MCR><wctp-MessageText>x</wctp-MessageText><wctp-Choice> </wctp-Choice></wctp-MCR>",
          "<wctp-Alphanumeric>a</wctp-Alphanumeric><wctp-Alphanumeric>b</wctp-Alphanumeric>"})
        EXPECT_EQ(refusal(submit_request(xml)), Code::NotValid) << xml;
}

TEST(WctpParser, RefusesADeadlineThatIsNoTimeAndForgivesOtherTimes)
{
    const auto with = [](std::string_view control) {
        return submit_request("<wctp-Alphanumeric>x</wctp-Alphanumeric>",
                              "messageID='m' " + std::string(control));
    };
    const auto no_submit_time = [] {
        auto bytes = submit_request();
        return bytes.replace(bytes.find("2026-03-01T14:05:09"), 19, "yesterday");
    }();

    EXPECT_EQ(refusal(with("deliveryAfter='soon'")), Code::InvalidTime);
    EXPECT_EQ(refusal(with("deliveryBefore='2026-02-30T00:00:00'")), Code::InvalidTime);
    EXPECT_EQ(refusal(with("deliveryBefore=''")), Code{0});
    EXPECT_EQ(refusal(no_submit_time), Code{0});
    EXPECT_EQ(refusal(no_submit_time, {.strict = true}), Code::InvalidTime);
    const auto read = parse(
        with("deliveryAfter='2026-03-01 14:05:09' deliveryBefore='2026-03-01T15:05:09+01:00'"));
    ASSERT_TRUE(read);
    EXPECT_EQ(std::get<SubmitRequest>(read->operation).control.deliver_after, sent);
    EXPECT_EQ(std::get<SubmitRequest>(read->operation).control.deliver_before, sent);
}

// WCTP check 37, 38, 39
TEST(WctpParser, ReadsTheVersionAsPeersWriteIt)
{
    const auto version = [](std::string_view written) {
        const auto read = parse(operation("<wctp-VersionQuery inquirer='me'/>", written));
        return read ? std::optional(read->version) : std::nullopt;
    };

    EXPECT_EQ(version("wctp-dtd-v1r0"), Version::V1r0);
    EXPECT_EQ(version("WCTP-DTD-V1R3"), Version::V1r3);
    EXPECT_EQ(version(" wctp-dtd-v1r1.dtd "), Version::V1r1);
    EXPECT_EQ(version("http://dtd.wctp.org/wctp-dtd-v1r2.dtd"), Version::V1r2);
    EXPECT_EQ(version("wctpv1-0"), Version::V1r0);
    EXPECT_EQ(version("1.3"), Version::V1r3);
    EXPECT_EQ(version("v1r2"), Version::V1r2);
    EXPECT_EQ(version("wctp-dtd-ihepcd-pcd06-v1r2"), Version::IheV2);
    for (const std::string_view unknown : {"wctp-dtd-v1r4", "2.0", "1", "x", ".dtd", "wctp-dtd-"})
        EXPECT_EQ(refusal(operation("<wctp-VersionQuery inquirer='me'/>", unknown)),
                  Code::VersionNotSupported)
            << unknown;
}

TEST(WctpParser, SaysOfARefusedDocumentWhatItCouldTell)
{
    const auto read = parse(
        "<wctp-Operation wctpVersion='wctp-dtd-v1r2' wctpToken='1AA'><wctp-SubmitClientMessage>"
        "<wctp-SubmitClientHeader><wctp-ClientOriginator senderID='jdoe'/>"
        "<wctp-Recipient recipientID='CARD'/></wctp-SubmitClientHeader></wctp-SubmitClientMessage>"
        "</wctp-Operation>");

    ASSERT_FALSE(read);
    EXPECT_EQ(read.error(),
              (ParseFailure{{Code::NotValid, "an element is missing in wctp-SubmitClientMessage"},
                            Version::V1r2,
                            "1AA",
                            Kind::SubmitClientMessage,
                            "jdoe",
                            "CARD",
                            "",
                            1}));
}

TEST(WctpParser, NeverRepeatsWhatThePeerSentInAnError)
{
    for (const auto& bytes : {operation("<wctp-Secret pin='1234'/>"),
                              operation("<wctp-SubmitRequest>1234</wctp-SubmitRequest>"),
                              submit_request("<wctp-1234/>"),
                              submit_request("<wctp-Alphanumeric>1234</wctp-Alphanumeric>",
                                             "messageID='1' deliveryAfter='1234'"),
                              operation("<a/>", "1234")}) {
        const auto read = parse(bytes);
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().error.detail.find("1234"), std::string::npos)
            << read.error().error.detail;
    }
}

// WCTP check 17, 18
TEST(WctpParser, DistinguishesUnknownMissingAndTooManyOperations)
{
    const std::string query = "<wctp-VersionQuery inquirer='me'/>";

    EXPECT_EQ(refusal(operation("")), Code::NotValid);
    EXPECT_EQ(refusal(operation(query + query)), Code::NotValid);
    EXPECT_EQ(refusal(operation("<wctp-TeaRequest/>")), Code::OperationNotSupported);
    EXPECT_EQ(refusal(operation("<wctp-BindDomainAlias/>", "wctpv1-0")),
              Code::OperationNotSupported);
    EXPECT_EQ(refusal("<wctp-VersionQuery inquirer='me'/>"), Code::NotValid);
}

// WCTP check 25, 26
TEST(WctpParser, KeepsToEachLimitExactly)
{
    const auto nested = [](std::size_t depth) {
        std::string open;
        std::string close;
        for (std::size_t at = 0; at < depth; ++at) {
            open += "<x>";
            close += "</x>";
        }
        return operation("<wctp-VersionQuery inquirer='me'>" + open + close +
                         "</wctp-VersionQuery>");
    };
    const auto many = [](std::size_t elements) {
        std::string inner;
        for (std::size_t at = 0; at < elements; ++at)
            inner += "<x/>";
        return operation("<wctp-VersionQuery inquirer='me'>" + inner + "</wctp-VersionQuery>");
    };
    const auto attributes = [](std::size_t count) {
        std::string all;
        for (std::size_t at = 0; at < count; ++at)
            all += " a" + std::to_string(at) + "=''";
        return operation("<wctp-VersionQuery inquirer='me'" + all + "/>");
    };
    const auto long_attribute = [](std::size_t bytes) {
        return operation("<wctp-VersionQuery inquirer='me' a='" + std::string(bytes, 'x') + "'/>");
    };

    EXPECT_EQ(refusal(nested(30)), Code{0});
    EXPECT_EQ(refusal(nested(31)), Code::NotValid);
    EXPECT_EQ(refusal(many(1998)), Code{0});
    EXPECT_EQ(refusal(many(1999)), Code::NotValid);
    EXPECT_EQ(refusal(attributes(63)), Code{0});
    EXPECT_EQ(refusal(attributes(64)), Code::NotValid);
    EXPECT_EQ(refusal(long_attribute(8192)), Code{0});
    EXPECT_EQ(refusal(long_attribute(8193)), Code::NotValid);
    const auto document = submit_request();
    EXPECT_EQ(refusal(document, {.max_bytes = document.size()}), Code{0});
    EXPECT_EQ(refusal(document, {.max_bytes = document.size() - 1}), Code::CannotParse);
}

// WCTP check 61
TEST(WctpParser, Takes50000CharactersOfText)
{
    const std::string text(50000, 'x');

    EXPECT_EQ(
        std::get<Alphanumeric>(payload("<wctp-Alphanumeric>" + text + "</wctp-Alphanumeric>")).text,
        text);
}

TEST(WctpParser, AnswersATooLongIdWithTheCodeOfThatId)
{
    const auto with = [](std::string_view from, const std::string& to) {
        auto bytes = submit_request();
        return bytes.replace(bytes.find(from), from.size(), to);
    };

    EXPECT_EQ(refusal(with("nurse.call", std::string(255, 'n'))), Code{0});
    EXPECT_EQ(refusal(with("nurse.call", std::string(256, 'n'))), Code::InvalidSender);
    EXPECT_EQ(refusal(with("s3cret", std::string(256, 'n'))), Code::InvalidSecurityCode);
    EXPECT_EQ(refusal(with("5551230001", std::string(256, 'n'))), Code::InvalidRecipient);
    EXPECT_EQ(refusal(with("m-1", std::string(256, 'n'))), Code::NotValid);
    EXPECT_EQ(refusal(with("m-1", std::string(33, 'n')), {.strict = true}), Code::NotValid);
}

TEST(WctpParser, ReadsCodesThatNobodyKnowsAndRefusesThoseThatAreNone)
{
    const auto with = [](std::string_view code) {
        return operation("<wctp-Confirmation><wctp-Failure errorCode='" + std::string(code) +
                         "'/></wctp-Confirmation>");
    };

    const auto read = parse(with("999"));
    ASSERT_TRUE(read);
    EXPECT_EQ(std::get<Failure>(std::get<Confirmation>(read->operation).outcome).code, Code{999});
    for (const std::string_view none :
         {"", "0", "-1", "x", "1e3", "4294967296", "99999999999999999999"})
        EXPECT_EQ(refusal(with(none)), Code::NotValid) << none;
}

} // namespace
} // namespace wctp
