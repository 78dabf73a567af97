// Many clients at once, and texts that never end: who has something to say is heard all the same.
#include "smtp_talk.h"

namespace tests {
namespace {

class SmtpCrowd : public SmtpTest {
protected:
    /// Connections from nobody's home but of those whom the source knows.
    void at_home_from(std::vector<std::string> networks)
    {
        edit_source(2, [&](store::Source& source) { source.networks = networks; });
    }
    std::vector<SmtpTalk> silent(std::size_t count)
    {
        std::vector<SmtpTalk> all;
        for (std::size_t made = 0; made < count; ++made) {
            all.push_back(talk());
            EXPECT_EQ(all.back().reply().substr(0, 3), "220") << made;
        }
        return all;
    }
    /// In the middle of a text of so many octets.
    SmtpTalk half_sent(std::size_t octets)
    {
        auto at = client();
        (void)at.ask("MAIL FROM:<a@ward.example>");
        (void)at.ask("RCPT TO:<ann@pager.example>");
        EXPECT_EQ(at.ask("DATA").substr(0, 3), "354");
        at.say("Subject: x\r\n\r\n");
        const std::string line(998, 'x');
        for (std::size_t sent = 0; sent < octets; sent += line.size() + 2)
            at.say(line + "\r\n");
        settle(listener_->loop());
        return at;
    }
    static std::string end_of(SmtpTalk& at)
    {
        at.say(".\r\n");
        return at.reply();
    }
};
HOUSE_ON_BOTH_ENGINES(SmtpCrowd);

// SECURITY 2.2
TEST_P(SmtpCrowd, WhoSaysNothingHasToGoSoonWhereMostConnectionsAreTaken)
{
    auto narrow = rules();
    narrow.loop.total = 10;
    narrow.loop.kept = 0;
    open(narrow);
    auto few = silent(8);
    pass(11s);
    for (auto& at : few)
        EXPECT_TRUE(at.peek()) << "there is room: they have their five minutes";

    auto last = silent(1);
    pass(9s);
    EXPECT_TRUE(few.front().peek());
    pass(1s);

    for (auto& at : few)
        EXPECT_EQ(at.reply().substr(0, 9), "421 4.4.2");
    EXPECT_EQ(last.front().reply().substr(0, 9), "421 4.4.2");
    few.clear();
    last.clear();
    settle(listener_->loop());
    EXPECT_EQ(mail("ann@pager.example", "Subject: x\r\n\r\nx").substr(0, 3), "250");
    auto calm = silent(2);
    pass(11s);
    EXPECT_TRUE(calm.front().peek()) << "and there is room again";
}

TEST_P(SmtpCrowd, OfStrangersKeepsNoSourceOut)
{
    auto narrow = rules();
    narrow.loop.total = 4;
    narrow.loop.kept = 2;
    open(narrow);
    at_home_from({"10.0.0.0/8"});
    const auto strangers = silent(2);
    auto refused = talk();
    EXPECT_EQ(refused.line(),
              "421 4.3.2 relay.pager.example has too many connections, try again later");
    EXPECT_EQ(refused.line(), "");

    at_home_from({"127.0.0.0/8"});

    EXPECT_EQ(mail("ann@pager.example", "Subject: x\r\n\r\nx").substr(0, 3), "250");
    settle(listener_->loop());
    auto others = silent(2);
    EXPECT_EQ(talk().line().substr(0, 9), "421 4.3.2") << "no more than there are in all";
}

// SECURITY 2.2: else the memory of the machine ends before the connections do.
TEST_P(SmtpCrowd, OfTextsThatGrowIsPutOffBeyondTheRoomForAllAndSmallOnesAreTaken)
{
    auto narrow = rules();
    narrow.texts_bytes = 1 << 20;
    open(narrow);
    auto first = half_sent(700'000);
    auto second = half_sent(700'000);

    EXPECT_EQ(mail("ann@pager.example", "Subject: y\r\n\r\ny").substr(0, 3), "250");
    EXPECT_EQ(end_of(second).substr(0, 9), "452 4.3.1");
    EXPECT_EQ(end_of(first).substr(0, 3), "250");
    auto third = half_sent(700'000);
    EXPECT_EQ(end_of(third).substr(0, 3), "250") << "what was answered takes no room";
    third.hang_up();
    half_sent(700'000).hang_up();
    settle(listener_->loop());
    auto fourth = half_sent(700'000);
    EXPECT_EQ(end_of(fourth).substr(0, 3), "250") << "nor does what broke off";
    EXPECT_EQ(messages(), 4U);
}

TEST_P(SmtpCrowd, OfChunksIsPutOffAsTextsAre)
{
    auto narrow = rules();
    narrow.texts_bytes = 1 << 20;
    open(narrow);
    const auto first = half_sent(700'000);
    auto at = client();
    (void)at.ask("MAIL FROM:<a@ward.example>");
    (void)at.ask("RCPT TO:<ann@pager.example>");

    at.say("BDAT 700000\r\n" + std::string(700'000, 'x'));
    EXPECT_EQ(at.reply().substr(0, 9), "452 4.3.1");

    EXPECT_EQ(mail(at, {"ann@pager.example"}, "Subject: y\r\n\r\ny").substr(0, 3), "250")
        << "the session is in step";
}

TEST_P(SmtpCrowd, OfChunksThatNobodyAskedForTakesNoRoomAndNoTime)
{
    auto narrow = rules();
    narrow.texts_bytes = 1 << 20;
    open(narrow);
    auto at = client();
    at.say("BDAT 2000000\r\n" + std::string(1'900'000, 'x'));
    settle(listener_->loop());

    auto other = half_sent(900'000);
    EXPECT_EQ(end_of(other).substr(0, 3), "250");
    pass(300s);
    EXPECT_EQ(at.reply().substr(0, 9), "421 4.4.2") << "a command's time, not a message's";
}

// SECURITY 9: whoever looks for a lost mail finds why it was refused.
TEST_P(SmtpCrowd, OfMailsThatTheSessionRefusesIsCounted)
{
    auto narrow = rules();
    narrow.limits.message_bytes = 1000;
    open(narrow);
    auto at = client();

    EXPECT_EQ(at.ask("MAIL FROM:<a@ward.example> SIZE=2000").substr(0, 3), "552");
    EXPECT_EQ(mail(at, {"ann@pager.example"}, std::string(2000, 'x')).substr(0, 3), "552");
    (void)at.ask("MAIL FROM:<a@ward.example>");
    EXPECT_EQ(at.ask("RCPT TO:<@elsewhere.example:ann@pager.example>").substr(0, 3), "554");
    (void)at.ask("NONSENSE");

    EXPECT_EQ(house().metrics.refused(store::Door::Smtp), 3U) << "a typing mistake is no mail";
}

// SECURITY 2.2: one old device is no reason to be lenient with everybody.
TEST_P(SmtpCrowd, OfDevicesMayHaveOneWhoseLineFeedsAreTaken)
{
    auto exact = rules();
    exact.bare_newline = mail::BareNewline::Reject;
    open(exact);
    const std::string bare = "Subject: x\n\nbed 12";
    EXPECT_EQ(mail("ann@pager.example", bare).substr(0, 9), "554 5.6.0");

    exact.exact_newlines_not_from = {"127.0.0.0/8"};
    open(exact);

    EXPECT_EQ(mail("ann@pager.example", bare).substr(0, 3), "250");
}

} // namespace
} // namespace tests
