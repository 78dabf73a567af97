#include "relay/channels/smtp_verdict.h"
#include "tests/relay/channels/outgoing.h"
#include <gtest/gtest.h>

namespace relay::channels {
namespace {

mail::SmtpResult refused(const mail::Reply& reply, bool at_recipient)
{
    const auto nurse = mail::Address::parse("nurse@ward.example").value();
    return {mail::SmtpOutcome::Refused,
            reply,
            {{nurse, at_recipient ? reply : mail::Reply{250, "2.1.5", "ok"}}}};
}

TEST(SmtpReplies, SayWhoIsToBlame)
{
    using E = ErrorClass;
    const struct {
        mail::Reply reply;
        bool to_recipient;
        E expected;
    } cases[] = {
        {{550, "5.1.1", ""}, true, E::BadAddress},
        {{550, "5.1.10", ""}, true, E::BadAddress},
        {{550, "5.2.1", ""}, true, E::BadAddress},
        {{552, "5.2.2", ""}, true, E::BadAddress},
        {{550, "", "no such user"}, true, E::BadAddress},
        {{551, "", ""}, true, E::BadAddress},
        {{553, "", ""}, true, E::BadAddress},
        {{550, "5.4.1", ""}, true, E::BadAddress},
        {{550, "5.4.6", ""}, false, E::Filtered},
        {{554, "5.4.14", ""}, false, E::Filtered},
        {{550, "", ""}, false, E::Filtered},
        {{554, "5.7.1", ""}, true, E::Filtered},
        {{554, "", ""}, false, E::Filtered},
        {{554, "5.0.0", ""}, false, E::Filtered},
        {{550, "5.7.26", ""}, false, E::Filtered},
        {{553, "5.1.8", ""}, false, E::SenderConfig},
        {{501, "5.1.7", ""}, false, E::SenderConfig},
        {{530, "5.7.0", ""}, false, E::Credentials},
        {{534, "5.7.9", ""}, false, E::Credentials},
        {{535, "5.7.8", ""}, false, E::Credentials},
        {{552, "5.3.4", ""}, false, E::TooBig},
        {{552, "5.2.3", ""}, false, E::TooBig},
        {{552, "", ""}, false, E::TooBig},
        {{500, "5.5.2", ""}, false, E::BadRequest},
        {{501, "", ""}, false, E::BadRequest},
        {{555, "", ""}, false, E::BadRequest},
        {{554, "5.6.0", ""}, false, E::BadRequest},
        {{450, "4.2.2", ""}, true, E::Unreachable},
        {{450, "4.7.1", ""}, true, E::Throttled},
        {{421, "", ""}, false, E::Throttled},
        {{451, "4.3.0", ""}, false, E::ProviderFault},
        // ours: no server said anything
        {{0, "5.3.4", ""}, false, E::TooBig},
        {{0, "", "the connection was lost"}, false, E::ProviderFault},
    };

    for (const auto& each : cases)
        EXPECT_EQ(store::word(class_of_reply(each.reply, each.to_recipient)),
                  store::word(each.expected))
            << each.reply.code << " " << each.reply.enhanced;
}

TEST(SmtpReplies, ToTheSenderAreNotTakenForTheRecipients)
{
    const mail::Reply bad_sender{550, "", "no such user"};
    auto result = refused(bad_sender, false);
    // Pipelined behind it, and refused for that reason alone.
    result.recipients[0].reply = {503, "5.5.1", "need MAIL first"};

    EXPECT_EQ(said(outcome_of(result, {})), "Refused Provider 550: 550: no such user");
    EXPECT_EQ(said(outcome_of(refused(bad_sender, true), {})),
              "Refused Detail 550: 550: no such user");
}

// D8
TEST(SmtpReplies, OfAServerThatTakesNothingNowShowThatItIsIll)
{
    const auto busy = [](const mail::Reply& reply, bool to_recipient) {
        auto result = refused(reply, to_recipient);
        result.outcome = mail::SmtpOutcome::Busy;
        return std::get<Busy>(outcome_of(result, {}));
    };

    EXPECT_TRUE(busy({451, "4.3.0", ""}, false).is_ill);
    EXPECT_TRUE(busy({452, "", ""}, false).is_ill);
    EXPECT_TRUE(busy({421, "4.3.2", ""}, false).is_ill);
    EXPECT_TRUE(busy({421, "", ""}, true).is_throttled);
    EXPECT_TRUE(busy({450, "4.7.1", ""}, false).is_throttled);
    for (const auto& of_a_recipient : {busy({450, "4.7.1", ""}, true), busy({451, "", ""}, true),
                                       busy({450, "4.2.2", ""}, true)})
        EXPECT_FALSE(of_a_recipient.is_ill || of_a_recipient.is_throttled);
}

TEST(SmtpReplies, AreToldInOneShortLineWithoutTheText)
{
    const auto outcome = outcome_of(
        refused({554, "5.7.1", "spam:\n'Bed 12 calls' is\x01 bad " + std::string(500, 'x')}, false),
        {"Bed 12 calls", ""});

    EXPECT_TRUE(begins(outcome, "Refused Provider 554 5.7.1: 554 5.7.1: spam: '...' is  bad xxx"))
        << said(outcome);
    EXPECT_LT(std::get<Refused>(outcome).detail.size(), 200u);
}

TEST(SmtpReplies, LeaveTheQueueIdAsReference)
{
    const mail::SmtpResult taken{mail::SmtpOutcome::Accepted, {250, "2.0.0", "queued as 4F2"}, {}};

    EXPECT_EQ(outcome_of(taken, {}),
              (Outcome{Accepted{"queued as 4F2", "250 2.0.0: queued as 4F2"}}));
}

} // namespace
} // namespace relay::channels
