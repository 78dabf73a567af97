// What a group's desk is told when nobody answered (S0.62, S0.63).
#include "tests/relay/engine/walking.h"

using namespace tests;

namespace {

class FailReport : public EscalationWalk {
protected:
    RunningHouse::Settings settings() const override
    {
        auto made = EscalationWalk::settings();
        made.rules.last_resort = "SWITCHBOARD";
        made.rules.mail_returns = true;
        return made;
    }
};

} // namespace

HOUSE_ON_BOTH_ENGINES(FailReport);

// S0.62
TEST_P(FailReport, MailsTheFailReportOnceEverybodyWasTried)
{
    auto group = team();
    group.fail_report_email = "desk@example.org";
    const auto message = page(group);

    node().advance(1min);
    mark(node(), node().pages(message).at(0).id, Progress::Delivered);
    node().advance(4min);
    EXPECT_EQ(channels.email.count(), 0U);
    node().advance(5min);
    node().advance(24h);

    ASSERT_EQ(channels.email.count(), 1U);
    const auto report = std::get<relay::channels::TextOut>(channels.email.sent()[0].payload);
    const auto text = report.text.text();
    EXPECT_EQ(report.to, "desk@example.org");
    EXPECT_NE(text.find("\nGiven up: 2027-01-15 08:10:00 UTC\n"), std::string::npos) << text;
    EXPECT_EQ(text.substr(std::min(text.find("Tried"), text.size())),
              "Tried, in this order:\n"
              "- Ann Lee (NURSE10), paged 2027-01-15 08:00:00 UTC: "
              "delivered since 2027-01-15 08:01:00 UTC\n"
              "- Ann Lee (NURSE20), paged 2027-01-15 08:05:00 UTC: "
              "accepted since 2027-01-15 08:05:00 UTC\n");
    EXPECT_EQ(text.find("Bed 12 calls"), std::string::npos);
    EXPECT_EQ(phase(message), EscalationPhase::Exhausted);
}

// S0.62: else nobody would know that nobody answered.
TEST_P(FailReport, ThatNoServerTakesIsCountedAndTheLastResortHears)
{
    node().add(person(90, "SWITCHBOARD").copy(Channel::Sms));
    channels.email.answer_always(
        relay::channels::Refused{relay::channels::Blame::Detail, "550 5.1.1", {}});
    auto group = team();
    group.fail_report_email = "desk@example.org";
    const auto message = page(group);
    node().advance(1min);
    for (const auto& each : node().pages(message))
        mark(node(), each.id, Progress::Delivered);

    node().advance(5min);
    for (const auto& each : node().pages(message))
        mark(node(), each.id, Progress::Delivered);
    node().advance(5min);

    EXPECT_EQ(node().house().metrics.fail_reports_lost(), 1U);
    EXPECT_EQ(paged(message), (Ids{10, 20, 90}));
    const auto report = std::get<relay::channels::TextOut>(channels.email.sent()[0].payload);
    EXPECT_FALSE(report.report_mark.empty()) << "a server that takes it and gives it back is heard";
}

// A mail server may say so days later.
TEST_P(FailReport, ThatComesBackWhenSomebodyHasAnsweredPagesNobodyMore)
{
    node().add(person(90, "SWITCHBOARD").copy(Channel::Sms));
    auto group = team();
    group.fail_report_email = "desk@example.org";
    const auto message = page(group);
    for (int rung = 0; rung < 2; ++rung) {
        node().advance(1min);
        for (const auto& each : node().pages(message))
            mark(node(), each.id, Progress::Delivered);
        node().advance(4min);
    }
    ASSERT_EQ(channels.email.count(), 1U);
    mark(node(), node().pages(message).at(1).id, Progress::Read);

    relay::channels::Receipt lost;
    lost.provider = "email";
    lost.delivery = channels.email.sent()[0].delivery;
    lost.state = relay::channels::Lost{relay::channels::Blame::Detail};
    node().commit([&](auto& commit) { commit.receipt(lost); });
    node().settle();

    EXPECT_EQ(node().house().metrics.fail_reports_lost(), 1U);
    EXPECT_EQ(paged(message), (Ids{10, 20}));
}

// S1.57
TEST_P(FailReport, SaysInTheFailReportWhatCouldNotBeSent)
{
    node().add(build::contact(90, "NURSE90")
                   .phone(91, "+1555090", true)
                   .redundancy(Channel::Sms, 0min)
                   .get());
    auto group = build::escalating(600, "WARD6", {store::ContactId{90}}, {}, 5min);
    group.fail_report_email = "desk@example.org";
    node().add(group);
    node().submit(pushed({}), "WARD6");

    node().advance(1h);

    ASSERT_EQ(channels.email.count(), 1U);
    EXPECT_NE(channels.email.texts()[0].find("\n  left_out: redundancy by sms: opted_out\n"),
              std::string::npos)
        << channels.email.texts()[0];
}

// S0.63
TEST_P(FailReport, QuotesTheOriginalOnlyWhereEveryContactAgreed)
{
    auto group = build::escalating(500, "TEAM1", {ContactId{10}});
    group.fail_report_email = "desk@example.org";
    group.include_original = true;
    page(group);
    node().add(open_hearted(person(60, "AGREED")));
    auto open = build::escalating(501, "TEAM2", {ContactId{60}});
    open.fail_report_email = "desk@example.org";
    open.include_original = true;
    page(open);

    node().advance(5min);

    const auto texts = channels.email.texts();
    ASSERT_EQ(texts.size(), 2U);
    EXPECT_EQ(
        std::ranges::count_if(
            texts, [](const auto& text) { return text.find("Bed 12 calls") != std::string::npos; }),
        1);
    EXPECT_EQ(
        std::ranges::count_if(
            texts, [](const auto& text) { return text.find("withheld") != std::string::npos; }),
        1);
}

// D13
TEST_P(FailReport, SaysWhoHadTakenItAndDidNotFinish)
{
    auto group = team();
    group.fail_report_email = "desk@example.org";
    group.acceptance = 10min;
    const auto message = page(group);
    node().commit([&](auto& commit) {
        commit.replied({.id = node().house().ids.make<store::ReplyId>(clock.now()),
                        .page = node().pages(message).at(0).id,
                        .message = message,
                        .contact = store::ContactId{10},
                        .text = store::ProtectedText("ok"),
                        .at = clock.now()});
    });
    for (int i = 0; i < 6; ++i)
        node().advance(5min);

    ASSERT_EQ(channels.email.count(), 1U);
    const auto text = channels.email.texts()[0];
    EXPECT_NE(text.find("\n  had taken it, and did not close it in time: open again since "
                        "2027-01-15 08:10:00 UTC\n"),
              std::string::npos)
        << text;
}
