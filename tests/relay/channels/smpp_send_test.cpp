// Sending against a message centre that is not ours: tests/peers/smsc.pl, all PDUs by Net::SMPP.
#include "tests/relay/channels/smpp_peer.h"
#include <thread>

namespace relay::channels {
namespace {

using namespace std::chrono_literals;

using SmppSending = Smpp;

// U.12
TEST_F(SmppSending, BringsATextAndItsIdBack)
{
    start_centre();
    connect();

    const auto outcome = send("Bed 12 [€]");

    EXPECT_EQ(outcome, Outcome(Accepted{"1001", "message id 1001", {}})) << said(outcome);
    EXPECT_TRUE(says("submit from=3/0/55512 to=1/1/447700900001 esm=0 coding=0 receipt=1 validity= "
                     "payload= text=4265642031322"
                     "01b3c1b651b3e"));
    EXPECT_TRUE(says("bind_transceiver relay 0"));
}

TEST_F(SmppSending, SaysGoodbyeAtTheEnd)
{
    start_centre();
    connect();
    ASSERT_TRUE(begins(send(), "Accepted"));

    channel_.reset();

    EXPECT_TRUE(says("unbind\nclosed"));
}

TEST_F(SmppSending, LetsNothingArriveAfterItsDeadline)
{
    start_centre();
    connect();
    auto page = text_out("+447700900001");
    page.expires = noon + 4h;

    EXPECT_TRUE(begins(channel_->send(page), "Accepted"));
    EXPECT_TRUE(says("validity=000000040000000R"));
    page.expires = noon;
    EXPECT_TRUE(begins(channel_->send(page), "Refused Message expired"));
    EXPECT_EQ(count("submit"), 1U);
}

TEST_F(SmppSending, CutsALongTextIntoPartsWithAnIdEach)
{
    start_centre({"--hold", "3"}); // answers them in reverse
    connect();

    const auto outcome = send(std::string(307, 'x'));

    const auto* accepted = std::get_if<Accepted>(&outcome);
    ASSERT_NE(accepted, nullptr) << said(outcome);
    EXPECT_EQ(accepted->reference, "1003");
    EXPECT_EQ(accepted->parts, (std::vector<std::string>{"1002", "1001"}));
    EXPECT_EQ(count("esm=64 coding=0 receipt=1"), 3U);
    for (const std::string part : {"0301", "0302", "0303"})
        EXPECT_TRUE(says(part + "78")) << part;
}

TEST_F(SmppSending, SendsALongTextAsAPayloadWhereThatIsAskedFor)
{
    start_centre();
    auto with = settings();
    with.text.long_message = smpp::LongMessage::Payload;
    connect(with);

    EXPECT_TRUE(begins(send(std::string(161, 'x')), "Accepted 1001: message id"));
    EXPECT_TRUE(says("payload=7878"));
}

TEST_F(SmppSending, WritesWhatGsmCannotInUtf16)
{
    start_centre();
    connect();

    EXPECT_TRUE(begins(send("д😀"), "Accepted"));
    EXPECT_TRUE(says("coding=8 receipt=1 validity= payload= text=0434d83dde00"));
}

TEST_F(SmppSending, GoesOnWhenItWasTooFast)
{
    start_centre({"--answers", "throttle,throttle,ok"});
    connect();

    EXPECT_TRUE(begins(send(), "Accepted 1001"));
    EXPECT_EQ(count("submit"), 3U);
}

TEST_F(SmppSending, IsBusyWhenItIsTooFastForTooLong)
{
    start_centre({"--answers", "throttle,throttle,throttle,throttle,throttle,throttle,throttle,"
                               "throttle,throttle,throttle,throttle,throttle,throttle,throttle"});
    auto with = settings();
    with.queue_patience = 5ms;
    with.throttle_pause = 50ms;
    connect(with);
    ASSERT_TRUE(news("bound"));

    EXPECT_TRUE(begins(send(), "Busy smpp 0x00000058"));
}

TEST_F(SmppSending, KnowsWhoseFaultARefusalIs)
{
    start_centre({"--answers", "status:11,status:10,status:8,status:69,status:1025"});
    connect();

    EXPECT_TRUE(begins(send(), "Refused Detail smpp 0x0000000b"));
    EXPECT_TRUE(begins(send(), "Refused Provider smpp 0x0000000a"));
    EXPECT_TRUE(begins(send(), "Busy smpp 0x00000008"));
    EXPECT_TRUE(begins(send(), "Refused Provider smpp 0x00000045"));
    EXPECT_TRUE(begins(send(), "Busy smpp 0x00000401"));
}

TEST_F(SmppSending, IsRefusedWhenOnePartIs)
{
    start_centre({"--answers", "ok,status:11,ok"});
    connect();

    const auto outcome = send(std::string(307, 'x'));

    EXPECT_EQ(said(outcome),
              "Refused Detail smpp 0x0000000b: the message centre declined (part 2 of "
              "3) with smpp 0x0000000b");
}

TEST_F(SmppSending, IsUnclearForAllThatWasSentWhenTheLinkIsCut)
{
    start_centre({"--hold", "10", "--answers", "cut"});
    auto with = settings();
    with.parallel = 10;
    connect(with);
    std::vector<std::jthread> senders;
    std::vector<std::string> outcomes(10);

    for (auto& outcome : outcomes)
        senders.emplace_back([this, &outcome] { outcome = said(send()); });
    senders.clear();

    for (const auto& outcome : outcomes)
        EXPECT_EQ(outcome, "Unclear no answer: the message centre hung up");
    EXPECT_EQ(count("submit"), 10U);
}

TEST_F(SmppSending, IsUnclearWhenTheMessageCentreUnbindsInstead)
{
    start_centre({"--answers", "unbind"});
    connect();

    EXPECT_EQ(said(send()), "Unclear no answer: the message centre said unbind");
    EXPECT_TRUE(says("unbind_resp"));
    ASSERT_TRUE(news("said unbind\nbound\n"));
    EXPECT_TRUE(begins(send(), "Accepted 1001"));
}

TEST_F(SmppSending, IsUnclearWhenNoAnswerComes)
{
    start_centre({"--answers", "silent"});
    auto with = settings();
    with.response_timeout = 20ms;
    connect(with);
    const std::string unclear = "Unclear no answer: no answer in time";

    EXPECT_EQ(said(send()), unclear);
    auto next = said(send());
    while (next == unclear) // 20 ms may be too short for an answer too
        next = said(send());
    EXPECT_TRUE(next.starts_with("Accepted")) << next;
}

TEST_F(SmppSending, IsBusyWhileTheMessageCentreIsDown)
{
    auto with = settings();
    with.bind_patience = 0ms;
    connect(with);

    EXPECT_TRUE(begins(send(), "Busy not sent: not bound"));
    start_centre();
    ASSERT_TRUE(news("bound\n"));
    EXPECT_TRUE(begins(send(), "Accepted"));
}

TEST_F(SmppSending, ComesBackAfterTheMessageCentreWasRestarted)
{
    start_centre();
    connect();
    ASSERT_TRUE(begins(send(), "Accepted"));

    start_centre();

    ASSERT_TRUE(news("\nbound\n"));
    EXPECT_TRUE(begins(send(), "Accepted"));
}

TEST_F(SmppSending, TriesAWrongPasswordOnce)
{
    start_centre({"--password", "other"});
    connect();

    EXPECT_TRUE(begins(send(), "Refused Provider credentials: not bound: the bind was refused with "
                               "0x0000000e"));
    EXPECT_TRUE(news("not bound: the bind was refused with 0x0000000e"));
    EXPECT_TRUE(says("closed"));
    EXPECT_TRUE(begins(send(), "Refused Provider credentials"));
    EXPECT_EQ(count("bind_transceiver"), 1U);
}

TEST_F(SmppSending, TriesAgainWhenTheBindFailsForAnotherReason)
{
    start_centre({"--bind-status", "13"});
    connect();
    ASSERT_TRUE(news("not bound: the bind was refused with 0x0000000d"));

    start_centre();

    ASSERT_TRUE(news("\nbound\n"));
    EXPECT_TRUE(begins(send(), "Accepted"));
}

TEST_F(SmppSending, HangsUpWhenEnquireLinkIsNotAnswered)
{
    start_centre({"--deaf"});
    auto with = settings();
    with.enquire_link = 10ms;
    with.response_timeout = 10ms;
    connect(with);

    EXPECT_TRUE(says("enquire_link\nenquire_link\nclosed"));
    EXPECT_TRUE(news("not bound: two enquire_link were not answered"));
}

TEST_F(SmppSending, StaysBoundWhileEnquireLinkIsAnswered)
{
    start_centre();
    auto with = settings();
    with.enquire_link = 5ms;
    connect(with);

    EXPECT_TRUE(says("enquire_link\nenquire_link\nenquire_link\nenquire_link\nenquire_link"));
    EXPECT_TRUE(begins(send(), "Accepted"));
    EXPECT_EQ(count("bind_transceiver"), 1U);
}

TEST_F(SmppSending, RefusesWhatIsNoNumberAndWhatIsNoText)
{
    connect();
    Outgoing document = text_out("");
    document.payload = WctpOut{};

    EXPECT_TRUE(begins(channel_->send(text_out("nurse@ward.example")), "Refused Detail address"));
    EXPECT_TRUE(begins(channel_->send(document), "Refused Provider payload"));
}

} // namespace
} // namespace relay::channels
