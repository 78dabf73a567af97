#include "mail/reply_reader.h"

#include <gtest/gtest.h>

namespace mail::test {
namespace {

TEST(Reply, IsWrittenOneLineAfterTheOther)
{
    EXPECT_EQ(wire({250, "2.1.0", "OK"}), "250 2.1.0 OK\r\n");
    EXPECT_EQ(wire({250, "", "a\nb\nc"}), "250-a\r\n250-b\r\n250 c\r\n");
    EXPECT_EQ(wire({550, "5.1.1", "a\nb"}), "550-5.1.1 a\r\n550 5.1.1 b\r\n");
    EXPECT_EQ(wire({221, "", ""}), "221 \r\n");
}

TEST(Reply, CannotBeSplitByItsText)
{
    EXPECT_EQ(wire({550, "5.1.1", "a\r\tb\x07 caf\xC3\xA9"}), "550 5.1.1 a??b? caf??\r\n");
    EXPECT_EQ(wire({550, "5.1.1", std::string(2000, 'a')}).size(), 512u);
}

std::optional<Reply> only_reply(const std::string& bytes)
{
    ReplyReader reader;
    reader.feed(bytes);
    return reader.next().value();
}

TEST(ReplyReader, ReadsRepliesOfEveryForm)
{
    const std::vector<std::pair<std::string, Reply>> table{
        {"250 2.1.0 OK\r\n", {250, "2.1.0", "OK"}},
        {"250 OK\n", {250, "", "OK"}},
        {"250\r\n", {250, "", ""}},
        {"250-a\r\n250-b\r\n250 c\r\n", {250, "", "a\nb\nc"}},
        {"550-5.1.1 a\r\n550 5.1.1 b\r\n", {550, "5.1.1", "a\nb"}},
        {"250 5.1.1 x\r\n", {250, "", "5.1.1 x"}}, // the class is not that of the code
        {"250 2.1 x\r\n", {250, "", "2.1 x"}},
        {"250 2.1234.0 x\r\n", {250, "", "2.1234.0 x"}},
        {"554 5.7.1\r\n", {554, "5.7.1", ""}},
        {"550 caf\xC3\xA9\x1b[m\r\n", {550, "", "caf???[m"}},
    };
    for (const auto& [given, expected] : table)
        EXPECT_EQ(only_reply(given), expected) << given;
}

TEST(ReplyReader, WaitsForTheEndOfAReply)
{
    ReplyReader reader;
    for (const char c : std::string("250-a\r\n250 b\r")) {
        reader.feed(std::string(1, c));
        EXPECT_EQ(reader.next().value(), std::nullopt);
    }
    reader.feed("\n354 go\r\n");

    EXPECT_EQ(reader.next().value(), (Reply{250, "", "a\nb"}));
    EXPECT_TRUE(reader.has_input());
    EXPECT_EQ(reader.next().value(), (Reply{354, "", "go"}));
    EXPECT_FALSE(reader.has_input());
}

TEST(ReplyReader, RefusesWhatIsNoReplyForGood)
{
    std::string endless;
    for (int i = 0; i < 101; ++i)
        endless += "250-x\r\n";
    for (const std::string& bytes :
         {std::string("hello\r\n"), std::string("25\r\n"), std::string("199 x\r\n"),
          std::string("600 x\r\n"), std::string("250_x\r\n"), std::string("250-a\r\n251 b\r\n"),
          std::string("\r\n"), "250 " + std::string(3000, 'a') + "\r\n", std::string(3000, '2'),
          endless}) {
        ReplyReader reader;
        reader.feed(bytes);
        EXPECT_FALSE(reader.next()) << bytes.substr(0, 20);
        reader.feed("250 OK\r\n");
        EXPECT_FALSE(reader.next()) << bytes.substr(0, 20);
    }
}

} // namespace
} // namespace mail::test
