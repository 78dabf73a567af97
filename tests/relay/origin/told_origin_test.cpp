// What a mail server in front of us found out (RFC 8601).
#include "relay/origin/told_origin.h"
#include <gtest/gtest.h>

namespace relay::origin {
namespace {

std::string told(std::string_view field, std::string_view server = "mx.hospital.example")
{
    const auto origin = told_origin(field, server, "hospital.example");
    return origin ? origin->text() : "nothing";
}

// RFC 8601 appendix B, with comments, folds and blanks wherever they may stand.
TEST(ToldOrigin, IsReadAsServersWriteIt)
{
    const auto all =
        "spf=pass smtp.mailfrom=hospital.example; dkim=pass header.d=hospital.example; "
        "dmarc=pass header.from=hospital.example";
    for (const auto* field :
         {"mx.hospital.example; spf=pass smtp.mailfrom=boss@hospital.example; dkim=pass "
          "header.d=hospital.example; dmarc=pass header.from=hospital.example",
          "MX.Hospital.Example 1;\r\n\tspf=pass (sender IP is (192.0.2.1;x)) "
          "smtp.mailfrom=hospital.example;\r\n dkim = pass (2048-bit key) "
          "header.i=@hospital.example header.s=k;\r\n dmarc=pass (p=reject) "
          "header.from=HOSPITAL.example",
          "\"mx.hospital.example\"; dmarc=pass header.from=hospital.example; "
          "dkim=pass reason=\"good; signature\" header.d=\"hospital.example\"; "
          "spf=pass smtp.mailfrom=\"the boss\"@hospital.example"})
        EXPECT_EQ(told(field), all) << field;
}

TEST(ToldOrigin, IsBelievedOfTheOneServerAlone)
{
    EXPECT_EQ(told("mx.evil.example; dmarc=pass header.from=hospital.example"), "nothing");
    EXPECT_EQ(told("mx.hospital.example.evil.example; spf=pass"), "nothing");
    EXPECT_EQ(told("(mx.hospital.example) evil.example; spf=pass"), "nothing");
    EXPECT_EQ(told(""), "nothing");
    EXPECT_EQ(told("spf=pass smtp.mailfrom=hospital.example"), "nothing") << "it says no name";
}

// quirk: Exchange Online
TEST(ToldOrigin, OfAServerWithoutANameIsBelievedWhereThatIsWanted)
{
    EXPECT_EQ(told("spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=hospital.example; dkim=none "
                   "(message not signed) header.d=none;dmarc=pass action=none "
                   "header.from=hospital.example;compauth=pass reason=100",
                   "*"),
              "spf=pass smtp.mailfrom=hospital.example; dkim=fail header.d=none; dmarc=pass "
              "header.from=hospital.example");
}

TEST(ToldOrigin, SaysNothingOfAnotherFromAndPassesNothingThatItDoesNotSay)
{
    EXPECT_EQ(told("mx.hospital.example; dmarc=pass header.from=evil.example; dmarc=pass"),
              "spf=none smtp.mailfrom=; dkim=none; dmarc=none header.from=hospital.example");
    EXPECT_EQ(told("mx.hospital.example; none"),
              "spf=none smtp.mailfrom=; dkim=none; dmarc=none header.from=hospital.example");
    EXPECT_EQ(told("mx.hospital.example; spf=fail smtp.mailfrom=hospital.example; spf=pass "
                   "smtp.mailfrom=hospital.example; dkim=passed header.d=hospital.example"),
              "spf=fail smtp.mailfrom=hospital.example; dkim=fail header.d=hospital.example; "
              "dmarc=none header.from=hospital.example");
    EXPECT_TRUE(told_origin("mx.hospital.example; dkim=temperror header.d=hospital.example",
                            "mx.hospital.example", "hospital.example")
                    ->may_change());
}

TEST(ToldOrigin, OfBrokenWordsIsNoHarm)
{
    for (const auto* field : {"mx.hospital.example; spf=pass (((", "mx.hospital.example; spf=\"",
                              "mx.hospital.example;;;=;= ;spf= ;\\", "mx.hospital.example)"})
        EXPECT_EQ(told(field).find("=pass header"), std::string::npos) << field;
}

} // namespace
} // namespace relay::origin
