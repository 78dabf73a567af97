#include "tests/wctp/corpus.h"
#include "tests/wctp/random_documents.h"
#include "tests/wctp/samples.h"
#include "wctp/parser.h"
#include "wctp/writer.h"
#include <gtest/gtest.h>
#include <set>

namespace wctp {
namespace {

using wctp_test::as_said_in;
using wctp_test::Dice;
using wctp_test::every_operation;
using wctp_test::has;
using wctp_test::random_alert;
using wctp_test::random_operation;

constexpr auto documents_of_a_kind = 300;

TEST(WctpRoundTrip, GivesBackEveryOperationOf13InBothProfiles)
{
    for (const auto& operation : every_operation()) {
        const Document document{.token = "1AA", .operation = operation};
        const auto bytes = write(document);

        for (const bool strict : {false, true}) {
            const auto read = parse(bytes, {.strict = strict});
            ASSERT_TRUE(read) << read.error().error.detail << '\n' << bytes;
            EXPECT_EQ(*read, document) << bytes;
        }
    }
}

TEST(WctpRoundTrip, WritesTheSameAgainInEveryVersion)
{
    for (const auto version : all_versions) {
        for (const auto& operation : every_operation()) {
            const auto bytes = write({.version = version, .operation = operation});

            const auto read = parse(bytes);

            ASSERT_TRUE(read) << read.error().error.detail << '\n' << bytes;
            EXPECT_EQ(write(*read), bytes);
        }
    }
}

using VersionAndKind = std::tuple<Version, int>;
class WctpRandomRoundTrip : public testing::TestWithParam<VersionAndKind> {};

std::string case_name(const testing::TestParamInfo<VersionAndKind>& given)
{
    constexpr std::array versions{"1r0", "1r1", "1r2", "1r3", "IheV1", "IheV2"};
    const auto [version, number] = given.param;
    return std::string(name(Kind(number)).substr(5)) + "In" +
           versions[static_cast<std::size_t>(version)];
}

INSTANTIATE_TEST_SUITE_P(
    Of, WctpRandomRoundTrip,
    testing::Combine(testing::ValuesIn(all_versions),
                     testing::Range(0, static_cast<int>(std::variant_size_v<Operation>))),
    case_name);

TEST_P(WctpRandomRoundTrip, GivesBackEachValueThatTheVersionCanSay)
{
    const auto [version, number] = GetParam();
    for (std::uint64_t seed = 0; seed < documents_of_a_kind; ++seed) {
        Dice dice(seed);
        const auto given = random_operation(Kind(number), dice);
        const auto said = as_said_in(version, given);
        const auto token = version == Version::V1r0 ? "" : dice.words(16);
        const auto bytes = write({version, token, given});

        const auto read = parse(bytes, {.strict = has(version, given)});

        ASSERT_TRUE(read) << read.error().error.detail << " of seed " << seed << '\n' << bytes;
        ASSERT_EQ(read->version, version);
        ASSERT_EQ(read->token, token) << bytes;
        ASSERT_TRUE(read->operation == said) << "seed " << seed << '\n' << bytes;
    }
}

// IHE PCD-07 wctp-IHEPCDACM: what is written is not read by us, so its words are looked for.
TEST(WctpRoundTrip, AnAlertGoesFromAPageIntoTheEventsAboutItAsItWas)
{
    for (std::uint64_t seed = 0; seed < documents_of_a_kind; ++seed) {
        Dice dice(seed);
        const auto alert = random_alert(dice);
        const auto page =
            parse(wctp_test::submit_request("<wctp-MCR><wctp-MessageText>x</wctp-MessageText>"
                                            "<wctp-Choice>y</wctp-Choice>" +
                                            alert + "</wctp-MCR>"));
        ASSERT_TRUE(page) << page.error().error.detail << alert;
        const auto kept =
            std::get<MultipleChoice>(std::get<SubmitRequest>(page->operation).payload).alert;
        ASSERT_EQ(kept, alert);

        for (const auto version : all_versions) {
            const bool is_said = version == Version::IheV2;
            for (const Operation& event :
                 {Operation(StatusInfo{.header = {}, .event = Notification::Read, .alert = kept}),
                  Operation(MessageReply{.payload = Alphanumeric{"x"}, .alert = kept})})
                ASSERT_EQ(write({version, {}, event}).find(alert) != std::string::npos, is_said);
        }
    }
}

TEST(WctpRoundTrip, HasASampleOfEveryOperation)
{
    std::set<Kind> kinds;
    for (const auto& operation : every_operation())
        kinds.insert(kind(operation));

    EXPECT_EQ(kinds.size(), std::variant_size_v<Operation>);
}

} // namespace
} // namespace wctp
