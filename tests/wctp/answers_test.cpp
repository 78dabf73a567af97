#include "tests/wctp/corpus.h"
#include "wctp/answers.h"
#include "wctp/writer.h"
#include <gtest/gtest.h>
#include <map>

namespace wctp {
namespace {

using namespace std::chrono_literals;
using wctp_test::operation;

constexpr Instant noon = std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 12h;

TEST(WctpAnswers, RefuseEveryOperationInItsOwnElement)
{
    const std::map<Kind, Kind> carriers{
        {Kind::SubmitRequest, Kind::Confirmation},
        {Kind::StatusInfo, Kind::Confirmation},
        {Kind::MessageReply, Kind::Confirmation},
        {Kind::ReturnToService, Kind::Confirmation},
        {Kind::SubmitClientMessage, Kind::SubmitClientResponse},
        {Kind::ClientQuery, Kind::ClientQueryResponse},
        {Kind::VersionQuery, Kind::VersionResponse},
        {Kind::PollForMessages, Kind::PollResponse},
        {Kind::SendMsgMulti, Kind::SendMsgMultiResponse},
        {Kind::LookupSubscriber, Kind::LookupResponse},
        {Kind::DeviceLocation, Kind::DeviceLocationResponse},
    };

    for (const auto& [asked, carrier] : carriers) {
        const auto answer =
            failure_document(asked, Version::V1r2, "1AA", Code::InvalidSender, "who?");
        EXPECT_EQ(kind(answer.operation), carrier);
        EXPECT_EQ(answer.version, Version::V1r2);
        EXPECT_EQ(answer.token, "1AA");
        const auto result = outcome(answer);
        ASSERT_TRUE(result);
        EXPECT_EQ(std::get<Failure>(*result),
                  (Failure{Code::InvalidSender, "Invalid senderID", "who?"}));
        EXPECT_TRUE(is_request(asked));
        EXPECT_FALSE(is_request(carrier));
    }
}

TEST(WctpAnswers, RefuseAnAnswerThatCameAsARequestByConfirmation)
{
    for (const auto asked : {Kind::Confirmation, Kind::PollResponse, Kind::LookupResponse})
        EXPECT_EQ(
            kind(failure_document(asked, Version::V1r3, {}, Code::OperationNotSupported).operation),
            Kind::Confirmation);
}

TEST(WctpAnswers, RefuseAPollerOf10ByConfirmation)
{
    EXPECT_EQ(kind(failure_document(Kind::PollForMessages, Version::V1r0, {}, Code::InvalidPoller)
                       .operation),
              Kind::Confirmation);
}

TEST(WctpAnswers, CarryWhatWasUnderstoodOfABrokenRequest)
{
    const auto read =
        parse("<wctp-Operation wctpVersion='1.2' wctpToken='x224'><wctp-LookupSubscriber>"
              "<wctp-Originator senderID='me'/><wctp-Recipient recipientID='CARD'/>"
              "</wctp-LookupSubscriber></wctp-Operation>");
    ASSERT_FALSE(read);

    const auto answer = failure_answer(read.error());

    EXPECT_EQ(answer.version, Version::V1r2);
    EXPECT_EQ(answer.token, "x224");
    const auto& lookup = std::get<LookupResponse>(answer.operation);
    EXPECT_EQ(lookup.originator.sender_id, "me");
    EXPECT_EQ(lookup.recipient.recipient_id, "CARD");
    EXPECT_EQ(std::get<Failure>(lookup.outcome).code, Code::NotValid);
}

// WCTP check 42, 44
TEST(WctpAnswers, SpeakThePeersVersionAndEchoItsToken)
{
    const Document request{.version = Version::V1r1, .token = "1AA", .operation = SubmitRequest{}};

    for (const auto& answer :
         {confirmation(request), failure_answer(request, Code::InvalidRecipient),
          client_success(request, "0013610059")}) {
        EXPECT_EQ(answer.version, Version::V1r1);
        EXPECT_EQ(answer.token, "1AA");
    }
}

TEST(WctpAnswers, GiveATransientClientItsTrackingNumberAndAText)
{
    const auto bytes = write(client_success({.operation = SubmitClientMessage{}}, "0013610059"));

    EXPECT_NE(bytes.find("<wctp-ClientSuccess successCode=\"200\" successText=\"Accepted\" "
                         "trackingNumber=\"0013610059\">Accepted</wctp-ClientSuccess>"),
              std::string::npos);
}

// WCTP check 45
TEST(WctpAnswers, TellEveryVersionWeSpeakToWhoeverAsks)
{
    const auto query = parse(operation("<wctp-VersionQuery inquirer='me' dateTime='then'"
                                       " listDTDs='yes'/>",
                                       "wctp-dtd-v1r1"));
    ASSERT_TRUE(query);

    const auto answer = version_answer(*query, {.responder = "belfry"}, noon);

    const auto& response = std::get<VersionResponse>(answer.operation);
    EXPECT_EQ(answer.version, Version::V1r1);
    EXPECT_EQ(response.inquirer, "me");
    EXPECT_EQ(response.date_time_of_request, "then");
    EXPECT_EQ(response.answered, noon);
    EXPECT_TRUE(response.list_dtds);
    const auto& dtds = std::get<std::vector<DtdSupport>>(response.outcome);
    EXPECT_EQ(dtds.size(), 6u);
    for (const auto& dtd : dtds)
        EXPECT_TRUE(parse_version(dtd.dtd_name)) << dtd.dtd_name;
}

TEST(WctpAnswers, AreReadByWhoeverPushed)
{
    const auto of = [](std::string_view content) { return outcome(*parse(operation(content))); };

    EXPECT_EQ(std::get<Success>(*of("<wctp-Confirmation><wctp-Success successCode='200'/>"
                                    "</wctp-Confirmation>"))
                  .code,
              Code::Accepted);
    EXPECT_EQ(std::get<Failure>(*of("<wctp-Confirmation><wctp-Failure errorCode='606' "
                                    "errorText='later'/></wctp-Confirmation>"))
                  .text,
              "later");
    EXPECT_EQ(std::get<Failure>(*of("<wctp-Failure errorCode='402'/>")).code,
              Code::InvalidSecurityCode);
    EXPECT_FALSE(of("<wctp-VersionQuery inquirer='me'/>"));
    EXPECT_FALSE(of("<wctp-ClientQueryResponse><wctp-NoMessages/></wctp-ClientQueryResponse>"));
}

TEST(WctpCodes, AreSortedByTheirHundreds)
{
    EXPECT_EQ(code_class(Code::WillBeTruncated), CodeClass::Success);
    EXPECT_EQ(code_class(Code::CannotAccept), CodeClass::Final);
    EXPECT_EQ(code_class(Code::UnknownReference), CodeClass::Final);
    EXPECT_EQ(code_class(Code::ServiceUnavailable13), CodeClass::Temporary);
    EXPECT_EQ(code_class(Code{0}), CodeClass::Final);
    EXPECT_EQ(code_class(Code{999}), CodeClass::Final);
    for (int code = 0; code < 1000; ++code) {
        EXPECT_FALSE(text(Code{code}).empty());
        EXPECT_LE(text(Code{code}).size(), 80u);
    }
}

} // namespace
} // namespace wctp
