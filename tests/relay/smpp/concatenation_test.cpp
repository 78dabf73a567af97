#include "relay/smpp/concatenation.h"
#include "relay/smpp/submission.h"
#include "tests/relay/smpp/bytes.h"
#include <algorithm>
#include <gtest/gtest.h>

namespace relay::smpp {
namespace {

using namespace std::chrono_literals;
const Moment start = Moment(1h);

ShortMessage part(int number, int total, const std::string& words, std::uint8_t reference = 7,
                  const std::string& from = "447700900001")
{
    ShortMessage message;
    message.from = {1, 1, from};
    message.to = {1, 1, "55512"};
    message.esm_class = 0x40;
    message.text = bytes("050003") + static_cast<char>(reference) + static_cast<char>(total) +
                   static_cast<char>(number) + words;
    return message;
}

struct Reader {
    Reassembly reassembly{5min};

    /// The text, once it is whole.
    std::optional<std::string> take(const ShortMessage& message, Moment now = start)
    {
        const auto* text = reassembly.take(message, content_of(message), now);
        if (text == nullptr)
            return std::nullopt;
        return text_of(*text, DefaultAlphabet::Gsm);
    }
};

TEST(Content, KnowsItsPartByEachOfTheWays)
{
    struct Row {
        const char* hex; ///< with its header
        PartOf part;
        const char* bytes;
    };
    const std::vector<Row> table{
        {"050003ab0302 41", {0xAB, 3, 2}, "A"},
        {"060804abcd0302 41", {0xABCD, 3, 2}, "A"},
        {"0b 0504158a0000 0003ab0302 41", {0xAB, 3, 2}, "A"}, // behind the ports of an application
        {"0a 0504158a0000 0003ab03 41", {}, "A"},             // an element longer than its header
        {"050003ab0300 41", {}, "A"},                         // part 0 of 3
        {"050003ab0304 41", {}, "A"},                         // part 4 of 3
        {"050003ab0101 41", {}, "A"},                         // one of one
        {"040003ab03 41", {}, "A"},                           // a header cut short
        {"00 41", {}, "A"},
        {"ff 4142", {}, nullptr}, // longer than the text: it is no header
    };

    for (const auto& row : table) {
        ShortMessage message;
        message.esm_class = 0x40;
        message.text = bytes(row.hex);

        const auto content = content_of(message);

        EXPECT_EQ(content.part, row.part) << row.hex;
        EXPECT_EQ(content.bytes, row.bytes == nullptr ? message.text : row.bytes) << row.hex;
    }
}

TEST(Content, KnowsItsPartByParameters)
{
    ShortMessage message;
    message.text = "A";
    message.tlvs = {tlv_u16(tag::sar_msg_ref_num, 0xABCD), tlv_u8(tag::sar_total_segments, 3),
                    tlv_u8(tag::sar_segment_seqnum, 2)};

    EXPECT_EQ(content_of(message), (Content{{0xABCD, 3, 2}, "A"}));
    message.tlvs.pop_back();
    EXPECT_EQ(content_of(message), (Content{{}, "A"}));
    message.tlvs = {
        {tag::sar_msg_ref_num, ""}, {tag::sar_total_segments, ""}, {tag::sar_segment_seqnum, ""}};
    EXPECT_EQ(content_of(message), (Content{{}, "A"}));
}

TEST(Reassembly, PutsPartsTogetherInAnyOrder)
{
    std::vector<int> order{1, 2, 3};
    do {
        Reader reader;
        std::optional<std::string> text;
        for (const int number : order) {
            EXPECT_FALSE(text);
            text = reader.take(part(number, 3, std::string(1, static_cast<char>('@' + number))));
        }

        EXPECT_EQ(text, "ABC");
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST(Reassembly, TakesAPartThatComesTwiceForOne)
{
    Reader reader;

    EXPECT_FALSE(reader.take(part(1, 2, "A")));
    EXPECT_FALSE(reader.take(part(1, 2, "A")));
    EXPECT_EQ(reader.take(part(2, 2, "B")), "AB");
}

TEST(Reassembly, KeepsTheTextUntilItIsCommitted)
{
    Reader reader;
    reader.take(part(1, 2, "A"));
    EXPECT_EQ(reader.take(part(2, 2, "B")), "AB");

    EXPECT_EQ(reader.take(part(2, 2, "B")), "AB") << "the message centre says it again";
    reader.reassembly.forget(part(2, 2, "B"), {7, 2, 2});
    EXPECT_FALSE(reader.take(part(2, 2, "B")));
}

TEST(Reassembly, KeepsTextsApart)
{
    Reader reader;
    reader.take(part(1, 2, "A"));

    EXPECT_FALSE(reader.take(part(2, 2, "x", 8)));
    EXPECT_FALSE(reader.take(part(2, 3, "x")));
    EXPECT_FALSE(reader.take(part(2, 2, "x", 7, "447700900002")));
    EXPECT_EQ(reader.take(part(2, 2, "B")), "AB");
}

TEST(Reassembly, JoinsAPairThatWasTornApart)
{
    Reader reader;
    auto first = part(1, 2, bytes("d83d"));
    auto second = part(2, 2, bytes("de00"));
    first.data_coding = second.data_coding = 8;
    reader.take(first);

    EXPECT_EQ(reader.take(second), "😀");
}

TEST(Reassembly, GivesUpAfterItsPatienceAndShowsTheGaps)
{
    Reader reader;
    reader.take(part(1, 4, "A"));
    reader.take(part(3, 4, "C"), start + 4min);

    EXPECT_TRUE(reader.reassembly.given_up(start + 5min - 1ms).empty());
    const auto texts = reader.reassembly.given_up(start + 5min);

    ASSERT_EQ(texts.size(), 1U);
    EXPECT_EQ(text_of(texts[0], DefaultAlphabet::Gsm), "A ... C ... ");
    EXPECT_TRUE(reader.reassembly.given_up(start + 1h).empty());
}

TEST(Reassembly, HoldsNoMoreThanAThousandTexts)
{
    Reader reader;
    for (int i = 0; i < 1003; ++i)
        reader.take(part(1, 2, "A", 7, std::to_string(i)), start + std::chrono::seconds(i) / 100);

    const auto displaced = reader.reassembly.given_up(start + 1min);

    ASSERT_EQ(displaced.size(), 3U);
    EXPECT_EQ(displaced[0].from.text, "0");
    EXPECT_EQ(reader.reassembly.all().size(), 1000U);
}

TEST(Submission, NamesTheSenderByWhatItLooksLike)
{
    EXPECT_EQ(source_address("+15557122661"), (Address{1, 1, "15557122661"}));
    EXPECT_EQ(source_address("15557122661"), (Address{1, 1, "15557122661"}));
    EXPECT_EQ(source_address("55512"), (Address{3, 0, "55512"}));
    EXPECT_EQ(source_address("Belfry"), (Address{5, 0, "Belfry"}));
    EXPECT_EQ(source_address(""), (Address{0, 0, ""}));
}

TEST(Submission, TakesNumbersOnly)
{
    EXPECT_EQ(destination_address("+447700900001"), (Address{1, 1, "447700900001"}));
    for (const std::string wrong :
         {"", "+", "12", "+44 7700", "nurse", "+44770090000a", "123456789012345678901"})
        EXPECT_FALSE(destination_address(wrong)) << wrong;
}

TEST(Submission, SaysHowLongItMayBeDelivered)
{
    EXPECT_EQ(validity_period(1ms), "000000000001000R");
    EXPECT_EQ(validity_period(59s), "000000000059000R");
    EXPECT_EQ(validity_period(4h), "000000040000000R");
    EXPECT_EQ(validity_period(26h + 3min + 7s), "000001020307000R");
    EXPECT_EQ(validity_period(24h * 365), "000030000000000R");
    EXPECT_EQ(validity_period(-1s), "000000000001000R");
}

TEST(Submission, AsksForAReceiptOfEachPart)
{
    const Submission submission{{5, 0, "Belfry"}, {1, 1, "447700900001"}, {}, 90s, 0x0102};
    auto longer = submission;
    const std::string words(200, 'a');
    longer.text = words;

    const auto parts = submissions(longer, {});

    ASSERT_EQ(parts.size(), 2U);
    for (const auto& part : parts) {
        EXPECT_EQ(part.registered_delivery, 1);
        EXPECT_EQ(part.esm_class, 0x40);
        EXPECT_EQ(part.validity, "000000000130000R");
        EXPECT_EQ(part.tlvs.back(), tlv_u16(tag::user_message_reference, 0x0102));
    }
    EXPECT_EQ(submissions(submission, {}).at(0).esm_class, 0);
}

} // namespace
} // namespace relay::smpp
