// belfry-sendmail without its socket: the command line, the letter, what came of it.
#include "relay/sendmail/command_line.h"
#include "relay/sendmail/dead_letter.h"
#include "relay/sendmail/hand_over.h"
#include "relay/sendmail/letter.h"
#include "relay/sendmail/outcome.h"
#include <gtest/gtest.h>

namespace relay::sendmail {
namespace {

const Caller nagios{"nagios", "box.example", std::chrono::sys_seconds(std::chrono::seconds(0)),
                    "7.1"};

Wish to(std::vector<std::string> recipients)
{
    Wish wish;
    wish.recipients = std::move(recipients);
    return wish;
}

TEST(CommandLine, IsReadAsProgramsWriteIt)
{
    using Words = std::vector<std::string>;
    const std::pair<Words, Wish> table[] = {
        {{"-t"}, {.recipients_from_header = true}},
        {{"-ti"}, {.recipients_from_header = true, .dot_ends = false}},
        {{"-oi", "-oem", "a@b"}, {.dot_ends = false, .recipients = {"a@b"}}},
        {{"-i", "-fa@b", "c@d"}, {.dot_ends = false, .sender = "a@b", .recipients = {"c@d"}}},
        {{"-f", "a@b", "--", "-c@d"}, {.sender = "a@b", .recipients = {"-c@d"}}},
        {{"-r", "", "c"}, {.sender = "<>", .recipients = {"c"}}},
        {{"-F", "The Box", "-B8BITMIME", "-O", "X=y", "-v", "-bm", "c"},
         {.full_name = "The Box", .recipients = {"c"}}},
        {{"-N", "success", "-V", "id", "--server", "h:1", "c"},
         {.recipients = {"c"}, .notify = "SUCCESS", .envelope_id = "id", .server = "h:1"}},
        {{"--wait", "0", "c"}, {.recipients = {"c"}, .wait = std::chrono::seconds(0)}},
    };

    for (const auto& [words, expected] : table)
        EXPECT_EQ(parse_command_line(words).value(), expected) << words.front();
}

TEST(CommandLine, AsksForReportsAsItIsTold)
{
    EXPECT_EQ(parse_command_line({"-N", "never", "c"})->notify, "NEVER");
    EXPECT_EQ(parse_command_line({"-Nfailure,Delay", "c"})->notify, "FAILURE,DELAY");
    for (const auto* wrong : {"-Nalways", "-Nnever,success", "-Nsuccess,", "-N,"})
        EXPECT_FALSE(parse_command_line({wrong, "c"})) << wrong;
}

TEST(CommandLine, OfOtherModesIsRefused)
{
    for (const auto* wrong : {"-1", "3601", "1m", ""})
        EXPECT_FALSE(parse_command_line({"--wait", wrong, "c"})) << wrong;
    for (const auto* mode : {"-bs", "-bp", "-bi", "-bd", "-bv"})
        EXPECT_FALSE(parse_command_line({mode})) << mode;
}

TEST(Letter, GetsWhatAMailNeedsAndHasNot)
{
    const auto letter = make_letter("bed 12\n", to({"oncall"}), nagios).value();

    EXPECT_EQ(letter.sender->text(), "nagios@box.example");
    EXPECT_EQ(letter.recipients.at(0).text(), "oncall@box.example");
    EXPECT_EQ(letter.message, "From: nagios@box.example\r\n"
                              "Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n"
                              "Message-ID: <7.1@box.example>\r\n\r\nbed 12\r\n");
}

TEST(Letter, KeepsWhatIsThereAndDropsBlindCopies)
{
    const auto letter =
        make_letter("From: a@b\r\nDate: x\nMessage-ID: <1@b>\nBcc: c@d,\n e@f\nSubject: s\n\nt\n",
                    {.recipients_from_header = true, .sender = "<>"}, nagios)
            .value();

    EXPECT_EQ(letter.sender, std::nullopt);
    EXPECT_EQ(letter.recipients.size(), 2U);
    EXPECT_EQ(letter.message,
              "From: a@b\r\nDate: x\r\nMessage-ID: <1@b>\r\nSubject: s\r\n\r\nt\r\n");
}

TEST(Letter, LosesTheLineThatBeginsAMailInAMailbox)
{
    const auto letter =
        make_letter("From a@b Thu Jan  1 00:00:00 1970\nFrom: a@b\nSubject: s\n\nFrom here on\n",
                    to({"c@d"}), nagios)
            .value();

    EXPECT_EQ(letter.message.find("1970\r\nFrom"), std::string::npos);
    EXPECT_NE(letter.message.find("From: a@b\r\nSubject: s\r\n\r\nFrom here on\r\n"),
              std::string::npos);
}

TEST(Letter, FindsItsRecipientsInTheHeader)
{
    auto wish = to({"x@y"});
    wish.recipients_from_header = true;
    const auto letter =
        make_letter("To: \"Lee, Ann\" <ann@p>, (a, b) ben@p, Ward: mia@p, <x@y>;\nCc: oncall\n\nt",
                    wish, nagios)
            .value();

    std::vector<std::string> all;
    for (const auto& recipient : letter.recipients)
        all.push_back(recipient.text());
    EXPECT_EQ(all,
              (std::vector<std::string>{"x@y", "ann@p", "ben@p", "mia@p", "oncall@box.example"}));
}

TEST(Letter, EndsAtADotAloneUnlessTold)
{
    for (const auto* input : {"a\n.\nb\n", "a\n.\r\nb\n", "a\n."})
        EXPECT_EQ(up_to_dot(input), "a\n") << input;
    EXPECT_EQ(up_to_dot(".\nb"), "");
    EXPECT_EQ(up_to_dot("a\n.b\n..\n"), "a\n.b\n..\n");
    auto wish = to({"c@d"});
    wish.dot_ends = false;
    EXPECT_NE(make_letter("a\n.\nb\n", wish, nagios)->message.find("a\r\n.\r\nb"),
              std::string::npos);
}

TEST(Letter, IsNoneWithoutARecipientOrWithABadAddress)
{
    EXPECT_FALSE(make_letter("x", {}, nagios).error().is_bad_address);
    EXPECT_TRUE(make_letter("x", to({"a b@c"}), nagios).error().is_bad_address);
    EXPECT_TRUE(make_letter("x", to({"a@b\r\nRCPT TO:<c@d>"}), nagios).error().is_bad_address);
    auto wish = to({"a@b"});
    wish.sender = "x@";
    EXPECT_TRUE(make_letter("x", wish, nagios).error().is_bad_address);
}

TEST(Server, IsAHostAndAPort)
{
    EXPECT_EQ(parse_server("127.0.0.1:25")->host, "127.0.0.1");
    EXPECT_EQ(parse_server("[::1]:2525")->host, "::1");
    EXPECT_EQ(parse_server("[::1]:2525")->port, 2525);
    for (const auto* text : {"", "host", ":25", "host:", "::1:25", "host:smtp", "host:70000"})
        EXPECT_FALSE(parse_server(text)) << text;
}

TEST(Outcome, IsWhatCallersOfSendmailLookFor)
{
    const auto exit = [](mail::SmtpOutcome outcome, mail::Reply reply,
                         std::optional<mail::Reply> recipient = {}) {
        mail::SmtpResult result{outcome, std::move(reply), {}};
        if (recipient)
            result.recipients = {{mail::Address::parse("a@b").value(), *recipient}};
        return outcome_of(result).exit;
    };
    using mail::SmtpOutcome;

    EXPECT_EQ(exit(SmtpOutcome::Accepted, {250, "2.0.0", ""}, mail::Reply{250, "2.1.5", ""}), 0);
    EXPECT_EQ(exit(SmtpOutcome::Accepted, {250, "2.0.0", ""}, mail::Reply{550, "5.1.1", ""}), 67);
    EXPECT_EQ(exit(SmtpOutcome::Refused, {550, "5.1.1", ""}), 67);
    EXPECT_EQ(exit(SmtpOutcome::Refused, {550, "5.7.1", ""}), 77);
    EXPECT_EQ(exit(SmtpOutcome::Refused, {552, "5.3.4", ""}), 69);
    EXPECT_EQ(exit(SmtpOutcome::Busy, {0, "", "away"}), 75);
    EXPECT_EQ(exit(SmtpOutcome::Unclear, {0, "", "lost"}), 75);
}

TEST(Outcome, NamesWhoMayGetItLater)
{
    const auto ann = mail::Address::parse("ann@p").value();
    const auto ben = mail::Address::parse("ben@p").value();
    const auto mia = mail::Address::parse("mia@p").value();
    mail::SmtpResult result{mail::SmtpOutcome::Accepted, {250, "2.0.0", ""}, {}};
    result.recipients = {
        {ann, {250, "2.1.5", ""}}, {ben, {452, "4.5.3", ""}}, {mia, {550, "5.1.1", ""}}};

    EXPECT_EQ(put_off(result, {ann, ben, mia}), std::vector{ben});
    result.outcome = mail::SmtpOutcome::Busy;
    EXPECT_EQ(put_off(result, {ann, ben, mia}), (std::vector{ann, ben}))
        << "the text was not taken";
    result.recipients.clear();
    EXPECT_EQ(put_off(result, {ann, ben}), (std::vector{ann, ben})) << "nobody was reached";
    result.outcome = mail::SmtpOutcome::Refused;
    EXPECT_TRUE(put_off(result, {ann}).empty());
}

TEST(Outcome, OfARefusedTextIsNoneForWhoWasTakenBefore)
{
    const auto ann = mail::Address::parse("ann@p").value();
    const auto ben = mail::Address::parse("ben@p").value();
    mail::SmtpResult result{mail::SmtpOutcome::Refused, {552, "5.3.4", "too large"}, {}};
    result.recipients = {{ann, {451, "4.3.0", ""}}, {ben, {250, "2.1.5", ""}}};

    const auto later = put_off(result, {ann, ben});
    const auto ended = settled(result, later);

    EXPECT_EQ(later, std::vector{ann});
    ASSERT_EQ(ended.size(), 1U);
    EXPECT_EQ(ended[0].recipient, ben);
    EXPECT_EQ(ended[0].reply.code, 552);
}

TEST(DeadLetter, CanBeReadByMailPrograms)
{
    EXPECT_EQ(mbox_entry("A: b\r\n\r\nFrom here\r\n>From x\r\n", "a@b", nagios.now),
              "From a@b Thu Jan  1 00:00:00 1970\nA: b\n\n>From here\n>>From x\n\n");
}

} // namespace
} // namespace relay::sendmail
