// Each deviation of a known sender: understood by the lenient profile, and refused by the strict.
#include "tests/wctp/corpus.h"
#include "wctp/parser.h"
#include "wctp/quirks.h"
#include <algorithm>
#include <gtest/gtest.h>
#include <set>

namespace wctp {
namespace {

using wctp_test::operation;
using wctp_test::submit_request;

struct Row {
    Quirk quirk;
    std::string bytes;
};

/// The same page as submit_request(), with one thing replaced.
std::string with(std::string_view from, std::string_view to)
{
    auto bytes = submit_request();
    return bytes.replace(bytes.find(from), from.size(), to);
}

std::vector<Row> rows_of_the_page()
{
    return {
        {Quirk::LeadingBlanks, "\r\n " + submit_request()},
        {Quirk::Namespace,
         with("<wctp-Operation ", "<wctp-Operation xmlns='http://tempuri.org/x' ")},
        {Quirk::VersionMissing, with(" wctpVersion=\"wctp-dtd-v1r3\"", "")},
        {Quirk::NameCase, with("submitTimestamp", "submitTimeStamp")},
        {Quirk::NameCase, with("senderID", "SENDERID")},
        {Quirk::UnknownAttribute, with("senderID=", "pager='1' senderID=")},
        {Quirk::UnknownElement, with("<wctp-Payload>", "<wctp-Extra/><wctp-Payload>")},
        {Quirk::StrayText, with("<wctp-Payload>", "stray<wctp-Payload>")},
        {Quirk::EnumCase, with("messageID=\"m-1\"", "messageID='m-1' deliveryPriority='normal'")},
        {Quirk::EnumValue, with("messageID=\"m-1\"", "messageID='m-1' deliveryPriority='true'")},
        {Quirk::EnumValue, with("messageID=\"m-1\"", "messageID='m-1' allowResponse='yes'")},
        {Quirk::TimeForm, with("14:05:09", "14:05:09.000Z")},
        {Quirk::ClientOriginator, with("wctp-Originator", "wctp-ClientOriginator")},
        {Quirk::MessageAsPayload, submit_request("<wctp-Message>hello</wctp-Message>")},
    };
}

// WCTP check 36, 40, 49, 50, 67
TEST(WctpQuirks, LeaveThePageThatWasMeant)
{
    const auto meant = parse(submit_request());
    ASSERT_TRUE(meant);

    for (const auto& [quirk, bytes] : rows_of_the_page()) {
        const auto read = parse(bytes);
        ASSERT_TRUE(read) << name(quirk) << ": " << read.error().error.detail;
        EXPECT_EQ(read->operation, meant->operation) << name(quirk);
        EXPECT_EQ(read->quirks, std::vector{quirk}) << name(quirk);
        EXPECT_FALSE(parse(bytes, {.strict = true})) << name(quirk);
    }
}

TEST(WctpQuirks, AreToldWhateverTheOperation)
{
    const std::vector<Row> rows{
        {Quirk::ChildOrder,
         operation("<wctp-LookupSubscriber><wctp-Originator senderID='a'/><wctp-Recipient "
                   "recipientID='b'/>"
                   "<wctp-LookupMessageControl messageID='c'/></wctp-LookupSubscriber>")},
        {Quirk::LaterOperation,
         operation("<wctp-ReturnToSvc>a</wctp-ReturnToSvc>", "wctp-dtd-v1r1")},
        {Quirk::MissingAttribute, operation("<wctp-VersionQuery/>")},
        {Quirk::LongValue,
         operation("<wctp-VersionQuery inquirer='" + std::string(200, 'x') + "'/>")},
        {Quirk::UnreadableTime, with("2026-03-01T14:05:09", "yesterday")},
        {Quirk::ForeignSecurityCode, operation("<wctp-ClientQuery senderID='a' recipientID='b' "
                                               "trackingNumber='1' securityCode='pw'/>")},
        {Quirk::NestedConfirmation,
         operation("<wctp-PollForMessages pollerID='a'><wctp-MessageReceived "
                   "sequenceNo='1'><wctp-Confirmation>"
                   "<wctp-Success "
                   "successCode='200'/></wctp-Confirmation></wctp-MessageReceived></"
                   "wctp-PollForMessages>")},
        {Quirk::BareOutcome, operation("<wctp-Failure errorCode='302'/>")},
    };

    for (const auto& [quirk, bytes] : rows) {
        const auto read = parse(bytes);
        ASSERT_TRUE(read) << name(quirk) << ": " << read.error().error.detail;
        EXPECT_EQ(read->quirks, std::vector{quirk}) << name(quirk);
        EXPECT_FALSE(parse(bytes, {.strict = true})) << name(quirk);
    }
}

TEST(WctpQuirks, KeepTheSecurityCodeOfAQueryWrittenAsElements)
{
    const auto read =
        parse(operation("<wctp-ClientQuery><wctp-ClientQueryHeader><wctp-ClientOriginator "
                        "senderID='me' securityCode='pw'/>"
                        "<wctp-TrackingNumber> t1 "
                        "</wctp-TrackingNumber></wctp-ClientQueryHeader></wctp-ClientQuery>"));

    ASSERT_TRUE(read);
    EXPECT_EQ(std::get<ClientQuery>(read->operation), (ClientQuery{"me", "", "t1", "pw"}));
    EXPECT_NE(std::find(read->quirks.begin(), read->quirks.end(), Quirk::QueryAsElements),
              read->quirks.end());
}

TEST(WctpQuirks, AreEachToldOnceAndHaveANameOfTheirOwn)
{
    const auto read = parse(operation("<wctp-VersionQuery inquirer='me' a='' b='' c=''/>"));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->quirks, std::vector{Quirk::UnknownAttribute});

    std::set<std::string_view> names;
    for (int quirk = 0; quirk <= static_cast<int>(Quirk::BareOutcome); ++quirk)
        names.insert(name(static_cast<Quirk>(quirk)));
    EXPECT_EQ(names.size(), static_cast<std::size_t>(Quirk::BareOutcome) + 1);
}

} // namespace
} // namespace wctp
