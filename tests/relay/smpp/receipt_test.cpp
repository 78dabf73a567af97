#include "relay/smpp/message_id.h"
#include "relay/smpp/receipt.h"
#include "tests/relay/smpp/bytes.h"
#include <gtest/gtest.h>

namespace relay::smpp {
namespace {

ShortMessage receipt(const std::string& text, Tlvs tlvs = {})
{
    ShortMessage message;
    message.esm_class = 0x04;
    message.text = text;
    message.tlvs = std::move(tlvs);
    return message;
}

TEST(SmppReceipt, IsReadFromItsText)
{
    using P = Progress;
    struct Row {
        const char* text;
        ReceiptNews news;
    };
    const std::vector<Row> table{
        {"id:0123456789 sub:001 dlvrd:001 submit date:2611261200 done date:2611261201 stat:DELIVRD "
         "err:000 text:Bed 12",
         {"0123456789", P::Delivered, "DELIVRD", ""}},
        {"id:7f3a sub:001 dlvrd:000 submit date:2611261200 done date:2611261201 stat:UNDELIV "
         "err:011 "
         "text:",
         {"7f3a", P::Undeliverable, "UNDELIV 011", ""}},
        {"ID: 77 SUB:1 DLVRD:1 SUBMITDATE:2611261200 DONEDATE:2611261201 STAT: delivrd ERR:0 "
         "TEXT:x",
         {"77", P::Delivered, "DELIVRD", ""}},
        {"id:9 submitdate:2611261200 donedate:2611261201 stat:EXPIRED err:1",
         {"9", P::Expired, "EXPIRED 1", ""}},
        {"id:9 stat:DELETED err:", {"9", P::Deleted, "DELETED", ""}},
        {"id:9 stat:REJECTD err:text:", {"9", P::Rejected, "REJECTD", ""}},
        {"id:9 stat:UNKNOWN", {"9", P::Unknown, "UNKNOWN", ""}},
        {"id:9 stat:ENROUTE", {"9", P::Underway, "ENROUTE", ""}},
        {"id:9 stat:ACCEPTD", {"9", P::Underway, "ACCEPTD", ""}},
        {"id:9 stat:DELIVERED", {"9", P::Delivered, "DELIVERED", ""}},
        {"id:9 stat:UNDELIVERABLE", {"9", P::Undeliverable, "UNDELIVERABLE", ""}},
        {"id:9 stat:SOMETHING", {"9", P::Underway, "SOMETHING", ""}},
        {"id: sub:001 stat:DELIVRD", {"", P::Delivered, "DELIVRD", ""}},
        {"stat:DELIVRD\r\nid:5\r\n", {"5", P::Delivered, "DELIVRD", ""}},
        {"", {"", P::Underway, "", ""}},
        // The text of a page says nothing about its way.
        {"id:9 stat:UNDELIV err:000 text:id:1 stat:DELIVRD",
         {"9", P::Undeliverable, "UNDELIV", ""}},
        {"text:id:1 stat:DELIVRD", {"", P::Underway, "", ""}},
        {"mid:1 id:2 substat:DELIVRD stat:EXPIRED", {"2", P::Expired, "EXPIRED", ""}},
        {"id:9 stat:DEL<b>IVRD", {"9", P::Underway, "DEL?B?IVRD", ""}},
    };

    for (const auto& row : table) {
        const auto news = read_receipt(receipt(row.text));

        ASSERT_TRUE(news) << row.text;
        EXPECT_EQ(news->id, row.news.id) << row.text;
        EXPECT_EQ(news->progress, row.news.progress) << row.text;
        EXPECT_EQ(news->code, row.news.code) << row.text;
        EXPECT_EQ(news->detail, row.news.detail) << row.text;
    }
}

TEST(SmppReceipt, BelievesItsParametersMoreThanItsText)
{
    const auto news = read_receipt(
        receipt("id:1 stat:DELIVRD err:000", {{tag::receipted_message_id, std::string("abc\0", 4)},
                                              {tag::message_state, "\x05"},
                                              {tag::network_error_code, bytes("030006")}}));

    EXPECT_EQ(news, (ReceiptNews{"abc", Progress::Undeliverable, "UNDELIV", "network 3 error 6"}));
}

TEST(SmppReceipt, UnderstandsEachMessageState)
{
    using P = Progress;
    const std::vector<P> by_state{P::Underway, P::Underway,      P::Delivered, P::Expired,
                                  P::Deleted,  P::Undeliverable, P::Underway,  P::Unknown,
                                  P::Rejected, P::Rejected};
    for (std::size_t state = 0; state < by_state.size(); ++state)
        EXPECT_EQ(read_receipt(
                      receipt("", {tlv_u8(tag::message_state, static_cast<std::uint8_t>(state))}))
                      ->progress,
                  by_state[state])
            << state;
    EXPECT_EQ(read_receipt(receipt("stat:DELIVRD", {tlv_u8(tag::message_state, 77)}))->progress,
              P::Delivered);
}

TEST(SmppReceipt, IsToldFromATextByTheClassOfTheMessage)
{
    auto message = receipt("id:9 stat:EXPIRED");

    message.esm_class = 0x00;
    EXPECT_FALSE(read_receipt(message)) << "somebody wrote that";
    message.esm_class = 0x20;
    EXPECT_EQ(read_receipt(message)->progress, Progress::Underway) << "not the last word";
    message.esm_class = 0x07;
    EXPECT_EQ(read_receipt(message)->progress, Progress::Expired) << "other bits do not count";
    message.esm_class = 0x00;
    message.tlvs = {{tag::receipted_message_id, "9"}, tlv_u8(tag::message_state, 2)};
    EXPECT_EQ(read_receipt(message)->progress, Progress::Delivered) << "both parameters";
}

TEST(SmppReceipt, MayComeInUtf16AndInThePayload)
{
    auto wide = receipt(bytes("00690064003a0039 0020 0073007400610074003a004500580050004900520045"
                              "0044"));
    wide.data_coding = 8;
    const auto payload = receipt("", {{tag::message_payload, "id:8 stat:DELIVRD"}});

    EXPECT_EQ(read_receipt(wide)->progress, Progress::Expired);
    EXPECT_EQ(read_receipt(wide)->id, "9");
    EXPECT_EQ(read_receipt(payload)->id, "8");
}

TEST(MessageId, IsTheSameInAnswerAndReceiptInEachBase)
{
    using B = IdBase;
    struct Row {
        B base;
        const char* answer;
        const char* receipt;
    };
    const std::vector<Row> table{
        {B::AsIs, "1f", "1f"},
        {B::AsIs, "0001f", "1f"},
        {B::AsIs, "1f", "0000001f"},
        {B::AsIs, "000", "0"},
        {B::AsIs, "5f1c9b0e-7a", "5f1c9b0e-7a"},
        {B::RespHexDlrDec, "1F", "31"},
        {B::RespHexDlrDec, "0000001f", "0000000031"},
        {B::RespHexDlrDec, "0", "0000000000"},
        {B::RespHexDlrDec, "FFFFFFFFFFFFFFFFFFFFFFFF", "79228162514264337593543950335"},
        {B::RespHexDlrDec, "not-a-number", "not-a-number"},
        {B::RespDecDlrHex, "31", "1F"},
        {B::RespDecDlrHex, "0000000031", "01f"},
        {B::RespDecDlrHex, "4294967296", "100000000"},
    };

    for (const auto& row : table)
        EXPECT_EQ(response_id(row.answer, row.base), receipt_id(row.receipt, row.base))
            << row.answer << " and " << row.receipt;
    EXPECT_NE(response_id("31", B::RespHexDlrDec), receipt_id("31", B::RespHexDlrDec));
    EXPECT_NE(response_id("aB", B::AsIs), receipt_id("Ab", B::AsIs));
    EXPECT_EQ(response_id("", B::AsIs), "");
}

} // namespace
} // namespace relay::smpp
