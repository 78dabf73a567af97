// The channel against npm's smpp, tests/peers/smsc.js.
#include "tests/relay/channels/smpp_peer.h"

namespace relay::channels {
namespace {

class SmppNpm : public SmppPeer {
protected:
    void SetUp() override
    {
        if (!std::filesystem::exists(node))
            GTEST_SKIP() << node << " is missing";
        if (tests::run_program({node, "-e", "require('smpp')"}, folder() / "node.log") != 0)
            GTEST_SKIP() << "node finds no module smpp; run packaging/setup";
        SmppPeer::SetUp();
        start(
            {node, std::string(BELFRY_SOURCE_DIR) + "/tests/peers/smsc.js", std::to_string(port_)});
        auto with = settings();
        with.message_ids = smpp::IdBase::RespHexDlrDec;
        connect(with);
    }
};

TEST_F(SmppNpm, ReadsOurTextsAndWeItsReceipts)
{
    const auto outcome = send("Grüße @ [€]");

    ASSERT_TRUE(begins(outcome, "Accepted beef")) << said(outcome);
    EXPECT_TRUE(says(R"({"text":"Grüße @ [€]","udh":[],"to":"447700900001","coding":0)"));
    EXPECT_EQ(ears_.receipts(1).at(0), (Receipt{"smsc", "beef", {}, Arrived{}, "DELIVRD", ""}));
    EXPECT_TRUE(says("receipt answered 0"));
}

TEST_F(SmppNpm, ReadsTheHeadersOfOurParts)
{
    const auto outcome = send(std::string(152, 'x') + "€😀");

    const auto* accepted = std::get_if<Accepted>(&outcome);
    ASSERT_NE(accepted, nullptr) << said(outcome);
    EXPECT_EQ(accepted->parts.size(), 2U);
    EXPECT_TRUE(says("x€😀\",\"udh\":[\"0003"));
    EXPECT_EQ(ears_.receipts(3).at(2).reference, accepted->parts.at(1));
}

TEST_F(SmppNpm, TellsUsWhatSomebodyWrites)
{
    for (const std::string text : {"OK", "Grüße @ [€]", "1 – д😀"}) {
        ASSERT_TRUE(begins(send("say " + text), "Accepted"));
    }

    const auto texts = ears_.texts(3);

    ASSERT_EQ(texts.size(), 3U);
    EXPECT_EQ(texts[0].text, "OK");
    EXPECT_EQ(texts[1].text, "Grüße @ [€]");
    EXPECT_EQ(texts[2].text, "1 – д😀");
    EXPECT_EQ(texts[2].from, "+447700900001");
    EXPECT_EQ(texts[2].to, "55512");
}

} // namespace
} // namespace relay::channels
