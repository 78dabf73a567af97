// Calls through kamailio, a proxy and registrar that is not ours: 407, Record-Route, REGISTER.
#include "tests/peers/telephony.h"

namespace relay::channels {
namespace {

using tests::appears_in;
using tests::ChildProcess;
using tests::Sipp;
using tests::SippScript;

const std::string kamailio = "/usr/sbin/kamailio";

class Kamailio : public Telephony {
protected:
    void SetUp() override
    {
        Telephony::SetUp();
        if (!IsSkipped() && !std::filesystem::exists(kamailio))
            GTEST_SKIP() << kamailio << " is missing; install kamailio";
    }

    /// A proxy for the user relay, whose password is s3cret; every call goes to the phone.
    void start(std::uint16_t phone_port)
    {
        std::ofstream(folder() / "kamailio.cfg")
            << "debug=1\nlog_stderror=yes\nfork=yes\nchildren=1\ntcp_children=1\nauto_aliases=no\n"
            << "disable_tcp=yes\nlisten=udp:127.0.0.1:" << port_ << "\nserver_header=\"\"\n"
            << modules() << R"cfg(
request_route {
    if (is_method("OPTIONS")) { sl_send_reply("200", "OK"); exit; }
    if (has_totag()) {
        if (loose_route()) { t_relay(); exit; }
        if (is_method("ACK")) { if (t_check_trans()) t_relay(); exit; }
        sl_send_reply("404", "Not Here"); exit;
    }
    if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
    if (is_method("ACK")) { exit; }
    $var(password) = "";
    if ($au == "relay") { $var(password) = "s3cret"; }
    if (is_method("REGISTER")) {
        if (!pv_www_authenticate("hospital", "$var(password)", "0"))
        {
            www_challenge("hospital", "0");
            exit;
        }
        save("location");
        xlog("L_ERR", "registered $fu\n");
        exit;
    }
    if (!pv_proxy_authenticate("hospital", "$var(password)", "0")) {
        proxy_challenge("hospital", "0");
        exit;
    }
    consume_credentials();
    record_route();
    $du = "sip:127.0.0.1:)cfg"
            << phone_port << R"cfg(";
    t_relay();
}
)cfg";
        proxy_ = std::make_unique<ChildProcess>(
            std::vector<std::string>{kamailio, "-f", (folder() / "kamailio.cfg").string(), "-DD",
                                     "-E", "-m", "16", "-M", "4", "-Y", folder().string(), "-P",
                                     (folder() / "pid").string()},
            log());
        tests::wait_until_heard(*proxy_, port_);
    }

    static std::string modules()
    {
        std::string lines;
        for (const char* name : {"kex", "corex", "tm", "tmx", "sl", "rr", "pv", "maxfwd", "textops",
                                 "siputils", "xlog", "usrloc", "registrar", "auth"})
            lines += "loadmodule \"" + std::string(name) + ".so\"\n";
        return lines;
    }

    IvrSipSettings with_password(const std::string& password)
    {
        std::ofstream(folder() / "password") << password << "\n";
        auto made = settings("sip:127.0.0.1:" + std::to_string(port_));
        made.user = "relay";
        made.password_file = folder() / "password";
        return made;
    }

    std::filesystem::path folder() const { return directory_.path(); }
    std::filesystem::path log() const { return folder() / "kamailio.log"; }

    tests::TemporaryDirectory directory_;
    std::uint16_t port_ = tests::free_udp_port();
    std::unique_ptr<ChildProcess> proxy_;
};

TEST_F(Kamailio, LetsACallThroughThatKnowsThePassword)
{
    Sipp phone(SippScript()
                   .takes_invite()
                   .rings()
                   .answers()
                   .presses_by_info("1")
                   .waits(2500)
                   .presses_by_info("2")
                   .takes_bye());
    start(phone.port());

    const auto outcome = make_ivr_sip(with_password("s3cret"), &ears_).value()->send(page());

    EXPECT_TRUE(begins(outcome, "Accepted")) << said(outcome) << tests::content_of(log());
    EXPECT_EQ(ears_.all(), "delivered, read, replied choice 2");
    EXPECT_TRUE(phone.is_content()) << phone.log();
    EXPECT_NE(phone.messages().find("Record-Route: <sip:127.0.0.1"), std::string::npos);
    EXPECT_EQ(phone.messages().find("s3cret"), std::string::npos);
}

TEST_F(Kamailio, AsksOnceOnlyForAPasswordThatIsWrong)
{
    start(tests::free_udp_port());

    const auto outcome = make_ivr_sip(with_password("wrong"), &ears_).value()->send(page());

    EXPECT_TRUE(begins(outcome, "Refused Provider sip 407"))
        << said(outcome) << tests::content_of(log());
}

TEST_F(Kamailio, IsARegistrarForThoseWhoAskForIt)
{
    Sipp phone(SippScript().takes_invite().answers().hangs_up());
    start(phone.port());
    auto registering = with_password("s3cret");
    registering.registers = true;

    const auto outcome = make_ivr_sip(registering, &ears_).value()->send(page());

    EXPECT_TRUE(begins(outcome, "Busy hung_up")) << said(outcome) << tests::content_of(log());
    EXPECT_TRUE(appears_in(log(), "registered sip:relay@127.0.0.1"));
}

TEST_F(Kamailio, RegistersNobodyWithAWrongPassword)
{
    start(tests::free_udp_port());
    auto registering = with_password("wrong");
    registering.registers = true;

    const auto outcome = make_ivr_sip(registering, &ears_).value()->send(page());

    EXPECT_TRUE(begins(outcome, "Refused Provider sip 401: no calls can be made"))
        << said(outcome) << tests::content_of(log());
}

} // namespace
} // namespace relay::channels
