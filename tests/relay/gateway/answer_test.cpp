#include "relay/gateway/listener.h"
#include "store/contact_repository.h"
#include "store/gateway_repository.h"
#include "tests/relay/engine/people.h"

// Texts from people.

namespace tests {
namespace {

using relay::channels::IncomingText;
using relay::core::reply_code;
using store::Channel;
using store::NoticeKind;
using store::Progress;

class Answers : public HouseTest {
protected:
    RunningHouse::Settings settings() const override
    {
        relay::engine::Rules rules;
        rules.sms_answers = true;
        rules.tell_of_stop = "it@hospital.example";
        return {.name = "node", .rules = rules};
    }
    void SetUp() override
    {
        HouseTest::SetUp();
        if (IsSkipped())
            return;
        listener_.emplace(house());
        node().add(
            person(10, "ADA-KING").copy(Channel::Sms).redundancy(Channel::Email, 30min).get());
    }

    store::MessageId asked(std::string body = "Bed 12", std::vector<store::Choice> choices = {})
    {
        auto message = pushed({});
        message.body = store::ProtectedText(std::move(body));
        message.choices = std::move(choices);
        return node().submit(std::move(message), "ADA-KING");
    }
    void says(std::string text, std::string id = {}, std::string from = "+155501010")
    {
        ASSERT_TRUE(listener_->hear(
            IncomingText{"sms", std::move(id), std::move(from), "+1555", std::move(text)}));
        node().settle();
    }
    store::Page page(store::MessageId message) { return node().pages(message).at(0); }
    bool is_opted_out()
    {
        return house().people()->contact(store::ContactId{10})->details.at(0).opted_out;
    }

