#include "mail/header.h"
#include "tests/relay/channels/email_to.h"
#include "tests/support/fresh_database.h"
#include <atomic>
#include <fstream>
#include <latch>

namespace relay::channels {
namespace {

using namespace std::chrono_literals;
using mail::Verdict;
using tests::SmtpManners;
using tests::SmtpServer;
using tests::TakenMail;
using tests::TcpPeer;
using tests::TcpServer;

EmailSettings impatient(std::uint16_t port)
{
    auto settings = settings_for(port);
    settings.connect_timeout = settings.reply_timeout = 150ms;
    return settings;
}

std::string field(const std::string& message, const std::string& name)
{
    for (const auto& each : mail::read_header(message).fields)
        if (is_named(each, name))
            return mail::decode_words(each.value);
    return {};
}

SmtpManners refusing_recipients(Verdict verdict)
{
    SmtpManners manners;
    manners.recipient = [verdict](const mail::Address&) { return verdict; };
    return manners;
}

TEST(Email, IsOneWellFormedMailForOneRecipient)
{
    const SmtpServer server;
    auto outgoing = text_out(nurse, "Bed 12 calls.\n.\nGr\u00fc\u00dfe", "Call \u20ac");
    outgoing.priority = store::Priority::High;
    auto settings = settings_for(server.port());
    settings.trace_token = "t0ken";

    const auto outcome = made(settings)->send(outgoing);

    ASSERT_TRUE(begins(outcome, "Accepted ")) << said(outcome);
    const auto id = outgoing.delivery.text();
    const auto mail = server.taken().at(0);
    ASSERT_TRUE(mail.envelope.sender);
    EXPECT_EQ(mail.envelope.sender->text(), "bounce+" + id + "@relay.hospital.example");
    ASSERT_EQ(mail.envelope.recipients.size(), 1u);
    EXPECT_EQ(mail.envelope.recipients[0].text(), nurse);
    EXPECT_EQ(mail.envelope.helo, "relay.hospital.example");
    const std::pair<const char*, std::string> fields[] = {
        {"From", "Paging <paging@hospital.example>"},
        {"To", nurse},
        {"Subject", "Call \u20ac"},
        {"Message-ID", "<" + id + "@relay.hospital.example>"},
        {"Date", "Fri, 15 Jan 2027 08:00:00 +0000"},
        {"Auto-Submitted", "auto-generated"},
        {"Importance", "high"},
        {"X-Belfry-Trace", "t0ken"},
    };
    for (const auto& [name, value] : fields)
        EXPECT_NE(field(mail.message, name).find(value), std::string::npos)
            << name << ": " << field(mail.message, name);
    EXPECT_NE(mail.message.find("Bed 12 calls.\r\n.\r\n"), std::string::npos) << mail.message;
}

// S0.30
TEST(Email, TakesFilesAlong)
{
    const SmtpServer server;
    auto outgoing = text_out(nurse, "See below.", "Your messages");
    std::get<TextOut>(outgoing.payload).files = {
        {"messages.csv", "text/csv", core::release_status("a,b\r\n")}};

    ASSERT_TRUE(begins(made(settings_for(server.port()))->send(outgoing), "Accepted "));

    const auto message = server.taken().at(0).message;
    EXPECT_NE(message.find("filename=\"messages.csv\""), std::string::npos) << message;
    EXPECT_NE(message.find("YSxiDQo="), std::string::npos) << message;
}

TEST(Email, IsTheSameMailOnEveryTry)
{
    const SmtpServer server;
    const auto channel = made(settings_for(server.port()));
    auto outgoing = text_out(nurse);

    channel->send(outgoing);
    outgoing.attempt = 2;
    channel->send(outgoing);

    const auto taken = server.taken();
    EXPECT_EQ(field(taken.at(0).message, "Message-ID"), field(taken.at(1).message, "Message-ID"));
    EXPECT_EQ(taken[0].envelope.sender, taken[1].envelope.sender);
}

TEST(Email, OfAMachineToAMachineCannotBounce)
{
    const SmtpServer server;
    auto outgoing = text_out(nurse);
    auto& text = std::get<TextOut>(outgoing.payload);
    text.automatic = true;
    text.in_reply_to = "<alarm.1@pumps.example>";

    ASSERT_TRUE(begins(made(settings_for(server.port()))->send(outgoing), "Accepted"));

    const auto mail = server.taken().at(0);
    EXPECT_EQ(mail.envelope.sender, std::nullopt);
    EXPECT_EQ(field(mail.message, "In-Reply-To"), "<alarm.1@pumps.example>");
    EXPECT_EQ(field(mail.message, "References"), "<alarm.1@pumps.example>");
}

TEST(Email, SaysWhereReportsAndAnswersComeBackTo)
{
    const SmtpServer server;
    auto settings = settings_for(server.port());
    settings.mdn = true;
    auto outgoing = text_out(nurse);
    auto& text = std::get<TextOut>(outgoing.payload);
    text.report_mark = "dl_1.abc";
    text.answer_mark = "dl_1.def";

    ASSERT_TRUE(begins(made(settings)->send(outgoing), "Accepted"));

    const auto mail = server.taken().at(0);
    const std::string bounce = "bounce+dl_1.abc@relay.hospital.example";
    EXPECT_EQ(mail.envelope.sender->text(), bounce);
    EXPECT_EQ(field(mail.message, "Message-ID"), "<dl_1.abc@relay.hospital.example>");
    EXPECT_EQ(field(mail.message, "Reply-To"), "Paging <reply+dl_1.def@relay.hospital.example>");
    EXPECT_EQ(field(mail.message, "Disposition-Notification-To"), "<" + bounce + ">");
}

TEST(Email, AsksForNoAnswerWhereNoneWouldComeBack)
{
    const SmtpServer server;
    auto settings = settings_for(server.port());
    settings.mdn = true;

    ASSERT_TRUE(begins(made(settings)->send(text_out(nurse)), "Accepted"));

    const auto mail = server.taken().at(0).message;
    EXPECT_EQ(field(mail, "Reply-To"), "");
    EXPECT_EQ(field(mail, "Disposition-Notification-To"), "");
}

TEST(Email, NeverCarriesALineEndIntoItsHeaderOrEnvelope)
{
    const SmtpServer server;
    const auto channel = made(settings_for(server.port()));
    const struct {
        std::string to, subject, in_reply_to;
        const char* expected;
    } cases[] = {
        {nurse + "\r\nRCPT TO:<all@ward.example>", "", "", "Refused Detail address"},
        {nurse + ">\nDATA", "", "", "Refused Detail address"},
        {"nurse", "", "", "Refused Detail address"},
        {"", "", "", "Refused Detail address"},
        {nurse, "Call\r\nBcc: all@ward.example", "", "Refused Message message"},
        {nurse, "Call\nBcc: all@ward.example", "", "Refused Message message"},
        {nurse, std::string("a\0b", 3), "", "Refused Message message"},
        {nurse, "broken \xff", "", "Refused Message message"},
        // Nobody loses a mail by a stranger's broken Message-ID.
        {nurse, "", "<a@b>\r\nBcc: all@ward.example", "Accepted"},
        {nurse, "", "no id", "Accepted"},
    };

    for (const auto& each : cases) {
        auto outgoing = text_out(each.to, "text", each.subject);
        std::get<TextOut>(outgoing.payload).in_reply_to = each.in_reply_to;
        const auto outcome = channel->send(outgoing);
        EXPECT_TRUE(begins(outcome, each.expected)) << said(outcome);
    }
    for (const auto& mail : server.taken()) {
        EXPECT_EQ(field(mail.message, "Bcc"), "");
        EXPECT_EQ(field(mail.message, "In-Reply-To"), "");
        EXPECT_EQ(mail.envelope.recipients.size(), 1u);
    }
}

TEST(Email, SaysWhoseFaultARefusalIs)
{
    const struct {
        SmtpManners manners;
        const char* expected;
    } cases[] = {
        {refusing_recipients(Verdict::unknown_recipient()), "Refused Detail 550 5.1.1"},
        {refusing_recipients(Verdict::relay_denied()), "Refused Provider 554 5.7.1"},
        {refusing_recipients({{550, "", "no"}}), "Refused Detail 550"},
        {refusing_recipients(Verdict::too_many("slow down")), "Busy 450 4.7.1"},
        {refusing_recipients({{452, "4.2.2", "full"}}), "Busy 452 4.2.2"},
        {judging_messages([](const auto&) { return Verdict::try_later("disk full"); }),
         "Busy 451 4.3.0: 451 4.3.0: disk full"},
        {judging_messages([](const auto&) {
             return Verdict{{554, "5.7.1", "spam"}};
         }),
         "Refused Provider 554 5.7.1"},
        {judging_messages([](const auto&) {
             return Verdict{{552, "5.3.4", "big"}};
         }),
         "Refused Message 552 5.3.4"},
        {judging_messages([](const auto&) {
             return Verdict{{550, "", "no"}};
         }),
         "Refused Provider 550"},
    };

    for (const auto& each : cases) {
        const SmtpServer server(each.manners);
        const auto outcome = made(settings_for(server.port()))->send(text_out(nurse));
        EXPECT_TRUE(begins(outcome, each.expected)) << said(outcome);
        EXPECT_EQ(server.taken().size(), 0u);
    }
}

TEST(Email, OverTheServersLimitIsNotEvenOffered)
{
    SmtpManners small;
    small.message_bytes = 1000;
    const SmtpServer server(small);

    const auto outcome =
        made(settings_for(server.port()))->send(text_out(nurse, std::string(5000, 'x')));

    EXPECT_TRUE(begins(outcome, "Refused Message 5.3.4")) << said(outcome);
}

TEST(Email, IsBusyWhenTheServerGoesBeforeTheFinalDotAndUnclearAfterIt)
{
    SmtpManners early;
    early.hangs_up_in_message = true;
    const SmtpServer before(early);
    const SmtpServer after(judging_messages([](const auto&) { return std::nullopt; }));

    // More than the sockets hold, so that the text cannot have left when the server goes.
    const auto big = text_out(nurse, std::string(8'000'000, 'x'));
    EXPECT_TRUE(begins(made(settings_for(before.port()))->send(big), "Busy connection lost"));

    const auto unclear = made(settings_for(after.port()))->send(text_out(nurse));
    EXPECT_TRUE(begins(unclear, "Unclear connection lost")) << said(unclear);
    EXPECT_EQ(before.connections(), 1);
    EXPECT_EQ(after.connections(), 1) << "tried again by itself";
    EXPECT_EQ(after.taken().size(), 1u);
}

TEST(Email, WaitsForASilentServerOnlySoLong)
{
    const TcpServer never_greets([](TcpPeer& peer) { peer.wait_for_end(); });
    const TcpServer stops_at_mail([](TcpPeer& peer) {
        peer.write("220 mx\r\n");
        while (const auto line = peer.read_until("\r\n"))
            if (line->starts_with("EHLO"))
                peer.write("250 mx\r\n");
    });
    std::latch over(1);
    std::atomic<bool> has_the_dot = false;
    const SmtpServer stops_after_dot(judging_messages([&](const auto&) {
        has_the_dot = true;
        over.wait();
        return Verdict::accept();
    }));
    // One byte of an answer that never ends, each time that we say something.
    const TcpServer stops_in_reply([](TcpPeer& peer) {
        peer.write("220 mx\r\n");
        peer.read_until("\r\n");
        peer.write("250-");
        peer.wait_for_end();
    });
    auto greeted = settings_for(stops_at_mail.port());
    greeted.reply_timeout = 150ms;

    EXPECT_TRUE(
        begins(made(impatient(never_greets.port()))->send(text_out(nurse)), "Busy timeout"));
    EXPECT_TRUE(
        begins(made(impatient(stops_in_reply.port()))->send(text_out(nurse)), "Busy timeout"));
    EXPECT_TRUE(begins(made(greeted)->send(text_out(nurse)), "Busy connection lost"));
    const auto unclear = sent_for_sure(
        [&] { return made(impatient(stops_after_dot.port()))->send(text_out(nurse)); },
        [&] { return has_the_dot.load(); });
    EXPECT_TRUE(begins(unclear, "Unclear connection lost")) << said(unclear);
    over.count_down();
}

TEST(Email, SurvivesAServerThatIsNone)
{
    const std::string ehlo = "220 mx\r\n";
    const std::string bad[] = {
        "SSH-2.0-OpenSSH_9\r\n",
        "220 " + std::string(1'000'000, 'x') + "\r\n",
        "999 what\r\n",
        "2x0 what\r\n",
        "554 no service here\r\n",
        "421 too many connections\r\n",
        "220 mx\r\n250 mx\r\n250 ok\r\n250 ok\r\n354 go\r\n250 taken\r\n",
    };
    for (const auto& words : bad) {
        const TcpServer server([&](TcpPeer& peer) {
            peer.write(words);
            peer.wait_for_end();
        });
        const auto outcome = made(impatient(server.port()))->send(text_out(nurse));
        EXPECT_TRUE(begins(outcome, "Busy ")) << words.substr(0, 40) << said(outcome);
    }
    const TcpServer endless([](TcpPeer& peer) {
        peer.write("220 mx\r\n");
        peer.read_until("\r\n");
        peer.write("250 mx\r\n"); // to libcurl
        peer.read_until("\r\n");
        for (int i = 0; i < 20'000; ++i)
            peer.write("250-x\r\n");
    });
    EXPECT_TRUE(begins(made(impatient(endless.port()))->send(text_out(nurse)), "Busy "));
}

TEST(Email, IsBusyWhenNobodyListens)
{
    const auto outcome = made(settings_for(tests::free_port()))->send(text_out(nurse));

    EXPECT_TRUE(begins(outcome, "Busy connect")) << said(outcome);
}

TEST(Email, IsNotSentWhenItsTimeIsUpOrItIsNone)
{
    const SmtpServer server;
    const auto channel = made(settings_for(server.port()));
    auto late = text_out(nurse);
    late.expires = noon;
    Outgoing push;
    push.payload = WctpOut{};

    EXPECT_TRUE(begins(channel->send(late), "Refused Message expired"));
    EXPECT_TRUE(begins(channel->send(push), "Refused Provider payload"));
    EXPECT_EQ(server.connections(), 0);
}

TEST(Email, IsNotMadeUntilEverythingIsRight)
{
    EmailSettings wrong;
    wrong.host = "mx.example/x";
    wrong.port = 0;
    wrong.user = "relay";
    wrong.from = "paging";
    wrong.from_name = "a\r\nb";
    wrong.helo = "a b";
    wrong.domain = "relay example";
    wrong.ca_file = "/nonexistent/ca.pem";
    wrong.parallel = 0;
    wrong.reply_timeout = 0ms;

    const auto channel = make_email(wrong);

    ASSERT_FALSE(channel);
    std::vector<std::string> keys;
    for (const auto& error : channel.error())
        keys.push_back(error.where);
    EXPECT_EQ(keys, (std::vector<std::string>{"host", "port", "helo", "ca_file", "reply_timeout",
                                              "parallel", "auth", "domain", "from_name", "from"}));
}

TEST(Email, KeepsItsPasswordForEncryptedSessions)
{
    const tests::TemporaryDirectory directory;
    std::ofstream(directory.path() / "password") << "s3cret\n";
    auto settings = settings_for(25, TlsPolicy::Opportunistic);
    settings.user = "relay";
    settings.password_file = directory.path() / "password";

    ASSERT_FALSE(make_email(settings));
    EXPECT_EQ(make_email(settings).error()[0].where, "tls");
    settings.tls = TlsPolicy::Required;
    EXPECT_TRUE(make_email(settings));
    settings.password_file = directory.path() / "none";
    ASSERT_FALSE(make_email(settings));
    EXPECT_EQ(make_email(settings).error()[0].where, "password_file");
}

} // namespace
} // namespace relay::channels
