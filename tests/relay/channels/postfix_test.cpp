// Mail through a Postfix of our own: Debian's programs, a temporary directory, a free loopback
// port. What it took lies in a Maildir.
#include "tests/relay/channels/email_to.h"
#include "tests/support/child_process.h"
#include "tests/support/fresh_database.h"
#include <fstream>
#include <pwd.h>
#include <unistd.h>

namespace relay::channels {
namespace {

namespace fs = std::filesystem;
using tests::appears_in;
using tests::ChildProcess;

const std::string master = "/usr/lib/postfix/sbin/master";

constexpr auto services = R"(
rewrite unix - - n - - trivial-rewrite
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
)";

class Postfix : public ::testing::Test {
protected:
    void SetUp() override
    {
        if (!fs::exists(master))
            GTEST_SKIP() << master << " is missing; install postfix";
        const auto reader = account("nobody");
        const auto owner = account("postfix");
        if (::geteuid() != 0 || reader == 0 || owner == 0)
            GTEST_SKIP() << "only root can start Postfix, with the accounts nobody and postfix";
        for (const auto* name : {"etc", "queue", "data", "mail"})
            fs::create_directory(folder() / name);
        fs::permissions(folder(), fs::perms(0755));
        owned_by(folder() / "mail", reader);
        owned_by(folder() / "data", owner);
        write_configuration(reader);
        make_queue(owner);
        // Not by `postfix start`, which puts the master where nobody can end it.
        server_ = std::make_unique<ChildProcess>(
            std::vector<std::string>{master, "-c", etc(), "-d"}, start_log());
        ASSERT_TRUE(appears_in(log(), "daemon started")) << tests::content_of(start_log());
    }

    /// 0: no such account.
    static uid_t account(const char* name)
    {
        const auto* found = ::getpwnam(name);
        return found == nullptr ? 0 : found->pw_uid;
    }

    static void owned_by(const fs::path& path, uid_t owner)
    {
        ASSERT_EQ(::chown(path.c_str(), owner, static_cast<gid_t>(-1)), 0);
    }

    void make_queue(uid_t owner) const
    {
        for (const auto* name : {"private", "public", "incoming", "active", "deferred", "defer",
                                 "bounce", "trace", "flush", "saved", "corrupt", "hold"}) {
            fs::create_directory(folder() / "queue" / name);
            owned_by(folder() / "queue" / name, owner);
        }
        fs::create_directory(folder() / "queue" / "pid");
    }

    void write_configuration(uid_t owner)
    {
        const auto certificate = authority_.issue("127.0.0.1");
        const auto at = folder().string();
        std::ofstream(folder() / "etc" / "main.cf")
            << "compatibility_level = 3.6\nqueue_directory = " << at
            << "/queue\ndata_directory = " << at << "/data\nmaillog_file_prefixes = " << at
            << "\nmaillog_file = " << at
            << "/mail.log\ninet_interfaces = 127.0.0.1\ninet_protocols = ipv4\n"
            << "myhostname = mx.ward.example\nmydestination =\nalias_maps =\n"
            << "virtual_mailbox_domains = ward.example\nvirtual_mailbox_base = " << at
            << "/mail\nvirtual_mailbox_maps = inline:{ nurse@ward.example=nurse/ }\n"
            << "virtual_minimum_uid = 1\nvirtual_uid_maps = static:" << owner
            << "\nvirtual_gid_maps = static:" << owner
            << "\nsmtpd_relay_restrictions = reject_unauth_destination\n"
            << "message_size_limit = 100000\nsmtpd_tls_security_level = may\n"
            << "smtpd_tls_received_header = yes\nsmtpd_tls_chain_files = "
            << certificate.key.string() << ", " << certificate.certificate.string() << "\n";
        std::ofstream(folder() / "etc" / "master.cf")
            << "127.0.0.1:" << port_ << " inet n - n - - smtpd\n"
            << services;
    }

    EmailSettings settings(TlsPolicy tls) const
    {
        auto made = settings_for(port_, tls);
        if (tls == TlsPolicy::Required)
            made.ca_file = authority_.ca_file();
        return made;
    }

