#include "relay/core/content_policy.h"
#include "tests/support/builders.h"
#include <gtest/gtest.h>
#include <sstream>
#include <type_traits>

namespace relay::core {
namespace {

using namespace store;

const StubWords words{"St Mary", "https://pages.hospital.example/inbox"};

Message secret()
{
    auto message = build::message("CANARY-BODY");
    message.subject = ProtectedText("CANARY-SUBJECT");
    message.choices = {{"CANARY-CHOICE", "1"}};
    return message;
}

Contact acknowledged()
{
    Contact contact = build::contact(1, "ANNLEE");
    contact.secure = false;
    contact.acknowledgement = Acknowledgement{build::noon, "admin"};
    return contact;
}

TEST(ContentPolicy, ASecureContactsStubHoldsNothingOfTheMessage)
{
    const auto released = release(secret(), build::contact(1, "ANNLEE").get(), words);

    EXPECT_FALSE(released.full);
    EXPECT_EQ((released.subject.text() + released.text.text()).find("CANARY"), std::string::npos);
    EXPECT_NE(released.text.text().find(words.inbox_url), std::string::npos);
}

TEST(ContentPolicy, SecureOffWithoutTheAcknowledgementStillGivesTheStub)
{
    auto contact = acknowledged();
    contact.acknowledgement.reset();

    EXPECT_FALSE(release(secret(), contact, words).full);
}

TEST(ContentPolicy, SecureOnWithAnOldAcknowledgementStillGivesTheStub)
{
    auto contact = acknowledged();
    contact.secure = true;

    EXPECT_FALSE(release(secret(), contact, words).full);
}

TEST(ContentPolicy, AnAcknowledgedContactGetsTheWordsAndTheChoices)
{
    const auto released = release(secret(), acknowledged(), words);

    EXPECT_TRUE(released.full);
    EXPECT_EQ(released.subject.text(), "CANARY-SUBJECT");
    EXPECT_EQ(released.text.text(), "CANARY-BODY\n1 = CANARY-CHOICE");
}

TEST(ContentPolicy, AFailoversSubjectSaysSoAndNamesTheGroup)
{
    EXPECT_EQ(release(secret(), acknowledged(), words, failover_mark("Cardiology")).subject.text(),
              "FO: Cardiology CANARY-SUBJECT");
    EXPECT_EQ(release(secret(), build::contact(1, "DONALD"), words, failover_mark("Cardiology"))
                  .subject.text(),
              "FO: Cardiology " + words.site + ": new message")
        << "the stub too: a group's name is none of the message's words";
}

TEST(ContentPolicy, AMailIsWholeOrEncryptedOrTheStubAndSaysWhy)
{
    const auto now = build::noon;
    Contact plain = build::contact(1, "ANNLEE");
    auto certified = plain;
    certified.certificate = Certificate{"pem", "CN=Ann", "AB", now + store::Millis{1}};
    auto expired = certified;
    expired.certificate->expires = now;
    auto open = acknowledged();
    open.certificate = certified.certificate;
    const struct {
        const Contact& contact;
        MailProtection protection;
        MailForm form;
        std::string_view reason;
    } cases[] = {
        {plain, MailProtection::Stub, MailForm::Stub, "mail is not encrypted here"},
        {certified, MailProtection::Stub, MailForm::Stub, "mail is not encrypted here"},
        {plain, MailProtection::Smime, MailForm::Stub, "the contact has no certificate"},
        {expired, MailProtection::Smime, MailForm::Stub, "the contact's certificate has expired"},
        {certified, MailProtection::Smime, MailForm::Sealed,
         "encrypted for the contact's certificate"},
        {open, MailProtection::Stub, MailForm::Whole, "the contact's acknowledgement is on record"},
        {open, MailProtection::Smime, MailForm::Whole,
         "the contact's acknowledgement is on record"}};

    for (const auto& [contact, protection, form, reason] : cases)
        EXPECT_EQ(mail_form(contact, protection, now), (MailDecision{form, reason})) << reason;
}

TEST(ContentPolicy, ASealedMailSaysAllThatAnUnprotectedOneDoes)
{
    EXPECT_EQ(sealed_mail(secret(), failover_mark("Cardiology"), true).reveal(),
              "FO: Cardiology CANARY-SUBJECT\n\nCANARY-BODY\n1 = CANARY-CHOICE\n\n"
              "To answer, reply to this mail with the number of your choice in its first line.");
    EXPECT_EQ(sealed_mail(build::message("Bed 12"), "", false).reveal(), "Bed 12");
    auto silent = build::message("Bed 12");
    silent.allow_response = false;
    EXPECT_EQ(sealed_mail(silent, "", true).reveal(), "Bed 12");
}

// S0.63
TEST(ContentPolicy, AFailReportQuotesOnlyWhatWasAskedForAndMayLeave)
{
    EXPECT_TRUE(release_original(secret(), false, true).empty());
    EXPECT_EQ(release_original(secret(), true, false).text().find("CANARY"), std::string::npos);
    EXPECT_FALSE(release_original(secret(), true, false).empty());
    EXPECT_EQ(release_original(secret(), true, true).text(), "CANARY-SUBJECT\n\nCANARY-BODY");
}

// RFC 3461 4.3
TEST(ContentPolicy, AReportBringsBackWhatWasAskedForAndMayLeave)
{
    const std::string fields = "From: a@b\r\n"
                               "Subject: CANARY-SUBJECT\r\n and CANARY more\r\n"
                               "Message-ID: <1@b>\r\n";
    auto mail = secret();
    mail.mail_header = ProtectedText(fields);
    EXPECT_TRUE(release_return(mail, true, true).header.empty()) << "RET was not said";

    mail.report.returned = ReturnedPart::Headers;
    EXPECT_FALSE(release_return(mail, true, true).text);
    EXPECT_EQ(release_return(mail, true, true).header.text(), fields);
    EXPECT_EQ(release_return(mail, true, false).header.text(),
              "From: a@b\r\nMessage-ID: <1@b>\r\n");

    mail.report.returned = ReturnedPart::Full;
    EXPECT_EQ(release_return(mail, true, true).text.value().text(), "CANARY-BODY");
    EXPECT_FALSE(release_return(mail, false, true).text) << "of a failure only";
    EXPECT_FALSE(release_return(mail, true, false).text);
    mail.mail_header = ProtectedText();
    EXPECT_FALSE(release_return(mail, true, true).text) << "purged";
}

// S0.30
TEST(ContentPolicy, AnExportIsEmptyWhereTheWordsMayNotLeave)
{
    const ProtectedText file("CANARY");

    EXPECT_EQ(release_export(acknowledged(), file).text(), "CANARY");
    EXPECT_TRUE(release_export(build::contact(1, "ANNLEE"), file).empty());
}

// S0.60
TEST(ContentPolicy, ATextBySmsHasTheSubjectToo)
{
    auto of_mail = secret();
    EXPECT_EQ(as_one_text(release(of_mail, acknowledged(), {})).text(),
              "CANARY-SUBJECT\nCANARY-BODY\n1 = CANARY-CHOICE");
    of_mail.choices.clear();
    of_mail.body = ProtectedText();
    EXPECT_EQ(as_one_text(release(of_mail, acknowledged(), {})).text(), "CANARY-SUBJECT");
    of_mail = build::message("Bed 12");
    EXPECT_EQ(as_one_text(release(of_mail, acknowledged(), {})).text(), "Bed 12");
    EXPECT_EQ(as_one_text(release(of_mail, acknowledged(), {}, failover_mark("Ward 5"))).text(),
              "FO: Ward 5 \nBed 12");
    EXPECT_EQ(as_one_text(release(secret(), build::contact(1, "ANNLEE"), {})).text(),
              "Belfry: you have a new message.");
}

TEST(ContentPolicy, OnlyATextInFullMaySayItselfHowItIsAnswered)
{
    const auto message = build::message("Call 4-1 about bed 12. Reply with 31");
    const auto full = release(message, acknowledged(), {});
    const auto stub = release(message, build::contact(1, "ANNLEE"), {});

    EXPECT_EQ(with_answer_hint(full.text, message, {7}, full.full), full.text);
    EXPECT_NE(with_answer_hint(stub.text, message, {7}, stub.full).text().find("Reply "),
              std::string::npos);
}

template <class T>
concept Streamable = requires(std::ostream& out, const T& value)
{
    out << value;
};

// U.9
TEST(ContentPolicy, FilesAreNamedWhereTheWordsMayLeaveAndNowhereElse)
{
    auto message = secret();
    message.files = {{"CANARY.pdf", "application/pdf", 12, {}}};
    const std::string line = "[file in the inbox: CANARY.pdf (application/pdf, 12 bytes)]";

    const auto full = release(message, acknowledged(), words).text.text();
    const auto stub = release(message, build::contact(1, "ANNLEE").get(), words);
    const auto call = release_call(message, acknowledged(), words);

    EXPECT_EQ(full, "CANARY-BODY\n" + line + "\n1 = CANARY-CHOICE");
    EXPECT_EQ((stub.subject.text() + stub.text.text()).find("CANARY"), std::string::npos);
    EXPECT_EQ(call.text.text().find("CANARY.pdf"), std::string::npos) << "nobody wants to hear it";
    EXPECT_NE(sealed_mail(message, {}, false).reveal().find(line), std::string::npos);
}

// X.9
TEST(ContentPolicy, PicturesOfAlarmsLeaveWhereTheWordsMayAndNoOtherContentDoes)
{
    const std::vector<MessageFile> files{
        {"picture-1.svg", "image/svg+xml", 6, ProtectedText("<svg/>")},
        {"a.pdf", "application/pdf", 4, ProtectedText("%PDF")}};

    const auto released = release_files(acknowledged(), files);

    ASSERT_EQ(released.size(), 2U);
    EXPECT_EQ(released[0].format, "SVG");
    EXPECT_EQ(released[0].content.text(), "<svg/>");
    EXPECT_EQ(released[0].line.text(),
              "[file in the inbox: picture-1.svg (image/svg+xml, 6 bytes)]");
    EXPECT_EQ(released[1].format, "");
    EXPECT_TRUE(released[1].content.empty());
    EXPECT_TRUE(release_files(build::contact(1, "ANNLEE"), files).empty());
    const auto many = release_files(acknowledged(), std::vector<MessageFile>(30, files[1]));
    ASSERT_EQ(many.size(), 21U);
    EXPECT_EQ(many.back().line.text(), "[and 10 more]");
}

TEST(ContentPolicy, ProtectedTextNeitherConvertsNorStreams)
{
    static_assert(!std::is_convertible_v<ProtectedText, std::string>);
    static_assert(!Streamable<ProtectedText>);
    static_assert(!std::is_constructible_v<ReleasedText, std::string>);
    SUCCEED();
}

} // namespace
} // namespace relay::core
