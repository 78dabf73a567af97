#include "relay/snpp/server_session.h"
#include <gtest/gtest.h>
#include <map>

namespace relay::snpp {
namespace {

using namespace std::chrono_literals;

class Desk final : public Host {
public:
    Login login(std::string_view id, std::string_view password) override
    {
        if (id == "often")
            return Login::TooOften;
        is_in = id == "monitor" && password == "s3cret";
        return is_in ? Login::Welcome : Login::Wrong;
    }
    bool is_let_in() const override { return is_in; }
    bool is_known(std::string_view pager) const override
    {
        return pager == "ADA-KING" || pager == "4711";
    }
    bool is_in = true;
};

class SnppServer : public testing::Test {
protected:
    /// The codes of the replies, "SUBMIT" and "LOOK" for what the owner is asked, "BYE" at the end.
    std::string said(const Actions& actions)
    {
        std::string words;
        for (const auto& action : actions) {
            words += words.empty() ? "" : " ";
            if (const auto* say = std::get_if<Say>(&action))
                words += say->text.substr(0, 3);
            if (const auto* submit = std::get_if<Submit>(&action))
                page = submit->page, words += "SUBMIT";
            if (const auto* look = std::get_if<Look>(&action))
                question = *look, words += "LOOK";
            if (std::holds_alternative<Close>(action))
                words += "BYE";
        }
        return words;
    }
    std::string take(const std::string& bytes) { return said(session.take(bytes)); }

