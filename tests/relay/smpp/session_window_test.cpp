#include "tests/relay/smpp/session_talk.h"
#include <gtest/gtest.h>

namespace relay::smpp {
namespace {

TEST(SmppSession, OfAReceiverHasNoRoomForTexts)
{
    auto with = rules();
    with.mode = BindMode::Receiver;
    auto session = binding(with);
    session.take(wire(Command::BindReceiverResp, 1), start, 0);

    EXPECT_EQ(session.state(), S::Bound);
    EXPECT_FALSE(session.has_room(start));
}

TEST(SmppSession, KeepsTheWindowAndTakesAnswersInAnyOrder)
{
    auto session = bound();

    EXPECT_EQ(told(session.submit(11, {}, start)), "say 00000004 2");
    EXPECT_EQ(told(session.submit(12, {}, start)), "say 00000004 3");
    EXPECT_TRUE(session.has_room(start));
    EXPECT_EQ(told(session.submit(13, {}, start)), "say 00000004 4");
    EXPECT_FALSE(session.has_room(start));

    EXPECT_EQ(told(session.take(wire(Command::SubmitSmResp, 4, 0, MessageAnswer{"c", {}}) +
                                    wire(Command::SubmitSmResp, 2, 0x0B),
                                start, 0)),
              "13: taken c; 11: declined 0x0000000b");
    EXPECT_TRUE(session.has_room(start));
    EXPECT_EQ(
        told(session.take(wire(Command::SubmitSmResp, 4, 0, MessageAnswer{"c", {}}), start, 0)), "")
        << "a second answer is nobody's";
}

TEST(SmppSession, TakesARefusalForOneAlsoWhenItHoldsAnId)
{
    auto session = bound();
    session.submit(11, {}, start);
    const auto refusal = wire(Command::SubmitSmResp, 2, 0x45, MessageAnswer{"c", {}});

    EXPECT_EQ(told(session.take(refusal, start, 0)), "11: declined 0x00000045");
}

TEST(SmppSession, TakesANackForTheAnswer)
{
    auto session = bound();
    session.submit(11, {}, start);

    EXPECT_EQ(told(session.take(wire(Command::GenericNack, 2, 3), start, 0)),
              "11: declined 0x00000003");
}

TEST(SmppSession, DoesNotBelieveAMalformedAnswer)
{
    auto session = bound();
    session.submit(11, {}, start);
    session.submit(12, {}, start);
    auto good = wire(Command::SubmitSmResp, 2, 0, MessageAnswer{"abc", {}});
    auto bad = wire(Command::SubmitSmResp, 3, 8, MessageAnswer{"abc", {}});
    good.back() = bad.back() = 'x'; // the id has no end

    EXPECT_EQ(told(session.take(good + bad, start, 0)),
              "11: unanswered, malformed answer: a field is longer than it may be, or missing; "
              "12: declined 0x00000008");
    EXPECT_EQ(session.state(), S::Bound);
}

TEST(SmppSession, GivesATextUpThatIsNotAnsweredInTime)
{
    auto session = bound();
    session.submit(11, {}, start);

    EXPECT_EQ(session.next_tick(), start + 30s);
    EXPECT_EQ(told(session.tick(start + 30s - 1ms, 0)), "");
    EXPECT_EQ(told(session.tick(start + 30s, 0)),
              "11: unanswered, no answer in time; say 00000015 3");
}

TEST(SmppSession, KnowsNothingOfTheWindowWhenTheLinkIsLost)
{
    auto session = bound();
    session.submit(11, {}, start);
    session.submit(12, {}, start);

    EXPECT_EQ(told(session.lost("gone", start, 0)), "11: unanswered, gone; 12: unanswered, gone");
    EXPECT_FALSE(session.has_room(start));
    EXPECT_EQ(session.why(), "gone");
}

TEST(SmppSession, BindsAnewWhenItIsNotTakenForBound)
{
    auto session = bound();
    session.submit(11, {}, start);

    EXPECT_EQ(told(session.take(wire(Command::SubmitSmResp, 2, 4), start, 0)),
              "11: declined 0x00000004; hang up");
    EXPECT_EQ(session.state(), S::Waiting);
}

TEST(SmppSession, HandsTextsOutAndAnswersWhenToldTo)
{
    auto session = bound();
    ShortMessage message;
    message.text = "1";

    EXPECT_EQ(told(session.take(wire(Command::DeliverSm, 77, 0, message), start, 0)), "heard 77 1");
    EXPECT_EQ(told(session.respond(77, Command::DeliverSm, 0)), "say 80000005 77");
    EXPECT_EQ(told(session.respond(77, Command::DeliverSm, 8)), "say 80000005 77 0x00000008");
    EXPECT_EQ(told(session.respond(78, Command::DataSm, 0)), "say 80000103 78");
    EXPECT_EQ(told(session.take(wire(Command::DataSm, 79, 0, ShortMessage{}), start, 0)),
              "heard 79 ");
}

TEST(SmppSession, AnswersRequestsThatItDoesNotKnow)
{
    auto session = bound();
    auto broken = wire(Command::DeliverSm, 5, 0, ShortMessage{});
    broken.back() = '\x09'; // a text of nine bytes that are not there

    EXPECT_EQ(told(session.take(wire(Command{0x03}, 4), start, 0)), "say 80000000 4 0x00000003");
    EXPECT_EQ(told(session.take(broken, start, 0)), "say 80000000 5 0x00000002");
    EXPECT_EQ(told(session.take(wire(Command{0x102}, 6) + wire(Command{0x0B}, 7), start, 0)), "");
    EXPECT_EQ(session.state(), S::Bound);
}

TEST(SmppSession, SlowsDownWhenItIsTooFast)
{
    auto with = rules();
    with.texts_per_second = 10;
    auto session = bound(with);
    session.submit(11, {}, start);

    EXPECT_FALSE(session.has_room(start + 99ms));
    EXPECT_TRUE(session.has_room(start + 100ms));
    session.take(wire(Command::SubmitSmResp, 2, status::throttled), start + 100ms, 0);
    EXPECT_EQ(session.next_room(), start + 1100ms);
    session.submit(11, {}, start + 1100ms);
    EXPECT_EQ(session.next_room(), start + 1300ms) << "half as fast";
}

TEST(SmppPace, HalvesOnceForAWholeWindowAndRisesAgain)
{
    Pace pace(20, 1s);
    pace.throttled(start);
    pace.throttled(start);
    pace.throttled(start + 1ms);
    EXPECT_EQ(pace.per_second(), 10);
    pace.throttled(start + 1s);
    EXPECT_EQ(pace.per_second(), 5);

    pace.sent(start + 11s - 1ms);
    EXPECT_EQ(pace.per_second(), 5);
    pace.sent(start + 11s);
    EXPECT_EQ(pace.per_second(), 7);
    pace.sent(start + 1h);
    EXPECT_EQ(pace.per_second(), 20);
}

TEST(SmppPace, WithoutALimitFindsOneWhenItIsTooFast)
{
    Pace pace(0, 1s);
    pace.sent(start);
    EXPECT_LE(pace.next(), start);

    pace.throttled(start);
    EXPECT_EQ(pace.per_second(), 50);
    EXPECT_EQ(pace.next(), start + 1s);
    for (int i = 0; i < 20; ++i)
        pace.throttled(start + (1s + 1s * i));
    EXPECT_EQ(pace.per_second(), 0.2) << "and never stands still";
    pace.sent(start + 1h);
    EXPECT_EQ(pace.per_second(), 0);
}

} // namespace
} // namespace relay::smpp
