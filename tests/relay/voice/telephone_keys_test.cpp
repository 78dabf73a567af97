#include "relay/voice/telephone_keys.h"
#include <gtest/gtest.h>
#include <string>
#include <vector>

using namespace relay::voice;

namespace {

/// One packet: event, end bit, RTP timestamp, marker.
struct Sent {
    int event;
    bool is_end;
    std::uint32_t timestamp;
    bool marker;
};

std::string keys_of(const std::vector<Sent>& packets)
{
    EventKeys keys;
    std::string pressed;
    for (const auto& sent : packets) {
        const std::string payload{static_cast<char>(sent.event),
                                  static_cast<char>(sent.is_end ? 0x8a : 0x0a), 0, 80};
        if (const auto key = keys.take({sent.timestamp, sent.marker, payload}))
            pressed += *key;
    }
    return pressed;
}

} // namespace

// RFC 4733 2.5.1: an event is told by packets of one timestamp, its end three times.
TEST(TelephoneKeys, CountAKeyOnceAtItsFirstPacket)
{
    EXPECT_EQ(keys_of({{5, false, 1000, true},
                       {5, false, 1000, false},
                       {5, true, 1000, false},
                       {5, true, 1000, false},
                       {5, true, 1000, false}}),
              "5");
}

TEST(TelephoneKeys, TellTheSameKeyTwiceByItsTimestamp)
{
    EXPECT_EQ(keys_of({{1, false, 1000, true},
                       {1, true, 1000, false},
                       {1, false, 3000, true},
                       {1, true, 3000, false}}),
              "11");
}

TEST(TelephoneKeys, HearAKeyOfWhichOnlyTheEndArrived)
{
    EXPECT_EQ(keys_of({{10, true, 1000, false}, {11, true, 9000, false}}), "*#");
}

TEST(TelephoneKeys, HearTheSameKeyReplayedWithItsOldTimestamp)
{
    EXPECT_EQ(keys_of({{9, false, 1000, true},
                       {9, true, 1000, false},
                       {9, false, 1000, true},
                       {9, true, 1000, false}}),
              "99");
}

TEST(TelephoneKeys, AreNotPressedByALateEndOfAnEarlierKey)
{
    EXPECT_EQ(keys_of({{1, false, 1000, true}, {2, false, 3000, true}, {1, true, 1000, false}}),
              "12");
}

TEST(TelephoneKeys, GoOnWhereTimestampsWrap)
{
    EXPECT_EQ(keys_of({{1, true, 0xfffffff0U, false}, {2, true, 900, false}}), "12");
}

TEST(TelephoneKeys, AreNotLettersFlashesOrBrokenPackets)
{
    EXPECT_EQ(keys_of({{12, false, 1000, true}, {16, false, 3000, true}, {255, true, 5000, true}}),
              "");
    EXPECT_EQ(EventKeys().take({1, true, std::string_view("\x05\x0a\x00", 3)}), std::nullopt);
}

TEST(SipInfo, HoldsAKeyInBothForms)
{
    EXPECT_EQ(key_of_info("Signal=5\r\nDuration=160\r\n"), '5');
    EXPECT_EQ(key_of_info("Duration=160\r\nSIGNAL = #\r\n"), '#');
    EXPECT_EQ(key_of_info("Signal=10"), '*');
    EXPECT_EQ(key_of_info(" 7\r\n"), '7');
}

TEST(SipInfo, WithoutAKeyHasNone)
{
    for (const char* body :
         {"", "Signal=", "Signal=A", "Signal=55", "Signals", "\n\n", "hello=5", "Duration=5"})
        EXPECT_EQ(key_of_info(body), std::nullopt) << body;
}
