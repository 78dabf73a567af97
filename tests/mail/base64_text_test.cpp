// Bodies that say that they are base64.
#include "mail/detail/base64.h"
#include "mail/readable.h"

#include <gtest/gtest.h>

namespace mail::test {
namespace {

std::string text_in(const std::string& body)
{
    return read_mail("Content-Type: text/plain; charset=utf-8\r\n"
                     "Content-Transfer-Encoding: base64\r\n\r\n" +
                     body)
        .text;
}

TEST(Base64Text, GoesOnBehindPadding)
{
    EXPECT_EQ(text_in("QmVkIDEyIGFzeXM=\r\ndG9sZSwgSFIgMA==\r\n"), "Bed 12 asystole, HR 0");
    EXPECT_EQ(text_in("QmVkIDEyIGFzeXM=dG9sZQ=="), "Bed 12 asystole");
    EXPECT_EQ(text_in(base64("UPS ICU 3 on battery\r\n") + "\r\n" + base64("Runtime 6 min\r\n")),
              "UPS ICU 3 on battery\nRuntime 6 min");
}

TEST(Base64Text, KeepsWhatGatewaysAndListsAddAround)
{
    const auto body = base64("Bed 12 asystole, HR 0, call 4711") + "\r\n";

    EXPECT_EQ(text_in("[EXTERNAL] mail from outside\r\n\r\n" + body),
              "[EXTERNAL] mail from outside\nBed 12 asystole, HR 0, call 4711");
    EXPECT_EQ(text_in(body + "\r\n____________\r\nThe list of the ward\r\nUnsubscribe\r\n"),
              "Bed 12 asystole, HR 0, call 4711\n____________\nThe list of the ward\nUnsubscribe");
    EXPECT_EQ(text_in("QmVkIDEy!!\r\nIGFzeXN0b2xl\r\n"), "Bed 12 asystole");
}

TEST(Base64Text, ThatIsPlainlyNoneIsTakenAsItStands)
{
    for (const char* text : {"Bed 12 asystole, HR 0\nCall 4711", "ASYSTOLE",
                             "Bed 12\nASYSTOLE\nHR 0", "Bed 12\n\nCall\n\nHR 0"})
        EXPECT_EQ(text_in(text), text);
    EXPECT_EQ(text_in(""), "");
}

} // namespace
} // namespace mail::test
