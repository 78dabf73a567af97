#pragma once
#include "tests/support/certificate_authority.h"
#include "tests/support/child_process.h"
#include "tests/support/fresh_database.h"
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace tests {

/// A Postfix of our own: Debian's programs, a temporary directory, a free loopback port. What it
/// takes for nurse@ward.example lies in a Maildir.
class PostfixServer {
public:
    /// Empty: it can run here; else why not.
    static std::string why_absent();

    /// `more`: further lines of its main.cf. Fails the test where it does not start.
    explicit PostfixServer(const std::string& more = {});

    /// For `sendmail -C`.
    std::filesystem::path configuration() const { return folder() / "etc"; }
    void stop() { server_.reset(); }
    std::uint16_t port() const { return port_; }
    std::filesystem::path ca_file() const { return authority_.ca_file(); }
    std::filesystem::path log() const { return folder() / "mail.log"; }
    /// The mails in the nurse's box, once one of them lies there.
    std::string delivered() const;

private:
    void make_queue(unsigned owner) const;
    void write_configuration(unsigned reader, const std::string& more);
    std::filesystem::path folder() const { return directory_.path(); }

    TemporaryDirectory directory_;
    CertificateAuthority authority_;
    std::uint16_t port_;
    std::unique_ptr<ChildProcess> server_;
};

} // namespace tests
