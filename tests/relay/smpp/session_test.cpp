#include "tests/relay/smpp/session_talk.h"
#include <functional>
#include <gtest/gtest.h>

namespace relay::smpp {
namespace {

struct Event {
    const char* name;
    std::function<Actions(Session&)> happens;
};

std::vector<Event> events()
{
    const auto taken = [](std::string bytes) {
        return [bytes](Session& session) { return session.take(bytes, start, 0); };
    };
    return {{"an hour passes", [](Session& s) { return s.tick(start + 1h - 1ms, 0); }},
            {"connected", [](Session& s) { return s.connected(start); }},
            {"lost", [](Session& s) { return s.lost("gone", start, 0); }},
            {"bind answered", taken(bind_answer())},
            {"bind refused", taken(bind_answer(status::bind_failed))},
            {"wrong password", taken(bind_answer(status::wrong_password))},
            {"unbind", taken(wire(Command::Unbind, 9))},
            {"unbind answered", taken(wire(Command::UnbindResp, 2))},
            {"a text", taken(wire(Command::DeliverSm, 9, 0, ShortMessage{}))},
            {"garbage", taken("GET / HTTP/1.1\r\n\r\n")},
            {"stop", [](Session& s) { return s.stop(start); }}};
}

TEST(SmppSession, AnswersEveryEventInEveryStateAsTheTableSays)
{
    struct Row {
        S from;
        std::vector<S> to; ///< by event, in the order of events()
    };
    const auto same = [](S state) { return std::vector(11, state); };
    const std::vector<Row> table{
        {S::Waiting,
         {S::Connecting, S::Waiting, S::Waiting, S::Waiting, S::Waiting, S::Waiting, S::Waiting,
          S::Waiting, S::Waiting, S::Waiting, S::Ended}},
        {S::Connecting,
         {S::Connecting, S::Binding, S::Waiting, S::Connecting, S::Connecting, S::Connecting,
          S::Connecting, S::Connecting, S::Connecting, S::Connecting, S::Ended}},
        {S::Binding,
         {S::Waiting, S::Binding, S::Waiting, S::Bound, S::Waiting, S::Locked, S::Waiting,
          S::Binding, S::Binding, S::Waiting, S::Ended}},
        {S::Bound,
         {S::Bound, S::Bound, S::Waiting, S::Bound, S::Bound, S::Bound, S::Waiting, S::Bound,
          S::Bound, S::Waiting, S::Unbinding}},
        {S::Unbinding,
         {S::Ended, S::Unbinding, S::Ended, S::Unbinding, S::Unbinding, S::Unbinding, S::Ended,
          S::Ended, S::Unbinding, S::Ended, S::Unbinding}},
        {S::Locked,
         {S::Locked, S::Locked, S::Locked, S::Locked, S::Locked, S::Locked, S::Locked, S::Locked,
          S::Locked, S::Locked, S::Ended}},
        {S::Ended, same(S::Ended)},
    };

    for (const auto& row : table) {
        for (std::size_t i = 0; i < row.to.size(); ++i) {
            const auto event = events()[i];
            auto session = in_state(row.from);
            ASSERT_EQ(session.state(), row.from);

            event.happens(session);

            EXPECT_EQ(session.state(), row.to[i])
                << "state " << static_cast<int>(row.from) << ", " << event.name;
        }
    }
}

TEST(SmppSession, BindsAfterItIsConnected)
{
    Session session(rules());

    EXPECT_EQ(told(session.tick(start, 0)), "connect");
    EXPECT_EQ(told(session.connected(start)), "say 00000009 1");
    EXPECT_EQ(told(session.take(bind_answer(), start, 0)), "");
    EXPECT_EQ(session.state(), S::Bound);
    EXPECT_EQ(session.why(), "");
}

TEST(SmppSession, BindsInTheModeThatItIsFor)
{
    for (const auto& [mode, command] : {std::pair{BindMode::Transmitter, "00000002"},
                                        std::pair{BindMode::Receiver, "00000001"}}) {
        auto with = rules();
        with.mode = mode;
        auto session = connecting(with);

        EXPECT_EQ(told(session.connected(start)), std::string("say ") + command + " 1");
    }
}

TEST(SmppSession, AsksASilentPeerAndHangsUpAfterTwoMisses)
{
    auto session = bound();

    EXPECT_EQ(session.next_tick(), start + 30s);
    EXPECT_EQ(told(session.tick(start + 30s, 0)), "say 00000015 2");
    EXPECT_EQ(session.next_tick(), start + 60s);
    EXPECT_EQ(told(session.tick(start + 60s, 0)), "say 00000015 3");
    EXPECT_EQ(told(session.tick(start + 90s, 0)), "hang up");
    EXPECT_EQ(session.state(), S::Waiting);
    EXPECT_EQ(session.why(), "two enquire_link were not answered");
}

TEST(SmppSession, TakesAnythingForASignOfLife)
{
    auto session = bound();
    session.tick(start + 30s, 0);
    session.tick(start + 60s, 0);

    EXPECT_EQ(told(session.take(wire(Command::EnquireLink, 77), start + 80s, 0)),
              "say 80000015 77");
    EXPECT_EQ(told(session.tick(start + 90s, 0)), "");
    EXPECT_EQ(session.next_tick(), start + 110s);
}

TEST(SmppSession, ComesBackLaterAfterEachFailure)
{
    Session session(rules());
    std::vector<std::int64_t> waits;
    auto now = start;
    for (int i = 0; i < 8; ++i) {
        session.tick(now, 0);
        session.lost("refused", now, 1);
        waits.push_back((session.next_tick() - now) / 1s);
        now = session.next_tick();
    }

    EXPECT_EQ(waits, (std::vector<std::int64_t>{1, 2, 4, 8, 16, 32, 60, 60}));
}

TEST(SmppSession, SpreadsItsTriesByHalf)
{
    EXPECT_EQ(reconnect_delay(rules(), 3, 0), 2s);
    EXPECT_EQ(reconnect_delay(rules(), 3, 0.5), 3s);
    EXPECT_EQ(reconnect_delay(rules(), 3, 1), 4s);
    EXPECT_EQ(reconnect_delay(rules(), 1000, 1), 60s);
}

TEST(SmppSession, ComesBackSoonAfterItWasBound)
{
    auto session = in_state(S::Waiting);
    for (int i = 0; i < 5; ++i) {
        session.tick(start + 1h, 0);
        session.lost("refused", start, 1);
    }
    session.tick(start + 1h, 0);
    session.connected(start);
    const auto sequence = 1;
    session.take(wire(Command::BindTransceiverResp, sequence), start, 0);
    ASSERT_EQ(session.state(), S::Bound);

    session.lost("gone", start, 1);

    EXPECT_EQ(session.next_tick(), start + 1s);
}

TEST(SmppSession, TriesAWrongPasswordOnceAnHour)
{
    for (const auto code : {status::wrong_password, status::wrong_system_id}) {
        auto session = binding();

        EXPECT_EQ(told(session.take(bind_answer(code), start, 0)), "hang up");
        EXPECT_EQ(session.state(), S::Locked);
        EXPECT_EQ(session.next_tick(), start + 1h);
        EXPECT_EQ(told(session.tick(start + 1h - 1ms, 0)), "");
        EXPECT_EQ(session.why(), "the bind was refused with " + status_text(code));
        EXPECT_EQ(told(session.tick(start + 1h, 0)), "connect");
    }
}

TEST(SmppSession, GivesABindUpThatIsNotAnswered)
{
    auto session = binding();

    EXPECT_EQ(session.next_tick(), start + 10s);
    EXPECT_EQ(told(session.tick(start + 10s, 0)), "hang up");
    EXPECT_EQ(session.state(), S::Waiting);
}

TEST(SmppSession, HangsUpOnAPeerThatSpeaksSomethingElse)
{
    auto session = bound();
    session.submit(11, {}, start);

    EXPECT_EQ(told(session.take("HTTP/1.1 400 Bad Request\r\n", start, 0)),
              "say 80000000 0 0x00000002; hang up; 11: unanswered, what came was no SMPP");
}

TEST(SmppSession, SaysGoodbyeWhenItIsToldTo)
{
    auto session = bound();
    session.submit(11, {}, start);

    EXPECT_EQ(told(session.stop(start)), "say 00000006 3");
    EXPECT_FALSE(session.has_room(start));
    EXPECT_EQ(
        told(session.take(wire(Command::SubmitSmResp, 2, 0, MessageAnswer{"a", {}}), start, 0)),
        "11: taken a");
    EXPECT_EQ(told(session.take(wire(Command::UnbindResp, 3), start, 0)), "hang up");
    EXPECT_EQ(session.state(), S::Ended);
}

TEST(SmppSession, AnswersAnUnbindAndComesBack)
{
    auto session = bound();
    session.submit(11, {}, start);

    EXPECT_EQ(told(session.take(wire(Command::Unbind, 5), start, 0)),
              "say 80000006 5; hang up; 11: unanswered, the message centre said unbind");
    EXPECT_EQ(told(session.tick(start + 1s, 0)), "connect");
}

} // namespace
} // namespace relay::smpp
