// What goes wrong between a client and us, counted and by a clock that is moved.
#include "smtp_talk.h"

namespace tests {
namespace {

class SmtpFaults : public SmtpTest {
protected:
    void begin(SmtpTalk& at)
    {
        (void)at.ask("MAIL FROM:<a@ward.example>");
        (void)at.ask("RCPT TO:<ann@pager.example>");
    }
    static std::string chunk(SmtpTalk& at, const std::string& bytes)
    {
        at.say(bytes);
        return at.reply();
    }
    void open_quick()
    {
        auto quick = rules();
        quick.command_deadline = 10s;
        quick.data_deadline = 60s;
        open(quick);
    }
};
HOUSE_ON_BOTH_ENGINES(SmtpFaults);

TEST_P(SmtpFaults, LeaveNothingWhereverAClientHangsUp)
{
    const std::vector<std::string> steps{"EHLO client.example\r\n",
                                         "MAIL FROM:<a@ward.example>\r\n",
                                         "RCPT TO:<ann@pager.example>\r\n",
                                         "DATA\r\n",
                                         "Message-ID: <1@ward.example>\r\n",
                                         "Subject: x\r\n\r\n",
                                         "text\r\n",
                                         ".",
                                         "\r"};
    for (std::size_t count = 0; count <= steps.size(); ++count) {
        auto at = talk();
        (void)at.reply();
        for (std::size_t step = 0; step < count; ++step) {
            at.say(steps[step]);
            if (step < 4)
                (void)at.reply();
        }
        if (count % 2 == 0)
            at.reset();
        else
            at.hang_up();
    }
    settle(listener_->loop());

    EXPECT_EQ(messages(), 0U);
    EXPECT_EQ(mail("ann@pager.example", "Subject: x\r\n\r\nx").substr(0, 3), "250");
    EXPECT_EQ(messages(), 1U);
}

TEST_P(SmtpFaults, GiveAMessageInManyChunksOneTime)
{
    open_quick();
    auto at = client();
    begin(at);

    EXPECT_EQ(chunk(at, "BDAT 1\r\nx").substr(0, 3), "250");
    for (int count = 0; count < 5; ++count) {
        pass(11s);
        EXPECT_EQ(chunk(at, "BDAT 1\r\nx").substr(0, 3), "250") << count;
    }
    pass(4s);
    EXPECT_TRUE(at.peek());
    pass(1s);

    EXPECT_EQ(at.reply().substr(0, 9), "421 4.4.2") << "60 s, whatever came meanwhile";
    EXPECT_EQ(messages(), 0U);
}

TEST_P(SmtpFaults, GiveTheNextMessageItsTimeAnew)
{
    open_quick();
    auto at = client();
    begin(at);
    (void)chunk(at, "BDAT 1\r\nx");
    pass(59s);
    EXPECT_EQ(chunk(at, "BDAT 4 LAST\r\nbed ").substr(0, 3), "250");

    begin(at);
    (void)chunk(at, "BDAT 1\r\nx");
    pass(59s);

    EXPECT_EQ(chunk(at, "BDAT 4 LAST\r\nward").substr(0, 3), "250");
    EXPECT_EQ(messages(), 2U);
}

TEST_P(SmtpFaults, OfASlowClientAreNotFeltByAnother)
{
    open_quick();
    std::vector<SmtpTalk> slow;
    for (int count = 0; count < 20; ++count) {
        slow.push_back(client());
        begin(slow.back());
        (void)slow.back().ask("DATA");
        slow.back().say("Subject: x\r\n\r\none let");
    }

    for (int count = 0; count < 20; ++count) {
        for (auto& at : slow)
            at.say("t");
        EXPECT_EQ(mail("ann@pager.example", "\r\n" + std::to_string(count)).substr(0, 3), "250");
    }

    EXPECT_EQ(messages(), 20U) << "and no time has passed on the clock";
    pass(60s);
    for (auto& at : slow)
        EXPECT_EQ(at.reply().substr(0, 9), "421 4.4.2");
}

// MI-05, MI-06
TEST_P(SmtpFaults, AReportToAPersonIsNoPage)
{
    for (const auto* name : {"auto-05-mdn", "auto-06-dsn"}) {
        std::ifstream file(std::string(BELFRY_SOURCE_DIR) + "/tests/data/mail/own/" + name +
                           ".eml");
        const std::string report{std::istreambuf_iterator<char>(file), {}};
        ASSERT_FALSE(report.empty());

        EXPECT_EQ(mail("ann@pager.example", report).substr(0, 9), "550 5.7.1") << name;
    }
    EXPECT_EQ(messages(), 0U);
}

TEST_P(SmtpFaults, ATooLargeMailIsRefusedBeforeItIsSent)
{
    auto at = client();

    EXPECT_EQ(at.ask("MAIL FROM:<a@ward.example> SIZE=104857600").substr(0, 9), "552 5.3.4");
    EXPECT_EQ(mail(at, {"ann@pager.example"}, "Subject: x\r\n\r\nx").substr(0, 3), "250");
}

} // namespace
} // namespace tests
