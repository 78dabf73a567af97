// Sources that let themselves be recorded, and those that are decided about and page nobody.
#include "relay/intake/wctp_decision.h"
#include "relay/intake/wctp_recorder.h"
#include "store/wctp_transaction_repository.h"
#include "wctp_talk.h"

namespace tests {
namespace {

using relay::intake::differences;
using relay::intake::WctpRecorder;
using Lines = std::vector<std::string>;

TEST(WctpDecision, SaysWhatIsOtherwise)
{
    const Lines then{"code 200", "to A: ANN is paged", "to A: BEN is paged"};

    EXPECT_EQ(differences(then, then), Lines());
    EXPECT_EQ(differences(then, {"code 200", "to A: BEN is paged", "to A: CAT is paged"}),
              (Lines{"- to A: ANN is paged", "+ to A: CAT is paged"}));
    EXPECT_EQ(differences({"code 200"}, {"code 403"}), (Lines{"- code 200", "+ code 403"}));
    EXPECT_EQ(differences(then, {"code 200", "to A: ANN is paged"}), Lines{"- to A: BEN is paged"});
}

class WctpShadow : public WctpTest {
protected:
    void set(const std::function<void(store::WctpPolicy&)>& edit)
    {
        edit_source(1, [&](store::Source& source) { edit(source.wctp); });
    }
    /// What was heard so far, newest last.
    void SetUp() override
    {
        decided = [this](const auto&, const auto&, const auto& lines) { heard.push_back(lines); };
        WctpTest::SetUp();
    }
    std::vector<Lines> heard;
};
HOUSE_ON_BOTH_ENGINES(WctpShadow);

TEST_P(WctpShadow, AnswersAsEverAndPagesNobody)
{
    set([](auto& wctp) { wctp.shadow = true; });

    EXPECT_EQ(code({}), 200);
    EXPECT_EQ(post(Asked{}.client_message()).tracking().size(), 16u);
    EXPECT_EQ(post(Asked{}.multi({"ANN-LEE", "NOBODY"})).multi().valid, 1u);
    EXPECT_EQ(code({.recipient = "NOBODY"}), 403);
    EXPECT_EQ(code({.code = "guess"}), 402);

    node().settle();
    EXPECT_EQ(messages(), 0u);
    EXPECT_TRUE(log.says("decided in shadow"));
    EXPECT_EQ(heard.size(), 0u) << "nobody allowed a record";
    set([](auto& wctp) { wctp.shadow = false; });
    EXPECT_EQ(code({}), 200) << "the same messageID is new: it was never taken";
    EXPECT_EQ(messages(), 1u);
}

TEST_P(WctpShadow, AnswersTheQuestionWhatBecameOfAMessageAsIfItWaited)
{
    set([](auto& wctp) { wctp.shadow = true; });
    Asked asked;
    asked.control = "";
    const auto silent = post(asked.client_message()).tracking();
    asked.control = "notifyWhenQueued=\"true\"";
    const auto told = post(asked.client_message()).tracking();

    const auto events = post(asked.query(told));

    EXPECT_NE(events.body.find("QUEUED"), std::string::npos) << events.body;
    EXPECT_NE(post(asked.query(silent)).body.find("wctp-NoMessages"), std::string::npos);
    EXPECT_EQ(post(asked.query("abcdefghabcdefgh")).code(), 504);
    EXPECT_EQ(post(asked.query(told.substr(0, 15) + (told[15] == 'a' ? "b" : "a"))).code(), 504);
    auto others = asked;
    others.recipient = "DONALD";
    EXPECT_EQ(post(others.query(told)).code(), 504) << "it is of another's message";
    EXPECT_EQ(messages(), 0u);
    set([](auto& wctp) { wctp.shadow = false; });
    EXPECT_EQ(post(asked.query(told)).code(), 504) << "the real one never had it";
}

TEST_P(WctpShadow, SaysInTheLogThatOneMessageToManyPagedNobody)
{
    set([](auto& wctp) { wctp.shadow = true; });

    EXPECT_EQ(post(Asked{}.multi({"ANN-LEE", "NOBODY"})).code(), 200);

    EXPECT_TRUE(log.says("decided in shadow"));
}

TEST_P(WctpShadow, CountsNoQuestionAboutOthersAsAWrongCode)
{
    edit_source(4, [](store::Source& source) {
        source.wctp.shadow = true;
        source.networks = {"10.0.0.0/8"};
    });

    for (int time = 0; time < 20; ++time)
        EXPECT_EQ(post(Asked{}.query("aaaaaaaaaaaaaaaa")).code(), 504);

    EXPECT_EQ(code({}), 200);
}

TEST_P(WctpShadow, OwesNoAnswerToALookUp)
{
    set([](auto& wctp) {
        wctp.shadow = true;
        wctp.lookup_reply = store::LookupReply::Confirm;
        wctp.reply_mode = store::ReplyMode::Both;
    });

    EXPECT_EQ(post(Asked{}.lookup()).code(), 200);

    EXPECT_TRUE(post(Asked{}.poll()).polled().empty());
}

TEST_P(WctpShadow, TellsWhoWouldBePagedAndNothingOfTheText)
{
    set([](auto& wctp) { wctp.record = true; });

    EXPECT_EQ(code({.recipient = "TSUNAMI",
                    .payload = "<wctp-Alphanumeric>Potassium"
                               "</wctp-Alphanumeric>"}),
              200);

    ASSERT_EQ(heard.size(), 1u);
    const auto& lines = heard.front();
    const auto says = [&](const std::string& line) {
        return std::ranges::find(lines, line) != lines.end();
    };
    EXPECT_EQ(lines.front(), "code 200");
    EXPECT_TRUE(says("to TSUNAMI: normal, 9 characters, 0 choices, until +14400s"));
    EXPECT_TRUE(says("to TSUNAMI: ANN-LEE is paged"));
    EXPECT_TRUE(says("to TSUNAMI: ANN-LEE by secure +0s as primary"));
    EXPECT_TRUE(std::ranges::any_of(lines, [](const std::string& line) {
        return line.starts_with("to TSUNAMI: not DONALD, ");
    }));
    for (const auto& line : lines)
        EXPECT_EQ(line.find("Potassium"), std::string::npos) << line;
}

TEST_P(WctpShadow, RecordsRefusalsThatLieInWhatWasSentAndNotThoseOfTheMoment)
{
    set([](auto& wctp) { wctp.record = true; });
    edit_source(1, [](store::Source& source) {
        source.burst = 2;
        source.rate_per_second = 1;
    });

    EXPECT_EQ(code({.recipient = "NOBODY"}), 403);
    EXPECT_EQ(post(Asked{.recipient = "NOBODY"}.lookup()).code(), 403);
    EXPECT_EQ(code({}), 602) << "too fast";
    EXPECT_EQ(post(Asked{}.poll()).code(), 400);

    EXPECT_EQ(heard, (std::vector<Lines>{{"code 403"}, {"code 403"}}));
}

TEST_P(WctpShadow, ComesBackWholeFromTheStoreAndSealed)
{
    WctpRecorder recorder(house(), {});
    relay::http::Request request;
    request.method = "POST";
    request.path = "/wctp/t0ken";
    request.query = "OH=Y";
    request.headers = {{"Content-Type", "text/xml"}};
    request.peer_address = "192.0.2.1";
    request.body = Asked{.payload = "<wctp-Alphanumeric>CANARY5150</wctp-Alphanumeric>"}.request();
    request.certificate = std::make_shared<const relay::net::PeerCertificate>(
        relay::net::PeerCertificate{{"monitor.example"}, std::string(64, 'a')});
    const store::Source source{.id = {1}};

    recorder.keep(source, request, {"code 200", "to ANN-LEE: CANARY5150"});
    house().writer.drain();

    const auto kept = node().read([&](auto& c) {
        return store::WctpTransactionRepository(c, fresh().vault()).list({1}, 0, 10);
    });
    ASSERT_EQ(kept.size(), 1u);
    const auto back = relay::intake::replayable(kept[0].request);
    EXPECT_EQ(back.body, request.body);
    EXPECT_EQ(back.path, request.path);
    EXPECT_EQ(back.query, request.query);
    EXPECT_EQ(back.headers, request.headers);
    EXPECT_EQ(back.peer_address, request.peer_address);
    EXPECT_EQ(*back.certificate, *request.certificate);
    EXPECT_EQ(kept[0].decision, (Lines{"code 200", "to ANN-LEE: CANARY5150"}));
    EXPECT_EQ(files_with("CANARY5150"), std::vector<std::string>());
    EXPECT_TRUE(node().read([&](auto& c) {
        return store::WctpTransactionRepository(c, fresh().vault()).list({2}, 0, 10).empty();
    }));
}

} // namespace
} // namespace tests
