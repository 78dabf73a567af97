#include "relay/service/mail_manners.h"
#include "tests/relay/service/config_folder.h"
#include <gtest/gtest.h>

using namespace relay::service;

namespace {

constexpr auto good = R"(cut: [signature, quoted]
must_pass: [dkim, spf]
rules:
  - name: critical lab
    subject: '^LAB (?P<test>\w+)'
    text: 'Unit: (?P<unit>\w+)'
    sender: '@hospital\.example$'
    priority: high
    recipient: '{unit}-NURSE'
    choices: [Coming, 'Call {unit}']
    new_subject: 'Critical {test}'
    new_text: '{text}'
    fields: {Unit: '{unit}'}
)";

TEST(MailManners, SayAllThatAFileCanSay)
{
    const auto manner = parse_mail_manner(good, "lab.yaml");
    ASSERT_TRUE(manner) << text(manner.error().front());

    EXPECT_TRUE(manner->cuts.signature);
    EXPECT_TRUE(manner->cuts.quoted);
    EXPECT_EQ(manner->must_pass, (std::vector<std::string>{"dkim", "spf"}));
    const auto ruled = manner->rules.apply({"LAB K", "Unit: ICU", "lab@hospital.example"});
    EXPECT_EQ(ruled.recipient, "ICU-NURSE");
    EXPECT_EQ(ruled.subject, "Critical K");
    EXPECT_EQ(ruled.text, "Unit: ICU\nUnit: ICU");
    EXPECT_EQ(ruled.choices.at(1).send, "Call ICU");
}

TEST(MailManners, ReportMistakesWhereTheyStand)
{
    const std::pair<const char*, const char*> cases[] = {
        {"rules:\n  - subject: x\n", "lab.yaml:2:5"},
        {"rules:\n  - name: a\n    subject: '('\n", "rule 'a': the pattern"},
        {"rules:\n  - name: a\n    recipient: '{b}'\n", "no pattern has a group called 'b'"},
        {"cut: [legs]\n", "signature or quoted"},
        {"must_pass: [luck]\n", "spf, dkim or dmarc"},
        {"rule: []\n", "rule"},
        {"rules: [\n", "lab.yaml:"},
    };

    for (const auto& [yaml, expected] : cases) {
        const auto manner = parse_mail_manner(yaml, "lab.yaml");
        ASSERT_FALSE(manner) << yaml;
        EXPECT_NE(text(manner.error().front()).find(expected), std::string::npos)
            << text(manner.error().front());
    }
}

TEST(MailManners, AreNamedAfterTheirSources)
{
    ConfigFolder folder;
    folder.put("lab.yaml", good);
    folder.put("README", "not one of them");

    const auto manners = read_mail_manners(folder.path());

    ASSERT_TRUE(manners);
    EXPECT_EQ(manners->size(), 1U);
    EXPECT_TRUE(manners->contains("lab"));
    EXPECT_TRUE(read_mail_manners({})->empty());
    EXPECT_FALSE(read_mail_manners(folder.path() / "nowhere"));
}

} // namespace
