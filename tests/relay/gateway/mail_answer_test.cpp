// Answers by mail.
#include "tests/relay/gateway/mail_back.h"

namespace tests {
namespace {

class MailAnswers : public MailBack {};
HOUSE_ON_BOTH_ENGINES(MailAnswers);

// U.6, D1
TEST_P(MailAnswers, TheFirstLineOfAnAnswerIsTheChoiceExactlyOnce)
{
    for (const auto* text : {"2", "Cannot", "cannot.", "2 ok", "2\r\nSorry"}) {
        const auto message = mailed();
        const auto pushes = channels.wctp.count();

        EXPECT_EQ(answers(text).substr(0, 9), "250 2.0.0") << text;
        EXPECT_EQ(answers(text).substr(0, 9), "250 2.0.0") << text;

        const auto replies = node().replies(message);
        ASSERT_EQ(replies.size(), 1U) << text;
        EXPECT_EQ(replies[0].choice, 2);
        EXPECT_EQ(replies[0].text.reveal(), "NAK");
        EXPECT_EQ(replies[0].channel, Channel::Email);
        EXPECT_EQ(progress(message), Progress::Replied);
        ASSERT_EQ(channels.wctp.count(), pushes + 1);
        EXPECT_NE(channels.wctp.texts().back().find("NAK"), std::string::npos);
    }
}

TEST_P(MailAnswers, TheSameMailAgainIsTheSameAnswerAlsoAnHourLater)
{
    const auto message = mailed();

    (void)answers("Room 3");
    clock.advance(1h);
    EXPECT_EQ(answers("Room 3").substr(0, 3), "250");

    EXPECT_EQ(node().replies(message).size(), 1U);
}

TEST_P(MailAnswers, OtherWordsAreAnAnswerInWords)
{
    for (const auto* text : {"4711 is my number", "stop", "Room 3, please"}) {
        const auto message = mailed();

        EXPECT_EQ(answers(text).substr(0, 3), "250") << text;

        const auto replies = node().replies(message);
        ASSERT_EQ(replies.size(), 1U) << text;
        EXPECT_EQ(replies[0].text.reveal(), text);
        EXPECT_EQ(replies[0].choice, 0);
    }
    EXPECT_FALSE(house().people()->contact(store::ContactId{10})->details.at(1).opted_out);
}

TEST_P(MailAnswers, ANumberThatIsNoChoiceIsRefusedAndAnswersNothing)
{
    const auto message = mailed();

    const auto verdict = answers("3");

    EXPECT_EQ(verdict.substr(0, 3), "550");
    EXPECT_NE(verdict.find("no such choice"), std::string::npos) << verdict;
    EXPECT_TRUE(node().replies(message).empty());
}

TEST_P(MailAnswers, AnAnswerFromAnotherAddressCountsAndIsNoted)
{
    const auto message = mailed();
    const auto mail = "From: ada@home.example\r\n\r\n1\r\n";

    EXPECT_EQ(comes_back(reply_address(), mail, false).substr(0, 3), "250");

    EXPECT_EQ(node().replies(message).at(0).choice, 1);
    EXPECT_TRUE(ledger_has(message, "answered: from another address than the contact's"));
}

TEST_P(MailAnswers, AnEmptyAnswerIsRefusedAndMayBeSentAgain)
{
    const auto message = mailed();

    EXPECT_EQ(answers("").substr(0, 9), "550 5.6.0");
    EXPECT_EQ(answers("1").substr(0, 3), "250") << "the refused ones left nothing behind";

    EXPECT_EQ(node().replies(message).size(), 1U);
}

// What a program puts below it is no reason to send it back.
TEST_P(MailAnswers, ALongAnswerCountsAndIsCut)
{
    const auto message = mailed();

    EXPECT_EQ(answers("Coming as soon as I can.\n\n" + std::string(5000, 'x')).substr(0, 3), "250");

    const auto text = node().replies(message).at(0).text.reveal();
    EXPECT_TRUE(text.starts_with("Coming as soon as I can.\n\nxxx")) << text;
    EXPECT_TRUE(text.ends_with("x (cut)")) << text;
}

TEST_P(MailAnswers, AnExpiredMessageIsNotAnswered)
{
    const auto message = mailed();
    clock.advance(4h);

    const auto said = answers("1");

    EXPECT_EQ(said.substr(0, 9), "550 5.7.1");
    EXPECT_NE(said.find("expired"), std::string::npos);
    EXPECT_TRUE(node().replies(message).empty());
}

TEST_P(MailAnswers, AfterStandDownAnAnswerIsRefused)
{
    node().add(person(20, "BEN-OKORO").redundancy(Channel::Email, 0min).get());
    node().add(build::escalating(30, "CODE-BLUE", {store::ContactId{10}, store::ContactId{20}}));
    const auto message = node().submit(pushed({}), "CODE-BLUE");
    const auto first = reply_address();
    node().advance(6min);
    const auto second = reply_address();
    ASSERT_NE(first, second);
    EXPECT_EQ(comes_back(second, answer_mail("OK"), false).substr(0, 3), "250");

    const auto said = comes_back(first, answer_mail("OK"), false);

    EXPECT_EQ(said.substr(0, 9), "550 5.7.1");
    EXPECT_NE(said.find("somebody else"), std::string::npos);
    EXPECT_EQ(node().replies(message).size(), 1U);
    EXPECT_EQ(comes_back(second, answer_mail("and a trolley", "Message-ID: <r2@h>\r\n"), false)
                  .substr(0, 3),
              "250")
        << "whoever took it may say more";
}

TEST_P(MailAnswers, NoAnswerIsAskedForWhereNoneIsAllowed)
{
    auto message = pushed({});
    message.allow_response = false;
    (void)node().submit(std::move(message), "ADA-KING");

    EXPECT_EQ(sent().answer_mark, "");
    EXPECT_EQ(sent().text.text().find("reply"), std::string::npos);
    (void)mailed();
    EXPECT_NE(sent().text.text().find("reply to this mail"), std::string::npos);
}

} // namespace
} // namespace tests
