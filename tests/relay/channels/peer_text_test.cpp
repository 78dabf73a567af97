#include "relay/channels/peer_text.h"
#include <gtest/gtest.h>

namespace relay::channels {
namespace {

TEST(PeerText, BecomesOneLineOfWellFormedUtf8)
{
    const std::pair<std::string, std::string> cases[] = {
        {"queued as 4711", "queued as 4711"},
        {"two\r\nlines\t", "two  lines"},
        {std::string("a\0b", 3), "a b"},
        {"gr\u00fc\u00df \u20ac \U0001f600", "gr\u00fc\u00df \u20ac \U0001f600"},
        {"gr\xfc\xdf", "gr??"},
        {"cut \xe2\x82", "cut ??"},
        {"overlong \xc0\xaf \xe0\x80\xaf", "overlong ?? ???"},
        {"surrogate \xed\xa0\x80", "surrogate ???"},
        {"too high \xf4\x90\x80\x80 \xf8\x88\x80\x80\x80", "too high ???? ?????"},
    };

    for (const auto& [given, expected] : cases)
        EXPECT_EQ(tidy(given, 100), expected) << given;
}

TEST(PeerText, IsCutBetweenCharacters)
{
    EXPECT_EQ(tidy("ab\u20ac", 5), "ab\u20ac");
    EXPECT_EQ(tidy("ab\u20ac", 4), "ab");
    EXPECT_EQ(tidy("ab \u20ac", 4), "ab");
    EXPECT_EQ(tidy("abc", 0), "");
}

TEST(PeerText, HidesWhatWeSent)
{
    EXPECT_EQ(masked_out("no: 'Bed 12' is bad, Bed 12!", {"Bed 12", ""}), "no: '...' is bad, ...!");
    EXPECT_EQ(masked_out("dots", {"."}), "dots");
    EXPECT_EQ(masked_out("a.b", {"."}), "a...b");
}

} // namespace
} // namespace relay::channels
