// Mail that comes back through the SMTP door, beside the mail that pages people.
#include "relay/engine/return_address.h"
#include "relay/gateway/mail_door.h"
#include "tests/relay/engine/people.h"
#include "tests/relay/intake/smtp_talk.h"

namespace tests {
namespace {

using relay::engine::ReturnUse;
using store::Channel;
using store::Progress;

const std::string bed_12 = "From: Monitor <a@ward.example>\r\nSubject: Bed 12\r\n\r\nPatient calls";
const std::string answer_1 = "From: p40@example.org\r\nMessage-ID: <r@home>\r\n\r\n1\r\n";

class ReturnMail : public SmtpTest {
protected:
    RunningHouse::Settings settings() const override { return whose_mail_returns(); }
    void SetUp() override
    {
        SmtpTest::SetUp();
        if (IsSkipped())
            return;
        relay::service::log::room("mail").set_level(relay::service::LogLevel::Error);
        mail_door_.emplace(house(), "relay.example");
        returns_ = &*mail_door_;
        node().add(person(40, "ADA-KING").redundancy(Channel::Email, 0min).get());
        // Nobody may send pages but from the ward.
        edit_source(2, [](store::Source& source) { source.senders = {"*@ward.example"}; });
        message_ = node().submit(build::message(), "ADA-KING");
    }
    std::string mark(ReturnUse use)
    {
        const auto id = delivery_by(node(), message_, Channel::Email).id;
        return use == ReturnUse::Answer ? relay::engine::answer_mark(house().vault, id)
                                        : relay::engine::report_mark(house().vault, id);
    }
    std::string reply_address() { return "reply+" + mark(ReturnUse::Answer) + "@relay.example"; }
    std::string from_outside(const std::string& recipient, const std::string& text,
                             const std::string& sender = "p40@example.org")
    {
        auto at = client();
        return mail(at, {recipient}, text, sender);
    }

    std::optional<relay::gateway::MailDoor> mail_door_;
    store::MessageId message_;
};

HOUSE_ON_BOTH_ENGINES(ReturnMail);

TEST_P(ReturnMail, OfStrangersIsTakenAtTheAddressesThatWeGaveOutOnly)
{
    EXPECT_EQ(from_outside("ann@pager.example", bed_12).substr(0, 9), "550 5.7.1");
    EXPECT_EQ(from_outside("reply+x@relay.example", answer_1).substr(0, 9), "550 5.1.1");
    EXPECT_EQ(from_outside("reply+x@pager.example", answer_1).substr(0, 9), "550 5.7.1");
    EXPECT_EQ(from_outside("ann@relay.example", answer_1).substr(0, 9), "550 5.7.1");

    EXPECT_EQ(from_outside(reply_address(), answer_1).substr(0, 9), "250 2.0.0");

    EXPECT_EQ(node().replies(message_).size(), 1U) << "committed before the 250";
    EXPECT_EQ(messages(), 1U) << "and it is no page";
}

// U.8: a server in front that logs in brings everything, from anybody.
TEST_P(ReturnMail, IsTakenFromALoginThatMayNotSendAsThatSender)
{
    store::Source front{.id = {41},
                        .name = "front",
                        .door = store::Door::Smtp,
                        .principal = {1},
                        .sender_id = "front"};
    front.code_hash = house().vault.keyed_hash(store::security_code_purpose, "s3cret");
    front.senders = {"front@ward.example"};
    node().add(front);
    auto set = rules();
    set.auth_in_clear = true;
    open(std::move(set));
    auto at = client();
    EXPECT_EQ(at.ask("AUTH PLAIN AGZyb250AHMzY3JldA==").substr(0, 3), "235"); // front, s3cret

    EXPECT_EQ(mail(at, {reply_address()}, answer_1, "p40@example.org").substr(0, 3), "250");
    EXPECT_EQ(mail(at, {"ann@pager.example"}, bed_12, "p40@example.org").substr(0, 9), "550 5.7.1");
    (void)at.ask("RSET");
    EXPECT_EQ(mail(at, {"bounce+x@relay.example"}, answer_1, "").substr(0, 9), "550 5.1.1");

    EXPECT_EQ(node().replies(message_).size(), 1U);
    EXPECT_EQ(messages(), 1U);
}

TEST_P(ReturnMail, ComesByItself)
{
    auto at = client();
    (void)at.ask("MAIL FROM:<a@ward.example>");
    EXPECT_EQ(at.ask("RCPT TO:<ann@pager.example>").substr(0, 3), "250");
    EXPECT_EQ(at.ask("RCPT TO:<" + reply_address() + ">").substr(0, 9), "452 4.5.3");
    (void)at.ask("RSET");
    (void)at.ask("MAIL FROM:<a@ward.example>");
    EXPECT_EQ(at.ask("RCPT TO:<" + reply_address() + ">").substr(0, 3), "250");
    EXPECT_EQ(at.ask("RCPT TO:<ann@pager.example>").substr(0, 9), "452 4.5.3");
    (void)at.ask("RSET");

    EXPECT_EQ(mail(at, {"ann@pager.example"}, bed_12).substr(0, 3), "250") << "a page";
    EXPECT_EQ(mail(at, {reply_address()}, answer_1).substr(0, 3), "250") << "and an answer";
    EXPECT_EQ(messages(), 2U);
    EXPECT_EQ(node().replies(message_).size(), 1U);
}

TEST_P(ReturnMail, OfOurOwnIsNoPage)
{
    const auto own = "Message-ID: <" + mark(ReturnUse::Report) + "@relay.example>\r\n" + bed_12;

    auto at = client();
    EXPECT_EQ(mail(at, {"ann@pager.example"}, own).substr(0, 9), "554 5.4.6");

    EXPECT_EQ(messages(), 1U);
}

TEST_P(ReturnMail, OfAllStrangersTogetherIsHeldToARate)
{
    auto at = client();
    int asked = 0;
    const auto comes_back_to = [&](const std::string& recipient) {
        if (++asked % 8 == 0)
            at = client(); // or our own limits of mistakes and idle commands slow it down
        (void)at.ask("MAIL FROM:<>");
        const auto said = at.ask("RCPT TO:<" + recipient + ">");
        (void)at.ask("RSET");
        return said.substr(0, 3);
    };
    for (int turn = 0; turn < 600; ++turn)
        EXPECT_NE(comes_back_to("reply+x@relay.example"), "250") << "and uses nothing up";
    int accepted = 0;
    while (comes_back_to(reply_address()) == "250")
        ASSERT_LT(++accepted, 1000);

    EXPECT_EQ(accepted, 500);
    clock.advance(1s);
    EXPECT_EQ(comes_back_to(reply_address()), "250");
}

} // namespace
} // namespace tests
