#include "tests/support/builders.h"
#include <gtest/gtest.h>

namespace store {
namespace {

TEST(Opid, IsFoldedToUpperCaseAndTrimmed)
{
    EXPECT_EQ(Opid::parse(" ann.lee-1 ")->text(), "ANN.LEE-1");
}

TEST(Opid, RefusesWhatIsTooShortTooLongOrHasOtherCharacters)
{
    for (const std::string given :
         {"", "    ", "ABCD", "ANN LEE", "ann@lee", "caf\xc3\xa9s", "a/../b", "100%%"})
        EXPECT_FALSE(Opid::parse(given)) << given;
    EXPECT_FALSE(Opid::parse(std::string(65, 'A')));
    EXPECT_TRUE(Opid::parse(std::string(64, 'A')));
    EXPECT_TRUE(Opid::parse("ABCDE"));
}

TEST(Id, IsWrittenWithItsKindAndReadBack)
{
    const MessageId id{1234567890123456789};

    EXPECT_EQ(MessageId::parse(id.text()), id);
    EXPECT_EQ(id.text().substr(0, 4), "msg_");
}

TEST(Id, OfAnotherKindOrDamagedIsNoId)
{
    const auto text = ContactId{77}.text();

    EXPECT_FALSE(MessageId::parse(text));
    EXPECT_FALSE(ContactId::parse(text + "0"));
    EXPECT_FALSE(ContactId::parse("ct_zzzzzzzzzzzzz"));
    EXPECT_FALSE(ContactId::parse("ct_0000000000000"));
    EXPECT_FALSE(ContactId::parse("ct_00000000000u0"));
    EXPECT_FALSE(ContactId::parse(""));
}

TEST(Id, SortsAsTextAsItSortsAsNumber)
{
    EXPECT_LT(MessageId{31}.text(), MessageId{32}.text());
    EXPECT_LT(MessageId{1}.text(), MessageId{1'000'000'000}.text());
}

TEST(Directory, FindsOpidsInAnyCaseAndAliases)
{
    const Directory directory(build::parts({build::contact(1, "ANNLEE").alias("a.lee")},
                                           {build::group(10, "WARD-3", {})}));

    EXPECT_EQ(directory.find("annLEE"), Member(ContactId{1}));
    EXPECT_EQ(directory.find("A.LEE"), Member(ContactId{1}));
    EXPECT_EQ(directory.find("ward-3"), Member(GroupId{10}));
    for (const auto* nobody : {"", "%", "*", "_", "../..", "' OR 1=1 --"})
        EXPECT_FALSE(directory.find(nobody)) << nobody;
}

TEST(Directory, AnOpidWinsOverAnAliasOfTheSameSpelling)
{
    const Directory directory(
        build::parts({build::contact(1, "ANNLEE").alias("bobray"), build::contact(2, "BOBRAY")}));

    EXPECT_EQ(directory.find("bobray"), Member(ContactId{2}));
}

TEST(Directory, FindsAWctpSourceInAnyCaseAndOnlyWctpSources)
{
    auto parts = build::parts({});
    Source wctp;
    wctp.id = {5};
    wctp.name = "nurse call";
    wctp.sender_id = "Nurse.Call";
    Source smtp = wctp;
    smtp.id = {6};
    smtp.door = Door::Smtp;
    smtp.sender_id = "mail";
    parts.sources = {wctp, smtp};
    const Directory directory(std::move(parts));

    ASSERT_NE(directory.wctp_source("nurse.CALL"), nullptr);
    EXPECT_EQ(directory.wctp_source("nurse.CALL")->id, SourceId{5});
    EXPECT_EQ(directory.wctp_source("mail"), nullptr);
}

} // namespace
} // namespace store
