#include "relay/intake/mail_preview.h"
#include "relay/intake/mail_submission.h"
#include "relay/intake/text.h"
#include "tests/support/fresh_database.h"
#include <gtest/gtest.h>

namespace tests {
namespace {

using relay::intake::RefusedWhy;
using relay::intake::Submission;

/// Reading a mail needs a vault for its key, and no database.
class MailSubmission : public testing::Test {
protected:
    Submission read(const mail::Accept& given)
    {
        const store::Source source{.id = {2}};
        return relay::intake::read_submission(given, {source, fresh_.vault(), people_});
    }
    Submission read(const std::string& message, const store::Source& source,
                    const relay::intake::MailManner* manner = nullptr)
    {
        mail::Accept given;
        given.envelope.recipients = {mail::Address::parse("ANN-LEE@pager.example").value()};
        given.message = message;
        return relay::intake::read_submission(given,
                                              {source, fresh_.vault(), people_, manner, 1000});
    }
    Submission read(const std::string& message, const std::string& sender = "a@ward.example",
                    std::size_t most = 1000)
    {
        mail::Accept given;
        if (!sender.empty())
            given.envelope.sender = mail::Address::parse(sender).value();
        given.envelope.recipients = {mail::Address::parse("ANN-LEE@pager.example").value()};
        given.message = message;
        const store::Source source{.id = {2}};
        return relay::intake::read_submission(given,
                                              {source, fresh_.vault(), people_, nullptr, most});
    }

