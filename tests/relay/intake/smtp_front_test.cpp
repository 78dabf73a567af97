// Who stands in front of us: mail servers that hand over by LMTP or XCLIENT, load balancers.
#include "smtp_talk.h"
#include <Poco/Net/NetException.h>

namespace tests {
namespace {

const std::string bed_12 = "Message-ID: <1@ward.example>\r\nSubject: Bed 12\r\n\r\nPatient calls";

class SmtpFronts : public SmtpTest {
protected:
    void open_for_lmtp()
    {
        relay::intake::SmtpDoor door;
        door.is_lmtp = true;
        open(rules(), std::move(door));
    }
    /// The mailer speaks from the ward's network alone.
    void keep_mailer_in_the_ward()
    {
        edit_source(2, [](store::Source& source) { source.networks = {"192.0.2.0/24"}; });
    }
    std::string sender_is(SmtpTalk& at)
    {
        return at.ask("MAIL FROM:<a@ward.example>").substr(0, 9);
    }
};
HOUSE_ON_BOTH_ENGINES(SmtpFronts);

// RFC 2033 4.2
TEST_P(SmtpFronts, HearOfEachRecipientByItself)
{
    node().add(build::contact(13, "BEN-OKORO").get());
    node().add(build::contact(14, "EMMA-GONE").get());
    open_for_lmtp();
    auto at = talk();
    (void)at.reply();
    (void)at.ask("LHLO front.example");
    (void)at.ask("MAIL FROM:<a@ward.example>");
    for (const auto* name : {"ANN-LEE", "EMMA-GONE", "BEN-OKORO"})
        EXPECT_EQ(at.ask("RCPT TO:<" + std::string(name) + "@pager.example>").substr(0, 3), "250");
    (void)at.ask("DATA");
    node().write([&](store::Connection& connection) {
        EXPECT_TRUE(
            store::ContactRepository(connection, fresh().vault()).remove({14}, clock.now()));
    });
    node().refresh_directory();
    at.say(bed_12 + "\r\n.\r\n");

    EXPECT_EQ(at.reply().substr(0, 9), "250 2.0.0");
    EXPECT_EQ(at.reply().substr(0, 9), "550 5.1.1") << "she has left meanwhile";
    EXPECT_EQ(at.reply().substr(0, 9), "250 2.0.0");
    EXPECT_EQ(at.ask("NOOP").substr(0, 9), "250 2.0.0");
    EXPECT_EQ(messages(), 2U);
}

TEST_P(SmtpFronts, HandOverTheSameMailTwiceAndItIsOneMessage)
{
    open_for_lmtp();
    for (int time = 0; time < 2; ++time) {
        auto at = talk();
        (void)at.reply();
        (void)at.ask("LHLO front.example");
        EXPECT_EQ(mail(at, {"ANN-LEE@pager.example"}, bed_12).substr(0, 9), "250 2.0.0");
    }

    EXPECT_EQ(messages(), 1U);
}

TEST_P(SmtpFronts, SpeakForAClientWhoseAddressThenCounts)
{
    auto set = rules();
    set.front_ends = {"127.0.0.0/8"};
    open(set);
    keep_mailer_in_the_ward();
    auto at = client();

    EXPECT_EQ(sender_is(at), "550 5.7.1");
    EXPECT_EQ(at.ask("XCLIENT ADDR=192.0.2.7").substr(0, 3), "220");
    (void)at.ask("EHLO front.example");
    EXPECT_EQ(sender_is(at), "250 2.1.0");
    (void)at.ask("RSET");
    EXPECT_EQ(at.ask("XCLIENT ADDR=198.51.100.7").substr(0, 3), "220");
    (void)at.ask("EHLO front.example");
    EXPECT_EQ(sender_is(at), "550 5.7.1");
}

TEST_P(SmtpFronts, AreThoseThatWereNamedAndNobodyElse)
{
    auto set = rules();
    set.front_ends = {"192.0.2.0/24"};
    open(set);
    keep_mailer_in_the_ward();
    auto at = client();

    EXPECT_EQ(at.ask("XCLIENT ADDR=192.0.2.7").substr(0, 9), "550 5.7.0");
    EXPECT_EQ(sender_is(at), "550 5.7.1");
}

TEST_P(SmtpFronts, TellTheAddressByTheProxyProtocol)
{
    auto set = rules();
    set.proxies = {"127.0.0.1"};
    set.front_ends = {"127.0.0.1"};
    open(set);
    keep_mailer_in_the_ward();

    for (const auto& [address, answer] :
         {std::pair{"192.0.2.7", "250 2.1.0"}, {"198.51.100.7", "550 5.7.1"}}) {
        auto at = talk();
        at.say("PROXY TCP4 " + std::string(address) + " 127.0.0.1 5");
        settle(listener_->loop());
        EXPECT_EQ(at.line_at_hand(), std::nullopt) << "no greeting before it is whole";
        at.say("1000 25\r\n");
        EXPECT_EQ(at.reply().substr(0, 3), "220");
        (void)at.ask("EHLO client.example");
        EXPECT_EQ(sender_is(at), answer);
        EXPECT_EQ(at.ask("RSET").substr(0, 3), "250");
        EXPECT_EQ(at.ask("XCLIENT ADDR=192.0.2.7").substr(0, 9), "550 5.7.0")
            << "the balancer is a front end, its client is not";
    }
}

TEST_P(SmtpFronts, TellTheAddressBeforeTheHandshakeToo)
{
    CertificateAuthority authority;
    const auto issued = authority.issue("localhost");
    auto set = rules();
    set.proxies = {"127.0.0.1"};
    relay::intake::SmtpDoor door;
    door.tls = relay::net::TlsContext::load(issued.certificate, issued.key).value();
    door.begins_in_tls = true;
    open(set, std::move(door));
    keep_mailer_in_the_ward();

    for (const auto& [address, answer] :
         {std::pair{"192.0.2.7", "250 2.1.0"}, {"198.51.100.7", "550 5.7.1"}}) {
        auto at = talk();
        at.say("PROXY TCP4 " + std::string(address) + " 127.0.0.1 5");
        settle(listener_->loop());
        at.say("1000 465\r\n");
        at.start_tls();
        EXPECT_EQ(at.reply().substr(0, 3), "220");
        (void)at.ask("EHLO client.example");
        EXPECT_EQ(sender_is(at), answer);
    }
    auto rude = talk();
    rude.say("\x16\x03\x01");
    const auto heard = [&] {
        try {
            return rude.line();
        } catch (const Poco::Net::ConnectionResetException&) {
            return std::string();
        }
    };
    EXPECT_EQ(heard(), "") << "no header";
}

TEST_P(SmtpFronts, AreCountedByTheClientsThatTheySpeakFor)
{
    auto set = rules();
    set.loop.per_address = 2;
    set.proxies = {"127.0.0.0/8"};
    open(set);
    const auto told = [&](const std::string& address) {
        auto at = talk();
        at.say("PROXY TCP6 " + address + " ::1 51000 25\r\n");
        (void)at.reply();
        (void)at.ask("EHLO client.example");
        return at;
    };

    auto first = told("2001:db8::1");
    auto second = told("2001:db8::2");
    auto third = told("2001:db8::3");
    auto other = told("2001:db8:1::1");

    EXPECT_EQ(sender_is(first), "250 2.1.0");
    EXPECT_EQ(sender_is(second), "250 2.1.0");
    EXPECT_EQ(sender_is(third), "421 4.7.0") << "one subscriber has a whole /64";
    EXPECT_EQ(sender_is(other), "250 2.1.0");
    first.hang_up();
    settle(listener_->loop());
    auto fourth = told("2001:db8::4");
    EXPECT_EQ(sender_is(fourth), "250 2.1.0");
}

TEST_P(SmtpFronts, AreCountedByTheClientsThatTheyNameByXclient)
{
    auto set = rules();
    set.loop.per_address = 2;
    set.front_ends = {"127.0.0.0/8"};
    open(set);
    const auto speak_for = [&](SmtpTalk& at, const std::string& address) {
        EXPECT_EQ(at.ask("XCLIENT ADDR=" + address).substr(0, 3), "220");
        (void)at.ask("EHLO front.example");
    };
    auto first = client();
    auto second = client();
    auto third = client();

    for (auto* at : {&first, &second, &third})
        speak_for(*at, "192.0.2.7");

    EXPECT_EQ(sender_is(first), "250 2.1.0");
    EXPECT_EQ(sender_is(second), "250 2.1.0");
    EXPECT_EQ(sender_is(third), "421 4.7.0");
    auto fourth = client();
    speak_for(fourth, "192.0.2.8");
    EXPECT_EQ(sender_is(fourth), "250 2.1.0") << "another client";
    (void)first.ask("RSET");
    speak_for(first, "192.0.2.8"); // a front end has one client after the other
    auto fifth = client();
    speak_for(fifth, "192.0.2.7");
    EXPECT_EQ(sender_is(fifth), "250 2.1.0") << "who went away no longer counts";
}

TEST_P(SmtpFronts, AreCutWhenTheyDoNotSpeakTheProxyProtocol)
{
    auto set = rules();
    set.proxies = {"127.0.0.1"};
    open(set);
    auto other = talk();
    auto silent = talk();

    other.say("EHLO client.example\r\n");

    EXPECT_EQ(other.line(), "");
    pass(9s);
    EXPECT_TRUE(silent.peek());
    pass(1s);
    EXPECT_EQ(silent.line(), "");
}

TEST_P(SmtpFronts, DoNotTalkForClientsThatTalkFirst)
{
    auto set = rules();
    set.proxies = {"127.0.0.1"};
    open(set);
    auto at = talk();

    at.say("PROXY TCP4 192.0.2.7 127.0.0.1 51000 25\r\nEHLO client.example\r\n");

    EXPECT_EQ(at.reply().substr(0, 9), "554 5.5.0");
}

} // namespace
} // namespace tests
