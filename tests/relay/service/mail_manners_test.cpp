#include "relay/service/mail_manners.h"
#include "tests/relay/service/config_folder.h"
#include <gtest/gtest.h>

using namespace relay::service;

namespace {

constexpr auto good = R"(cut: [signature, quoted]
must_pass: [dkim, spf]
tls_required: true
auth_in_clear: false
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
    EXPECT_TRUE(manner->tls_required);
    EXPECT_EQ(manner->auth_in_clear, std::optional(false));
    EXPECT_EQ(parse_mail_manner("rules: []\n", "lab.yaml")->auth_in_clear, std::nullopt);
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

TEST(MailManners, WithoutASourceAreToldOf)
{
    MailManners manners;
    manners["lab"];
    manners["gone"];
    manners["renamed"].must_pass = {"spf"};
    manners["moved"].tls_required = true;
    store::Directory::Parts parts;
    parts.sources = {{.id = {1}, .name = "lab", .door = store::Door::Smtp},
                     {.id = {2}, .name = "gone", .door = store::Door::Wctp}};
    const store::Directory people(std::move(parts));

    const auto found = homeless(manners, people);

    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(text(found[0]), "smtp.rules_dir: gone.yaml is of no mail source");
    EXPECT_TRUE(found[2].demands);
    EXPECT_TRUE(found[1].demands);
}

TEST(MailManners, HoldToSomebodyASourceThatTakesMailFromAll)
{
    relay::directory::Wanted wanted;
    const auto add = [&](const char* name, store::Source row) {
        row.name = name;
        row.door = store::Door::Smtp;
        row.senders = {"*"};
        wanted.sources.push_back({std::move(row), {}, {7, 3}});
    };
    add("open", {});
    add("placed", {.networks = {"10.0.0.0/8"}});
    add("known", {.sender_id = "monitor", .code_hash = "h"});
    add("proven", {});
    MailManners manners;
    manners["proven"].must_pass = {"dkim"};

    const auto found = sources_of_anybody(wanted, manners, "people.yaml");

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(text(found.front()).substr(0, 36), "people.yaml:7:3: source 'open': anyb");
}

} // namespace
