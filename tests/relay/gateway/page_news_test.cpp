#include "relay/gateway/listener.h"
#include "relay/gateway/page_poller.h"
#include "relay/gateway/wctp_responses.h"
#include "tests/relay/engine/people.h"

// What another gateway says of the pages that it took.

namespace tests {
namespace {

using relay::channels::Answered;
using relay::channels::Arrived;
using relay::channels::AskedPage;
using relay::channels::Blame;
using relay::channels::Lost;
using relay::channels::PageNews;
using relay::channels::PageOut;
using relay::channels::WasRead;
using relay::gateway::PeerResponses;
using store::Channel;
using store::DeliveryState;
using store::Progress;
using Heard = relay::channels::PageEars::Heard;

class PageNewsTest : public HouseTest {
protected:
    void SetUp() override
    {
        HouseTest::SetUp();
        if (IsSkipped())
            return;
        listener_.emplace(house());
        node().add(open_hearted(person(10, "ADA-KING")
                                    .foreign(19, store::DetailKind::Wctp, "5551230001")
                                    .copy(Channel::WctpPeer)
                                    .redundancy(Channel::Email, 30min)
                                    .get()));
    }

    store::MessageId paged()
    {
        auto message = pushed({});
        message.body = store::ProtectedText("Bed 12");
        message.choices = {{"Coming", "ACK"}, {"Cannot", "NAK"}};
        return node().submit(std::move(message), "ADA-KING");
    }
    store::MessageId page_without_choices() { return node().submit(pushed({}), "ADA-KING"); }
    store::Delivery delivery(store::MessageId message)
    {
        return delivery_by(node(), message, Channel::WctpPeer);
    }
    template <class Said>
    Heard tell(store::MessageId message, Said said)
    {
        const auto heard = listener_->hear({"peer", delivery(message).id, said, ""});
        node().settle();
        return heard;
    }
    Progress progress(store::MessageId message) { return node().pages(message).at(0).progress; }

