// Protected text by mail: encrypted for the contact's certificate, or not at all.
#include "relay/smime/certificate.h"
#include "tests/relay/engine/people.h"
#include "tests/support/mail_certificate.h"

namespace tests {
namespace {

using relay::channels::TextOut;
using store::Channel;

class SmimeHouse : public HouseTest {
protected:
    static constexpr store::Instant end = build::noon + 24h;

    RunningHouse::Settings settings() const override
    {
        RunningHouse::Settings made;
        made.rules.mail_protection = relay::core::MailProtection::Smime;
        made.rules.mail_returns = true;
        made.rules.link_base = "https://pager.example";
        return made;
    }
    static store::Contact ann()
    {
        return person(11, "ANN-LEE").redundancy(Channel::Email, 0min).get();
    }
    static store::Contact ann_with_certificate()
    {
        auto contact = ann();
        const auto made = make_mail_certificate({.expires = end});
        contact.certificate = relay::smime::read_certificate(made.pem, build::noon).value();
        return contact;
    }
    TextOut mail_of(const store::Contact& contact)
    {
        node().add(contact);
        auto message = build::message("CANARY-BODY");
        message.subject = store::ProtectedText("CANARY-SUBJECT");
        message_ = node().submit(std::move(message), "ANN-LEE");
        return std::get<TextOut>(channels.email.sent().back().payload);
    }
    bool was_told(const std::string& line)
    {
        return std::ranges::count(node().story(message_), line) == 1;
    }

    store::MessageId message_;
};
HOUSE_ON_BOTH_ENGINES(SmimeHouse);

class StubHouse : public SmimeHouse {
protected:
    RunningHouse::Settings settings() const override
    {
        auto made = SmimeHouse::settings();
        made.rules.mail_protection = relay::core::MailProtection::Stub;
        return made;
    }
};
HOUSE_ON_BOTH_ENGINES(StubHouse);

constexpr auto stub = "Belfry: you have a new message. Read it at https://pager.example/o/";

} // namespace

TEST_P(SmimeHouse, EncryptsTheWholeMailForTheCertificateAndSaysSo)
{
    const auto mail = mail_of(ann_with_certificate());

    EXPECT_FALSE(mail.sealed.empty());
    EXPECT_EQ(mail.sealed.find("CANARY"), std::string::npos);
    EXPECT_TRUE(mail.text.empty());
    EXPECT_EQ(mail.subject.text(), "Belfry: new message");
    EXPECT_FALSE(mail.answer_mark.empty());
    EXPECT_TRUE(was_told("sealed: encrypted for the contact's certificate"));
}

TEST_P(SmimeHouse, SendsTheStubToWhoHasNoCertificateAndSaysWhy)
{
    const auto mail = mail_of(ann());

    EXPECT_TRUE(mail.sealed.empty());
    EXPECT_TRUE(mail.text.text().starts_with(stub)) << mail.text.text();
    EXPECT_TRUE(was_told("stub: the contact has no certificate"));
}

TEST_P(SmimeHouse, SendsTheStubOnceTheCertificateHasExpiredAndSaysWhy)
{
    clock.advance(24h);

    const auto mail = mail_of(ann_with_certificate());

    EXPECT_TRUE(mail.sealed.empty());
    EXPECT_TRUE(mail.text.text().starts_with(stub)) << mail.text.text();
    EXPECT_EQ(mail.text.text().find("CANARY"), std::string::npos);
    EXPECT_TRUE(was_told("stub: the contact's certificate has expired"));
}

TEST_P(SmimeHouse, LooksAtTheCertificateOnEachTry)
{
    channels.email.answer_next(relay::channels::Busy{"451", "later", {}});
    EXPECT_FALSE(mail_of(ann_with_certificate()).sealed.empty());

    node().advance(24h);

    ASSERT_EQ(channels.email.count(), 2U);
    EXPECT_TRUE(std::get<TextOut>(channels.email.sent()[1].payload).sealed.empty());
    EXPECT_TRUE(was_told("stub: the contact's certificate has expired"));
}

TEST_P(SmimeHouse, SendsTheStubWhereTheCertificateTurnsOutToBeOfNoUse)
{
    auto contact = ann_with_certificate();
    contact.certificate->pem = make_mail_certificate({.key = MailKey::Ed25519}).pem;

    const auto mail = mail_of(contact);

    EXPECT_TRUE(mail.sealed.empty());
    EXPECT_TRUE(mail.text.text().starts_with(stub)) << mail.text.text();
    EXPECT_TRUE(was_told("stub: nothing can be encrypted for the contact's certificate"));
}

TEST_P(SmimeHouse, LeavesMailInTheClearToWhoAgreedToThat)
{
    const auto mail = mail_of(open_hearted(ann_with_certificate()));

    EXPECT_TRUE(mail.sealed.empty());
    EXPECT_TRUE(mail.text.text().starts_with("CANARY-BODY")) << mail.text.text();
    EXPECT_EQ(mail.subject.text(), "CANARY-SUBJECT");
}

TEST_P(StubHouse, EncryptsNothingAndWritesNoLineMore)
{
    const auto mail = mail_of(ann_with_certificate());

    EXPECT_TRUE(mail.sealed.empty());
    EXPECT_TRUE(mail.text.text().starts_with(stub)) << mail.text.text();
    EXPECT_FALSE(was_told("stub: mail is not encrypted here"));
}

} // namespace tests
