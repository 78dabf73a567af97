#include "mail/imap.h"

#include <gtest/gtest.h>

namespace mail::test {
namespace {

ImapReply reply(const std::string& bytes, const std::string& tag = "B1")
{
    ImapReader reader;
    reader.take(bytes);
    return reader.reply_to(tag).value_or(ImapReply{});
}

TEST(Imap, ARepliesUntaggedLinesComeWithIt)
{
    ImapReader reader;
    reader.take("* 3 EXISTS\r\n* OK [UIDVALIDITY 77] yes\r\nB2 OK other\r\n");
    EXPECT_FALSE(reader.reply_to("B1"));
    reader.take("B1 OK [READ-WRITE] done\r\n");

    const auto reply = reader.reply_to("B1");

    ASSERT_TRUE(reply);
    EXPECT_TRUE(reply->is_ok);
    EXPECT_EQ(reply->untagged.size(), 2U);
    EXPECT_EQ(imap_folder(*reply)->validity, 77U);
    EXPECT_FALSE(reader.reply_to("B1")) << "it is given out once";
}

TEST(Imap, ALiteralMayHoldAnything)
{
    const std::string mail = "Subject: B1 OK\r\n\r\n* BYE\r\nB1 NO {3}\r\n)";
    const auto bytes = "* 7 FETCH (UID 12 FLAGS () BODY[] {" + std::to_string(mail.size()) +
                       "}\r\n" + mail + ")\r\nB1 OK\r\n";

    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        ImapReader reader;
        reader.take(bytes.substr(0, cut));
        reader.take(bytes.substr(cut));
        const auto fetched = reader.reply_to("B1");

        ASSERT_TRUE(fetched) << cut;
        EXPECT_FALSE(reader.is_broken());
        EXPECT_EQ(imap_message(*fetched, 12), mail);
        EXPECT_EQ(imap_message(*fetched, 13), std::nullopt);
    }
}

TEST(Imap, SizesAndUidsAreRead)
{
    EXPECT_EQ(imap_size(reply("* 1 FETCH (RFC822.SIZE 4711 UID 5)\r\nB1 OK\r\n"), 5), 4711U);
    EXPECT_EQ(imap_size(reply("* 1 FETCH (UID 6 RFC822.SIZE x)\r\nB1 OK\r\n"), 6), std::nullopt);
    EXPECT_EQ(imap_uids(reply("* SEARCH 9 2 x 0 99999999999\r\n* SEARCH 5\r\nB1 OK\r\n")),
              (std::vector<std::uint32_t>{2, 5, 9}));
    EXPECT_TRUE(imap_uids(reply("* SEARCH\r\nB1 OK\r\n")).empty());
}

TEST(Imap, TheServersOfferIsRead)
{
    const auto offers = reply("* CAPABILITY IMAP4rev1 idle MOVE\r\nB1 OK\r\n");

    EXPECT_TRUE(imap_offers(offers, "IDLE"));
    EXPECT_TRUE(imap_offers(offers, "MOVE"));
    EXPECT_FALSE(imap_offers(offers, "MOV"));
}

TEST(Imap, ARefusalIsNotOk)
{
    EXPECT_FALSE(reply("B1 NO [TRYCREATE] no\r\n").is_ok);
    EXPECT_FALSE(reply("B1 BAD what\r\n").is_ok);
    EXPECT_EQ(imap_folder(reply("B1 NO no such folder\r\n")), std::nullopt);
}

TEST(Imap, NewMailIsHeardOfWhileIdling)
{
    ImapReader reader;
    reader.take("+ idling\r\n");
    EXPECT_TRUE(reader.takes_continuation());
    EXPECT_FALSE(reader.takes_continuation());
    reader.take("* OK Still here\r\n* 4 RECENT\r\n");
    EXPECT_FALSE(reader.heard_of_mail());
    reader.take("* 4 EXISTS\r\n");
    EXPECT_TRUE(reader.heard_of_mail());
}

TEST(Imap, NewMailIsHeardOfInTheMiddleOfAnotherReply)
{
    ImapReader reader;
    reader.take("* 3 FETCH (UID 9 RFC822.SIZE 7)\r\n* 5 EXISTS\r\nB7 OK done\r\n");

    EXPECT_TRUE(reader.reply_to("B7"));

    EXPECT_TRUE(reader.heard_of_mail());
    reader.forget_mail();
    EXPECT_FALSE(reader.heard_of_mail());
}

TEST(Imap, WhatIsTooMuchEndsTheSession)
{
    ImapReader literal(100);
    literal.take("* 1 FETCH (BODY[] {101}\r\n");
    EXPECT_TRUE(literal.is_broken());
    ImapReader endless(100);
    endless.take(std::string(101, 'x'));
    EXPECT_TRUE(endless.is_broken());
    ImapReader goodbye;
    goodbye.take("* BYE shutting down\r\n");
    EXPECT_TRUE(goodbye.is_broken());
}

TEST(Imap, FolderNamesAreQuoted)
{
    EXPECT_EQ(imap_quoted("a \"b\" \\c"), "\"a \\\"b\\\" \\\\c\"");
    EXPECT_EQ(imap_quoted("a\r\nB9 LOGOUT"), std::nullopt);
    EXPECT_EQ(imap_quoted("Gel\u00f6scht"), std::nullopt);
}

} // namespace
} // namespace mail::test