    Desk desk;
    ServerSession session{desk, {}};
    Page page;
    Look question;
};

// X.15, RFC 1861 4.3
TEST_F(SnppServer, TakesAPageOfLevelOne)
{
    EXPECT_EQ(said(session.greet()), "220");
    EXPECT_EQ(take("PAGE ADA-KING\r\n"), "250");
    EXPECT_EQ(take("MESS Bed 12  calls\r\n"), "250");
    EXPECT_EQ(take("SEND\r\n"), "SUBMIT");

    EXPECT_EQ(page.pagers, std::vector<std::string>{"ADA-KING"});
    EXPECT_EQ(page.text, "Bed 12  calls");
    EXPECT_TRUE(page.may_answer);
    EXPECT_FALSE(page.two_way);
    EXPECT_EQ(said(session.answered({250, "OK"})), "250");
    EXPECT_EQ(take("SEND\r\n"), "503") << "the transaction is over";
    EXPECT_EQ(take("quit\r\n"), "221 BYE");
}

TEST_F(SnppServer, SaysNothingTakenBeforeItsOwnerDoes)
{
    take("PAGE 4711\r\nMESS x\r\n");

    EXPECT_EQ(take("SEND\r\nPAGE 4711\r\nQUIT\r\n"), "SUBMIT");
    EXPECT_TRUE(session.is_waiting());
    EXPECT_EQ(said(session.answered({554, "later"})), "554 503 221 BYE")
        << "the pager is still there, the client may say SEND again";
}

TEST_F(SnppServer, ReadsBytesHoweverTheyAreCut)
{
    const std::string whole =
        "PAGE 4711\r\nSUBJ Ward 3\r\nDATA\r\nfirst\r\n..second\n\r\n.\r\nSEND\n";
    std::string words;

    for (const char byte : whole)
        words += take(std::string(1, byte));

    EXPECT_EQ(words, "250250354250SUBMIT");
    EXPECT_EQ(page.text, "first\n.second\n");
    EXPECT_EQ(page.subject, "Ward 3");
}

// RFC 1861 4.5
TEST_F(SnppServer, TakesTheOptionsOfLevelTwo)
{
    EXPECT_EQ(take("PAGEr 4711 pin\r\nPAGE ADA-KING\r\nALERt 1\r\nLEVE 5\r\nCALL 5551234\r\n"
                   "HOLD 261126210000 +0100\r\nMESS x\r\nSEND\r\n"),
              "250 250 250 250 250 250 250 SUBMIT");

    EXPECT_EQ(page.pagers.size(), 2U);
    EXPECT_TRUE(page.alert);
    EXPECT_EQ(page.level, 5);
    EXPECT_EQ(page.caller, "5551234");
    EXPECT_EQ(page.hold, std::chrono::sys_days(std::chrono::year(2026) / 11 / 26) + 20h);
}

// RFC 1861 4.6
TEST_F(SnppServer, TakesATwoWayMessageWithItsChoices)
{
    EXPECT_EQ(take("2WAY\r\nPAGE 4711\r\nACKRead 1\r\nRTYP MULTICHOICE\r\nMCRE 1 Coming\r\n"
                   "MCRE 02 Cannot come\r\nEXPT 2\r\nNOQU\r\nMESS x\r\nSEND\r\n"),
              "250 950 250 250 250 250 250 250 250 SUBMIT");

    EXPECT_TRUE(page.two_way && page.wants_read && page.may_answer);
    EXPECT_FALSE(page.queue);
    EXPECT_EQ(page.expiry, 2h);
    EXPECT_EQ(page.choices, (std::vector<Choice>{{"1", "Coming"}, {"02", "Cannot come"}}));
    EXPECT_EQ(said(session.answered({960, "7 8 OK"})), "960");
    EXPECT_EQ(take("MSTA 7 8\r\n"), "LOOK");
    EXPECT_EQ(question.tag + question.pass, "78");
    EXPECT_EQ(said(session.answered({888, "7 x 02 Reply"})), "888");
}

TEST_F(SnppServer, RefusesWhatDoesNotFit)
{
    const std::pair<const char*, const char*> cases[] = {
        {"PAGE\r\n", "550"},
        {"PAGE nobody\r\n", "550"},
        {"PAGE 4711\r\nPAGE 4711\r\n", "250 503"},
        {"MESS\r\n", "550"},
        {"MESS a\r\nMESS b\r\n", "250 503"},
        {"MESS a\r\nDATA\r\n", "250 503"},
        {"MESS a\r\nSEND\r\n", "250 503"},
        {"PAGE 4711\r\nSEND\r\n", "250 503"},
        {"ALER 2\r\n", "550"},
        {"LEVE 12\r\n", "550"},
        {"HOLD 261126210000\r\n", "550"},
        {"HOLD 261326210000 +0000\r\n", "550"},
        {"HOLD 261126210000 +9900\r\n", "550"},
        {"MSTA x y\r\n", "550"},
        {"MCRE 1 a\r\n", "550"},
        {"PAGE 4711\r\n2WAY\r\n", "250 550"},
        {"2WAY\r\nPAGE 4711\r\nPAGE ADA-KING\r\n", "250 950 552"},
        {"2WAY\r\nMCRE 1 a\r\nMCRE 1 b\r\n", "250 250 502"},
        {"2WAY\r\nMCRE abc d\r\n", "250 550"},
        {"2WAY\r\nRTYP FAX\r\n", "250 550"},
        {"2WAY\r\nEXPT 0\r\n", "250 550"},
        {"2WAY\r\nPING 4711\r\nPING nobody\r\n", "250 920 550"},
        {"COVE 1\r\n", "500"},
        {"KTAG 1 2\r\n", "500"},
        {"HELO x\r\n", "500"}};

    for (const auto& [lines, expected] : cases) {
        ServerSession fresh(desk, {});
        EXPECT_EQ(said(fresh.take(lines)), expected) << lines;
    }
}

TEST_F(SnppServer, TellsNobodyWhoIsNotLetInWhoIsHere)
{
    desk.is_in = false;

    EXPECT_EQ(take("PAGE 4711\r\nMSTA 1 2\r\nLOGI monitor wrong\r\nLOGI often x\r\nLOGI\r\n"),
              "550 550 550 550 550");
    EXPECT_EQ(take("LOGI monitor s3cret\r\nPAGE 4711\r\n"), "250 250");
}

TEST_F(SnppServer, AsksYesOrNo)
{
    take("2WAY\r\nPAGE 4711\r\nRTYP yesno\r\nMESS x\r\nSEND\r\n");
    EXPECT_EQ(page.choices, (std::vector<Choice>{{"1", "Yes"}, {"0", "No"}}));

    ServerSession mute(desk, {});
    static_cast<void>(said(mute.take("2WAY\r\nPAGE 4711\r\nRTYP NONE\r\nMESS x\r\nSEND\r\n")));
    EXPECT_FALSE(page.may_answer);
}

TEST_F(SnppServer, SlowsDownAndLeavesWhoOnlyMakesErrors)
{
    std::vector<std::chrono::milliseconds> delays;
    std::string last;
    for (int i = 0; i < 10; ++i) {
        for (const auto& action : session.take("NONSENSE\r\n")) {
            if (const auto* say = std::get_if<Say>(&action))
                delays.push_back(say->delay), last = say->text;
        }
    }

    EXPECT_EQ(delays[4], 0ms);
    EXPECT_EQ(delays[5], 2s);
    EXPECT_TRUE(last.starts_with("421 ")) << last;
    EXPECT_EQ(take("PAGE 4711\r\n"), "") << "nothing is heard any more";
}

TEST_F(SnppServer, HoldsNoMoreThanItsLimits)
{
    EXPECT_EQ(take(std::string(9000, 'x')), "421 BYE");

    ServerLimits limits;
    limits.text_bytes = 10;
    limits.pagers = 1;
    limits.choices = 1;
    ServerSession tight(desk, limits);
    EXPECT_EQ(said(tight.take("PAGE 4711\r\nPAGE ADA-KING\r\nDATA\r\n123456\r\n123456\r\n.\r\n"
                              "RESE\r\n2WAY\r\nMCRE 1 a\r\nMCRE 2 b\r\n")),
              "250 552 354 550 250 250 250 552");
}

TEST_F(SnppServer, SaysGoodbyeInTimeAndAtTheEnd)
{
    EXPECT_EQ(said(session.timed_out()), "421 BYE");
    ServerSession busy(desk, {});
    busy.take("PAGE 4711\r\nMESS x\r\nSEND\r\n");
    EXPECT_EQ(said(busy.shutting_down()), "") << "what is in hand is answered first";
    EXPECT_EQ(said(busy.answered({250, "OK"})), "250 421 BYE");
    ServerSession idle(desk, {});
    EXPECT_EQ(said(idle.shutting_down()), "421 BYE");
    EXPECT_EQ(said(ServerSession(desk, {}).take("HELP\r\n")), "214 214 214 250");
}

TEST(SnppReply, CarriesNoLineEndOfAnybodysWords)
{
    EXPECT_EQ(line_of({889, "1 2 yes\r\n250 OK"}), "889 1 2 yes  250 OK\r\n");
}

} // namespace
} // namespace relay::snpp