    /// The mail in the nurse's box, once it lies there.
    std::string delivered() const
    {
        EXPECT_TRUE(appears_in(log(), "status=sent")) << tests::content_of(log());
        std::string mails;
        for (const auto& file : fs::directory_iterator(folder() / "mail" / "nurse" / "new"))
            mails += tests::content_of(file.path());
        return mails;
    }

    fs::path folder() const { return directory_.path(); }
    std::string etc() const { return (folder() / "etc").string(); }
    fs::path start_log() const { return folder() / "start.log"; }
    fs::path log() const { return folder() / "mail.log"; }

    tests::TemporaryDirectory directory_;
    tests::CertificateAuthority authority_;
    std::uint16_t port_ = tests::free_port();
    std::unique_ptr<ChildProcess> server_;
};

TEST_F(Postfix, TakesAMailOverTlsAndDeliversIt)
{
    auto outgoing =
        text_out(nurse, "Bed 12 calls.\n.\n..\nGr\u00fc\u00dfe", "Gr\u00fc\u00dfe \u20ac");
    outgoing.priority = store::Priority::High;

    const auto outcome = made(settings(TlsPolicy::Required))->send(outgoing);

    ASSERT_TRUE(begins(outcome, "Accepted ")) << said(outcome);
    EXPECT_NE(said(outcome).find("queued as"), std::string::npos) << said(outcome);
    const auto mail = delivered();
    const auto id = outgoing.delivery.text();
    for (const auto& part :
         {"Return-Path: <bounce+" + id + "@relay.hospital.example>", std::string("with ESMTPS"),
          std::string("using TLSv1."), "Message-ID: <" + id + "@relay.hospital.example>",
          std::string("Importance: high"), std::string("Auto-Submitted: auto-generated"),
          std::string("\n.\n..\n")})
        EXPECT_NE(mail.find(part), std::string::npos) << part << "\n" << mail;
}

TEST_F(Postfix, TakesAStatusMailWithoutASender)
{
    auto outgoing = text_out(nurse);
    std::get<TextOut>(outgoing.payload).automatic = true;

    ASSERT_TRUE(begins(made(settings(TlsPolicy::Opportunistic))->send(outgoing), "Accepted"));

    const auto mail = delivered();
    EXPECT_NE(mail.find("Return-Path: <>"), std::string::npos) << mail;
}

TEST_F(Postfix, RefusesWhomItDoesNotKnowAndGoesOnInTheSameSession)
{
    const auto channel = made(settings(TlsPolicy::Required));

    const auto unknown = channel->send(text_out("nobody@ward.example"));
    const auto foreign = channel->send(text_out("doctor@elsewhere.example"));
    const auto big = channel->send(text_out(nurse, std::string(200'000, 'x')));
    const auto good = channel->send(text_out(nurse));

    EXPECT_TRUE(begins(unknown, "Refused Detail 550 5.1.1")) << said(unknown);
    EXPECT_TRUE(begins(foreign, "Refused Provider 554 5.7.1")) << said(foreign);
    EXPECT_TRUE(begins(big, "Refused Message 5.3.4")) << said(big);
    EXPECT_TRUE(begins(good, "Accepted")) << said(good);
    const auto words = tests::content_of(log());
    const auto first = words.find(": connect from");
    EXPECT_NE(first, std::string::npos);
    EXPECT_EQ(words.find(": connect from", first + 1), std::string::npos) << words;
}

TEST_F(Postfix, GetsNothingWithoutTheRightCertificate)
{
    auto wrong = settings(TlsPolicy::Required);
    wrong.ca_file.clear();

    EXPECT_TRUE(begins(made(wrong)->send(text_out(nurse)), "Busy tls"));
}

TEST_F(Postfix, ThatIsDownIsBusy)
{
    server_.reset();

    EXPECT_TRUE(begins(made(settings(TlsPolicy::Required))->send(text_out(nurse)), "Busy connect"));
}

} // namespace
} // namespace relay::channels
