// What is kept of a mail for the reports on it. RFC 3461.
#include "mail/dsn.h"
#include <gtest/gtest.h>

namespace mail {
namespace {

// RFC 3461 4
TEST(Xtext, IsDecodedAndElseLeftAsItStands)
{
    EXPECT_EQ(plain_of_xtext("QQ+2B314+3D159"), "QQ+314=159");
    EXPECT_EQ(plain_of_xtext("rfc822;a+2Bb@c"), "rfc822;a+b@c");
    EXPECT_EQ(plain_of_xtext("broken+"), "broken+");
    EXPECT_EQ(plain_of_xtext("a+0Ab"), "a+0Ab") << "a control comes of nothing";
    EXPECT_EQ(plain_of_xtext(""), "");
}

// RFC 3461 4.3
TEST(IdentifyingFields, AreThoseBySenderKnowsItsMailAgain)
{
    const auto header = read_header("Received: by x\r\nsubject: LAB K\r\n CRITICAL\r\n"
                                    "X-Patient: Smith\r\nFROM: Lab <lab@a.example>\r\n"
                                    "From: forged@a.example\r\nMessage-Id: <1@a.example>\r\n\r\nx")
                            .fields;

    EXPECT_EQ(identifying_fields(header), "From: Lab <lab@a.example>\r\n"
                                          "Message-ID: <1@a.example>\r\n"
                                          "Subject: LAB K CRITICAL\r\n");
}

TEST(IdentifyingFields, AreAsciiWithoutControlsAndShort)
{
    EXPECT_EQ(identifying_fields({{"Subject", "Gr\xC3\xBC\xC3\x9F"
                                              "e\tan\x01"
                                              "alle"}}),
              "Subject: Gr????e an alle\r\n");
    EXPECT_EQ(identifying_fields({{"References", std::string(2000, 'x')}, {"Subject", "a"}}),
              "Subject: a\r\n")
        << "a word that fits on no line";
    std::string many;
    for (int i = 0; i < 1000; ++i)
        many += "<1234567890@a.example> ";
    EXPECT_EQ(identifying_fields({{"References", many}, {"Subject", "a"}}), "Subject: a\r\n");
}

} // namespace
} // namespace mail
