#include "tests/support/postfix_server.h"
#include "tests/support/tcp_server.h"
#include <fstream>
#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

namespace tests {
namespace {

namespace fs = std::filesystem;

const std::string master = "/usr/lib/postfix/sbin/master";

constexpr auto services = R"(
pickup unix n - n 60 1 pickup
rewrite unix - - n - - trivial-rewrite
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
)";

/// 0: no such account.
unsigned account(const char* name)
{
    const auto* found = ::getpwnam(name);
    return found == nullptr ? 0 : found->pw_uid;
}

void give(const fs::path& path, unsigned owner)
{
    ASSERT_EQ(::chown(path.c_str(), owner, static_cast<gid_t>(-1)), 0);
}

} // namespace

std::string PostfixServer::why_absent()
{
    if (!fs::exists(master))
        return master + " is missing; install postfix";
    if (::geteuid() != 0 || account("nobody") == 0 || account("postfix") == 0)
        return "only root can start Postfix, with the accounts nobody and postfix";
    return {};
}

PostfixServer::PostfixServer(const std::string& more) : port_(free_port())
{
    const auto reader = account("nobody");
    const auto owner = account("postfix");
    for (const auto* name : {"etc", "queue", "data", "mail"})
        fs::create_directory(folder() / name);
    fs::permissions(folder(), fs::perms(0755));
    give(folder() / "mail", reader);
    give(folder() / "data", owner);
    write_configuration(reader, more);
    make_queue(owner);
    const auto start_log = folder() / "start.log";
    // Not by `postfix start`, which puts the master where nobody can end it.
    server_ = std::make_unique<ChildProcess>(
        std::vector<std::string>{master, "-c", (folder() / "etc").string(), "-d"}, start_log);
    EXPECT_TRUE(appears_in(log(), "daemon started")) << content_of(start_log);
}

void PostfixServer::make_queue(unsigned owner) const
{
    for (const auto* name : {"private", "public", "incoming", "active", "deferred", "defer",
                             "bounce", "trace", "flush", "saved", "corrupt", "hold", "maildrop"}) {
        fs::create_directory(folder() / "queue" / name);
        give(folder() / "queue" / name, owner);
    }
    fs::create_directory(folder() / "queue" / "pid");
}

void PostfixServer::write_configuration(unsigned reader, const std::string& more)
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
        << "virtual_minimum_uid = 1\nvirtual_uid_maps = static:" << reader
        << "\nvirtual_gid_maps = static:" << reader
        << "\nsmtpd_relay_restrictions = reject_unauth_destination\n"
        << "message_size_limit = 100000\nsmtpd_tls_security_level = may\n"
        << "smtpd_tls_received_header = yes\nsmtpd_tls_chain_files = " << certificate.key.string()
        << ", " << certificate.certificate.string() << "\n"
        << more;
    std::ofstream(folder() / "etc" / "master.cf")
        << "127.0.0.1:" << port_ << " inet n - n - - smtpd\n"
        << services;
}

std::string PostfixServer::delivered() const
{
    EXPECT_TRUE(appears_in(log(), "status=sent")) << content_of(log());
    std::string mails;
    for (const auto& file : fs::directory_iterator(folder() / "mail" / "nurse" / "new"))
        mails += content_of(file.path());
    return mails;
}

} // namespace tests
