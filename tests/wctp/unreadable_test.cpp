#include "tests/wctp/corpus.h"
#include "wctp/lint.h"
#include "wctp/parser.h"
#include "wctp/writer.h"
#include <gtest/gtest.h>

// One message that cannot be read does not keep the others of its list. WCTP.md 3.3

namespace wctp {
namespace {

using wctp_test::operation;

const std::string originator = "<wctp-Originator senderID='5551230001'/>";
const std::string control = "<wctp-MessageControl messageID='m-1'/>";
const std::string recipient = "<wctp-Recipient recipientID='belfry.example'/>";

std::string header(const std::string& inside = originator + control + recipient)
{
    return "<wctp-ResponseHeader responseToMessageID='17'>" + inside + "</wctp-ResponseHeader>";
}

std::string words(const std::string& text)
{
    return "<wctp-Payload><wctp-Alphanumeric>" + text + "</wctp-Alphanumeric></wctp-Payload>";
}

std::string status(const std::string& event)
{
    return "<wctp-StatusInfo>" + header() + event + "</wctp-StatusInfo>";
}

std::string reply(const std::string& head, const std::string& payload)
{
    return "<wctp-MessageReply>" + head + payload + "</wctp-MessageReply>";
}

std::string page(const std::string& more, const std::string& text)
{
    return "<wctp-SubmitRequest><wctp-SubmitHeader>" + originator +
           "<wctp-MessageControl messageID='m-1' " + more + "/>" + recipient +
           "</wctp-SubmitHeader>" + words(text) + "</wctp-SubmitRequest>";
}

std::string message(const std::string& sequence, const std::string& content)
{
    return "<wctp-Message sequenceNo='" + sequence + "'>" + content + "</wctp-Message>";
}

std::string polled(const std::string& messages)
{
    return operation("<wctp-PollResponse minNextPollInterval='5'>" + messages +
                     "</wctp-PollResponse>");
}

struct Bad {
    std::string what;
    std::string content;
    Code code;
};

const std::vector<Bad>& bad_contents()
{
    static const std::vector<Bad> all{
        {"an event of no type known", status("<wctp-Notification type='SENT'/>"), Code::NotValid},
        {"base64 that is none",
         reply(header(), "<wctp-Payload><wctp-TransparentData>?</wctp-TransparentData>"
                         "</wctp-Payload>"),
         Code::NotValid},
        {"no wctp-MessageControl", reply(header(originator + recipient), words("No")),
         Code::NotValid},
        {"an element that nobody knows", "<wctp-Poem/>", Code::NotValid},
        {"nothing", "", Code::NotValid},
        {"an empty code", status("<wctp-Failure errorCode=''/>"), Code::NotValid},
        {"a page without a word", page("", " "), Code::NotValid},
        {"a time that is none", page("deliveryAfter='tomorrow'", "Bed 12"), Code::InvalidTime},
        {"a name too long",
         reply(header("<wctp-Originator senderID='" + std::string(300, '5') + "'/>" + control +
                      recipient),
               words("No")),
         Code::InvalidSender},
    };
    return all;
}

TEST(WctpUnreadable, AMessageOfAPollIsSetAsideWithItsNumberAndTheOthersAreRead)
{
    const auto yes = reply(header(), words("Yes"));
    for (const auto& [what, content, code] : bad_contents()) {
        const auto bytes = polled(message("1", content) + message("2", yes) +
                                  message("3", content) + message("4", yes));

        const auto read = parse(bytes);

        ASSERT_TRUE(read) << what << ": " << read.error().error.detail;
        const auto response = std::get<PollResponse>(read->operation);
        const auto& good = std::get<std::vector<PolledMessage>>(response.outcome);
        ASSERT_EQ(good.size(), 2U) << what;
        EXPECT_EQ(good[0].sequence, 2) << what;
        EXPECT_EQ(std::get<MessageReply>(good[0].operation).payload, Payload{Alphanumeric{"Yes"}});
        EXPECT_EQ(good[1].sequence, 4) << what;
        ASSERT_EQ(response.unreadable.size(), 2U) << what;
        EXPECT_EQ(response.unreadable[0].sequence, 1) << what;
        EXPECT_EQ(response.unreadable[1].sequence, 3) << what;
        EXPECT_EQ(response.unreadable[0].error.code, code) << what;
        EXPECT_FALSE(response.unreadable[0].error.detail.empty()) << what;
        EXPECT_EQ(response.min_next_poll, std::chrono::seconds(5)) << what;
    }
}

TEST(WctpUnreadable, WithoutAnyOtherItIsAListWithoutMessages)
{
    for (const auto& [what, content, code] : bad_contents()) {
        const auto read = parse(polled(message("7", content)));

        ASSERT_TRUE(read) << what;
        const auto response = std::get<PollResponse>(read->operation);
        EXPECT_TRUE(std::get<std::vector<PolledMessage>>(response.outcome).empty()) << what;
        ASSERT_EQ(response.unreadable.size(), 1U) << what;
        EXPECT_EQ(response.unreadable[0].sequence, 7) << what;
        const auto again = parse(write(*read));
        ASSERT_TRUE(again) << what;
        EXPECT_TRUE(std::get<PollResponse>(again->operation).unreadable.empty()) << "never written";
    }
}

TEST(WctpUnreadable, AMessageWithoutANumberCannotBeAcknowledged)
{
    const auto yes = reply(header(), words("Yes"));
    for (const std::string number : {"", "x", "-1", "99999999999999999999"}) {
        const auto read = parse(polled(message(number, yes) + message("2", yes)));

        ASSERT_TRUE(read) << number;
        const auto response = std::get<PollResponse>(read->operation);
        EXPECT_EQ(std::get<std::vector<PolledMessage>>(response.outcome).size(), 1U) << number;
        ASSERT_EQ(response.unreadable.size(), 1U) << number;
        EXPECT_FALSE(response.unreadable[0].sequence) << number;
    }
}

TEST(WctpUnreadable, AnEventOfAQueryIsSetAsideAndTheOthersAreRead)
{
    const std::string head =
        "<wctp-ClientResponseHeader>" + originator + recipient + "</wctp-ClientResponseHeader>";
    const auto event = [&](const std::string& said) {
        return "<wctp-ClientMessage><wctp-ClientStatusInfo>" + head + said +
               "</wctp-ClientStatusInfo></wctp-ClientMessage>";
    };
    const auto answer = [&](const std::string& payload) {
        return "<wctp-ClientMessage><wctp-ClientMessageReply>" + head + payload +
               "</wctp-ClientMessageReply></wctp-ClientMessage>";
    };
    for (const auto& bad :
         {event("<wctp-Notification type='SENT'/>"), event("<wctp-Failure errorCode=''/>"),
          event(""), answer(""), std::string("<wctp-ClientMessage/>"),
          answer("<wctp-Payload><wctp-TransparentData>?</wctp-TransparentData></wctp-Payload>")}) {
        const auto read = parse(operation("<wctp-ClientQueryResponse>" + bad +
                                          answer(words("Yes")) + "</wctp-ClientQueryResponse>"));

        ASSERT_TRUE(read) << bad;
        const auto response = std::get<ClientQueryResponse>(read->operation);
        const auto& good = std::get<std::vector<ClientMessage>>(response.outcome);
        ASSERT_EQ(good.size(), 1U) << bad;
        EXPECT_EQ(std::get<ClientMessageReply>(good[0]).payload, Payload{Alphanumeric{"Yes"}});
        ASSERT_EQ(response.unreadable.size(), 1U) << bad;
        EXPECT_EQ(response.unreadable[0].error.code, Code::NotValid) << bad;
        EXPECT_FALSE(response.unreadable[0].sequence) << bad;
    }
}

TEST(WctpUnreadable, TheStrictReaderRefusesTheWholeListAndLintNamesTheMessage)
{
    const auto yes = reply(header(), words("Yes"));
    for (const auto& [what, content, code] : bad_contents())
        EXPECT_FALSE(parse(polled(message("1", content) + message("2", yes)), {.strict = true}))
            << what;

    const auto found = lint("", polled(message("1", "") + message("2", yes)));

    EXPECT_NE(text(found).find("passed over: message 1 for 302 "), std::string::npos)
        << text(found);
    EXPECT_TRUE(found.strict);
}

} // namespace
} // namespace wctp
