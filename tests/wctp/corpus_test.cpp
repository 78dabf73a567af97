// Real, rendered and made-up documents (tests/data/wctp): is each answered in the right element,
// with the right code, in both profiles? What only the relay can know (sender, recipient, length)
// it answers later: to the parser these documents are good.
#include "tests/wctp/corpus.h"
#include "wctp/answers.h"
#include "wctp/http_binding.h"
#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <set>

namespace wctp {
namespace {

using wctp_test::data_file;
using wctp_test::submit_request;
using wctp_test::table;

constexpr std::size_t most_documents = 154; ///< of the shared corpus

std::string element_after_wctp(Kind kind)
{
    return std::string(name(kind).substr(std::string_view("wctp-").size()));
}

/// Element and code of the answer; the code is "good" when the document was read.
std::pair<std::string, std::string> answer(const std::string& bytes, const ReadOptions& options)
{
    const auto document = receive({"POST", "text/xml", bytes}, options);
    const auto refusal = document ? failure_answer(*document, Code::InternalError)
                                  : failure_answer(document.error().why);
    return {element_after_wctp(kind(refusal.operation)),
            document ? "good" : std::to_string(number(document.error().why.error.code))};
}

/// What the parser says of a document whose final answer is `code`: a sender over the limit is the
/// parser's 401, a sender nobody knows is not.
std::string of_parser(const std::string& file, const std::string& code)
{
    static const std::set<std::string> parsers{"300", "301", "302", "303", "405"};
    const bool is_parsers = parsers.contains(code) || file == "syn-152-bad-senderid-300.xml";
    return is_parsers ? code : "good";
}

TEST(WctpCorpus, AnswersEveryDocumentInTheLenientProfile)
{
    for (const auto& row : table("expected.tsv")) {
        const auto& [element, code] =
            answer(data_file("corpus/" + row.at(0)), {.repair_bytes = true});

        EXPECT_EQ(element, row.at(1)) << row.at(0);
        EXPECT_EQ(code, of_parser(row.at(0), row.at(2))) << row.at(0);
    }
}

TEST(WctpCorpus, AnswersEveryDocumentInTheStrictProfile)
{
    for (const auto& row : table("expected.tsv")) {
        const auto& [element, code] = answer(data_file("corpus/" + row.at(0)), {.strict = true});

        EXPECT_EQ(element, row.at(3)) << row.at(0);
        EXPECT_EQ(code, of_parser(row.at(0), row.at(4))) << row.at(0);
    }
}

TEST(WctpCorpus, HasADocumentForEveryRowAndARowForEveryDocument)
{
    std::set<std::string> expected;
    for (const auto& row : table("expected.tsv"))
        expected.insert(row.at(0));
    std::set<std::string> known;
    for (const auto& row : table("provenance.tsv"))
        known.insert(row.at(0));

    EXPECT_EQ(expected, known);
    EXPECT_EQ(known.size(), most_documents);
}

TEST(WctpCorpus, IsTheWholeOfTheSharedOne)
{
    // It lies beside the repository where there is one.
    const std::string shared = BELFRY_SOURCE_DIR "/../shared/protocol/wctp/corpus/EXPECT.tsv";
    if (!std::ifstream(shared))
        GTEST_SKIP() << "the shared corpus is not here; its documents are counted above";
    std::vector<std::vector<std::string>> ours = table("expected.tsv");
    std::vector<std::vector<std::string>> theirs;

    for (const auto& row : wctp_test::rows_of(shared))
        theirs.push_back({row.at(0), row.at(2), row.at(3), row.at(5), row.at(6)});

    std::ranges::sort(ours);
    std::ranges::sort(theirs);
    EXPECT_EQ(ours, theirs);
}

TEST(WctpCorpus, MayBeLargerThanTheDefaultWhereTheCallerAllowsIt)
{
    constexpr std::size_t large = 5u << 20;
    const auto image = submit_request("<wctp-Alphanumeric>" + std::string(large / 2, 'x') +
                                      "</wctp-Alphanumeric>");

    EXPECT_EQ(answer(image, {}).second, "301");
    EXPECT_EQ(answer(image, {.max_bytes = large}).second, "good");
}

// W3C's suite and defusedxml's: what is well-formed there declares something, or is no WCTP.
TEST(WctpAttacks, OfOtherPeoplesSuitesAreRefusedInEachProfile)
{
    const auto rows = table("expected_xml.tsv");
    for (const auto& row : rows) {
        const auto document = data_file(row.at(0));

        EXPECT_EQ(answer(document, {}).second, row.at(1)) << row.at(0);
        EXPECT_EQ(answer(document, {.strict = true}).second, row.at(1)) << row.at(0);
        // What becomes XML once its bytes are mended is still no WCTP.
        const auto mended = answer(document, {.repair_bytes = true}).second;
        EXPECT_TRUE(mended == row.at(1) || mended == "302") << row.at(0) << " gave " << mended;
    }
    EXPECT_EQ(rows.size(), 20U);
}

TEST(WctpAttacks, AreAnsweredByOneOfTheCodesAllowed)
{
    for (const auto& row : table("expected_attacks.tsv")) {
        const auto& file = row.at(0);
        const auto& expected = row.at(1);
        const auto code = answer(data_file("attacks/" + file), {}).second;

        if (expected == "ok") {
            EXPECT_EQ(code, "good") << file;
        } else if (expected.find("403") != std::string::npos) {
            EXPECT_TRUE(code == "good" || code == "302") << file << ": the relay says 403";
        } else if (expected != "any") {
            EXPECT_NE(expected.find(code), std::string::npos) << file << " gave " << code;
        }
    }
}

TEST(WctpAttacks, ThatNeedNoFileAreRefusedToo)
{
    const auto in_text = [](std::string_view text) {
        return submit_request("<wctp-Alphanumeric>" + std::string(text) + "</wctp-Alphanumeric>");
    };
    std::string nested;
    for (int depth = 0; depth < 3000; ++depth)
        nested += "<a>";
    const std::string good = in_text("hello");
    const std::vector<std::string> refused{
        in_text("&#0;"),
        in_text("&#1;"),
        in_text("&#xD800;"),
        in_text("&#xFFFE;"),
        in_text("a\x01"
                "b"),
        in_text(std::string("a\0b", 3)),
        in_text("\xc0\xaf"),
        in_text("\xed\xa0\x80"),
        in_text("\xef\xbf\xbe"),
        in_text("\xf8\x88\x80\x80\x80"),
        in_text("\xf4\x90\x80\x80"),
        in_text("\xc3"),
        in_text("&xxe;"),
        in_text("<b>bold</b>"),
        in_text("<x:y/>"),
        in_text(nested),
        good + good,
        good + "junk",
        good.substr(0, good.size() - 3),
        "   ",
        "",
        "\xff\xfe\x00\x00<\x00\x00\x00",
        "<?xml version=\"1.0\" encoding=\"UTF-32\"?>" + good.substr(21),
        "<?xml version=\"1.0\" encoding=\"klingon\"?>" + good.substr(21),
        "<?xml version=\"1.0\"?><!DOCTYPE wctp-Operation [<!ENTITY a \"b\">]>" + good.substr(21),
        "<?xml version=\"1.0\"?><!DOCTYPE wctp-Operation [<!ENTITY % p SYSTEM "
        "\"http://127.0.0.1:9/\">"
        "%p;]>" +
            good.substr(21),
        "<?xml version=\"1.0\"?><!DOCTYPE wctp-Operation [ ]>" + good.substr(21),
        "<?xml version=\"1.0\"?><!DOCTYPE wctp-Operation SYSTEM \"x\" [<!ATTLIST wctp-Recipient "
        "recipientID CDATA \"5551230001\">]>" +
            good.substr(21),
    };

    EXPECT_EQ(answer(good, {}).second, "good");
    for (const auto& bytes : refused) {
        const auto code = answer(bytes, {}).second;
        EXPECT_TRUE(code == "301" || code == "302") << code << ": " << bytes.substr(0, 400);
        EXPECT_NE(answer(bytes, {.strict = true}).second, "good") << bytes.substr(0, 400);
    }
}

} // namespace
} // namespace wctp
