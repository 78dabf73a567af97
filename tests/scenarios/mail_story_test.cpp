// Mail as hospital systems send it, to the running daemon: programs that are not ours hand it over,
// and the corpus of tests/data/mail goes in.
#include "tests/scenarios/scenario.h"
#include "tests/support/dns_server.h"
#include <future>
#include <sys/stat.h>

namespace tests {
namespace {

namespace fs = std::filesystem;

const std::string at_us = "@" + std::string(Installation::domain);

constexpr auto rules = R"(cut: [signature]
rules:
  - name: critical lab
    subject: '^LAB (?P<test>\w+) CRITICAL'
    text: 'Unit: (?P<unit>[\w-]+)'
    priority: high
    recipient: '{unit}'
    choices: [Coming, Cannot]
    new_subject: 'Critical {test}'
)";

class MailStory : public OnBothEngines {
protected:
    void SetUp() override
    {
        OnBothEngines::SetUp();
        if (IsSkipped())
            return;
        fs::create_directory(rules_folder());
        write_file(rules_folder() / "demo-mail.yaml", rules);
        lmtp_port = free_port();
        auto made = wishes();
        made.more_smtp = "  rules_dir: " + rules_folder().string() +
                         "\n  lmtp_listen: [\"127.0.0.1:" + std::to_string(lmtp_port) + "\"]\n";
        // On a clock that stands still no rate is ever regained.
        made.directory_changes = {
            {"    senders: [\"*\"]\n",
             "    senders: [\"*\", ward@hospital.example, w1@hospital.example, "
             "w2@hospital.example]\n    burst: 10000\n"}};
        house.emplace(made);
    }
    fs::path rules_folder() const { return folder.path() / "mail.d"; }

    /// By belfry-sendmail, in an environment of its own.
    Ran sendmail(std::vector<std::string> words, const std::string& mail,
                 const std::string& server = {})
    {
        const auto program = (fs::path(BELFRY_BINARY_DIR) / "belfry-sendmail").string();
        const auto where =
            server.empty() ? "127.0.0.1:" + std::to_string(house->smtp_port()) : server;
        words.insert(words.begin(), {"env", "HOME=" + folder.path().string(),
                                     "BELFRY_SENDMAIL_SERVER=" + where, program});
        return run(words, mail);
    }
    std::string dead_letters() const
    {
        const auto file = folder.path() / "dead.letter";
        return fs::exists(file) ? read_file(file) : std::string();
    }
    /// The newest message, with its text.
    Poco::JSON::Object::Ptr newest()
    {
        house->settle();
        return message(*house, newest_message(*house));
    }
    std::string story() const
    {
        return house->http("GET", "/api/v1/messages/" + newest_message(*house), "admin").body;
    }
    std::size_t pages() const { return pages_in_inbox(*house).size(); }

