#include "relay/snpp/client_session.h"
#include <gtest/gtest.h>
#include <map>

namespace relay::snpp {
namespace {

ClientPage page(std::vector<std::string> choices = {})
{
    ClientPage made;
    made.pager = "4711";
    made.text = "Bed 12";
    made.choices = std::move(choices);
    return made;
}

/// What a terminal answers to each line: by its first four letters, else 250.
using Terminal = std::map<std::string, Reply>;

/// The lines that the session says, one by one, without line ends; a text as one.
std::vector<std::string> talk(ClientSession& session, const Terminal& terminal = {})
{
    std::vector<std::string> lines;
    auto line = session.take({220, "ready"});
    while (!line.empty() && lines.size() < 50) {
        lines.push_back(line.substr(0, line.size() - 2));
        const auto found = terminal.find(line.substr(0, 4));
        const auto fallback = line == "DATA\r\n" ? Reply{354, "go"} : Reply{250, "ok"};
        line = session.take(found == terminal.end() ? fallback : found->second);
    }
    return lines;
}

using Lines = std::vector<std::string>;

TEST(SnppClient, SendsAPageLineByLine)
{
    auto urgent = page();
    urgent.login = "relay";
    urgent.password = "s3cret";
    urgent.alert = true;
    ClientSession session(urgent);

    EXPECT_EQ(talk(session),
              (Lines{"LOGI relay s3cret", "PAGE 4711", "ALER 1", "MESS Bed 12", "SEND"}));
    EXPECT_EQ(session.ended(), (Ended{Step::Send, {250, "ok"}, false}));
    EXPECT_TRUE(session.is_past_return());
}

TEST(SnppClient, PutsChoicesIntoTheTextOneWay)
{
    ClientSession session(page({"Yes", "No"}));

    EXPECT_EQ(talk(session),
              (Lines{"PAGE 4711", "DATA", "Bed 12\r\n1 = Yes\r\n2 = No\r\n.", "SEND"}));
}

TEST(SnppClient, FallsBackToOneLineWhereThereIsNoData)
{
    ClientSession session(page({"Yes"}));

    EXPECT_EQ(talk(session, {{"DATA", {500, "what"}}}),
              (Lines{"PAGE 4711", "DATA", "MESS Bed 12 1 = Yes", "SEND"}));
}

TEST(SnppClient, StuffsDotsAndSplitsNoLine)
{
    auto dotted = page();
    dotted.text = ".\nSEND\r\n..x\x01";
    ClientSession session(dotted);

    EXPECT_EQ(talk(session).at(2), "..\r\nSEND \r\n...x \r\n.");
}

// RFC 1861 4.6
TEST(SnppClient, AsksForAnAnswerWhereTheTerminalCan)
{
    auto asked = page({"Yes", "No"});
    asked.two_way = true;
    ClientSession session(asked);

    const auto lines = talk(session, {{"PAGE", {850, "online"}}, {"SEND", {960, "17 42 queued"}}});

    EXPECT_EQ(lines, (Lines{"2WAY", "PAGE 4711", "ACKR 1", "RTYP MULTICHOICE", "MCRE 1 Yes",
                            "MCRE 2 No", "MESS Bed 12", "SEND"}));
    ASSERT_TRUE(session.ended()->two_way);
    EXPECT_EQ(tag_and_pass(session.ended()->reply), "17 42");
    EXPECT_EQ(tag_and_pass({250, "OK, sent"}), "");
}

TEST(SnppClient, PagesOneWayWhereTheOtherIsRefused)
{
    auto asked = page({"Yes"});
    asked.two_way = true;
    const Lines one_way{"PAGE 4711", "DATA", "Bed 12\r\n1 = Yes\r\n.", "SEND"};

    ClientSession old_terminal(asked);
    auto lines = talk(old_terminal, {{"2WAY", {500, "what"}}});
    EXPECT_EQ(lines.at(0), "2WAY");
    EXPECT_EQ(Lines(lines.begin() + 1, lines.end()), one_way);
    EXPECT_FALSE(old_terminal.ended()->two_way);

    ClientSession no_choices(asked);
    lines = talk(no_choices, {{"MCRE", {550, "no"}}});
    EXPECT_EQ(lines.at(5), "RESE");
    EXPECT_EQ(Lines(lines.begin() + 6, lines.end()), one_way);

    ClientSession without_ack(asked);
    lines = talk(without_ack, {{"ACKR", {500, "what"}}, {"RTYP", {500, "what"}}});
    EXPECT_EQ(lines.back(), "SEND");
    EXPECT_TRUE(without_ack.ended()->two_way) << "an extra that is lacking is no reason";
}

TEST(SnppClient, EndsWhereTheTerminalSaysNo)
{
    const std::pair<const char*, Step> cases[] = {
        {"LOGI", Step::Login}, {"PAGE", Step::Pager}, {"MESS", Step::Text}, {"SEND", Step::Send}};
    auto known = page();
    known.login = "relay";
    known.password = "x";

    for (const auto& [line, step] : cases) {
        ClientSession session(known);
        talk(session, {{line, {550, "no"}}});
        EXPECT_EQ(session.ended(), (Ended{step, {550, "no"}, false})) << line;
        EXPECT_EQ(session.is_past_return(), step == Step::Send);
    }
    ClientSession closed(known);
    EXPECT_EQ(closed.take({421, "closed"}), "");
    EXPECT_EQ(closed.ended()->step, Step::Greeting);
    ClientSession no_logins(known);
    EXPECT_EQ(talk(no_logins, {{"LOGI", {500, "what"}}}).back(), "SEND");
}

TEST(SnppClient, AsksWhatBecameOfAMessage)
{
    ClientSession session(ClientQuestion{"relay", "s3cret", "17", "42"});

    EXPECT_EQ(talk(session, {{"MSTA", {881, "17 261126 read"}}}),
              (Lines{"LOGI relay s3cret", "MSTA 17 42"}));
    EXPECT_EQ(session.ended()->step, Step::Status);
}

// RFC 1861 4.6.10
TEST(SnppState, IsWhatTheNumberSays)
{
    using Kind = MessageState::Kind;
    const std::pair<Reply, MessageState> cases[] = {
        {{960, "1 261126200000 queued"}, {Kind::Queued, 0, ""}},
        {{860, "1 261126200000 delivered"}, {Kind::Delivered, 0, ""}},
        {{861, "1 261126200000 delivered"}, {Kind::Delivered, 0, ""}},
        {{880, "1 261126200000 delivered"}, {Kind::Delivered, 0, ""}},
        {{870, "1 261126200000 read"}, {Kind::Read, 0, ""}},
        {{881, "1 261126200000 read"}, {Kind::Read, 0, ""}},
        {{888, "1 261126200000+0000 02 MCR Reply"}, {Kind::Chosen, 2, ""}},
        {{888, "1 261126200000 on my way"}, {Kind::Answered, 0, "on my way"}},
        {{889, "1 261126200000 in ten minutes"}, {Kind::Answered, 0, "in ten minutes"}},
        {{780, "1 261126200000 expired"}, {Kind::Failed, 0, ""}},
        {{550, "unknown"}, {Kind::Unknown, 0, ""}},
        {{421, "busy"}, {Kind::Unknown, 0, ""}}};

    for (const auto& [reply, state] : cases)
        EXPECT_EQ(state_of(reply), state) << reply.code;
}

TEST(SnppReplies, AreReadHoweverTheyAreCut)
{
    ReplyReader reader;
    std::vector<Reply> replies;
    for (const char byte :
         std::string("214 help\r\n214\r\n250-more\r\n250 End\n960 1 2 OK\r\n250")) {
        reader.take(std::string(1, byte));
        while (const auto reply = reader.next())
            replies.push_back(*reply);
    }

    EXPECT_EQ(replies, (std::vector<Reply>{{250, "End"}, {960, "1 2 OK"}}));
    reader.take(" x\r\nHTTP/1.1 400\r\n");
    EXPECT_EQ(reader.next()->code, 250);
    EXPECT_EQ(reader.next()->code, 0);
    ReplyReader endless;
    endless.take(std::string(5000, '2'));
    EXPECT_EQ(endless.next()->code, 0);
}

} // namespace
} // namespace relay::snpp
