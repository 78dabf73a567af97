// The samples with long hexadecimal numbers were written by npm's smpp 0.5.1, the first one stands
// in the standard.
#include "relay/smpp/pdu.h"
#include "relay/smpp/status.h"
#include "tests/relay/smpp/bytes.h"
#include <gtest/gtest.h>

namespace relay::smpp {
namespace {

const std::string deliver_sm =
    bytes("0000005700000005000000000000000800000034343737303039303030303100000035353531320004000000"
          "00000000"
          "001269643a316620737461743a44454c49565244001e0003316600042700010204230003030006");

ShortMessage submitted()
{
    ShortMessage message;
    message.from = {5, 0, "Belfry"};
    message.to = {1, 1, "447700900001"};
    message.validity = "000000010000000R";
    message.registered_delivery = 1;
    message.text = "Hi";
    message.tlvs = {tlv_u16(tag::user_message_reference, 513)};
    return message;
}

TEST(Pdu, ReadsTheBindThatTheStandardPrints)
{
    const auto pdu =
        decode(bytes("00 00 00 2F 00 00 00 02 00 00 00 00 00 00 00 01 53 4D 50 50 33 54 "
                     "45 53 54 00 73 65 63 72 65 74 30 38 00 53 55 42 4D 49 54 31 00 00 "
                     "01 01 00"));

    ASSERT_TRUE(pdu) << pdu.error().detail;
    EXPECT_EQ(pdu->command, Command::BindTransmitter);
    EXPECT_EQ(pdu->sequence, 1U);
    EXPECT_EQ(std::get<Bind>(pdu->body), (Bind{"SMPP3TEST", "secret08", "SUBMIT1", 0, {1, 1, ""}}));
}

struct Sample {
    const char* hex;
    Pdu pdu;
};

std::vector<Sample> samples()
{
    ShortMessage data;
    data.from = {0, 0, "447700900001"};
    data.to = {0, 0, "55512"};
    data.tlvs = {{tag::message_payload, "1"}};
    return {
        {"0000004b00000004000000000000000700050042656c667279000101343437373030393030303031000000000"
         "0"
         "303030303030303130303030303030520001000000024869020400020201",
         {Command::SubmitSm, 0, 7, submitted()}},
        {"00000013800000040000000000000007316600",
         {Command::SubmitSmResp, 0, 7, MessageAnswer{"1f", {}}}},
        {"00000010800000040000005800000007", {Command::SubmitSmResp, 0x58, 7, Nothing{}}},
        {"0000002200000009000000000000000172656c617900733363726574000034000000",
         {Command::BindTransceiver, 0, 1, Bind{"relay", "s3cret", "", 0x34, {}}}},
        {"0000001a800000090000000000000001534d5343000210000134",
         {Command::BindTransceiverResp, 0, 1, BindAnswer{"SMSC", {{0x0210, "\x34"}}}}},
        {"00000010800000000000000300000009", {Command::GenericNack, 3, 9, Nothing{}}},
        {"0000003000000103000000000000000a000000343437373030393030303031000000353535313200000000042"
         "4"
         "000131",
         {Command::DataSm, 0, 10, data}},
    };
}

TEST(Pdu, ReadsAndWritesWhatAnotherImplementationWrites)
{
    for (const auto& sample : samples()) {
        const auto read = decode(bytes(sample.hex));

        ASSERT_TRUE(read) << sample.hex << ": " << read.error().detail;
        EXPECT_EQ(*read, sample.pdu) << sample.hex;
        EXPECT_EQ(hex(encode(sample.pdu)), sample.hex);
    }
}

TEST(Pdu, ReadsTheParametersBehindAText)
{
    const auto pdu = decode(deliver_sm);

    ASSERT_TRUE(pdu);
    const auto& message = std::get<ShortMessage>(pdu->body);
    EXPECT_EQ(message.text, "id:1f stat:DELIVRD");
    ASSERT_NE(find(message.tlvs, tag::receipted_message_id), nullptr);
    EXPECT_EQ(find(message.tlvs, tag::receipted_message_id)->value, std::string("1f\0", 3));
    EXPECT_EQ(find(message.tlvs, tag::message_state)->value, "\x02");
    EXPECT_EQ(find(message.tlvs, tag::sar_msg_ref_num), nullptr);
}

std::string with_length(std::string pdu)
{
    pdu[2] = static_cast<char>(pdu.size() >> 8);
    pdu[3] = static_cast<char>(pdu.size() & 0xFF);
    return pdu;
}

TEST(Pdu, CutAnywhereIsRefusedUnlessItEndsBehindAParameter)
{
    const std::size_t text_end = deliver_sm.size() - 7 - 5 - 7;
    int whole = 0;
    for (std::size_t length = 0; length < deliver_sm.size(); ++length) {
        const auto cut = deliver_sm.substr(0, length);

        EXPECT_FALSE(decode(cut)) << length;
        whole += length >= header_bytes && decode(with_length(cut)) ? 1 : 0;
        if (length >= header_bytes && length < text_end) {
            EXPECT_FALSE(decode(with_length(cut))) << length;
        }
    }
    EXPECT_EQ(whole, 3); // behind the text and behind two of three parameters
}

TEST(Pdu, SaysWhatIsWrongAndWithWhichStatusToAnswer)
{
    struct Row {
        const char* why;
        std::string pdu;
        std::uint32_t status;
    };
    const auto header = [](const char* command) {
        return std::string("00000000") + command + "0000000000000001";
    };
    const std::vector<Row> table{
        {"nothing", "", 2},
        {"the length says more", bytes("00000011 00000015 00000000 00000001"), 2},
        {"the length says less", bytes("0000000f 00000015 00000000 00000001"), 2},
        {"system_id of 16",
         with_length(bytes(header("00000009")) + std::string(16, 'a') + std::string(7, '\0')), 2},
        {"password of 9",
         with_length(bytes(header("00000009")) + std::string(1, '\0') + std::string(9, 'a') +
                     std::string(6, '\0')),
         2},
        {"system_id without an end", with_length(bytes(header("00000009")) + "abc"), 2},
        {"address of 21",
         with_length(bytes(header("00000005")) + std::string(3, '\0') + std::string(21, '1') +
                     std::string(20, '\0')),
         2},
        {"text shorter than it says",
         with_length(bytes(header("00000005")) + std::string(16, '\0') +
                     "\xfe"
                     "abc"),
         2},
        {"validity of 17",
         with_length(bytes(header("00000005")) + std::string(11, '\0') + std::string(17, '1') +
                     std::string(7, '\0')),
         2},
        {"half a parameter", with_length(deliver_sm + bytes("04 27 00 02 01")), 0xC0},
        {"a parameter's tag alone", with_length(deliver_sm + bytes("04 27")), 0xC0},
        {"message id without an end", with_length(bytes(header("80000004")) + "abc"), 2},
    };

    for (const auto& row : table) {
        const auto pdu = decode(row.pdu);

        ASSERT_FALSE(pdu) << row.why;
        EXPECT_EQ(pdu.error().status, row.status) << row.why;
        EXPECT_NE(pdu.error().detail, "") << row.why;
    }
}

TEST(Pdu, OfACommandThatWeDoNotKnowIsReadAsSuch)
{
    const auto pdu = decode(bytes("00000014 00000102 00000000 00000005 01020304"));

    ASSERT_TRUE(pdu);
    EXPECT_EQ(pdu->sequence, 5U);
    EXPECT_TRUE(std::holds_alternative<Unknown>(pdu->body));
}

TEST(Pdu, WithAFieldThatIsTooLongIsNeverWritten)
{
    auto long_number = submitted();
    long_number.to.text = std::string(21, '1');
    auto long_text = submitted();
    long_text.text = std::string(255, 'a');
    auto with_nul = submitted();
    with_nul.from.text = std::string("a\0b", 3);

    for (const auto& message : {long_number, long_text, with_nul})
        EXPECT_THROW(encode({Command::SubmitSm, 0, 1, message}), std::length_error);
}

TEST(PduStream, CutsAStreamThatComesInAnyPieces)
{
    const auto link = bytes("00000010 00000015 00000000 00000001");
    const auto stream = link + deliver_sm + link;
    for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
        PduStream reader;
        std::vector<std::string> found;
        for (std::size_t at = 0; at < stream.size(); at += piece) {
            reader.take(std::string_view(stream).substr(at, piece));
            for (auto next = reader.next().value(); !next.empty(); next = reader.next().value())
                found.push_back(next);
        }

        EXPECT_EQ(found, (std::vector{link, deliver_sm, link})) << piece;
    }
}

TEST(PduStream, RefusesALengthThatNoPduHas)
{
    for (const auto* start : {"00000000", "0000000f", "00011171", "ffffffff", "47455420"}) {
        PduStream reader;
        reader.take(bytes(start));

        EXPECT_FALSE(reader.next()) << start;
    }
}

TEST(Status, HasAMeaningForEachCodeOfTheTable)
{
    using F = Fault;
    const std::vector<std::pair<std::uint32_t, Fault>> table{
        {0x58, F::Throttled},     {0x14, F::Throttled},      {0x08, F::ProviderFault},
        {0x64, F::ProviderFault}, {0xFE, F::ProviderFault},  {0xFF, F::ProviderFault},
        {0x0D, F::Credentials},   {0x0E, F::Credentials},    {0x0F, F::Credentials},
        {0x0A, F::SenderConfig},  {0x48, F::SenderConfig},   {0x49, F::SenderConfig},
        {0x15, F::SenderConfig},  {0x53, F::SenderConfig},   {0x0B, F::BadAddress},
        {0x50, F::BadAddress},    {0x51, F::BadAddress},     {0x33, F::BadAddress},
        {0x01, F::BadRequest},    {0x02, F::BadRequest},     {0x03, F::BadRequest},
        {0x43, F::BadRequest},    {0x61, F::BadRequest},     {0x62, F::BadRequest},
        {0xC0, F::BadRequest},    {0xC4, F::BadRequest},     {0x104, F::BadRequest},
        {0x45, F::Declined},      {0x65, F::Declined},       {0x66, F::Declined},
        {0x04, F::Rebind},        {0x05, F::Rebind},         {0x400, F::Vendor},
        {0x4FF, F::Vendor},       {0x500, F::ProviderFault}, {0x3FF, F::ProviderFault}};

    for (const auto& [code, fault] : table)
        EXPECT_EQ(fault_of(code), fault) << status_text(code);
    EXPECT_EQ(status_text(0x0B), "0x0000000b");
}

} // namespace
} // namespace relay::smpp