    relay::intake::MailManner manner_;
    const store::Source tagging_{.id = {2}, .subject_tags = true};

private:
    FreshDatabase fresh_{store::Engine::Sqlite};
    const store::Directory people_;
};

TEST_F(MailSubmission, TakesItsPriorityFromTheUsualFields)
{
    struct Case {
        const char* field;
        store::Priority expected;
    };
    const Case cases[] = {
        {"Importance: high", store::Priority::High},
        {"importance: HIGH", store::Priority::High},
        {"Importance: Low", store::Priority::Low},
        {"X-Priority: 1 (Highest)", store::Priority::High},
        {"X-Priority: 2", store::Priority::High},
        {"X-Priority: 5", store::Priority::Low},
        {"X-MSMail-Priority: High", store::Priority::High},
        {"Priority: urgent", store::Priority::High},
        {"X-Priority: 3", store::Priority::Normal},
        {"Importance: nonsense", store::Priority::Normal},
        {"X-Nothing: high", store::Priority::Normal},
    };

    for (const auto& c : cases)
        EXPECT_EQ(read(std::string(c.field) + "\r\n\r\nx").message.priority, c.expected) << c.field;
}

// X.3
TEST_F(MailSubmission, TakesTheMostUrgentOfSeveralFields)
{
    EXPECT_EQ(read("Importance: low\r\nX-Priority: 1\r\n\r\nx").message.priority,
              store::Priority::High);
    EXPECT_EQ(read("Priority: non-urgent\r\n\r\nx").message.priority, store::Priority::Low);
}

// X.3
TEST_F(MailSubmission, TakesItsPriorityFromTheSubjectWhereTheSourceSaysSo)
{
    const std::pair<const char*, store::Priority> cases[] = {
        {"[HIGH] Bed 12", store::Priority::High},
        {"[high]Bed 12", store::Priority::High},
        {"Re: Fwd: [Ward 3] [Stat] Bed 12", store::Priority::High},
        {"[LOW] Bed 12", store::Priority::Low},
        {"[ROUTINE] Bed 12", store::Priority::Normal},
        {"=?utf-8?q?=5BLOW=5D_Gr=C3=BC=C3=9Fe?=", store::Priority::Low},
    };

    for (const auto& [subject, expected] : cases) {
        const auto mail = std::string("Importance: ") +
                          (expected == store::Priority::High ? "low" : "high") +
                          "\r\nSubject: " + subject + "\r\n\r\nx";
        EXPECT_EQ(read(mail, tagging_).message.priority, expected) << subject;
        EXPECT_NE(read(mail).message.priority, expected) << "only where the source says so";
    }
    for (const auto* subject :
         {"Bed [HIGH] 12", "[HIGH Bed 12", "HIGH", "[HIGHER] Bed", "[] Bed", ""})
        EXPECT_EQ(read(std::string("Subject: ") + subject + "\r\n\r\nx", tagging_).message.priority,
                  store::Priority::Normal)
            << subject;
}

TEST_F(MailSubmission, ReadsATagBehindWhatClientsWriteInFrontOfIt)
{
    for (const auto* subject : {"AW: [STAT] Bed 12", "WG: AW: [STAT] Bed 12", "RE : [STAT] Bed",
                                "TR: [STAT] Bed", "SV:[STAT] Bed", "Antw: [STAT] Bed"})
        EXPECT_EQ(read(std::string("Subject: ") + subject + "\r\n\r\nx", tagging_).message.priority,
                  store::Priority::High)
            << subject;
    EXPECT_EQ(read("Subject: Ward: [STAT] Bed\r\n\r\nx", tagging_).message.priority,
              store::Priority::Normal);
}

TEST_F(MailSubmission, TellsStatusesOnlyToWhoMayBeAnswered)
{
    EXPECT_EQ(read("Subject: x\r\n\r\nx").message.status_email, "a@ward.example");
    EXPECT_EQ(read("Subject: x\r\n\r\nx", "").message.status_email, "");
    EXPECT_EQ(read("Subject: x\r\n\r\nx", "").message.originator, "<>");
    for (const auto* machine : {"Auto-Submitted: auto-generated", "Precedence: bulk"}) {
        const auto submission = read(std::string(machine) + "\r\n\r\nx");
        EXPECT_EQ(submission.parts.at(0).status_email, "") << machine;
    }
}

// RFC 3461 4.1, RFC 3834 2
TEST_F(MailSubmission, TellsAMachineTheReportsThatItAskedFor)
{
    mail::Accept given;
    given.envelope.sender = mail::Address::parse("lab@ward.example").value();
    given.envelope.recipients = {mail::Address::parse("ANN-LEE@pager.example").value()};
    given.envelope.wishes = {{.is_said = true, .failure = true}};
    given.message = "Auto-Submitted: auto-generated\r\n\r\nx";

    const auto part = read(given).parts.at(0);

    EXPECT_EQ(part.status_email, "lab@ward.example");
    EXPECT_TRUE(part.report.is_of_machine);
    given.envelope.sender.reset();
    EXPECT_EQ(read(given).parts.at(0).status_email, "") << "from nobody";
}

TEST_F(MailSubmission, IsNamedByItsMessageIdAndItsWords)
{
    const auto key = [&](const std::string& message) { return read(message).duplicate_key; };
    const auto first = key("Message-ID: <1@a>\r\n\r\nx");

    EXPECT_EQ(first, key("Message-ID: <1@a>\r\nReceived: again\r\n\r\nx"));
    EXPECT_NE(first, key("Message-ID: <1@a>\r\n\r\ny"));
    EXPECT_NE(first, key("Message-ID: <2@a>\r\n\r\nx"));
    EXPECT_EQ(key("\r\nx"), "") << "without a name it is always new";
    EXPECT_EQ(first.find("x\n"), std::string::npos);
}

TEST_F(MailSubmission, IsCutWhereNobodyWouldReadOn)
{
    const auto submission =
        read("Subject: 123\r\n\r\n" + std::string(200, 'a'), "a@b.example", 103);

    const auto& body = submission.message.body.reveal();
    EXPECT_EQ(relay::intake::characters(body), 100u);
    EXPECT_EQ(body.substr(body.size() - 6), "\n[cut]");
}

TEST_F(MailSubmission, CountsTheRelaysItCameThrough)
{
    EXPECT_EQ(read("X-Belfry-Trace: a\r\nX-Belfry-Trace: b\r\n\r\nx").message.hops, 2);
    EXPECT_EQ(read("Received: by x\r\n\r\nx").message.hops, 0);
}

// RFC 3461 4.1
TEST_F(MailSubmission, TellsNothingToWhoSaidNever)
{
    struct Case {
        mail::ReportWish wish;
        const char* told;
        bool delivered;
    };
    const Case cases[] = {{{}, "a@ward.example", false},
                          {{.is_said = true}, "", false},
                          {{.is_said = true, .delay = true}, "", false},
                          {{.is_said = true, .failure = true}, "a@ward.example", false},
                          {{.is_said = true, .success = true}, "a@ward.example", true}};
    for (const auto& c : cases) {
        mail::Accept given;
        given.envelope.sender = mail::Address::parse("a@ward.example").value();
        given.envelope.recipients = {mail::Address::parse("ANN-LEE@pager.example").value()};
        given.envelope.wishes = {c.wish};
        given.message = "Subject: x\r\n\r\nx";

        const auto part = read(given).parts.at(0);

        EXPECT_EQ(part.status_email, c.told);
        EXPECT_EQ(part.report.success, c.delivered);
        EXPECT_EQ(part.report.is_said, c.wish.is_said);
    }
}

// RFC 3461 4.2 to 4.4
TEST_F(MailSubmission, KeepsWhatTheSenderAskedOfReports)
{
    mail::Accept given;
    given.envelope.sender = mail::Address::parse("a@ward.example").value();
    given.envelope.recipients = {mail::Address::parse("ANN-LEE@pager.example").value()};
    given.envelope.wishes = {
        {.is_said = true, .success = true, .original_recipient = "rfc822;ward+2B4@ward.example"}};
    given.envelope.envelope_id = "QQ+2B7";
    given.envelope.returned = mail::ReturnedPart::Full;
    given.message = "Subject: x\r\nX-Patient: y\r\n\r\nx";

    const auto submission = read(given);

    EXPECT_EQ(submission.parts.at(0).report,
              (store::ReportWish{.is_said = true,
                                 .success = true,
                                 .returned = store::ReturnedPart::Full,
                                 .envelope_id = "QQ+7",
                                 .original_recipient = "rfc822;ward+4@ward.example"}));
    EXPECT_EQ(submission.message.mail_header.reveal(), "Subject: x\r\n");
    given.envelope.returned = mail::ReturnedPart::Unsaid;
    EXPECT_TRUE(read(given).message.mail_header.empty());
}

// What is sent is for every server, and not all of them know of SMTPUTF8.
TEST_F(MailSubmission, TellsNothingToAnAddressBeyondAscii)
{
    mail::Accept given;
    given.envelope.sender = mail::Address::parse_utf8("j\u00FCrgen@ward.example").value();
    given.envelope.recipients = {mail::Address::parse("ANN-LEE@pager.example").value()};
    given.message = "Subject: x\r\n\r\nx";

    const auto submission = read(given);

    EXPECT_EQ(submission.message.originator, "j\u00FCrgen@ward.example");
    EXPECT_EQ(submission.message.status_email, "");
}

TEST_F(MailSubmission, GoesByTheRulesOfItsSource)
{
    manner_.rules = relay::intake::MailRules::compile({{.name = "lab",
                                                        .subject = "CRITICAL",
                                                        .text = "Unit (?P<unit>[\\w-]+)",
                                                        .priority = store::Priority::High,
                                                        .recipient = "{unit}"}})
                        .value();
    manner_.cuts.signature = true;
    const auto submission =
        read("Importance: low\r\nSubject: CRITICAL\r\n\r\nUnit ANN-LEE\r\n-- \r\nthe lab",
             {.id = {2}}, &manner_);

    EXPECT_EQ(submission.message.priority, store::Priority::High);
    EXPECT_EQ(submission.message.body.reveal(), "Unit ANN-LEE");
    const std::vector<std::string> notes{"rule 'lab' matched",
                                         "the rule's recipient 'ANN-LEE' is not known here"};
    EXPECT_EQ(submission.notes, notes) << "nobody is in this directory";
    EXPECT_EQ(submission.recipients, std::vector<std::string>{"ANN-LEE"});
}

TEST_F(MailSubmission, IsShownAsItWouldBeSubmitted)
{
    const store::Source source{.id = {2}, .name = "mailer"};
    const auto text = relay::intake::preview(
        read("From: a@ward.example\r\nSubject: Bed 12\r\n\r\ncalls", source), source, {});

    for (const auto* part : {"Source: mailer\n", "To: ANN-LEE (not known here)\n",
                             "Priority: normal\n", "Subject: Bed 12\n\ncalls\n"})
        EXPECT_NE(text.find(part), std::string::npos) << text;
}

std::string with_files(const std::string& text)
{
    return "Content-Type: multipart/mixed; boundary=b\r\nSubject: Bed 12\r\n\r\n--b\r\n\r\n" +
           text +
           "\r\n--b\r\nContent-Type: application/pdf; name=ecg.pdf\r\n\r\n%PDF-1\r\n"
           "--b\r\nContent-Type: application/pdf; name=\"../../run.exe\"\r\n\r\n%PDF-1\r\n"
           "--b\r\nContent-Type: application/zip; name=x.zip\r\n\r\nPK\r\n--b--\r\n";
}

// U.9
TEST_F(MailSubmission, KeepsTheFilesThatItsSourceMaySendAndNamesTheOthersInTheText)
{
    const store::Source keeping{
        .id = {2}, .door = store::Door::Smtp, .files = {.attachments = store::Attachments::Keep}};

    const auto submission = read(with_files("calls"), keeping);

    ASSERT_EQ(submission.message.files.size(), 1U);
    EXPECT_EQ(submission.message.files[0], (store::MessageFile{"ecg.pdf", "application/pdf", 6,
                                                               store::ProtectedText("%PDF-1")}));
    EXPECT_EQ(
        submission.message.body.reveal(),
        "calls\n\n"
        "[file not kept: run.exe (application/pdf, 6 bytes): programs are never kept]\n"
        "[file not kept: x.zip (application/zip, 2 bytes): files of this kind are not kept]\n");
    EXPECT_NE(relay::intake::preview(submission, keeping, {})
                  .find("File: ecg.pdf (application/pdf, 6 bytes), kept in the inbox\n"),
              std::string::npos);
}

// U.9
TEST_F(MailSubmission, NamesFilesAsEverWhereItsSourceSaysNothing)
{
    const auto submission = read(with_files("calls"), {.id = {2}, .door = store::Door::Smtp});

    EXPECT_TRUE(submission.message.files.empty());
    EXPECT_EQ(submission.message.body.reveal(),
              "calls\n\n[attachment: ecg.pdf (application/pdf, 6 bytes)]\n"
              "[attachment: run.exe (application/pdf, 6 bytes)]\n"
              "[attachment: x.zip (application/zip, 2 bytes)]");
}

// U.9
TEST_F(MailSubmission, NamesWhatIsNotKeptHoweverLongTheTextIsAndWhateverARuleMakesOfIt)
{
    const store::Source keeping{
        .id = {2}, .door = store::Door::Smtp, .files = {.attachments = store::Attachments::Keep}};
    relay::intake::MailManner manner;
    manner.rules =
        relay::intake::MailRules::compile({{.name = "short", .new_text = "short"}}).value();

    const auto cut = read(with_files(std::string(2000, 'a')), keeping).message.body.reveal();
    const auto ruled = read(with_files("calls"), keeping, &manner).message.body.reveal();

    EXPECT_LE(relay::intake::characters(cut), 1000U);
    EXPECT_NE(cut.find("a\n[cut]\n\n[file not kept: run.exe"), std::string::npos) << cut;
    EXPECT_EQ(ruled.find("short\n\n[file not kept: run.exe"), 0U) << ruled;
    EXPECT_NE(ruled.find("x.zip"), std::string::npos);
}

TEST(Verdicts, SayWhetherTryingAgainIsOfUse)
{
    const auto code = [](RefusedWhy why) {
        const auto reply =
            relay::intake::verdict_on(tl::unexpected(relay::intake::Refused{why, "why", {}})).reply;
        return std::to_string(reply.code) + " " + reply.enhanced;
    };

    EXPECT_EQ(code(RefusedWhy::UnknownRecipient), "550 5.1.1");
    EXPECT_EQ(code(RefusedWhy::NoRecipient), "554 5.5.1");
    EXPECT_EQ(code(RefusedWhy::TooLong), "552 5.3.4");
    EXPECT_EQ(code(RefusedWhy::BadText), "554 5.6.0");
    EXPECT_EQ(code(RefusedWhy::Expired), "554 5.4.7");
    EXPECT_EQ(code(RefusedWhy::Loop), "554 5.4.6");
    EXPECT_EQ(code(RefusedWhy::NotAllowed), "550 5.7.1");
    EXPECT_EQ(code(RefusedWhy::Unavailable), "452 4.3.1");
}

TEST(Text, IsCountedAndCutByCharacters)
{
    using relay::intake::shortened;
    EXPECT_EQ(relay::intake::characters("a\xC3\xBC\xE2\x82\xAC"), 3u);
    EXPECT_EQ(shortened("\xC3\xBC\xC3\xBC\xC3\xBC", 3, "+"), "\xC3\xBC\xC3\xBC\xC3\xBC");
    EXPECT_EQ(shortened("\xC3\xBC\xC3\xBC\xC3\xBC", 2, "+"), "\xC3\xBC+");
    EXPECT_EQ(shortened("abc", 0, ""), "");
}

} // namespace
} // namespace tests
