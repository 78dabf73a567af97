#include "relay/channels/smpp_verdict.h"
#include "tests/relay/channels/outgoing.h"
#include <gtest/gtest.h>

namespace relay::channels {
namespace {

using smpp::Declined;
using smpp::IdBase;
using smpp::Taken;
using smpp::Unanswered;

std::string verdict(const std::vector<PartAnswer>& parts, int attempt = 1)
{
    return said(outcome_of(parts, IdBase::AsIs, attempt));
}

TEST(SmppVerdict, OfATextIsThatOfItsWorstPart)
{
    const Taken taken{"a"};
    const Declined busy{0x08};
    const Declined refused{0x0B};
    const Unanswered unclear{"gone"};
    const NotSent not_sent{"left out"};

    EXPECT_EQ(verdict({taken, taken}), "Accepted a: 2 parts, message id a");
    EXPECT_EQ(verdict({taken, unclear}), "Unclear no answer: gone (part 2 of 2)");
    EXPECT_EQ(verdict({unclear, not_sent}), "Busy not sent: left out (part 2 of 2)")
        << "the text is surely not there";
    EXPECT_EQ(
        verdict({busy, unclear, taken}),
        "Busy smpp 0x00000008: the message centre declined (part 1 of 3) with smpp 0x00000008");
    EXPECT_TRUE(verdict({busy, unclear, refused}).starts_with("Refused Detail smpp 0x0000000b"));
}

TEST(SmppVerdict, KnowsWhoIsToBlameForEachStatus)
{
    const std::vector<std::pair<std::uint32_t, std::string>> table{{0x58, "Busy"},
                                                                   {0x14, "Busy"},
                                                                   {0x08, "Busy"},
                                                                   {0x64, "Busy"},
                                                                   {0x04, "Busy"},
                                                                   {0x77, "Busy"},
                                                                   {0x0E, "Refused Provider"},
                                                                   {0x0A, "Refused Provider"},
                                                                   {0x03, "Refused Provider"},
                                                                   {0x45, "Refused Provider"},
                                                                   {0x0B, "Refused Detail"},
                                                                   {0x51, "Refused Detail"}};

    for (const auto& [status, words] : table)
        EXPECT_TRUE(verdict({Declined{status}}).starts_with(words)) << verdict({Declined{status}});
}

TEST(SmppVerdict, BelievesAVendorsOwnCodeAfterTwoTries)
{
    EXPECT_TRUE(verdict({Declined{0x400}}, 1).starts_with("Busy"));
    EXPECT_TRUE(verdict({Declined{0x400}}, 2).starts_with("Busy"));
    EXPECT_TRUE(verdict({Declined{0x400}}, 3).starts_with("Refused Provider"));
}

TEST(SmppVerdict, RefusesWhatNoRepeatCanSend)
{
    EXPECT_EQ(verdict({NotSent{"not bound: the bind was refused with 0x0000000e", true}}),
              "Refused Provider credentials: not bound: the bind was refused with 0x0000000e");
}

TEST(SmppVerdict, KeepsEachPartsIdInTheFormThatItsReceiptHas)
{
    const auto outcome = outcome_of({Taken{"1F"}, Taken{"020"}}, IdBase::RespHexDlrDec, 1);

    const smpp::ReceiptNews first{"31", smpp::Progress::Delivered, "DELIVRD", ""};
    const smpp::ReceiptNews second{"0000000032", smpp::Progress::Delivered, "DELIVRD", ""};
    const auto& accepted = std::get<Accepted>(outcome);
    EXPECT_EQ(accepted.reference, receipt_of(first, "p", IdBase::RespHexDlrDec).reference);
    EXPECT_EQ(accepted.parts.at(0), receipt_of(second, "p", IdBase::RespHexDlrDec).reference);
}

TEST(SmppVerdict, OfATextWithoutAnIdSaysSo)
{
    EXPECT_EQ(verdict({Taken{""}}), "Accepted : without a message id");
}

} // namespace
} // namespace relay::channels