    std::optional<relay::gateway::Listener> listener_;
};

HOUSE_ON_BOTH_ENGINES(PageNewsTest);

// S0.21
TEST_P(PageNewsTest, AContactIsPagedByTheOtherGatewayUnderItsNameThere)
{
    const auto message = paged();

    const auto page = std::get<PageOut>(channels.peer.sent().at(0).payload);
    EXPECT_EQ(page.to, "5551230001");
    EXPECT_EQ(page.text.text(), "Bed 12");
    ASSERT_EQ(page.choices.size(), 2U);
    EXPECT_EQ(delivery(message).state, DeliveryState::Accepted);
}

// X.9
TEST_P(PageNewsTest, ThePicturesOfAnAlarmGoAlongAndOtherFilesAreNamed)
{
    auto message = pushed({});
    message.choices = {{"Coming", "ACK"}};
    message.files = {{"picture-1.svg", "image/svg+xml", 6, store::ProtectedText("<svg/>")},
                     {"a.pdf", "application/pdf", 4, store::ProtectedText("%PDF")}};

    node().submit(std::move(message), "ADA-KING");

    const auto page = std::get<PageOut>(channels.peer.sent().at(0).payload);
    ASSERT_EQ(page.files.size(), 2U);
    EXPECT_EQ(page.files[0].format, "SVG");
    EXPECT_EQ(page.files[0].content.text(), "<svg/>");
    EXPECT_EQ(page.files[1].line.text(), "[file in the inbox: a.pdf (application/pdf, 4 bytes)]");
    EXPECT_TRUE(page.files[1].content.empty());
}

TEST_P(PageNewsTest, OfAProtectedMessageTheOtherGatewayGetsTheStub)
{
    node().add(
        person(20, "BEN-OKORO").foreign(29, store::DetailKind::Pager, "4711").copy(Channel::Snpp));
    auto message = build::message();
    message.body = store::ProtectedText("Bed 12");
    message.choices = {{"Coming", "ACK"}};
    message.files = {{"Smith.svg", "image/svg+xml", 6, store::ProtectedText("<svg/>")}};

    node().submit(std::move(message), "BEN-OKORO");

    const auto page = std::get<PageOut>(channels.snpp.sent().at(0).payload);
    EXPECT_EQ(page.to, "4711");
    EXPECT_EQ(page.text.text().find("Bed"), std::string::npos);
    EXPECT_TRUE(page.choices.empty());
    EXPECT_TRUE(page.files.empty());
}

TEST_P(PageNewsTest, DeliveredAndReadRaiseThePageAndEndItsRedundancy)
{
    const auto message = paged();

    EXPECT_EQ(tell(message, Arrived{}), Heard::Taken);
    EXPECT_EQ(progress(message), Progress::Delivered);
    EXPECT_EQ(tell(message, WasRead{}), Heard::Taken);
    EXPECT_EQ(progress(message), Progress::Read);
    node().advance(31min);
    EXPECT_EQ(channels.email.count(), 0U);
}

TEST_P(PageNewsTest, AChoiceGoesBackInTheOriginatorsWordsAndOnlyOnce)
{
    const auto message = paged();

    tell(message, Answered{"Cannot"});
    node().advance(10min); // what is said again may come late
    tell(message, Answered{"Cannot"});

    const auto replies = node().replies(message);
    ASSERT_EQ(replies.size(), 1U);
    EXPECT_EQ(replies[0].choice, 2);
    EXPECT_EQ(replies[0].text.reveal(), "NAK");
    EXPECT_EQ(replies[0].channel, Channel::WctpPeer);
    EXPECT_NE(channels.wctp.texts().back().find("NAK"), std::string::npos);
}

// A pager that takes no choices shows their numbers, and gateways set blanks as they like.
TEST_P(PageNewsTest, AChoiceMayBeANumberOrItsWordsInOtherLettersAndBlanks)
{
    const auto answered = [&](const std::string& words) {
        const auto message = paged();
        tell(message, Answered{words});
        return node().replies(message).at(0).text.reveal();
    };

    EXPECT_EQ(answered("2"), "NAK");
    EXPECT_EQ(answered("\n  coming\n"), "ACK");
    EXPECT_EQ(answered("ack"), "ACK");
    EXPECT_EQ(answered("3"), "3");
}

TEST_P(PageNewsTest, TheSameChoiceAfterAnotherIsToldWhereThePeerTellsThemApart)
{
    const auto message = page_without_choices();
    const auto tell_all = [&] {
        tell(message, Answered{"Yes", 0, "2027-01-15T08:00:01"});
        tell(message, Answered{"No", 0, "2027-01-15T08:00:02"});
        tell(message, Answered{"Yes", 0, "2027-01-15T08:00:03"});
    };

    tell_all();
    tell_all();

    std::vector<std::string> told;
    for (const auto& reply : node().replies(message))
        told.push_back(reply.text.reveal());
    EXPECT_EQ(told, (std::vector<std::string>{"Yes", "No", "Yes"}));
    tell(message, Answered{"No"});
    EXPECT_EQ(node().replies(message).size(), 3U) << "perhaps the old one";
}

TEST_P(PageNewsTest, WhatIsToldAgainAndAgainIsOneAnswerHoweverItIsBroken)
{
    const auto message = paged();
    for (const auto* words : {"Which room?\n", "  Bed\x01 12  "}) {
        tell(message, Answered{words, 0, words});
        node().advance(10min);
        tell(message, Answered{words, 0, words});
    }

    EXPECT_EQ(node().replies(message).size(), 2U);
}

TEST_P(PageNewsTest, OtherWordsAreAFreeAnswer)
{
    const auto message = paged();

    tell(message, Answered{"in ten minutes"});

    EXPECT_EQ(node().replies(message).at(0).text.reveal(), "in ten minutes");
    EXPECT_EQ(progress(message), Progress::Replied);
}

// D2
TEST_P(PageNewsTest, APageThatTheOtherGatewayLostGoesTheNextWayAtOnce)
{
    node().add(open_hearted(person(20, "BEN-OKORO")
                                .foreign(29, store::DetailKind::Wctp, "5551230002")
                                .redundancy(Channel::WctpPeer, 0min)
                                .redundancy(Channel::Email, 30min)
                                .get()));
    const auto message = node().submit(build::message(), "BEN-OKORO");

    tell(message, Lost{Blame::Detail});

    EXPECT_EQ(delivery(message).state, DeliveryState::Refused);
    EXPECT_EQ(channels.email.count(), 1U);
}

TEST_P(PageNewsTest, NobodyTellsUsOfAPageThatWasNotGivenAway)
{
    const auto message = paged();
    const auto inbox = delivery_by(node(), message, Channel::Secure).id;

    EXPECT_EQ(listener_->hear(PageNews{"peer", {99}, WasRead{}, ""}), Heard::Unknown);
    node().add(person(30, "CHEN-LI").redundancy(Channel::Sms, 0min));
    const auto other = node().submit(pushed({}), "CHEN-LI");
    const auto text = delivery_by(node(), other, Channel::Sms).id;
    EXPECT_EQ(listener_->hear(PageNews{"peer", text, Answered{"Yes"}, "", Channel::WctpPeer}),
              Heard::Unknown)
        << "an id that was guessed";
    EXPECT_TRUE(node().replies(other).empty());
    EXPECT_EQ(listener_->hear(PageNews{"peer", inbox, WasRead{}, ""}), Heard::Unknown);
    EXPECT_EQ(progress(message), Progress::Accepted);
}

/// Says what it is told to, and remembers what it was asked.
class Oracle final : public relay::channels::Asker {
public:
    relay::channels::AskAnswer ask(const AskedPage& page) override
    {
        asked.push_back(page);
        relay::channels::AskAnswer answer{{}, 30s};
        for (const auto& said : says)
            answer.news.push_back({"peer", page.delivery, said, ""});
        return answer;
    }
    std::vector<AskedPage> asked;
    std::vector<decltype(PageNews::said)> says;
};

TEST_P(PageNewsTest, IsFetchedFromWhoSaysNothingUntilThePageIsAnswered)
{
    const auto message = paged();
    Oracle oracle;
    relay::gateway::PagePoller poller(house(), *listener_);
    poller.add(Channel::WctpPeer, oracle);

    poller.look();
    poller.look();
    ASSERT_EQ(oracle.asked.size(), 1U) << "not before its pause is over";
    EXPECT_EQ(oracle.asked[0].to, "5551230001");
    EXPECT_EQ(oracle.asked[0].reference, "reference");
    oracle.says = {Arrived{}, Answered{"Coming"}};
    node().advance(31s);
    poller.look();
    node().settle();
    node().advance(31s);
    poller.look();

    EXPECT_EQ(oracle.asked.size(), 2U);
    EXPECT_EQ(progress(message), Progress::Replied);
}

TEST_P(PageNewsTest, IsNotAskedForWhenThePageIsADayOld)
{
    paged();
    Oracle oracle;
    relay::gateway::PagePoller poller(house(), *listener_);
    poller.add(Channel::WctpPeer, oracle);
    node().advance(25h);

    poller.look();

    EXPECT_TRUE(oracle.asked.empty());
}

/// Texts that came in, as a gateway that is asked tells them.
class Letters final : public relay::channels::Asker {
public:
    relay::channels::AskAnswer ask(const AskedPage&) override { return {{}, 30s, true}; }
    std::optional<std::vector<relay::channels::IncomingText>> texts(store::Instant since) override
    {
        asked.push_back(since);
        return texts_;
    }
    std::optional<std::chrono::milliseconds> texts_interval() const override { return 15s; }

