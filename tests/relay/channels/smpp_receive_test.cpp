// Receipts and texts from a message centre that is not ours: tests/peers/smsc.pl, by Net::SMPP.
#include "tests/relay/channels/smpp_peer.h"

namespace relay::channels {
namespace {

using namespace std::chrono_literals;

using SmppReceiving = Smpp;

const std::string delivered =
    "id:{id} sub:001 dlvrd:001 submit date:2611261200 done date:2611261201 "
    "stat:DELIVRD err:000 text:Bed 12";

std::string reference_of(const Outcome& outcome)
{
    const auto* accepted = std::get_if<Accepted>(&outcome);
    return accepted == nullptr ? said(outcome) : accepted->reference;
}

TEST_F(SmppReceiving, ReportsAReceipt)
{
    start_centre({"--receipt", delivered});
    connect();

    const auto reference = reference_of(send());

    const auto receipts = ears_.receipts(1);
    ASSERT_EQ(receipts.size(), 1U);
    EXPECT_EQ(receipts[0], (Receipt{"smsc", reference, {}, Arrived{}, "DELIVRD", ""}));
    EXPECT_TRUE(says("answered 1 0"));
}

TEST_F(SmppReceiving, ReportsThatATextIsLost)
{
    start_centre({"--receipt", "id:{id} stat:UNDELIV err:011", "--receipt", "id:{id} stat:REJECTD",
                  "--receipt", "id:{id} stat:ENROUTE"});
    connect();
    ASSERT_TRUE(begins(send(), "Accepted"));

    const auto receipts = ears_.receipts(3);

    ASSERT_EQ(receipts.size(), 3U);
    EXPECT_EQ(receipts[0].state, (std::variant<Underway, Arrived, Lost>(Lost{Blame::Detail})));
    EXPECT_EQ(receipts[0].code, "UNDELIV 011");
    EXPECT_EQ(receipts[1].state, (std::variant<Underway, Arrived, Lost>(Lost{Blame::Provider})));
    EXPECT_EQ(receipts[2].state, (std::variant<Underway, Arrived, Lost>(Underway{})));
}

TEST_F(SmppReceiving, BelievesTheParametersOfAReceipt)
{
    start_centre({"--receipt", "id:77 stat:DELIVRD", "--state", "5"});
    connect();

    const auto reference = reference_of(send());

    const auto receipts = ears_.receipts(1);
    ASSERT_EQ(receipts.size(), 1U);
    EXPECT_EQ(receipts[0].reference, reference);
    EXPECT_EQ(receipts[0].code, "UNDELIV");
}

TEST_F(SmppReceiving, MatchesIdsThatComeHexadecimalAndGoDecimal)
{
    start_centre({"--id", "48879", "--id-format", "%X", "--receipt", "id:00{dec} stat:DELIVRD"});
    auto with = settings();
    with.message_ids = smpp::IdBase::RespHexDlrDec;
    connect(with);

    const auto reference = reference_of(send());

    EXPECT_EQ(reference, "beef");
    EXPECT_EQ(ears_.receipts(1).at(0).reference, reference);
}

TEST_F(SmppReceiving, MatchesIdsThatComeDecimalAndGoHexadecimal)
{
    start_centre({"--id", "48879", "--id-format", "%010d", "--receipt", "id:{hex} stat:DELIVRD"});
    auto with = settings();
    with.message_ids = smpp::IdBase::RespDecDlrHex;
    connect(with);

    const auto reference = reference_of(send());

    EXPECT_EQ(reference, "beef");
    EXPECT_EQ(ears_.receipts(1).at(0).reference, reference);
}

TEST_F(SmppReceiving, ReportsAReceiptThatComesBeforeTheAnswer)
{
    start_centre({"--receipt", delivered, "--receipt-first"});
    ears_.refuse_next(2); // as they do while nobody knows the id
    connect();

    const auto reference = reference_of(send());

    const auto receipts = ears_.receipts(1);
    ASSERT_EQ(receipts.size(), 1U);
    EXPECT_EQ(receipts[0].reference, reference);
    EXPECT_TRUE(says("answered 1 8"));
    EXPECT_TRUE(says("answered 2 8"));
    EXPECT_TRUE(says("answered 3 0"));
}

TEST_F(SmppReceiving, ReportsAReceiptAsOftenAsItComes)
{
    start_centre({"--receipt", delivered, "--receipt", delivered});
    connect();
    ASSERT_TRUE(begins(send(), "Accepted"));

    const auto receipts = ears_.receipts(2);

    ASSERT_EQ(receipts.size(), 2U);
    EXPECT_EQ(receipts[0], receipts[1]);
    EXPECT_TRUE(says("answered 2 0"));
}

TEST_F(SmppReceiving, GetsAReceiptForEachPart)
{
    start_centre({"--receipt", delivered});
    connect();

    const auto outcome = send(std::string(307, 'x'));

    ASSERT_TRUE(begins(outcome, "Accepted")) << said(outcome);
    const auto receipts = ears_.receipts(3);
    ASSERT_EQ(receipts.size(), 3U);
    const auto& accepted = std::get<Accepted>(outcome);
    EXPECT_EQ(receipts[0].reference, accepted.reference);
    EXPECT_EQ(receipts[1].reference, accepted.parts.at(0));
    EXPECT_EQ(receipts[2].reference, accepted.parts.at(1));
}

TEST_F(SmppReceiving, ReportsATextThatSomebodySent)
{
    start_centre({"--deliver", "0:0:447700900001:55512:4f4b2000"}); // "OK @"
    connect();

    const auto texts = ears_.texts(1);

    ASSERT_EQ(texts.size(), 1U);
    EXPECT_EQ(texts[0], (IncomingText{"smsc", "", "+447700900001", "55512", "OK @"}));
    EXPECT_TRUE(says("answered 1 0"));
}

TEST_F(SmppReceiving, AsksForATextAgainUntilItIsCommitted)
{
    start_centre({"--deliver", "0:8:447700900001:55512:0434"});
    ears_.refuse_next(3);
    connect();

    EXPECT_EQ(ears_.texts(1).at(0).text, "д");
    EXPECT_TRUE(says("answered 3 8"));
    EXPECT_TRUE(says("answered 4 0"));
}

TEST_F(SmppReceiving, AsksForATextAgainWhenTheStoreGivesWay)
{
    start_centre({"--deliver", "0:0:447700900001:55512:31"});
    ears_.throw_next(1);
    connect();

    EXPECT_EQ(ears_.texts(1).at(0).text, "1");
    EXPECT_TRUE(says("answered 1 8"));
    EXPECT_TRUE(says("answered 2 0"));
}

const std::vector<std::string> three_parts_out_of_order{
    "--deliver", "64:0:447700900001:55512:0500032a030343",  // C
    "--deliver", "64:0:447700900001:55512:0500032a030141",  // A
    "--deliver", "64:0:447700900001:55512:0500032a030242"}; // B

TEST_F(SmppReceiving, PutsATextOfThreePartsTogether)
{
    start_centre(three_parts_out_of_order);
    connect();

    EXPECT_EQ(ears_.texts(1).at(0).text, "ABC");
    EXPECT_TRUE(says("answered 3 0"));
    EXPECT_EQ(ears_.texts(1).size(), 1U);
}

TEST_F(SmppReceiving, AsksForTheLastPartAgainUntilTheWholeIsCommitted)
{
    start_centre(three_parts_out_of_order);
    ears_.refuse_next(1);
    connect();

    EXPECT_EQ(ears_.texts(1).at(0).text, "ABC");
    EXPECT_TRUE(says("answered 3 8"));
    EXPECT_TRUE(says("answered 4 0"));
}

TEST_F(SmppReceiving, ReportsATextWithItsGapsWhenAPartNeverComes)
{
    start_centre({"--deliver", "64:0:447700900001:55512:0500032a020141"});
    auto with = settings();
    with.parts_patience = 5ms;
    connect(with);

    EXPECT_EQ(ears_.texts(1).at(0).text, "A ... ");
}

TEST_F(SmppReceiving, ReportsWhatItHasOfATextWhenTheHouseIsClosed)
{
    start_centre({"--deliver", "64:0:447700900001:55512:0500032a030141"});
    connect();
    ASSERT_TRUE(says("answered 1 0"));

    channel_.reset();

    EXPECT_EQ(ears_.texts(1).at(0).text, "A ...  ... ");
}

TEST_F(SmppReceiving, DropsWhatIsNoText)
{
    start_centre(
        {"--deliver", "0:4:447700900001:55512:0102", "--deliver", "0:0:447700900001:55512:31"});
    connect();

    EXPECT_EQ(ears_.texts(1).at(0).text, "1");
    EXPECT_TRUE(says("answered 2 0"));
}

TEST_F(SmppReceiving, HasASessionOfItsOwnWhereThatIsAskedFor)
{
    start_centre({"--deliver", "0:0:447700900001:55512:31"});
    auto with = settings();
    with.bind = SmppBind::Pair;
    connect(with);

    EXPECT_TRUE(begins(send(), "Accepted"));
    EXPECT_EQ(ears_.texts(1).at(0).text, "1");
    EXPECT_TRUE(says("bind_transmitter relay 0"));
    EXPECT_TRUE(says("bind_receiver relay 0"));
}

} // namespace
} // namespace relay::channels
