// Python's email package as the reader of every kind of mail that we write: pages as stub, in full
// and encrypted, status mails, reports, digests, fail reports, exports.
#include "tests/scenarios/scenario.h"

namespace tests {
namespace {

const std::string at_us = "@" + std::string(Installation::domain);

class MailReaderStory : public OnBothEngines {
protected:
    void SetUp() override
    {
        OnBothEngines::SetUp();
        if (IsSkipped())
            return;
        auto made = wishes();
        made.more_mail = "    protected: smime\n";
        const std::string greta = "  - opid: GRETA-SOLBERG\n";
        made.directory_changes = {
            {greta, greta + "    certificate_file: certificate.pem\n"},
            {"    alias: ada\n", "    alias: ada\n    secure: false\n    acknowledged_by: admin\n"},
            {"    senders: [\"*\"]\n",
             "    senders: [\"*\", lab@hospital.example]\n    status_digest: 10m\n"}};
        house.emplace(made);
    }
    /// In ISO-8859-1, with those parameters.
    void send(const std::string& to, const std::string& of_mail = "[]",
              const std::string& of_rcpt = "[]")
    {
        const auto sent = run(
            {"python3", "-c",
             "import smtplib\ns=smtplib.SMTP('127.0.0.1'," + std::to_string(house->smtp_port()) +
                 ")\ns.ehlo('lab')\ns.mail('lab@hospital.example'," + of_mail + ")\nc=s.rcpt('" +
                 to + at_us + "'," + of_rcpt +
                 ")\nassert c[0]==250,c\nc=s.data('Subject: =?iso-8859-1?q?Gr=FC=DFe?=\\r\\n"
                 "Content-Type: text/plain; charset=iso-8859-1\\r\\n\\r\\n"
                 ".Schl\\u00e4uche\\r\\nFrom hier: K = 6,8\\r\\n" +
                 std::string(1200, 'x') + "'.encode('iso-8859-1'))\nassert c[0]==250,c\n"});
        EXPECT_EQ(sent.exit, 0) << sent.err;
        house->settle();
    }

    std::optional<Installation> house;
};
STORIES_ON_BOTH_ENGINES(MailReaderStory);

TEST_P(MailReaderStory, FindsNothingWrongWithAnyKindOfMail)
{
    send("house-alarm");
    send("ada-king", "['RET=FULL','ENVID=Q1']", "['NOTIFY=SUCCESS,FAILURE']");
    send("emil-brandt", "['RET=HDRS']", "['NOTIFY=FAILURE']");
    send("cardio-oncall");
    house->http("POST", "/api/v1/inbox/" + pages_in_inbox(*house).front() + "/reply", "inbox",
                R"({"text":"Grüße"})");
    EXPECT_EQ(house->http("POST", "/api/v1/contacts/ADA-KING/export", "admin").status, 202);
    house->settle();
    house->advance(10min);
    house->advance(5h);

    const auto read =
        run({"python3",
             (std::filesystem::path(BELFRY_SOURCE_DIR) / "tests/peers/mail_reader.py").string(),
             (house->folder() / "mail/new").string()});

    EXPECT_EQ(read.exit, 0) << read.err;
    // The status of a report are two blocks, each of which Python takes for a text.
    const std::string report = "multipart/report text/plain message/delivery-status text/plain "
                               "text/plain";
    EXPECT_EQ(read.out, "application/pkcs7-mime: some\n"
                        "multipart/mixed text/plain text/csv application/json: some\n" +
                            report + ": some\n" + report +
                            " text/rfc822-headers: some\n"
                            "text/plain: some\n");
    EXPECT_EQ(count_with(house->mails_to("lab@hospital.example"), "Status of your messages"), 1U);
    EXPECT_GE(house->mails_to("duty.office@hospital.example").size(), 1U) << "a fail report";
}

} // namespace
} // namespace tests