    std::vector<store::Instant> asked;
    std::optional<std::vector<relay::channels::IncomingText>> texts_{
        {{"sms", "SM1", "+155501010", "+1", "hello"}}};
};

// CHANNELS.md 2.5
TEST_P(PageNewsTest, TextsAreFetchedWithAnOverlapAndCountOnce)
{
    Letters letters;
    relay::gateway::PagePoller poller(house(), *listener_, &*listener_);
    poller.add(Channel::Sms, letters);

    poller.look();
    poller.look();
    ASSERT_EQ(letters.asked.size(), 1U) << "not before the interval is over";
    EXPECT_EQ(letters.asked[0], build::noon - 24h);
    node().advance(15s);
    poller.look();
    EXPECT_EQ(letters.asked.at(1), build::noon - 2min);
    letters.texts_.reset();
    node().advance(15s);
    poller.look();
    node().advance(15s);
    poller.look();
    EXPECT_EQ(letters.asked.at(3), build::noon + 15s - 2min) << "nothing was heard since";

    const auto kept = node().read(
        [](auto& c) { return c.query("SELECT COUNT(*) FROM incoming_text").at(0).number(0); });
    EXPECT_EQ(kept, 1);
}

TEST_P(PageNewsTest, AnOldPageIsAskedAboutLessOften)
{
    paged();
    Oracle oracle;
    relay::gateway::PagePoller poller(house(), *listener_);
    poller.add(Channel::WctpPeer, oracle);
    node().advance(10min);
    poller.look();
    node().advance(70s);
    poller.look();
    EXPECT_EQ(oracle.asked.size(), 1U);
    node().advance(10s);
    poller.look();
    EXPECT_EQ(oracle.asked.size(), 2U);
}

wctp::StatusInfo read_by(const std::string& response_to, const std::string& code = {})
{
    wctp::StatusInfo status;
    status.header.originator = {"5551230001", code, ""};
    status.header.response_to = response_to;
    status.event = wctp::Notification::Read;
    return status;
}

// WCTP check 86
TEST_P(PageNewsTest, CountsOnlyFromTheGatewaysOwnAddressAndWithItsCode)
{
    const auto message = paged();
    const auto id = delivery(message).id.text();
    PeerResponses responses(*listener_, {"peer", {"203.0.113.0/24"}, "s3cret", 606});

    EXPECT_EQ(responses.take(read_by(id, "s3cret"), "198.51.100.7"), wctp::Code::InvalidSender);
    EXPECT_EQ(responses.take(read_by(id), "203.0.113.9"), wctp::Code::InvalidSecurityCode);
    EXPECT_EQ(responses.take(read_by("m-1", "s3cret"), "203.0.113.9"),
              wctp::Code::UnknownReference);
    EXPECT_EQ(progress(message), Progress::Accepted);
    EXPECT_EQ(responses.take(read_by(id, "s3cret"), "203.0.113.9"), wctp::Code::Accepted);
    EXPECT_EQ(progress(message), Progress::Read);
}

// WCTP check 86
TEST_P(PageNewsTest, AMessageReplyIsTheAnswer)
{
    const auto message = paged();
    PeerResponses responses(*listener_, {"peer", {"127.0.0.0/8"}, "", 606});
    wctp::MessageReply reply;
    reply.header.response_to = delivery(message).id.text();
    reply.payload = wctp::Alphanumeric{"Coming"};

    EXPECT_EQ(responses.take(reply, "127.0.0.1"), wctp::Code::Accepted);
    node().settle();

    EXPECT_EQ(node().replies(message).at(0).text.reveal(), "ACK");
}

} // namespace
} // namespace tests
