// Mail that only its recipient can read, from the door to the mailbox.
#include "tests/scenarios/scenario.h"

namespace tests {
namespace {

constexpr auto canary = "CANARY-7f3a-potassium";

class EncryptedMail : public OnBothEngines {
protected:
    /// Greta's certificate is the house's own, whose key lies beside it.
    static Wishes wishes()
    {
        auto made = OnBothEngines::wishes();
        made.more_mail = "    protected: smime\n";
        const std::string greta = "  - opid: GRETA-SOLBERG\n";
        made.directory_changes = {{greta, greta + "    certificate_file: certificate.pem\n"}};
        return made;
    }
};
STORIES_ON_BOTH_ENGINES(EncryptedMail);

TEST_P(EncryptedMail, HoldsThePageForWhoHasACertificateAndNothingForWhoHasNone)
{
    Installation house(wishes());
    const std::string text = canary;

    house.http("POST", "/api/v1/messages", "admin",
               R"({"to":"HOUSE-ALARM","subject":"Alarm","text":")" + text + R"("})");
    house.settle();

    const auto mails = house.mails_to("greta.solberg@hospital.example");
    ASSERT_EQ(mails.size(), 1u);
    EXPECT_EQ(count_with(house.mails(), text), 0u);
    EXPECT_EQ(count_with(house.mails(), "application/pkcs7-mime"), 1u) << "the others: the stub";
    EXPECT_GE(house.mails().size(), 2u);
    const auto mail = house.folder() / "greta.eml";
    write_file(mail, mails[0]);
    const auto opened =
        run({"openssl", "cms", "-decrypt", "-in", mail, "-inkey", house.folder() / "key.pem",
             "-recip", house.folder() / "certificate.pem"});
    EXPECT_TRUE(contains(opened.out, "Alarm\r\n\r\n" + text)) << opened.out << opened.err;
    const auto story = house.http("GET", "/api/v1/messages/" + newest_message(house), "admin");
    EXPECT_TRUE(contains(story.body, "encrypted for the contact's certificate")) << story.body;
    EXPECT_TRUE(contains(story.body, "the contact has no certificate"));
}

} // namespace
} // namespace tests
