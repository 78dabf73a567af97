// What goes wrong between a client and us, counted and by a clock that is moved.
#include "smtp_talk.h"
#include <map>

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

/// A conversation, step by step: "C" is said and answered, "c" is said and goes on.
struct Conversation {
    const char* name;
    std::vector<std::pair<char, std::string>> steps;
};

const std::vector<std::pair<char, std::string>> envelope{{'C', "EHLO client.example\r\n"},
                                                         {'C', "MAIL FROM:<a@ward.example>\r\n"},
                                                         {'C', "RCPT TO:<ann@pager.example>\r\n"}};

Conversation after_envelope(const char* name, std::vector<std::pair<char, std::string>> steps)
{
    auto all = envelope;
    all.insert(all.end(), steps.begin(), steps.end());
    return {name, std::move(all)};
}

std::vector<Conversation> conversations()
{
    return {
        after_envelope("DATA", {{'C', "DATA\r\n"},
                                {'c', "Message-ID: <1@ward.example>\r\n"},
                                {'c', "Subject: x\r\n\r\n"},
                                {'c', "text\r\n"},
                                {'c', "."},
                                {'c', "\r"}}),
        after_envelope("BDAT", {{'C', "BDAT 14\r\nSubject: x\r\n\r\n"},
                                {'c', "BDAT 6 LA"},
                                {'c', "ST\r\n"},
                                {'c', "te"},
                                {'c', "xt\r"}}),
        {"AUTH PLAIN",
         {{'C', "EHLO client.example\r\n"}, {'C', "AUTH PLAIN\r\n"}, {'c', "AHdhcmQAczNjcmV0"}}},
        {"AUTH LOGIN",
         {{'C', "EHLO client.example\r\n"},
          {'C', "AUTH LOGIN\r\n"},
          {'C', "d2FyZA==\r\n"},
          {'c', "czNj"}}},
        {"AUTH SCRAM-SHA-256",
         {{'C', "EHLO client.example\r\n"},
          {'C', "AUTH SCRAM-SHA-256 biwsbj13YXJkLHI9YWJjZGVmZ2hpams=\r\n"},
          {'c', "Yz1iaXdz"}}},
    };
}

/// Says the first `count` steps, then goes: with RST where `count` is even.
void hang_up_after(SmtpTalk at, const Conversation& conversation, std::size_t count)
{
    (void)at.reply();
    for (std::size_t step = 0; step < count; ++step) {
        at.say(conversation.steps[step].second);
        const bool is_answered = conversation.steps[step].first == 'C';
        EXPECT_LT(is_answered ? at.reply().substr(0, 1) : "", "4")
            << conversation.name << ", step " << step;
    }
    if (count % 2 == 0)
        at.reset();
    else
        at.hang_up();
}

TEST_P(SmtpFaults, LeaveNothingWhereverAClientHangsUp)
{
    add_login("s3cret");
    auto in_clear = rules();
    in_clear.auth_in_clear = true;
    open(in_clear);
    for (const auto& conversation : conversations()) {
        for (std::size_t count = 0; count <= conversation.steps.size(); ++count)
            hang_up_after(talk(), conversation, count);
        settle(listener_->loop());

        EXPECT_EQ(messages(), 0U) << conversation.name;
    }
    EXPECT_EQ(mail("ann@pager.example", "Subject: x\r\n\r\nx").substr(0, 3), "250");
    EXPECT_EQ(messages(), 1U);
    auto at = client();
    EXPECT_EQ(at.ask("AUTH PLAIN AHdhcmQAczNjcmV0").substr(0, 3), "235")
        << "an exchange that was left is no wrong password";
}

// RFC 2033
TEST_P(SmtpFaults, LeaveNothingWhereverAClientOfLmtpHangsUp)
{
    relay::intake::SmtpDoor lmtp;
    lmtp.is_lmtp = true;
    open(rules(), std::move(lmtp));
    auto conversation = conversations().front();
    conversation.steps.front().second = "LHLO client.example\r\n";
    for (std::size_t count = 0; count <= conversation.steps.size(); ++count)
        hang_up_after(talk(), conversation, count);
    settle(listener_->loop());
    EXPECT_EQ(messages(), 0U);

    conversation.steps.emplace_back('C', "\n");
    hang_up_after(talk(), conversation, conversation.steps.size());

    EXPECT_EQ(messages(), 1U) << "and what was answered stays";
}

TEST_P(SmtpFaults, AHundredThousandRecipientsAreRefusedAndTheFirstThousandPaged)
{
    auto at = client();
    (void)at.ask("MAIL FROM:<a@ward.example>");
    std::string block;
    for (int count = 0; count < 1000; ++count)
        block += "RCPT TO:<ann@pager.example>\r\n";
    std::map<std::string, int> answers;

    for (int blocks = 0; blocks < 100; ++blocks) {
        at.say(block);
        for (int count = 0; count < 1000; ++count)
            ++answers[at.reply().substr(0, 9)];
    }

    EXPECT_EQ(answers, (std::map<std::string, int>{{"250 2.1.5", 1000}, {"452 4.5.3", 99'000}}));
    (void)at.ask("DATA");
    at.say("Subject: x\r\n\r\nx\r\n.\r\n");
    EXPECT_EQ(at.reply().substr(0, 3), "250");
    EXPECT_EQ(messages(), 1U) << "one person";
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
