#include "relay/intake/mail_rules.h"
#include <gtest/gtest.h>

namespace tests {
namespace {

using relay::intake::MailRules;
using relay::intake::MailRuleText;
using relay::intake::RuledMail;
using store::Priority;

RuledMail ruled(const std::vector<MailRuleText>& rules, const std::string& subject,
                const std::string& text, const std::string& sender = "lab@hospital.example")
{
    const auto made = MailRules::compile(rules);
    EXPECT_TRUE(made) << made.error();
    return made->apply({subject, text, sender});
}

std::string complaint(const MailRuleText& rule)
{
    const auto made = MailRules::compile({rule});
    return made ? std::string() : made.error();
}

const MailRuleText lab{.name = "critical lab",
                       .subject = "^LAB (?P<test>\\w+) CRITICAL$",
                       .text = "(?i)unit:\\s*(?P<unit>\\w+)",
                       .priority = Priority::High,
                       .recipient = "{unit}-NURSE",
                       .choices = {"Coming", "Call {unit}"},
                       .new_subject = "Critical {test}",
                       .new_text = "{text} (from {sender})",
                       .fields = {{"Unit", "{unit}"}, {"Test", "{test}"}}};

TEST(MailRules, MakeOfAMailWhatTheyFindInIt)
{
    const auto mail = ruled({lab}, "LAB K CRITICAL", "K 6.8\nUNIT:  ICU\n");

    EXPECT_EQ(mail.rule, "critical lab");
    EXPECT_EQ(mail.priority, Priority::High);
    EXPECT_EQ(mail.recipient, "ICU-NURSE");
    EXPECT_EQ(mail.subject, "Critical K");
    EXPECT_EQ(mail.text, "Unit: ICU\nTest: K\nK 6.8\nUNIT:  ICU\n (from lab@hospital.example)");
    const std::vector<store::Choice> choices{{"Coming", "Coming"}, {"Call ICU", "Call ICU"}};
    EXPECT_EQ(mail.choices, choices);
}

// A mail is not refused for what a rule has made of it.
TEST(MailRules, MakeNoMoreAndNoLongerChoicesThanAMessageMayHave)
{
    const MailRuleText wide{
        .name = "wide", .text = "(?s)(?P<all>.+)", .choices = {"{all}{all}", "Coming"}};
    const auto mail = ruled({wide}, "", std::string(3000, 'x'));
    ASSERT_EQ(mail.choices.size(), 2U);
    EXPECT_LE(mail.choices[0].send.size(), 1004U);
    EXPECT_TRUE(mail.choices[0].send.ends_with("x\u2026"));

    EXPECT_EQ(complaint({.name = "many", .choices = std::vector<std::string>(101, "Coming")}),
              "rule 'many': there are more than 100 choices");
}

TEST(MailRules, LeaveAMailAsItIsWhereOnePatternIsNotFound)
{
    for (const auto& [subject, text] :
         {std::pair{"LAB K CRITICAL", "no place"}, {"LAB K NORMAL", "Unit: ICU"}}) {
        const auto mail = ruled({lab}, subject, text);

        EXPECT_EQ(mail, (RuledMail{.subject = subject, .text = text}));
    }
}

TEST(MailRules, AreAskedInOrderAndTheFirstDecides)
{
    const std::vector<MailRuleText> rules{{.name = "of the lab", .sender = "^lab@"},
                                          {.name = "all", .priority = Priority::Low}};

    EXPECT_EQ(ruled(rules, "x", "x").rule, "of the lab");
    EXPECT_EQ(ruled(rules, "x", "x").priority, std::nullopt);
    EXPECT_EQ(ruled(rules, "x", "x", "icu@hospital.example").rule, "all");
}

TEST(MailRules, MakeOneLineOfWhatWouldBeMore)
{
    const MailRuleText rule{.name = "a",
                            .text = "(?s)(?P<all>.*)",
                            .recipient = "{all}",
                            .choices = {"{all}"},
                            .new_subject = "{all}",
                            .fields = {{"Field", "{all}"}}};

    const auto mail = ruled({rule}, "x", "one\ntwo");

    EXPECT_EQ(mail.recipient, "one two");
    EXPECT_EQ(mail.choices.at(0).send, "one two");
    EXPECT_EQ(mail.subject, "one two");
    EXPECT_EQ(mail.text, "Field: one two\none\ntwo");
}

TEST(MailRules, AreRefusedWithASentenceThatNamesThem)
{
    EXPECT_EQ(complaint({.name = "a", .subject = "("}), "rule 'a': the pattern (: missing ): (");
    EXPECT_EQ(complaint({.name = "a", .recipient = "{unit}"}),
              "rule 'a': no pattern has a group called 'unit'");
    EXPECT_EQ(complaint({.name = "a", .new_text = "{text"}), "rule 'a': a '{' is not closed");
    EXPECT_EQ(complaint({.name = "a", .text = std::string(2001, 'x')}),
              "rule 'a': a pattern is longer than 2000 bytes");
    EXPECT_NE(complaint({.name = "a", .text = "((x{100}){100}){100}"}), "");
    EXPECT_NE(complaint({.name = "a", .text = "(?P<a>x)\\1"}), "") << "no back references";
    EXPECT_FALSE(MailRules::compile(std::vector<MailRuleText>(101, {.name = "a"})));
}

// The pattern that ruins backtracking matchers; RE2 walks the text once.
TEST(MailRules, AreNotSlowedByAnyText)
{
    const auto text = std::string(60'000, 'a') + "!";

    EXPECT_EQ(ruled({{.name = "a", .text = "^(a+)+$"}}, "x", text).rule, "");
}

} // namespace
} // namespace tests
