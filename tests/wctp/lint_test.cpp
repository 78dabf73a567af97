#include "tests/wctp/corpus.h"
#include "wctp/lint.h"
#include <gtest/gtest.h>
#include <set>

namespace wctp {
namespace {

using wctp_test::data_file;
using wctp_test::submit_request;
using wctp_test::table;

constexpr std::array every_quirk{
    Quirk::FormPrefix,
    Quirk::FormEncoding,
    Quirk::LeadingBlanks,
    Quirk::TrailingNul,
    Quirk::ControlCharacters,
    Quirk::MislabelledEncoding,
    Quirk::HtmlEntity,
    Quirk::Namespace,
    Quirk::VersionMissing,
    Quirk::LaterOperation,
    Quirk::NameCase,
    Quirk::ChildOrder,
    Quirk::UnknownAttribute,
    Quirk::UnknownElement,
    Quirk::StrayText,
    Quirk::EnumCase,
    Quirk::EnumValue,
    Quirk::TimeForm,
    Quirk::UnreadableTime,
    Quirk::MissingAttribute,
    Quirk::MissingElement,
    Quirk::LongValue,
    Quirk::ForeignSecurityCode,
    Quirk::ClientOriginator,
    Quirk::MessageAsPayload,
    Quirk::QueryAsElements,
    Quirk::NestedConfirmation,
    Quirk::BareOutcome,
};

TEST(WctpLint, NamesThePlaceOfEachDeviation)
{
    const std::string document = "<wctp-Operation>\n"
                                 "<wctp-SubmitRequest>\n"
                                 "<wctp-SubmitHeader submitTimeStamp='2026-03-01T14:05:09'>\n"
                                 "<wctp-Originator senderID='a' color='red'/>\n"
                                 "<wctp-Recipient recipientID='b'/>\n"
                                 "<wctp-MessageControl messageID='1' deliveryPriority='high'/>\n"
                                 "</wctp-SubmitHeader>\n"
                                 "<wctp-Payload><wctp-Alphanumeric>x</wctp-Alphanumeric>\n"
                                 "</wctp-Payload></wctp-SubmitRequest></wctp-Operation>";

    const auto found = lint("text/xml", document);

    ASSERT_TRUE(found.lenient);
    EXPECT_EQ(found.deviations, (std::vector<Deviation>{
                                    {Quirk::VersionMissing, 0, ""},
                                    {Quirk::NameCase, 3, "wctp-SubmitHeader submitTimeStamp"},
                                    {Quirk::ChildOrder, 3, "wctp-SubmitHeader"},
                                    {Quirk::UnknownAttribute, 4, "wctp-Originator color"},
                                    {Quirk::EnumCase, 6, "wctp-MessageControl deliveryPriority"},
                                }));
    ASSERT_TRUE(found.strict);
    EXPECT_EQ(found.strict->error.code, Code::NotValid);
    EXPECT_FALSE(found.needs_mending);
    EXPECT_NE(text(found).find("line 6: wctp-MessageControl deliveryPriority: enum-case\n"),
              std::string::npos)
        << text(found);
}

TEST(WctpLint, SaysWhereADocumentIsBroken)
{
    const auto missing = lint("", "<wctp-Operation wctpVersion='wctp-dtd-v1r3'>\n"
                                  "<wctp-SubmitRequest>\n<wctp-SubmitHeader/>"
                                  "</wctp-SubmitRequest></wctp-Operation>");
    const auto garbled = lint("", "<wctp-Operation>\n<a></b></wctp-Operation>");

    EXPECT_NE(text(missing).find("refused: 302 "), std::string::npos);
    EXPECT_NE(text(missing).find("(line 2)"), std::string::npos) << text(missing);
    EXPECT_NE(text(garbled).find("refused: 301 "), std::string::npos);
    EXPECT_NE(text(garbled).find("line 2"), std::string::npos) << text(garbled);
}

TEST(WctpLint, SaysThatAGoodDocumentIsGood)
{
    const auto found =
        lint("", submit_request("<wctp-Alphanumeric>x</wctp-Alphanumeric>", "messageID=\"1\""));

    EXPECT_TRUE(found.deviations.empty());
    EXPECT_EQ(text(found),
              "read as wctp-SubmitRequest, wctp-dtd-v1r3\nstrict: follows the grammar\n");
}

TEST(WctpLint, SaysWhatOnlyAMendedDocumentIs)
{
    const auto found = lint("", submit_request("<wctp-Alphanumeric>a\x02z</wctp-Alphanumeric>"));

    ASSERT_TRUE(found.lenient);
    EXPECT_TRUE(found.needs_mending);
    ASSERT_FALSE(found.deviations.empty());
    EXPECT_EQ(found.deviations.front().quirk, Quirk::ControlCharacters);
    EXPECT_NE(text(found).find("repair_bytes"), std::string::npos);
}

TEST(WctpLint, NamesTheLineWhereTheBytesHadToBeMended)
{
    const auto page = [](const std::string& text) {
        return "<?xml version=\"1.0\"?>\n<!DOCTYPE wctp-Operation SYSTEM \"x\">\n" +
               submit_request("\n<wctp-Alphanumeric>one\n" + text + "</wctp-Alphanumeric>")
                   .substr(21);
    };
    struct Case {
        Quirk quirk;
        std::string document;
        std::size_t line;
    };
    for (const auto& [quirk, document, line] : std::vector<Case>{
             {Quirk::ControlCharacters, page("two\nth\x02ree\nfo\x03ur"), 6},
             {Quirk::MislabelledEncoding, page("two\nZ\xFCrich\nK\xF6ln"), 6},
             {Quirk::HtmlEntity, page("Z&uuml;rich\nK&ouml;ln"), 5},
             {Quirk::TrailingNul, page("two") + "\n" + std::string(2, '\0'), 6},
             {Quirk::LeadingBlanks, "\n" + page("two"), 1},
         }) {
        const auto found = lint("", document);

        ASSERT_TRUE(found.lenient) << name(quirk);
        EXPECT_EQ(found.deviations, (std::vector<Deviation>{{quirk, line, {}}})) << name(quirk);
        EXPECT_TRUE(text(found).starts_with("line " + std::to_string(line) + ": ")) << text(found);
    }
}

TEST(WctpLint, SaysAllThatTheReaderForgaveInTheWholeCorpus)
{
    for (const auto& row : table("expected.tsv")) {
        const auto found = lint("", data_file("corpus/" + row.at(0)));
        if (!found.lenient)
            continue;
        std::set<Quirk> told;
        for (const auto& one : found.deviations)
            told.insert(one.quirk);
        const auto& forgiven = found.lenient->quirks;
        EXPECT_EQ(told, (std::set<Quirk>(forgiven.begin(), forgiven.end()))) << row.at(0);
        EXPECT_FALSE(found.strict && told.empty() && found.strict->error.code != Code::InvalidTime)
            << row.at(0)
            << " breaks a rule that nobody was told of: " << found.strict->error.detail;
    }
}

TEST(WctpLint, HasARuleAndARemedyForEveryDeviation)
{
    for (const auto quirk : every_quirk) {
        EXPECT_FALSE(rule(quirk).empty()) << name(quirk);
        EXPECT_FALSE(remedy(quirk).empty()) << name(quirk);
    }
    EXPECT_EQ(std::set<Quirk>(every_quirk.begin(), every_quirk.end()).size(),
              static_cast<std::size_t>(Quirk::BareOutcome) + 1);
}

} // namespace
} // namespace wctp
