// The other way in: a mailbox at a real Dovecot.
#include "relay/channels/mailbox_reader.h"
#include "tests/relay/gateway/mail_back.h"
#include "tests/support/certificate_authority.h"
#include "tests/support/child_process.h"
#include "tests/support/tcp_server.h"
#include <fstream>
#include <pwd.h>
#include <unistd.h>

namespace tests {
namespace {

namespace fs = std::filesystem;
using relay::channels::MailboxMark;
using relay::channels::MailboxReader;

const std::string dovecot = "/usr/sbin/dovecot";

/// A Dovecot of our own on a free loopback port, over TLS; the user is paging, the mails are files.
class DovecotServer {
public:
    static std::string why_absent()
    {
        if (!fs::exists(dovecot) || !fs::exists("/usr/lib/dovecot/imap"))
            return "dovecot is missing; install dovecot-imapd";
        return ::geteuid() != 0 ? "only root can start Dovecot" : "";
    }

    DovecotServer() : certificate_(authority_.issue("127.0.0.1"))
    {
        for (const auto* name : {"", "new", "cur", "tmp"})
            give(mail() / name);
        fs::permissions(folder(), fs::perms(0755));
        write_configuration();
        start();
    }

    /// Starts it anew, saying that it can do this and no more.
    void offer(const std::string& capabilities)
    {
        stop();
        fs::remove(folder() / "dovecot.log"); // where start() looks whether it is up
        std::ofstream(folder() / "dovecot.conf", std::ios::app)
            << "imap_capability = " << capabilities << "\n";
        start();
    }
    void start()
    {
        server_ = std::make_unique<ChildProcess>(
            std::vector<std::string>{dovecot, "-F", "-c", (folder() / "dovecot.conf").string()},
            folder() / "start.log");
        EXPECT_TRUE(appears_in(folder() / "dovecot.log", "starting up"))
            << content_of(folder() / "start.log");
    }
    void stop() { server_.reset(); }
    /// Ends the sessions.
    void kick()
    {
        run_program(
            {"/usr/bin/doveadm", "-c", (folder() / "dovecot.conf").string(), "kick", "paging"},
            folder() / "kick.log");
    }

    std::size_t marked_as_deleted() const
    {
        std::size_t found = 0;
        for (const auto& file : fs::directory_iterator(mail() / "cur")) {
            const auto name = file.path().filename().string();
            found += name.find('T', name.find(":2,")) != std::string::npos ? 1 : 0;
        }
        return found;
    }
    void put(const std::string& name, const std::string& message)
    {
        const auto made = mail() / "tmp" / name;
        std::ofstream(made) << message;
        give_owner(made);
        fs::rename(made, mail() / "new" / name);
    }
    std::size_t count(const std::string& box) const
    {
        std::size_t found = 0;
        for (const auto* part : {"new", "cur"}) {
            std::error_code none;
            for (const auto& file : fs::directory_iterator(mail() / box / part, none))
                found += file.is_regular_file() ? 1 : 0;
        }
        return found;
    }
    std::uint16_t port() const { return port_; }
    fs::path ca_file() const { return authority_.ca_file(); }
    fs::path folder() const { return directory_.path(); }
    std::string log() const { return content_of(folder() / "dovecot.log"); }

private:
    fs::path mail() const { return folder() / "mail"; }
    void give_owner(const fs::path& path)
    {
        const auto* owner = ::getpwnam("nobody");
        ASSERT_EQ(::chown(path.c_str(), owner->pw_uid, owner->pw_gid), 0);
    }
    void give(const fs::path& path)
    {
        fs::create_directories(path);
        give_owner(path);
    }
    void write_configuration()
    {
        const auto at = folder().string();
        std::ofstream(folder() / "dovecot.conf")
            << "base_dir = " << at << "/run\nstate_dir = " << at << "/state\nlog_path = " << at
            << "/dovecot.log\nprotocols = imap\nlisten = 127.0.0.1\nssl = required\nssl_cert = <"
            << certificate_.certificate.string() << "\nssl_key = <" << certificate_.key.string()
            << "\nmail_location = maildir:" << at
            << "/mail\nfirst_valid_uid = 1\nfirst_valid_gid = 1\n"
            << "passdb {\n driver = static\n args = password=secret\n}\n"
            << "userdb {\n driver = static\n args = uid=nobody gid=nogroup home=" << at
            << "/mail\n}\nservice imap-login {\n chroot =\n inet_listener imap {\n  port = 0\n }\n"
            << " inet_listener imaps {\n  port = " << port_ << "\n  ssl = yes\n }\n}\n"
            << "service anvil {\n chroot =\n}\nservice stats {\n chroot =\n}\n";
    }

