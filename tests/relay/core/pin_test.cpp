#include "relay/core/pin.h"
#include <gtest/gtest.h>

using namespace relay::core;

TEST(Pin, IsFourToEightDigitsThatAreNotTheFirstGuess)
{
    for (const auto* good : {"4711", "20250817", "1235", "9099"})
        EXPECT_FALSE(why_not_pin(good)) << good;
    for (const auto* bad : {"", "471", "471123456", "47a1", "4711 ", "\xd9\xa1\xd9\xa2", "0000",
                            "77777777", "1234", "98765432", "2468"})
        EXPECT_TRUE(why_not_pin(bad)) << bad;
}

TEST(Pin, IsLockedAfterTheFifthWrongTry)
{
    EXPECT_FALSE(is_locked(0, {}));
    EXPECT_FALSE(is_locked(4, {}));
    EXPECT_TRUE(is_locked(5, {}));
    EXPECT_TRUE(is_locked(6, {}));
}
