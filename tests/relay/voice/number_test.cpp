#include "relay/voice/number.h"
#include <gtest/gtest.h>

using namespace relay::voice;

TEST(Number, LosesWhatPeopleWriteBetweenTheDigits)
{
    EXPECT_EQ(plain_number("+1 (555) 010-0123"), "+15550100123");
    EXPECT_EQ(plain_number("030/1234.567"), "0301234567");
    EXPECT_EQ(plain_number("4711"), "4711");
}

TEST(Number, ThatIsNoneIsSaidSo)
{
    for (const char* written : {"", "+", "7", "+1555+0100", "1555;user=phone", "sip:911@x",
                                "+1234567890123456", "555 0100 ext 3", "\u0665\u0665\u0665"})
        EXPECT_EQ(plain_number(written), std::nullopt) << written;
}

TEST(DialGuard, RefusesEmergencyNumbersInEveryForm)
{
    const DialRules rules;

    for (const char* number :
         {"911", "112", "999", "000", "110", "119", "+1911", "+44999", "+49112", "+358112", "9911",
          "0112", "00112", "99999", "8911", "91911", "+911", "049110"})
        EXPECT_TRUE(why_not_dial(number, rules)) << number;
}

TEST(DialGuard, LetsOrdinaryNumbersAndExtensionsThrough)
{
    const DialRules rules;

    for (const char* number :
         {"+15550100123", "4711", "5911", "0301129110", "+4930112", "+4411212345", "9110123", "12"})
        EXPECT_EQ(why_not_dial(number, rules), std::nullopt) << number;
}

TEST(DialGuard, RefusesPremiumNumbersAndTheSitesOwnList)
{
    DialRules rules;
    rules.never = {"+1555012", "47", "49301"};

    for (const char* number :
         {"+19005550100", "+97912345", "+449012345678", "+15550123", "4711", "+4930123"})
        EXPECT_TRUE(why_not_dial(number, rules)) << number;
    EXPECT_EQ(why_not_dial("+15550199", rules), std::nullopt);
}

TEST(DialGuard, WithAnOutsideLineOfTheSitesOwnKnowsIt)
{
    DialRules rules;
    rules.outside = {"71"};

    EXPECT_TRUE(why_not_dial("71911", rules));
    EXPECT_EQ(why_not_dial("9911", rules), std::nullopt);
}

TEST(NumberFormat, WritesTheNumberAsTheTrunkWantsIt)
{
    EXPECT_EQ(formatted("+15550100", "{e164}", "1"), "+15550100");
    EXPECT_EQ(formatted("+15550100", "{digits}", "1"), "15550100");
    EXPECT_EQ(formatted("+15550100", "9{national}", "1"), "95550100");
    EXPECT_EQ(formatted("+4930123", "{national}", "1"), "+4930123");
    EXPECT_EQ(formatted("4711", "{national}", "1"), "4711");
    EXPECT_EQ(formatted("4711", "{national}", "4"), "4711");
}

TEST(NumberFormat, ThatCannotBeUsedIsSaidSo)
{
    EXPECT_EQ(format_problem("{e164}"), std::nullopt);
    EXPECT_EQ(format_problem("00{digits}#"), std::nullopt);
    EXPECT_TRUE(format_problem("12345"));
    EXPECT_TRUE(format_problem("{e164}@evil"));
    EXPECT_TRUE(format_problem("{e164}{unknown}"));
}
