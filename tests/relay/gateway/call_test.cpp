#include "relay/gateway/listener.h"
#include "store/contact_repository.h"
#include "tests/relay/engine/people.h"

// What a person keys in during a call.

namespace tests {
namespace {

using relay::channels::CallOut;
using relay::channels::Heard;
using store::Channel;
using store::Progress;

class Calls : public HouseTest {
protected:
    void SetUp() override
    {
        HouseTest::SetUp();
        if (IsSkipped())
            return;
        listener_.emplace(house());
        node().add(open_hearted(
            person(10, "ADA-KING").copy(Channel::Ivr).redundancy(Channel::Email, 30min).get()));
    }

    store::MessageId called(bool allow_response = true)
    {
        auto message = pushed({});
        message.body = store::ProtectedText("Bed 12");
        message.choices = {{"Coming", "ACK"}, {"Cannot", "NAK"}};
        message.allow_response = allow_response;
        return node().submit(std::move(message), "ADA-KING");
    }
    void keys(store::MessageId message, Progress progress, Heard::Answer answer = {},
              std::size_t choice = 0)
    {
        const auto delivery = delivery_by(node(), message, Channel::Ivr).id;
        ASSERT_TRUE(listener_->hear(Heard{"ivr", delivery, progress, answer, choice}));
        node().settle();
    }
    Progress progress(store::MessageId message) { return node().pages(message).at(0).progress; }

    std::optional<relay::gateway::Listener> listener_;
};

HOUSE_ON_BOTH_ENGINES(Calls);

TEST_P(Calls, SayTheMessageAndItsChoicesApart)
{
    called();

    const auto call = std::get<CallOut>(channels.ivr.sent().at(0).payload);
    EXPECT_TRUE(call.is_message);
    EXPECT_NE(call.text.text().find("Bed 12"), std::string::npos);
    EXPECT_EQ(call.text.text().find("Coming"), std::string::npos);
    ASSERT_EQ(call.choices.size(), 2U);
    EXPECT_EQ(call.choices[1].text(), "Cannot");
}

TEST_P(Calls, SayNothingOfAProtectedMessage)
{
    node().add(person(20, "BEN-OKORO").copy(Channel::Ivr));
    auto message = build::message();
    message.body = store::ProtectedText("Bed 12");
    message.choices = {{"Coming", "ACK"}};

    node().submit(std::move(message), "BEN-OKORO");

    const auto call = std::get<CallOut>(channels.ivr.sent().at(0).payload);
    EXPECT_FALSE(call.is_message);
    EXPECT_TRUE(call.choices.empty());
    EXPECT_FALSE(call.may_accept) << "its choices may not be heard";
    EXPECT_EQ(call.text.text().find("Bed"), std::string::npos);
}

TEST_P(Calls, LetAPageBeAcceptedWhoseWordsMayNotBeSpoken)
{
    node().add(person(20, "BEN-OKORO").copy(Channel::Ivr));

    node().submit(build::message(), "BEN-OKORO");
    auto silent = build::message();
    silent.allow_response = false;
    node().submit(std::move(silent), "BEN-OKORO");

    EXPECT_TRUE(std::get<CallOut>(channels.ivr.sent().at(0).payload).may_accept);
    EXPECT_FALSE(std::get<CallOut>(channels.ivr.sent().at(1).payload).may_accept);
}

TEST_P(Calls, ThatAPersonHearsRaiseThePage)
{
    const auto message = called();

    keys(message, Progress::Delivered);
    EXPECT_EQ(progress(message), Progress::Delivered);
    keys(message, Progress::Read);
    EXPECT_EQ(progress(message), Progress::Read);
    node().advance(31min);
    EXPECT_EQ(channels.email.count(), 0U);
}

// D1
TEST_P(Calls, BecomeTheReplyOfTheKeyExactlyOnce)
{
    const auto message = called();

    keys(message, Progress::Replied, Heard::Answer::Choice, 2);
    keys(message, Progress::Replied, Heard::Answer::Choice, 2);

    const auto replies = node().replies(message);
    ASSERT_EQ(replies.size(), 1U);
    EXPECT_EQ(replies[0].text.reveal(), "NAK");
    EXPECT_EQ(replies[0].channel, Channel::Ivr);
    EXPECT_NE(channels.wctp.texts().back().find("NAK"), std::string::npos);
}

TEST_P(Calls, AcceptAndDeclineInWords)
{
    const auto first = called();
    keys(first, Progress::Replied, Heard::Answer::Accepted);
    const auto second = called();
    keys(second, Progress::Replied, Heard::Answer::Declined);

    EXPECT_EQ(node().replies(first).at(0).text.reveal(), "Accepted");
    EXPECT_EQ(node().replies(second).at(0).text.reveal(), "Declined");
}

TEST_P(Calls, AreReadWhereTheOriginatorAllowsNoAnswer)
{
    const auto message = called(false);

    keys(message, Progress::Replied, Heard::Answer::Accepted);

    EXPECT_TRUE(node().replies(message).empty());
    EXPECT_EQ(progress(message), Progress::Read);
}

TEST_P(Calls, EndAllCallsToThatPhoneWhenAsked)
{
    const auto message = called();

    keys(message, Progress::Delivered, Heard::Answer::StopCalling);

    EXPECT_TRUE(house().people()->contact(store::ContactId{10})->details.at(0).opted_out);
    called();
    EXPECT_EQ(channels.ivr.count(), 1U);
}

TEST_P(Calls, AboutNothingAreHeardAndForgotten)
{
    EXPECT_TRUE(listener_->hear(Heard{"ivr", store::DeliveryId{77}, Progress::Read, {}, 0}));
}

} // namespace
} // namespace tests