    TemporaryDirectory folder;
    std::uint16_t lmtp_port = 0;
    std::optional<Installation> house;
};
STORIES_ON_BOTH_ENGINES(MailStory);

TEST_P(MailStory, AMailIsReadByTheRulesOfItsSourceAndShownSoBefore)
{
    const std::string mail = "From: lab@hospital.example\nMessage-ID: <l1@hospital.example>\n"
                             "Subject: LAB K CRITICAL\n\nUnit: ADA-KING\nK 6.8\n-- \nThe lab\n";
    write_file(folder.path() / "lab.eml", mail);

    const auto shown =
        run({Installation::binary(), "mail", "show", (folder.path() / "lab.eml").string(),
             "--source", "demo-mail", "--to", "ben-okoro" + at_us, "--config",
             (house->folder() / "belfry.yaml").string()});
    EXPECT_EQ(shown.exit, 0) << shown.err;
    for (const auto* part : {"From: lab@hospital.example\n", "To: ADA-KING\n", "Priority: high\n",
                             "May answer: Coming, Cannot\n", "Why: rule 'critical lab' matched\n",
                             "Subject: Critical K\n\nUnit: ADA-KING\nK 6.8\n"})
        EXPECT_TRUE(contains(shown.out, part)) << part << "in:\n" << shown.out;
    EXPECT_FALSE(contains(shown.out, "The lab"));
    EXPECT_EQ(pages(), 0U) << "showing sends nothing";

    EXPECT_EQ(sendmail({"ben-okoro" + at_us}, mail).exit, 0);
    house->settle();

    EXPECT_EQ(pages(), 1U) << "Ada's, whom the rule named";
    const auto sent = newest();
    EXPECT_EQ(sent->getValue<std::string>("priority"), "high");
    EXPECT_TRUE(contains(story(), "rule 'critical lab' matched")) << story();
}

TEST_P(MailStory, AnAddressSaysWhoHowUrgentAndWhatToAnswer)
{
    EXPECT_EQ(sendmail({"ada.king+high+ask=Coming/Cannot_come+tag" + at_us}, "bed 12\n").exit, 0);

    EXPECT_EQ(newest()->getValue<std::string>("priority"), "high");
    EXPECT_EQ(pages(), 1U);
    EXPECT_TRUE(contains(story(), "tags of the address that mean nothing: tag")) << story();
    EXPECT_TRUE(contains(story(), "127.0.0.1")) << "where it came from";
    EXPECT_EQ(sendmail({"no.body" + at_us}, "bed 12\n").exit, 67);
}

TEST_P(MailStory, ProgramsThatCallSendmailArePaging)
{
    const auto sent = sendmail({"-t", "-i", "-f", "nagios@box.example"},
                               "To: Ada King <ada-king" + at_us + ">\nBcc: ben-okoro" + at_us +
                                   "\nSubject: disk full\n\n.\nreally\n");
    EXPECT_EQ(sent.exit, 0) << sent.err;
    house->settle();

    EXPECT_EQ(pages(), 1U);
    EXPECT_EQ(newest()->getValue<std::string>("originator"), "nagios@box.example");
    EXPECT_EQ(dead_letters(), "");
    EXPECT_EQ(sendmail({"-bs"}, "").exit, 64);
    EXPECT_EQ(sendmail({}, "nobody is named\n").exit, 64);
}

TEST_P(MailStory, AMailThatSendmailCannotHandOverIsKept)
{
    const auto unknown = sendmail({"ada-king" + at_us, "nobody" + at_us}, "first\n");
    EXPECT_EQ(unknown.exit, 67) << unknown.err;
    EXPECT_TRUE(contains(unknown.err, "nobody" + at_us + ": 550 5.1.1")) << unknown.err;
    EXPECT_TRUE(contains(dead_letters(), "\nfirst\n"));
    house->settle();
    EXPECT_EQ(pages(), 1U) << "the other one has it";

    house->stop();
    const auto away = sendmail({"--wait", "0", "ada-king" + at_us}, "second\n");
    EXPECT_EQ(away.exit, 75) << away.err;
    EXPECT_TRUE(contains(away.err, "dead.letter")) << away.err;
    EXPECT_TRUE(contains(dead_letters(), "\nsecond\n"));
    struct stat status {};
    ASSERT_EQ(stat((folder.path() / "dead.letter").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    house->start();
}

TEST_P(MailStory, SendmailWaitsForADaemonThatIsStartingAnew)
{
    house->stop();
    auto sent =
        std::async(std::launch::async, [&] { return sendmail({"ada-king" + at_us}, "bed 12\n"); });
    house->start();

    EXPECT_EQ(sent.get().exit, 0);
    house->settle();
    EXPECT_EQ(pages(), 1U);
    EXPECT_EQ(dead_letters(), "");
}

TEST_P(MailStory, SendmailSpeaksTlsWhereNothingElseIsTaken)
{
    auto made = wishes();
    made.more_smtp = "  starttls: true\n  tls_required: true\n";
    house.emplace(made);

    const auto sent = sendmail({"ada-king" + at_us}, "bed 12\n");

    EXPECT_EQ(sent.exit, 0) << sent.err;
}

TEST_P(MailStory, MuttMailsThroughOurSendmail)
{
    if (!is_installed("mutt"))
        GTEST_SKIP() << "mutt is missing";
    write_file(folder.path() / "muttrc",
               "set sendmail=\"" + (fs::path(BELFRY_BINARY_DIR) / "belfry-sendmail").string() +
                   " --server 127.0.0.1:" + std::to_string(house->smtp_port()) +
                   "\"\nset from=\"ward@hospital.example\"\nset use_from=yes\n"
                   "set use_envelope_from=yes\nset copy=no\nset charset=utf-8\n");
    write_file(folder.path() / "ecg.txt", "a line\n");
    const auto sent = run({"env", "LC_ALL=C.UTF-8", "HOME=" + folder.path().string(), "mutt", "-n",
                           "-F", (folder.path() / "muttrc").string(), "-s", "Grüße von Station 4",
                           "-a", (folder.path() / "ecg.txt").string(), "--", "ada-king" + at_us},
                          "Bett 12: Schläuche prüfen\n");
    EXPECT_EQ(sent.exit, 0) << sent.out << sent.err;
    house->settle();

    ASSERT_EQ(pages(), 1U);
    const auto page =
        house->http("GET", "/api/v1/inbox/" + pages_in_inbox(*house).front(), "inbox").body;
    EXPECT_TRUE(contains(page, "Grüße von Station 4")) << page;
    EXPECT_TRUE(contains(page, "Bett 12: Schläuche prüfen")) << page;
    EXPECT_TRUE(contains(page, "ecg.txt")) << page;
}

TEST_P(MailStory, NodemailerMails)
{
    if (!is_installed("node") || run({"node", "-e", "require('nodemailer')"}).exit != 0)
        GTEST_SKIP() << "node finds no module nodemailer; run packaging/setup";
    const auto sent = run(
        {"node", "-e",
         "const m=require('nodemailer');m.createTransport({host:'127.0.0.1',port:" +
             std::to_string(house->smtp_port()) +
             ",secure:false,ignoreTLS:true}).sendMail({from:'ward@hospital.example',to:'ada-king" +
             at_us +
             "',subject:'\\u75c5\\u4eba "
             "12',text:'text',html:'<p>html</p>',priority:'high',dsn:{id:'q1',"
             "return:'headers',notify:['failure'],recipient:'ward@hospital.example'}},"
             "(e,i)=>{if(e){console.error(e);process.exit(1)}console.log(i.response)})"});
    EXPECT_EQ(sent.exit, 0) << sent.err;
    EXPECT_TRUE(sent.out.starts_with("250 2.0.0")) << sent.out;

    EXPECT_EQ(newest()->getValue<std::string>("priority"), "high");
    EXPECT_EQ(pages(), 1U);
}

TEST_P(MailStory, PythonSpeaksLmtpAndReadsWhatWeWrite)
{
    const auto spoken = run(
        {"python3", "-c",
         "import smtplib\n"
         "s=smtplib.LMTP('127.0.0.1'," +
             std::to_string(lmtp_port) + ")\nprint(s.sendmail('ward@hospital.example',['ada-king" +
             at_us + "','nobody" + at_us +
             "'],'Message-ID: <p1@hospital.example>\\r\\nSubject: bed 12\\r\\n\\r\\n"
             "call'))\n"});
    EXPECT_EQ(spoken.exit, 0) << spoken.err;
    EXPECT_TRUE(contains(spoken.out, "550")) << "of the one that is not there: " << spoken.out;
    house->settle();
    EXPECT_EQ(pages(), 1U);

    const auto mails = house->mails_to("ward@hospital.example");
    ASSERT_FALSE(mails.empty()) << "a status mail";
    const auto read =
        run({"python3", "-c",
             "import sys,email,email.policy\n"
             "m=email.message_from_bytes(sys.stdin.buffer.read(),"
             "policy=email.policy.default)\n"
             "print(len(m.defects),m['auto-submitted'],m['to'].addresses[0].addr_spec,"
             "m.get_body().get_content().split('\\n')[0],sep='|')\n"},
            mails.front());
    EXPECT_EQ(read.out, "0|auto-generated|ward@hospital.example|Your message was sent.\n")
        << read.err;
}

TEST_P(MailStory, ASenderBeyondAsciiIsTakenAndShown)
{
    if (run({"python3", "-c", "import smtplib"}).exit != 0)
        GTEST_SKIP() << "python3 is missing";
    const auto spoken = run({"env", "PYTHONIOENCODING=utf-8", "python3", "-c",
                             "import smtplib\n"
                             "s=smtplib.SMTP('127.0.0.1'," +
                                 std::to_string(house->smtp_port()) +
                                 ")\ns.ehlo('client.example')\n"
                                 "s.sendmail('j\\u00fcrgen@k\\u00f6ln.example',['ada-king" +
                                 at_us +
                                 "'],'From: J\\u00fcrgen <j\\u00fcrgen@k\\u00f6ln.example>\\r\\n"
                                 "Subject: Gr\\u00fc\\u00dfe\\r\\n\\r\\nBett 12'.encode(),"
                                 "mail_options=['SMTPUTF8','BODY=8BITMIME'])\n"});
    EXPECT_EQ(spoken.exit, 0) << spoken.err;

    EXPECT_EQ(newest()->getValue<std::string>("originator"), "jürgen@köln.example");
    const auto page =
        house->http("GET", "/api/v1/inbox/" + pages_in_inbox(*house).front(), "inbox").body;
    EXPECT_TRUE(contains(page, "Grüße")) << page;
    EXPECT_TRUE(house->mails_to("köln").empty());
}

TEST_P(MailStory, NotifyNeverMeansNoStatusMail)
{
    for (const auto* notify : {"", " NOTIFY=NEVER"}) {
        const auto spoken = run(
            {"python3", "-c",
             "import smtplib,sys\n"
             "s=smtplib.SMTP('127.0.0.1'," +
                 std::to_string(house->smtp_port()) + ")\ns.ehlo('client.example')\ns.mail('w" +
                 (*notify ? "2" : "1") + "@hospital.example')\nc=s.docmd('RCPT','TO:<ada-king" +
                 at_us + ">" + notify + "')\nassert c[0]==250,c\nc=s.data('Subject: x\\r\\n\\r\\n" +
                 notify + "y')\nassert c[0]==250,c\n"});
        EXPECT_EQ(spoken.exit, 0) << spoken.err;
    }
    house->settle();

    EXPECT_FALSE(house->mails_to("w1@hospital.example").empty());
    EXPECT_TRUE(house->mails_to("w2@hospital.example").empty());
}

// The whole corpus, by curl: none is lost without a word, and none harms the daemon.
TEST_P(MailStory, TheCorpusIsTakenOrRefusedAndTheDaemonGoesOn)
{
    std::vector<fs::path> files;
    for (const auto& entry :
         fs::recursive_directory_iterator(fs::path(BELFRY_SOURCE_DIR) / "tests/data/mail")) {
        if (entry.path().extension() == ".eml")
            files.push_back(entry.path());
    }
    ASSERT_GE(files.size(), 130U);
    std::size_t taken = 0;
    std::size_t reports = 0;
    for (const auto& file : files) {
        const auto sent =
            run({"curl", "-sv", "--max-time", "60", "--crlf", "--upload-file", file.string(),
                 "--mail-from", "monitor@hospital.example", "--mail-rcpt", "ben-okoro" + at_us,
                 "smtp://127.0.0.1:" + std::to_string(house->smtp_port()) + "/client.example"});
        const bool is_taken = contains(sent.err, "< 250 2.0.0 OK, queued");
        const bool is_report = contains(sent.err, "< 550 5.7.1 reports");
        // Thirty servers on its way, or another recipient before, make no loop of it here.
        EXPECT_TRUE(is_taken || is_report) << file << sent.err;
        reports += is_report ? 1 : 0;
        taken += is_taken ? 1 : 0;
    }

    house->settle();
    EXPECT_GE(reports, 2U) << "MI-05, MI-06";
    EXPECT_GE(taken, files.size() - 12);
    EXPECT_EQ(house->mail("ada-king" + at_us).exit, 0);
    house->settle();
    EXPECT_EQ(pages(), 1U);
    for (const auto* forged : {"\n2024-05-01 ERROR forged", "\x1b"})
        EXPECT_FALSE(contains(house->log(), forged));
    for (const auto& mail : house->mails())
        EXPECT_FALSE(contains(mail, "victim@elsewhere.example"));
}

/// A house whose mails must be proven, and the names that prove them.
class ProvenMailStory : public OnBothEngines {
protected:
    void SetUp() override
    {
        OnBothEngines::SetUp();
        if (IsSkipped())
            return;
        dns.text("hospital.example", "v=spf1 ip4:127.0.0.0/8 -all");
        dns.text("elsewhere.example", "v=spf1 ip4:192.0.2.0/24 -all");
        fs::create_directory(folder.path() / "mail.d");
        write_file(folder.path() / "mail.d/demo-mail.yaml", "must_pass: [spf]\n");
        auto made = wishes();
        made.more_smtp = "  rules_dir: " + (folder.path() / "mail.d").string() +
                         "\n  resolver: " + dns.address() + "\n";
        house.emplace(made);
    }
    Ran mail_from(const std::string& sender)
    {
        return run({"swaks", "--server", "127.0.0.1:" + std::to_string(house->smtp_port()),
                    "--from", sender, "--to", "ada-king" + at_us, "--body", "bed 12"});
    }

    DnsServer dns;
    TemporaryDirectory folder;
    std::optional<Installation> house;
};
STORIES_ON_BOTH_ENGINES(ProvenMailStory);

TEST_P(ProvenMailStory, OnlyWhoProvesItIsTaken)
{
    const auto proven = mail_from("lab@hospital.example");
    EXPECT_EQ(proven.exit, 0) << proven.out;
    house->settle();
    const auto story =
        house->http("GET", "/api/v1/messages/" + newest_message(*house), "admin").body;
    EXPECT_TRUE(contains(story, "spf=pass smtp.mailfrom=hospital.example")) << story;

    for (const auto* sender : {"lab@elsewhere.example", "lab@nowhere.example"}) {
        const auto refused = mail_from(sender);
        EXPECT_TRUE(contains(refused.out, "550 5.7.26")) << refused.out;
    }
    EXPECT_EQ(pages_in_inbox(*house).size(), 1U);
}

} // namespace
} // namespace tests
