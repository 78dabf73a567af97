// The driver file kannel.yaml against Debian's Kannel: bearerbox, smsbox and its message centre
// for tests, fakesmsc, each on loopback ports of its own.
#include "relay/channels/sms_http.h"
#include "tests/relay/channels/outgoing.h"
#include "tests/support/child_process.h"
#include "tests/support/fresh_database.h"
#include "tests/support/http_server.h"
#include <fstream>
#include <gtest/gtest.h>
#include <memory>

namespace relay::channels {
namespace {

namespace fs = std::filesystem;
using tests::appears_in;
using tests::ChildProcess;

const std::string bearerbox = "/usr/sbin/bearerbox";
const std::string smsbox = "/usr/sbin/smsbox";
const std::string fakesmsc = "/usr/lib/kannel/test/fakesmsc";

class Kannel : public ::testing::Test {
protected:
    void SetUp() override
    {
        for (const auto& program : {bearerbox, smsbox, fakesmsc})
            if (!fs::exists(program))
                GTEST_SKIP() << program << " is missing; install kannel and kannel-extras";
        write_configuration();
        secret("username", "relay");
        secret("password", "s3cret");
        bearerbox_ = std::make_unique<ChildProcess>(
            std::vector<std::string>{bearerbox, "-v", "4", configuration()}, folder() / "b.out");
        ASSERT_TRUE(appears_in(folder() / "bearerbox.log", "smsbox connection module"));
        ASSERT_TRUE(appears_in(folder() / "bearerbox.log", "smsc_fake: start called"));
        centre_ = std::make_unique<ChildProcess>(
            std::vector<std::string>{fakesmsc, "-H", "127.0.0.1", "-r", std::to_string(smsc_port_),
                                     "-m", "0", "1 2 text x"},
            centre_log());
        ASSERT_TRUE(appears_in(folder() / "bearerbox.log", "Fakesmsc client connected"));
        smsbox_ = std::make_unique<ChildProcess>(
            std::vector<std::string>{smsbox, "-v", "4", configuration()}, folder() / "s.out");
        ASSERT_TRUE(appears_in(folder() / "smsbox.log", "Connected to bearerbox"));
        ASSERT_TRUE(appears_in(folder() / "bearerbox.log", "Client connected from"));
    }

    void write_configuration() const
    {
        std::ofstream(configuration())
            << "group = core\nadmin-port = " << admin_port_ << "\nadmin-interface = 127.0.0.1\n"
            << "admin-password = none\nsmsbox-port = " << box_port_
            << "\nbox-deny-ip = \"*.*.*.*\"\nbox-allow-ip = \"127.0.0.1\"\nlog-level = 0\nlog-file "
               "= "
            << (folder() / "bearerbox.log").string()
            << "\n\ngroup = smsc\nsmsc = fake\nsmsc-id = fake\nport = " << smsc_port_
            << "\nconnect-allow-ip = 127.0.0.1\n\ngroup = smsbox\nbearerbox-host = 127.0.0.1\n"
            << "sendsms-interface = 127.0.0.1\nsendsms-port = " << send_port_
            << "\nlog-level = 0\nlog-file = " << (folder() / "smsbox.log").string()
            << "\n\ngroup = sendsms-user\nusername = relay\npassword = s3cret\n"
            << "concatenation = true\nmax-messages = 10\n";
    }

    fs::path secret(const std::string& name, const std::string& text) const
    {
        const auto path = folder() / (name + ".secret");
        std::ofstream(path) << text << "\n";
        return path;
    }

    GatewaySettings settings() const
    {
        GatewaySettings made;
        made.name = "kannel";
        made.driver = std::string(BELFRY_SOURCE_DIR) + "/etc/channels.d/kannel.yaml";
        made.base_url = "http://127.0.0.1:" + std::to_string(send_port_);
        made.from = "Belfry";
        made.secrets = {{"username", folder() / "username.secret"},
                        {"password", folder() / "password.secret"}};
        return made;
    }

    static Outcome sent(const GatewaySettings& settings, const Outgoing& outgoing)
    {
        return make_http_gateway(settings).value()->send(outgoing);
    }

    fs::path folder() const { return directory_.path(); }
    std::string configuration() const { return (folder() / "kannel.conf").string(); }
    fs::path centre_log() const { return folder() / "centre.log"; }

    tests::TemporaryDirectory directory_;
    std::uint16_t admin_port_ = tests::free_port();
    std::uint16_t box_port_ = tests::free_port();
    std::uint16_t smsc_port_ = tests::free_port();
    std::uint16_t send_port_ = tests::free_port();
    std::unique_ptr<ChildProcess> bearerbox_;
    std::unique_ptr<ChildProcess> centre_; ///< what it got stands in its log
    std::unique_ptr<ChildProcess> smsbox_; ///< ends first, being connected to bearerbox
};

TEST_F(Kannel, BringsATextWithUmlautAndEuroToThePhone)
{
    const auto outcome =
        sent(settings(), text_out("+447700900001", "Gr\u00fc\u00dfe & 100% [\u20ac]"));

    EXPECT_TRUE(begins(outcome, "Accepted dl_")) << said(outcome);
    EXPECT_TRUE(begins(outcome, "Accepted " + store::DeliveryId{4711}.text() + ".1: HTTP 202"));
    ASSERT_TRUE(appears_in(centre_log(), "+447700900001")) << tests::content_of(centre_log());
    EXPECT_TRUE(appears_in(centre_log(), "Gr\u00fc\u00dfe & 100% [\u20ac]"))
        << tests::content_of(centre_log());
}

TEST_F(Kannel, SaysThatThePasswordIsWrong)
{
    secret("password", "wrong");

    EXPECT_TRUE(begins(sent(settings(), text_out("+447700900001")), "Refused Provider http 403"));
}

TEST_F(Kannel, ThatIsDownIsBusy)
{
    smsbox_.reset();

    EXPECT_TRUE(begins(sent(settings(), text_out("+447700900001")), "Busy connect"));
}

TEST_F(Kannel, SendsItsReceiptsToTheCallback)
{
    const tests::HttpServer callback(tests::http_answer(200, "ok", "text/plain"));
    auto with_receipts = settings();
    with_receipts.callback_url = callback.url("/gateway/kannel");

    ASSERT_TRUE(begins(sent(with_receipts, text_out("+447700900001", "Bed 12")), "Accepted"));

    ASSERT_TRUE(appears_in(folder() / "smsbox.log", "Status line: <HTTP/1.1 200")) // it has called
        << tests::content_of(folder() / "smsbox.log");
    const auto asked = callback.asked().at(0);
    EXPECT_TRUE(asked.line.starts_with(
        "GET /gateway/kannel?delivery=" + store::DeliveryId{4711}.text() + "&type="))
        << asked.line;
}

} // namespace
} // namespace relay::channels
