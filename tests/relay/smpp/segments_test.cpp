#include "relay/smpp/alphabet.h"
#include "relay/smpp/concatenation.h"
#include "relay/smpp/segments.h"
#include "tests/relay/smpp/bytes.h"
#include <algorithm>
#include <gtest/gtest.h>
#include <random>

namespace relay::smpp {
namespace {

std::string times(int count, const std::string& text)
{
    std::string all;
    for (int i = 0; i < count; ++i)
        all += text;
    return all;
}

std::size_t parts(const std::string& text, const TextRules& rules = {})
{
    return segment(text, rules, 1).segments.size();
}

/// What a phone shows of it.
std::string shown(const SegmentedText& made)
{
    Reassembly::Text text;
    for (const auto& segment : made.segments) {
        ShortMessage message;
        message.esm_class = segment.has_header ? 0x40 : 0;
        message.text = segment.text;
        message.tlvs = segment.tlvs;
        text.parts.push_back(Reassembly::Part{made.data_coding, content_of(message).bytes});
    }
    return text_of(text, DefaultAlphabet::Gsm).value();
}

// The limits of CHANNELS.md 2.2, measured with a carrier's own calculator.
TEST(Segments, AreAsFewAsTheCarriersCount)
{
    struct Row {
        std::string text;
        std::size_t parts;
    };
    const std::vector<Row> table{{"", 1},
                                 {times(160, "a"), 1},
                                 {times(161, "a"), 2},
                                 {times(306, "a"), 2},
                                 {times(307, "a"), 3},
                                 {times(80, "€"), 1},
                                 {times(81, "€"), 2},
                                 {times(70, "д"), 1},
                                 {times(71, "д"), 2},
                                 {times(134, "д"), 2},
                                 {times(135, "д"), 3},
                                 {times(35, "😀"), 1},
                                 {times(36, "😀"), 2},
                                 {times(159, "a") + "’", 3},
                                 {times(160, "Ç"), 1},
                                 {times(71, "ç"), 2},
                                 // 153 = 76 pairs and one; the next pair begins the next part
                                 {times(152, "€"), 2},
                                 {times(153, "€"), 3},
                                 // 67 units = 33 pairs and one
                                 {times(66, "😀"), 2},
                                 {times(67, "😀"), 3}};

    for (const auto& row : table)
        EXPECT_EQ(parts(row.text), row.parts) << row.text.size() << " " << row.text.substr(0, 12);
}

TEST(Segments, WithLongReferencesHoldALittleLess)
{
    for (const auto how : {LongMessage::Udh16, LongMessage::Sar}) {
        TextRules rules;
        rules.long_message = how;

        EXPECT_EQ(parts(times(160, "a"), rules), 1U);
        EXPECT_EQ(parts(times(304, "a"), rules), 2U);
        EXPECT_EQ(parts(times(305, "a"), rules), 3U);
        EXPECT_EQ(parts(times(132, "д"), rules), 2U);
        EXPECT_EQ(parts(times(133, "д"), rules), 3U);
    }
}

TEST(Segments, NumberThemselvesInEachOfTheWays)
{
    const auto text = times(161, "a");
    TextRules rules;

    const auto udh8 = segment(text, rules, 0x1234).segments;
    rules.long_message = LongMessage::Udh16;
    const auto udh16 = segment(text, rules, 0x1234).segments;
    rules.long_message = LongMessage::Sar;
    const auto sar = segment(text, rules, 0x1234).segments;
    rules.long_message = LongMessage::Payload;
    const auto payload = segment(text, rules, 0x1234).segments;

    EXPECT_EQ(hex(udh8[0].text.substr(0, 6)), "050003340201");
    EXPECT_EQ(hex(udh8[1].text.substr(0, 6)), "050003340202");
    EXPECT_TRUE(udh8[1].has_header);
    EXPECT_EQ(hex(udh16[0].text.substr(0, 7)), "06080412340201");
    EXPECT_FALSE(sar[1].has_header);
    EXPECT_EQ(sar[1].tlvs, (Tlvs{tlv_u16(0x020C, 0x1234), tlv_u8(0x020E, 2), tlv_u8(0x020F, 2)}));
    ASSERT_EQ(payload.size(), 1U);
    EXPECT_EQ(payload[0].text, "");
    EXPECT_EQ(payload[0].tlvs, (Tlvs{{tag::message_payload, text}}));
}

TEST(Segments, NeverTearAPairApart)
{
    std::mt19937 random(4711);
    const std::vector<std::string> gsm{"a", "€", "[", "~", "ö", "@"};
    const std::vector<std::string> wide{"a", "д", "😀", "🏥", "€"};
    for (int run = 0; run < 400; ++run) {
        const auto& alphabet = run % 2 == 0 ? gsm : wide;
        std::string text = run % 2 == 0 ? "" : "д";
        const auto length = random() % 500;
        for (unsigned i = 0; i < length; ++i)
            text += alphabet[random() % alphabet.size()];
        TextRules rules;
        rules.long_message = LongMessage(random() % 4);
        rules.max_parts = 255;

        const auto made = segment(text, rules, 7);

        EXPECT_TRUE(shown(made) == text) << run;
        for (const auto& part : made.segments) {
            ShortMessage message;
            message.esm_class = part.has_header ? 0x40 : 0;
            message.text = part.text;
            const auto bytes = content_of(message).bytes;
            EXPECT_LE(part.text.size(), made.data_coding == 8 ? 140U : 160U);
            const bool is_wide = made.data_coding == 8;
            EXPECT_EQ(is_wide && utf8(from_utf16(bytes)).find("\xEF\xBF\xBD") != bytes.npos, false);
            EXPECT_FALSE(!is_wide && bytes.ends_with('\x1B'));
        }
    }
}

TEST(Segments, OfATextThatIsTooLongSayThatItIsCut)
{
    for (const std::string character : {"a", "€", "д", "😀"}) {
        TextRules rules;
        rules.max_parts = 2;

        const auto made = segment(times(500, character), rules, 1);

        EXPECT_TRUE(made.is_cut);
        EXPECT_EQ(made.segments.size(), 2U) << character;
        EXPECT_TRUE(shown(made).ends_with(character + " (cut)"));
        EXPECT_FALSE(segment(times(60, character), rules, 1).is_cut);
    }
}

TEST(Segments, AreInGsmWhereSmartEncodingAllowsIt)
{
    TextRules smart;
    smart.smart_encoding = true;
    smart.gsm_data_coding = 1;

    const auto made = segment("“Bed 12” – it’s now…", smart, 1);
    const auto wide = segment("“д”", smart, 1);

    EXPECT_EQ(made.data_coding, 1);
    EXPECT_EQ(shown(made), "\"Bed 12\" - it's now...");
    EXPECT_EQ(wide.data_coding, 8);
    EXPECT_EQ(shown(wide), "“д”") << "nothing is gained, so nothing is changed";
}

TEST(Alphabet, OfGsmIsWrittenAsTheStandardSays)
{
    EXPECT_EQ(hex(to_gsm(U"@£$ΔÇ ¡A¿aä§").value()), "000102100920404160617b5f");
    EXPECT_EQ(hex(to_gsm(U"€[]{}|~^\\\f").value()), "1b651b3c1b3e1b281b291b401b3d1b141b2f1b0a");
    for (const char32_t c : std::u32string(U"ç`\t\x1B’д😀"))
        EXPECT_FALSE(to_gsm(std::u32string(1, c))) << static_cast<unsigned>(c);
}

TEST(Alphabet, OfGsmReadsBackEveryCharacterItWrites)
{
    int written = 0;
    for (char32_t c = 0; c < 0x3000; ++c) {
        const auto octets = to_gsm(std::u32string(1, c));
        if (!octets)
            continue;
        ++written;
        EXPECT_EQ(from_gsm(*octets), std::u32string(1, c));
    }
    EXPECT_EQ(written, 137); // 127 and 10
}

TEST(Alphabet, OfGsmReadsWhatIsNotInItsTables)
{
    EXPECT_EQ(utf8(from_gsm(bytes("1b41"))), "A");
    EXPECT_EQ(utf8(from_gsm(bytes("1b1b"))), " ");
    EXPECT_EQ(utf8(from_gsm(bytes("411b"))), "A");
    EXPECT_EQ(utf8(from_gsm(bytes("ff"))), "?");
}

TEST(Alphabet, OfUtf8AndUtf16MarksWhatIsBroken)
{
    EXPECT_EQ(code_points("a\xC3\xB6\xE2\x82\xAC\xF0\x9F\x98\x80"), U"aö€😀");
    for (const std::string broken : {"\xC3", "\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\x80",
                                     "\xE2\x82", "\xF0\x80\x80\x80"})
        EXPECT_EQ(code_points(broken)[0], char32_t(0xFFFD)) << hex(broken);
    EXPECT_EQ(from_utf16(bytes("0041 d83dde00")), U"A😀");
    EXPECT_EQ(from_utf16(bytes("d83d 0041")), (std::u32string{0xFFFD, U'A'}));
    EXPECT_EQ(from_utf16(bytes("de00")), (std::u32string{0xFFFD}));
    EXPECT_EQ(from_utf16(bytes("d83d")), (std::u32string{0xFFFD}));
    EXPECT_EQ(from_utf16(bytes("d83d d83d de00")), (std::u32string{0xFFFD, U'😀'}));
    EXPECT_EQ(from_utf16(bytes("004100")), (std::u32string{U'A', 0xFFFD}));
    EXPECT_EQ(hex(to_utf16(U"A😀")), "0041d83dde00");
}

TEST(Alphabet, IsChosenByDataCoding)
{
    struct Row {
        std::uint8_t data_coding;
        const char* hex;
        const char* text; ///< null: it is no text
    };
    const std::vector<Row> table{{0, "001b65", "@€"},   {1, "001b65", "@€"},  {3, "40f6", "@ö"},
                                 {8, "20ac", "€"},      {2, "01", nullptr},   {4, "01", nullptr},
                                 {6, "31ff", "1?"},     {0xF0, "00", "@"},    {0xF1, "00", "@"},
                                 {0xF5, "01", nullptr}, {0xF4, "01", nullptr}};

    for (const auto& row : table) {
        const auto text = decode_text(row.data_coding, bytes(row.hex), DefaultAlphabet::Gsm);

        ASSERT_EQ(text.has_value(), row.text != nullptr) << int(row.data_coding);
        EXPECT_EQ(text ? utf8(*text) : "", row.text == nullptr ? "" : row.text)
            << int(row.data_coding);
    }
    EXPECT_EQ(utf8(decode_text(0, "@\xF6", DefaultAlphabet::Latin1).value()), "@ö");
}

} // namespace
} // namespace relay::smpp