    TemporaryDirectory directory_;
    CertificateAuthority authority_;
    IssuedCertificate certificate_;
    std::uint16_t port_ = free_port();
    std::unique_ptr<ChildProcess> server_;
};

class DovecotMailbox : public MailBack {
protected:
    void SetUp() override
    {
        const auto why = DovecotServer::why_absent();
        if (!why.empty())
            GTEST_SKIP() << why;
        MailBack::SetUp();
        if (IsSkipped())
            return;
        server_.emplace();
        std::ofstream(server_->folder() / "password") << "secret\n";
        fs::permissions(server_->folder() / "password", fs::perms(0600));
    }
    void TearDown() override
    {
        box_.reset();
        server_.reset();
        MailBack::TearDown();
    }

    /// A server that has just been started may not listen yet: it is tried again with the next
    /// poll.
    void open(std::chrono::milliseconds poll = 1s)
    {
        relay::channels::MailboxSettings settings;
        settings.host = "127.0.0.1";
        settings.port = server_->port();
        settings.ca_file = server_->ca_file();
        settings.user = "paging";
        settings.password_file = server_->folder() / "password";
        settings.poll = poll;
        settings.timeout = 10s;
        auto made = MailboxReader::make(settings, *door_, [this](bool is_up, std::string_view why) {
            const std::lock_guard lock(mutex_);
            reports_.push_back(is_up ? "up" : "down: " + std::string(why));
        });
        ASSERT_TRUE(made) << made.error().front().problem;
        box_ = std::move(*made);
        box_->start();
    }
    bool comes_true(const std::function<bool()>& what)
    {
        const auto until = std::chrono::steady_clock::now() + long_patience;
        while (std::chrono::steady_clock::now() < until) {
            if (what())
                return true;
            std::this_thread::sleep_for(20ms); // another program's time
        }
        const std::lock_guard lock(mutex_);
        for (const auto& report : reports_)
            ADD_FAILURE() << report;
        ADD_FAILURE() << server_->log();
        return false;
    }
    bool is_up()
    {
        const std::lock_guard lock(mutex_);
        return !reports_.empty() && reports_.back() == "up";
    }
    std::string to(const std::string& address, const std::string& mail)
    {
        return "Return-Path: <p10@example.org>\r\nDelivered-To: paging@ward.example\r\n"
               "To: Paging <" +
               address + ">\r\n" + mail;
    }
    std::size_t done() { return server_->count(".Processed"); }
    std::size_t aside() { return server_->count(".Aside"); }
    std::size_t inbox() { return server_->count(""); }

