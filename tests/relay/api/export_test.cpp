// S0.30: all that was said to and by a contact.
#include "api_house.h"
#include "relay/smime/certificate.h"
#include "tests/support/mail_certificate.h"

namespace tests {
namespace {

using relay::channels::TextOut;
using store::Channel;

const std::string formula = "=HYPERLINK(\"http://evil.example\")";

class Export : public ApiTest {
protected:
    /// What the one mail of this wish holds.
    TextOut mailed(const std::string& opid)
    {
        const auto before = channels.email.count();
        const auto answer = post(std::string(contacts) + "/" + opid + "/export", admin, "");
        EXPECT_EQ(answer.status, 202) << answer.body;
        node().settle();
        const auto sent = channels.email.sent();
        EXPECT_EQ(sent.size(), before + 1);
        return std::get<TextOut>(sent.back().payload);
    }
    /// Two messages to Ann, the second one answered.
    void talk()
    {
        auto first = build::message(formula);
        first.subject = store::ProtectedText("Bed 12");
        node().submit(std::move(first), "ANN-LEE");
        clock.advance(1min);
        const auto second = node().submit(build::message("Coming, \"now\"?"), "ANN-LEE");
        const auto page = node().pages(second).at(0).id.text();
        post("/api/v1/inbox/" + page + "/reply", ann_device, R"({"text":"On my way"})");
        node().settle();
    }
    void let_words_of_ann_leave()
    {
        const auto changed = patch(std::string(contacts) + "/ANN-LEE", admin,
                                   R"({"secure":false,"acknowledgeHipaa":true})");
        EXPECT_EQ(changed.status, 200) << changed.body;
    }
    static bool has(const std::string& text, const std::string& part)
    {
        return text.find(part) != std::string::npos;
    }
};
HOUSE_ON_BOTH_ENGINES(Export);

TEST_P(Export, GoesByMailAsTwoFilesWhereTheWordsMayLeave)
{
    talk();
    let_words_of_ann_leave();

    const auto mail = mailed("ANN-LEE");

    EXPECT_EQ(mail.to, "ann@example.org");
    ASSERT_EQ(mail.files.size(), 2U);
    const auto& csv = mail.files[0].content.text();
    EXPECT_TRUE(csv.starts_with("at,way,message,from,to,priority,state,subject,text,files\r\n"))
        << csv;
    EXPECT_TRUE(has(csv, R"x("Bed 12","'=HYPERLINK(""http://evil.example"")")x")) << csv;
    EXPECT_TRUE(has(csv, R"("Coming, ""now""?")")) << csv;
    const auto json = relay::api::read_json(mail.files[1].content.text()).value();
    EXPECT_EQ(at(json, "/contact"), "ANN-LEE");
    EXPECT_EQ(at(json, "/messages"), "3 items");
    EXPECT_EQ(at(json, "/messages/0/text"), formula);
    EXPECT_EQ(at(json, "/messages/2/way"), "from");
    EXPECT_EQ(at(json, "/messages/2/text"), "On my way");
    EXPECT_TRUE(audit_trail(1)[0].ends_with("contact.export " + ann.text() + " ok"))
        << audit_trail(1)[0];
}

TEST_P(Export, SaysOnlyWhereItIsFetchedWhereTheWordsMayNotLeave)
{
    talk();

    const auto mail = mailed("ANN-LEE");

    EXPECT_TRUE(mail.files.empty());
    EXPECT_TRUE(mail.sealed.empty());
    EXPECT_TRUE(has(mail.text.text(), "enrolled")) << mail.text.text();
    EXPECT_FALSE(has(mail.text.text() + mail.subject.text(), "Bed"));
}

// S0.30: a server that does not take so large a mail.
TEST_P(Export, ThatIsNotTakenGoesOnceMoreWithoutItsFiles)
{
    let_words_of_ann_leave();
    channels.email.answer_always(
        relay::channels::Refused{relay::channels::Blame::Message, "552 5.3.4", {}});

    EXPECT_EQ(post(std::string(contacts) + "/ANN-LEE/export", admin, "").status, 202);
    node().settle();
    node().settle();

    const auto sent = channels.email.sent();
    ASSERT_EQ(sent.size(), 2U) << "and not a third time";
    const auto again = std::get<TextOut>(sent.back().payload);
    EXPECT_EQ(again.to, "ann@example.org");
    EXPECT_TRUE(again.files.empty());
    EXPECT_TRUE(has(again.text.text(), "enrolled")) << again.text.text();
}

class SealedExport : public Export {
protected:
    RunningHouse::Settings settings() const override
    {
        RunningHouse::Settings made;
        made.rules.mail_protection = relay::core::MailProtection::Smime;
        return made;
    }
};
HOUSE_ON_BOTH_ENGINES(SealedExport);

TEST_P(SealedExport, IsEncryptedForTheContactsCertificate)
{
    auto sealed = node().read([&](auto& connection) {
        return *store::ContactRepository(connection, fresh().vault()).find(ann);
    });
    sealed.certificate =
        relay::smime::read_certificate(make_mail_certificate().pem, build::noon).value();
    node().write([&](auto& connection) {
        EXPECT_TRUE(store::ContactRepository(connection, fresh().vault()).update(sealed));
    });
    node().refresh_directory();
    talk();

    const auto mail = mailed("ANN-LEE");

    EXPECT_FALSE(mail.sealed.empty());
    EXPECT_TRUE(mail.files.empty());
    EXPECT_TRUE(mail.text.empty());
}

TEST_P(Export, IsFetchedByTheContactsOwnDeviceAlone)
{
    talk();

    const auto json = get("/api/v1/inbox/export", ann_device);
    const auto csv = get("/api/v1/inbox/export.csv", ann_device);

    EXPECT_EQ(at(json, "/messages/1/text"), "Coming, \"now\"?");
    EXPECT_EQ(header(csv, "Content-Disposition"), "attachment; filename=messages.csv");
    EXPECT_TRUE(has(csv.body, "On my way"));
    EXPECT_EQ(at(get("/api/v1/inbox/export", donald_device), "/messages"), "0 items");
    EXPECT_EQ(get("/api/v1/inbox/export", admin).status, 403);
}

TEST_P(Export, HoldsNoWordsThatWerePurged)
{
    talk();
    let_words_of_ann_leave();
    patch(std::string(contacts) + "/ANN-LEE", admin, R"({"retention":"one_month"})");
    clock.advance(24h * 400);
    node().settle();

    const auto json = get("/api/v1/inbox/export", ann_device);

    EXPECT_EQ(at(json, "/messages/0/state"), "purged");
    EXPECT_EQ(at(json, "/messages/0/text"), "");
    EXPECT_EQ(at(json, "/messages/2/text"), "");
}

TEST_P(Export, NeedsAnAddressThatTakesMail)
{
    node().add(build::contact(31, "NO-MAIL-YET").phone(311, "+49301").get());

    const auto refused = post(std::string(contacts) + "/NO-MAIL-YET/export", admin, "");
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(post(std::string(contacts) + "/DONALD/export", mary, "").status, 404);
    EXPECT_EQ(channels.email.count(), 0U);
}

} // namespace
} // namespace tests