    std::optional<relay::gateway::Listener> listener_;
};

HOUSE_ON_BOTH_ENGINES(Answers);

// D1
TEST_P(Answers, BecomeTheReplyOfTheChoiceExactlyOnce)
{
    const auto message = asked("Bed 12", {{"Coming", "ACK"}, {"Cannot", "NAK"}});
    const auto before = channels.wctp.count();

    says("2", "in-1");
    says("2", "in-1");
    says("2");

    const auto replies = node().replies(message);
    ASSERT_EQ(replies.size(), 1U);
    EXPECT_EQ(replies[0].choice, 2);
    EXPECT_EQ(replies[0].text.reveal(), "NAK");
    EXPECT_EQ(replies[0].channel, Channel::Sms);
    EXPECT_EQ(page(message).progress, Progress::Replied);
    ASSERT_EQ(channels.wctp.count(), before + 1);
    EXPECT_NE(channels.wctp.texts().back().find("NAK"), std::string::npos);
    node().advance(31min);
    EXPECT_EQ(channels.email.count(), 0U) << "the answer stops the redundancy";
}

TEST_P(Answers, NameTheirPageByTheCodeThatStandsInIt)
{
    const auto first = asked("Bed 1");
    const auto second = asked("Bed 2");
    const auto code = reply_code(page(first).id);
    EXPECT_NE(channels.sms.texts().at(0).find("Reply " + code + " OK"), std::string::npos)
        << channels.sms.texts().at(0);

    says("on my way");
    EXPECT_TRUE(node().replies(first).empty());
    EXPECT_TRUE(node().replies(second).empty());
    EXPECT_NE(channels.sms.texts().back().find(code), std::string::npos) << "it is asked which";

    says(code + " on my way");
    ASSERT_EQ(node().replies(first).size(), 1U);
    EXPECT_EQ(node().replies(first)[0].text.reveal(), "on my way");
    EXPECT_TRUE(node().replies(second).empty());

    says("and for the other one");
    ASSERT_EQ(node().replies(second).size(), 1U);
}

// D13
TEST_P(Answers, TakeAMessageDeclineItAndCloseItForTheGroup)
{
    node().add(person(20, "BOB-KING").copy(Channel::Sms).get());
    auto group = build::group(500, "WARD5", {store::ContactId{10}, store::ContactId{20}});
    group.first_answer_ends = true;
    group.acceptance = 10min;
    node().add(group);
    const auto message = node().submit(pushed({}), "WARD5");
    const auto code = [&](std::size_t at) { return reply_code(node().pages(message).at(at).id); };

    says(code(0) + " cannot");
    EXPECT_TRUE(node().pages(message).at(0).declined);
    says(code(1) + " ok", {}, "+155501020");
    EXPECT_EQ(node().pages(message).at(1).progress, Progress::Replied);
    says(code(0) + " ok");
    EXPECT_NE(channels.sms.texts().back().find("taken by somebody else"), std::string::npos);
    says(code(1) + " done", {}, "+155501020");
    node().advance(1h);

    const auto story = node().story(message);
    EXPECT_EQ(std::ranges::count(story, "closed: for " + store::GroupId{500}.text()), 1);
    EXPECT_EQ(std::ranges::count(story, "lapsed: for " + store::GroupId{500}.text()), 0);
    EXPECT_EQ(node().replies(message).size(), 2U) << "a decline and an acceptance";
}

TEST_P(Answers, WithANumberThatIsNoChoiceAreAskedAgainAndAnswerNothing)
{
    const auto message = asked("Bed 12", {{"Coming", "ACK"}, {"Later", "LATER"}});

    says("7");

    EXPECT_TRUE(node().replies(message).empty());
    EXPECT_NE(channels.sms.texts().back().find("has the choices 1 to 2"), std::string::npos)
        << channels.sms.texts().back();
    says("2");
    EXPECT_EQ(node().replies(message).at(0).choice, 2);
}

// S3.104, S3.107
// Two machines that answer each other would never end, and a screen holds few codes.
TEST_P(Answers, ThatAreNotClearAreAskedAboutAFewTimesOnly)
{
    for (int i = 0; i < 12; ++i)
        asked("Bed " + std::to_string(i));
    const auto before = channels.sms.count();

    for (int i = 0; i < 30; ++i)
        says("will look into it (" + std::to_string(i) + ")");

    EXPECT_EQ(channels.sms.count(), before + 3);
    const auto question = channels.sms.texts().back();
    EXPECT_NE(question.find("or that of an older one"), std::string::npos) << question;
    EXPECT_LT(question.size(), 160U) << question;
    clock.advance(10min);
    says("and later?");
    EXPECT_EQ(channels.sms.count(), before + 4);
}

// D13, S0.58
TEST_P(Answers, InWordsThatSettleNothingAreToldWhatToSay)
{
    auto group =
        build::escalating(500, "WARD5", {store::ContactId{10}}, {}, 5min, store::Progress::Replied);
    node().add(group);
    const auto message = node().submit(pushed({}), "WARD5");
    const auto before = channels.sms.count();

    says("Which patient?");

    EXPECT_EQ(page(message).progress, store::Progress::Read);
    ASSERT_EQ(channels.sms.count(), before + 1);
    EXPECT_NE(channels.sms.texts().back().find("somebody to come is still looked for"),
              std::string::npos);
    says("ok");
    EXPECT_EQ(page(message).progress, store::Progress::Replied);
}

TEST_P(Answers, StopStartAndHelpAreAnsweredAlsoWithoutAPage)
{
    says("HELP");
    EXPECT_EQ(channels.sms.count(), 1U);
    says("STOP");
    EXPECT_TRUE(is_opted_out());
    EXPECT_EQ(channels.sms.count(), 2U);
    says("STOP");
    EXPECT_EQ(channels.sms.count(), 2U) << "once";
    says("START");
    EXPECT_FALSE(is_opted_out());
    EXPECT_EQ(channels.sms.count(), 3U);
}

// S1.57: somebody sees to another way
TEST_P(Answers, StopIsToldToWhoeverIsToKnow)
{
    says("STOP");
    says("STOP");

    ASSERT_EQ(channels.email.count(), 1U);
    const auto mail = std::get<relay::channels::TextOut>(channels.email.sent().at(0).payload);
    EXPECT_EQ(mail.to, "it@hospital.example");
    EXPECT_NE(mail.text.text().find("(ADA-KING) said STOP"), std::string::npos) << mail.text.text();
}

// S1.56, S3.106
TEST_P(Answers, StopHoldsForTheNumberWhoeverHasItNext)
{
    says("STOP");
    const auto phone_of = [&](std::int64_t id, const char* opid) {
        node().add(build::contact(id, opid).phone(id + 1, "+155501010").get());
        return house().people()->contact(store::ContactId{id})->details.at(0).opted_out;
    };
    EXPECT_TRUE(phone_of(70, "NEXT-ONE"));

    says("START");
    EXPECT_FALSE(phone_of(80, "LAST-ONE"));
    EXPECT_FALSE(house().people()->contact(store::ContactId{70})->details.at(0).opted_out)
        << "everybody who has it";
}

// D9
TEST_P(Answers, AllOkTakesOnlyWhatOneTextNamedTogether)
{
    const auto alone = asked("Bed 1");
    asked("Bed 2");

    says("ALL OK");

    EXPECT_TRUE(node().replies(alone).empty());
    EXPECT_NE(channels.sms.texts().back().find("which message"), std::string::npos);
}

class BundledAnswers : public Answers {
protected:
    RunningHouse::Settings settings() const override
    {
        auto made = Answers::settings();
        made.way.storm = {.sends = 1, .window = 1min};
        return made;
    }
};
HOUSE_ON_BOTH_ENGINES(BundledAnswers);

// D9
TEST_P(BundledAnswers, AllOkTakesThemAllButThoseWithChoicesOfTheirOwn)
{
    const auto first = asked("Bed 1");
    const auto second = asked("Bed 2");
    const auto third = asked("Bed 3");
    const auto asking = asked("Bed 4", {{"Coming", "ACK"}, {"Later", "LATER"}});
    node().advance(1min);
    EXPECT_EQ(channels.sms.count(), 2U) << "the first alone, the others in one text";

    says("ALL OK");

    EXPECT_TRUE(node().replies(first).empty()) << "no text for many named it";
    EXPECT_EQ(node().replies(second).size(), 1U);
    EXPECT_EQ(node().replies(third).size(), 1U);
    EXPECT_TRUE(node().replies(asking).empty());
    EXPECT_NE(channels.sms.texts().back().find(reply_code(page(asking).id)), std::string::npos);
}

TEST_P(Answers, OfStrangersAndAboutNothingChangeNothing)
{
    const auto message = asked();

    for (const auto* stranger : {"+19998887777", "+155501010x", "+1 555 01010", "155501010;", ""})
        says("1", {}, stranger);
    EXPECT_TRUE(node().replies(message).empty());
    node().advance(25h);
    says("1");
    EXPECT_TRUE(node().replies(message).empty()) << "a day later it is nobody's answer";
}

TEST_P(Answers, AreNotTakenWhereTheOriginatorAllowsNone)
{
    auto message = pushed({});
    message.allow_response = false;
    const auto id = node().submit(std::move(message), "ADA-KING");
    EXPECT_EQ(channels.sms.texts().at(0).find("Reply"), std::string::npos);

    says("yes");

    EXPECT_TRUE(node().replies(id).empty());
}

// S1.48, S3.104, S3.106
TEST_P(Answers, StopEndsTextsToThatPhoneOnlyAndIsConfirmedOnce)
{
    asked();
    const auto before = channels.sms.count();

    says("Stop");
    says("STOP");

    EXPECT_TRUE(is_opted_out());
    ASSERT_EQ(channels.sms.count(), before + 1);
    EXPECT_NE(channels.sms.texts().back().find("no more texts"), std::string::npos);
    const auto events = node().read([&](auto& c) {
        return store::ContactRepository(c, fresh().vault()).opt_outs_of(store::DetailId{11});
    });
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].actor, "contact");
    EXPECT_EQ(events[0].origin, "sms");