    std::optional<DovecotServer> server_;
    std::unique_ptr<MailboxReader> box_;
    std::mutex mutex_;
    std::vector<std::string> reports_; ///< guarded by mutex_
};

INSTANTIATE_TEST_SUITE_P(OnSqlite, DovecotMailbox, testing::Values(store::Engine::Sqlite));

TEST_P(DovecotMailbox, IsReadAtOnceAndThenWhenSomethingComes)
{
    open();
    ASSERT_TRUE(comes_true([&] { return is_up(); })) << "it listens";
    box_.reset();
    const auto first = mailed();
    server_->put("1", to(reply_address(), answer_mail("2")));
    open(29min);
    ASSERT_TRUE(comes_true([&] { return done() == 1; }));
    EXPECT_EQ(node().replies(first).at(0).text.reveal(), "NAK");

    const auto second = mailed();
    server_->put("2", to(reply_address(), answer_mail("1")));

    ASSERT_TRUE(comes_true([&] { return done() == 2 && inbox() == 0; }))
        << "by IDLE: the poll is 29 minutes away";
    EXPECT_EQ(node().replies(second).at(0).text.reveal(), "ACK");
    EXPECT_EQ(door_->mark().last_uid, 2U);
}

// RFC 4315 2.1, RFC 6851: what stands there marked, of whomever it is, stays.
TEST_P(DovecotMailbox, OfAServerThatCannotMoveOnlyWhatWasReadIsExpunged)
{
    server_->offer("IMAP4rev1 IDLE");
    (void)mailed();
    server_->put("1", to(reply_address(), answer_mail("2")));
    open();
    ASSERT_TRUE(comes_true([&] {
        return done() == 1 && inbox() == 1 && server_->marked_as_deleted() == 1;
    })) << "without UIDPLUS it cannot be told from what others have marked";
    box_.reset();

    server_->offer("IMAP4rev1 UIDPLUS IDLE");
    const auto message = mailed();
    server_->put("2", to(reply_address(), answer_mail("1")));
    open();

    ASSERT_TRUE(comes_true(
        [&] { return done() == 2 && inbox() == 1 && server_->marked_as_deleted() == 1; }));
    EXPECT_EQ(node().replies(message).at(0).text.reveal(), "ACK");
}

TEST_P(DovecotMailbox, AReportIsFoundByItsEnvelopeIdOrByTheMailThatItReturns)
{
    const auto first = mailed();
    auto envelope_id = sent().report_mark;
    std::ranges::replace(envelope_id, '_', '-');
    const auto second = mailed();
    server_->put("1", "Return-Path: <>\r\nTo: postmaster@ward.example\r\n" +
                          report("failed", "5.1.1", "", envelope_id));
    server_->put("2", "Return-Path: <>\r\nTo: postmaster@ward.example\r\n" +
                          report("delivered", "2.0.0", sent().report_mark + "@" + domain));
    server_->put("3", "Return-Path: <>\r\n" + report("failed", "5.1.1", "dl_0@" + domain, "x"));
    open();

    ASSERT_TRUE(comes_true([&] { return done() == 2 && aside() == 1; }));

    EXPECT_EQ(by(first, Channel::Email).state, DeliveryState::Refused);
    EXPECT_EQ(by(second, Channel::Email).state, DeliveryState::Delivered);
}

TEST_P(DovecotMailbox, WhatIsNotForUsIsPutAside)
{
    const auto message = mailed();
    server_->put("1", "From: shop@example.org\r\nTo: paging@ward.example\r\n\r\nBuy!\r\n");
    server_->put("2", to("reply+" + sent().report_mark + "@" + domain, answer_mail("1")));
    open();

    ASSERT_TRUE(comes_true([&] { return aside() == 2 && inbox() == 0; }));

    EXPECT_TRUE(node().replies(message).empty());
}

TEST_P(DovecotMailbox, NothingIsFiledAwayBeforeItsCommit)
{
    (void)mailed();
    server_->put("1", to(reply_address(), answer_mail("2")));
    house().writer.stop();
    open();
    ASSERT_TRUE(comes_true([&] {
        const std::lock_guard lock(mutex_);
        return !reports_.empty() && reports_.back().starts_with("down");
    }));

    EXPECT_EQ(inbox(), 1U);
    EXPECT_EQ(done() + aside(), 0U);
}

TEST_P(DovecotMailbox, IsOpenedAgainWhenTheServerThrewUsOut)
{
    open();
    ASSERT_TRUE(comes_true([&] { return is_up(); }));
    const auto message = mailed();

    ASSERT_TRUE(comes_true([&] {
        server_->kick();
        const std::lock_guard lock(mutex_);
        return reports_.size() > 1;
    }));
    server_->put("1", to(reply_address(), answer_mail("2")));

    ASSERT_TRUE(comes_true([&] { return done() == 1; }));
    EXPECT_EQ(node().replies(message).size(), 1U);
}

TEST_P(DovecotMailbox, IsOpenedWhenTheServerComes)
{
    server_->stop();
    open();
    ASSERT_TRUE(comes_true([&] {
        const std::lock_guard lock(mutex_);
        return !reports_.empty();
    }));

    server_->start();

    ASSERT_TRUE(comes_true([&] { return is_up(); }));
}

TEST_P(DovecotMailbox, WithOtherUidsIsReadFromItsBeginning)
{
    const auto message = mailed();
    door_->save({4711, 1000});
    server_->put("1", to(reply_address(), answer_mail("2")));
    open();

    ASSERT_TRUE(comes_true([&] { return done() == 1; }));

    EXPECT_EQ(node().replies(message).size(), 1U);
    EXPECT_NE(door_->mark().validity, 4711U);
}

TEST_P(DovecotMailbox, IsNotOpenedWithTheWrongPassword)
{
    std::ofstream(server_->folder() / "password") << "wrong\n";
    open();

    ASSERT_TRUE(comes_true([&] {
        const std::lock_guard lock(mutex_);
        return !reports_.empty() && reports_.front().starts_with("down");
    }));
}

} // namespace
} // namespace tests