    const auto next = asked();
    EXPECT_EQ(channels.sms.count(), before + 1) << "no text goes to that phone";
    EXPECT_EQ(page(next).progress, Progress::Accepted) << "the inbox has it all the same";

    says("stop it please");
    says("9999 1");
    EXPECT_EQ(channels.sms.count(), before + 1) << "nor is it asked what it means";

    says("start");
    EXPECT_FALSE(is_opted_out());
}

TEST_P(Answers, StoppingByIsAnAnswer)
{
    const auto message = asked();

    says("Stopping by");

    EXPECT_FALSE(is_opted_out());
    EXPECT_EQ(node().replies(message).size(), 1U);
}

TEST_P(Answers, GoBackToTheHostThatSaidReplyWithANumber)
{
    const auto first = asked("Call the desk. Reply with 31");
    const auto second = asked("Bed 7. Reply with 32");

    says("31 ok");

    ASSERT_EQ(node().replies(first).size(), 1U);
    EXPECT_EQ(node().replies(first)[0].text.reveal(), "31 ok");
    EXPECT_TRUE(node().replies(second).empty());
}

TEST_P(Answers, StandInTheStoreSealedWithWhatWasMadeOfThem)
{
    asked();
    says("a secret word", "in-9");

    const auto rows = node().read(
        [](store::Connection& c) { return c.query("SELECT id, verdict FROM incoming_text", {}); });
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].text(1), "text");
    const auto kept = node().read([&](auto& c) {
        return store::ReceivedTextRepository(c, fresh().vault())
            .find(store::TextId{rows[0].number(0)});
    });
    EXPECT_EQ(kept->text.reveal(), "a secret word");
    EXPECT_EQ(kept->sender, "+155501010");
}

// D1
TEST_P(Answers, ToATextThatArrivedAlthoughItsGatewayFailedAfterwardsCount)
{
    channels.sms.answer_next(relay::channels::Unclear{"timeout", {}});
    channels.sms.answer_next(relay::channels::Refused{relay::channels::Blame::Provider, "422", {}});
    const auto message = asked("Bed 12", {{"Coming", "ACK"}, {"Cannot", "NAK"}});
    node().advance(2min);

    says("1");

    ASSERT_EQ(node().replies(message).size(), 1U);
    EXPECT_EQ(node().replies(message)[0].choice, 1);
}

} // namespace
} // namespace tests
