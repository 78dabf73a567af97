#include "relay/intake/snpp_listener.h"
#include "smtp_talk.h"
#include "tests/support/child_process.h"

namespace tests {
namespace {

using relay::intake::SnppDoorRules;
using store::Progress;

/// The house of DoorTest with its SNPP door open on a free port; source 5 "pager.in" logs in as
/// "monitor". The clock of the loop stands still until it is moved.
class SnppDoors : public DoorTest {
protected:
    void SetUp() override
    {
        DoorTest::SetUp();
        if (IsSkipped())
            return;
        guard_.emplace(house());
        door_.emplace(house(), relay::intake::SubmissionRules());
        store::Source source{.id = {5}, .name = "pager.in", .door = store::Door::Snpp};
        source.principal = {1};
        source.sender_id = "monitor";
        source.code_hash = house().vault.keyed_hash(store::security_code_purpose, "s3cret");
        source.networks = {"127.0.0.0/8"};
        add(source);
        open(rules());
    }
    void TearDown() override
    {
        listener_.reset();
        DoorTest::TearDown();
    }

    void add(const store::Source& source)
    {
        node().write([&](store::Connection& c) {
            store::SourceRepository(c, fresh().vault()).insert(source);
        });
        node().refresh_directory();
    }
    SnppDoorRules rules()
    {
        SnppDoorRules rules;
        rules.now = [this] { return relay::net::Moment(std::chrono::milliseconds(at_ms_.load())); };
        return rules;
    }
    void open(SnppDoorRules rules)
    {
        listener_.reset();
        listener_.emplace(house(), *door_, *guard_, std::move(rules));
        ASSERT_TRUE(listener_->listen({}));
        listener_->start();
    }
    SmtpTalk client(bool logs_in = true)
    {
        SmtpTalk made(listener_->port());
        EXPECT_EQ(made.line().substr(0, 3), "220");
        if (logs_in) {
            EXPECT_EQ(made.ask("LOGI monitor s3cret").substr(0, 3), "250");
        }
        return made;
    }
    std::string code(SmtpTalk& at, const std::string& command)
    {
        return at.ask(command).substr(0, 3);
    }
    void pass(std::chrono::milliseconds time)
    {
        settle(listener_->loop());
        at_ms_ += time.count();
        settle(listener_->loop());
    }
    store::Message newest()
    {
        return node().read([&](auto& c) {
            return store::MessageRepository(c, fresh().vault()).list({}, 1).at(0);
        });
    }
    /// "tag pass" of a message with two choices for ANN-LEE.
    std::string two_way(SmtpTalk& at)
    {
        for (const auto* line :
             {"2WAY", "PAGE ANN-LEE", "ACKR 1", "MCRE 1 Coming", "MCRE 2 Cannot", "MESS Bed 12"})
            EXPECT_NE(at.ask(line).substr(0, 1), "5") << line;
        const auto sent = at.ask("SEND");
        EXPECT_EQ(sent.substr(0, 4), "960 ") << sent;
        return sent.substr(4, sent.find(" OK") - 4);
    }

    std::optional<relay::intake::SnppListener> listener_;
    std::atomic<std::int64_t> at_ms_{1'000'000};

private:
    std::optional<relay::intake::SourceGuard> guard_;
    std::optional<relay::intake::SubmissionDoor> door_;
};
HOUSE_ON_BOTH_ENGINES(SnppDoors);

// X.15
TEST_P(SnppDoors, TakeAPageAndSaySoAfterItsCommit)
{
    auto at = client();
    EXPECT_EQ(code(at, "PAGE ANN-LEE"), "250");
    EXPECT_EQ(code(at, "SUBJ Bed 12"), "250");
    EXPECT_EQ(code(at, "ALER 1"), "250");
    EXPECT_EQ(code(at, "CALL 5551234"), "250");
    EXPECT_EQ(code(at, "MESS Patient calls"), "250");
    EXPECT_EQ(code(at, "SEND"), "250");

    const auto message = newest();
    EXPECT_EQ(paged(message.id), std::vector{ann});
    EXPECT_EQ(message.door, store::Door::Snpp);
    EXPECT_EQ(message.originator, "monitor");
    EXPECT_EQ(message.priority, store::Priority::High);
    EXPECT_EQ(message.subject.reveal(), "Bed 12");
    EXPECT_EQ(message.body.reveal(), "Patient calls\nCaller: 5551234");
    EXPECT_EQ(house().metrics.accepted(store::Door::Snpp), 1u);
    EXPECT_FALSE(log.says("Patient calls"));
}

TEST_P(SnppDoors, SayLaterWhatBecameOfATwoWayMessage)
{
    auto at = client();
    const auto tag = two_way(at);
    const auto page = node().pages(newest().id).at(0);
    EXPECT_EQ(code(at, "MSTA " + tag), "960");

    node().commit([&](auto& commit) { commit.progressed(page.id, Progress::Delivered, "phone"); });
    EXPECT_EQ(code(at, "MSTA " + tag), "860");
    node().commit([&](auto& commit) { commit.progressed(page.id, Progress::Read, "phone"); });
    EXPECT_EQ(code(at, "MSTA " + tag), "870");
    store::Reply reply{.id = {900},
                       .page = page.id,
                       .message = page.message,
                       .contact = page.contact,
                       .choice = 2,
                       .text = store::ProtectedText("2"),
                       .at = house().now()};
    node().commit([&](auto& commit) { commit.replied(reply); });

    const auto said = at.ask("MSTA " + tag);
    EXPECT_EQ(said.substr(0, 3), "888");
    EXPECT_NE(said.find("+0000 2 MCR Reply"), std::string::npos) << said;
}

TEST_P(SnppDoors, TellNobodyElseWhatBecameOfAMessage)
{
    auto at = client();
    const auto tag = two_way(at);
    EXPECT_EQ(code(at, "MSTA " + tag + "1"), "550");
    EXPECT_EQ(code(at, "MSTA 1 1"), "550");

    store::Source other{.id = {6}, .name = "other", .door = store::Door::Snpp};
    other.principal = {1};
    other.networks = {"127.0.0.0/8"};
    add(other);
    auto stranger = client(false);
    EXPECT_EQ(code(stranger, "PAGE ANN-LEE"), "250") << "let in by its address";
    EXPECT_EQ(code(stranger, "MSTA " + tag), "550");
}

TEST_P(SnppDoors, LetInByPasswordOrAddressOnly)
{
    auto at = client(false);
    EXPECT_EQ(code(at, "PAGE ANN-LEE"), "550");
    EXPECT_EQ(code(at, "LOGI monitor wrong"), "550");
    EXPECT_EQ(code(at, "LOGI nobody s3cret"), "550");
    EXPECT_EQ(code(at, "PAGE ANN-LEE"), "550");
    EXPECT_EQ(code(at, "LOGI MONITOR s3cret"), "250");
    EXPECT_EQ(code(at, "PAGE ANN-LEE"), "250");
    EXPECT_FALSE(log.says("s3cret"));
}

TEST_P(SnppDoors, KnowOnlyWhoThisSourceMayReach)
{
    auto at = client();

    EXPECT_EQ(code(at, "PAGE DONALD"), "550");
    EXPECT_EQ(code(at, "PAGE ann"), "250") << "an alias";
    EXPECT_EQ(code(at, "PAGE TSUNAMI"), "250") << "a group";
}

TEST_P(SnppDoors, HoldASourceToItsRate)
{
    node().write([&](store::Connection& c) {
        store::SourceRepository sources(c, fresh().vault());
        auto source = *sources.find({5});
        source.rate_per_second = 1;
        source.burst = 1;
        ASSERT_TRUE(sources.update(source));
    });
    node().refresh_directory();
    auto at = client();
    (void)at.ask("PAGE ANN-LEE");
    (void)at.ask("MESS x");
    EXPECT_EQ(code(at, "SEND"), "250");
    (void)at.ask("PAGE ANN-LEE");
    (void)at.ask("MESS x");

    EXPECT_EQ(code(at, "SEND"), "554");
    clock.advance(1s);
    EXPECT_EQ(code(at, "SEND"), "250") << "the page is still there";
}

TEST_P(SnppDoors, LeaveWhoSaysNothingInTime)
{
    auto at = client();
    pass(299s);
    EXPECT_TRUE(at.peek());
    pass(2s);
    EXPECT_EQ(at.line().substr(0, 3), "421");
    EXPECT_EQ(at.line(), "");
}

TEST_P(SnppDoors, AnswerWhatIsInHandBeforeTheyClose)
{
    auto at = client();
    (void)at.ask("PAGE ANN-LEE");
    (void)at.ask("MESS x");
    at.say("SEND\r\n");

    settle(listener_->loop());
    // Our clock stands still: it waits until the client has gone.
    auto stopping = std::async(std::launch::async, [&] { listener_->stop(10s); });

    EXPECT_EQ(at.line().substr(0, 3), "250");
    EXPECT_EQ(at.line().substr(0, 3), "421");
    at.hang_up();
    stopping.get();
    EXPECT_EQ(messages(), 1u);
}

/// Net::SNPP, which is not ours, as client.
class NetSnppClient : public SnppDoors {
protected:
    void SetUp() override
    {
        SnppDoors::SetUp();
        if (!IsSkipped() && !std::filesystem::exists("/usr/share/perl5/Net/SNPP.pm"))
            GTEST_SKIP() << "Net::SNPP is missing; install libnet-snpp-perl";
    }
    std::string run(std::vector<std::string> more)
    {
        std::vector<std::string> words{
            "/usr/bin/perl", std::string(BELFRY_SOURCE_DIR) + "/tests/peers/pager_client.pl",
            "--port",        std::to_string(listener_->port()),
            "--login",       "monitor",
            "--password",    "s3cret"};
        words.insert(words.end(), more.begin(), more.end());
        const auto log_file = folder_.path() / "client.log";
        EXPECT_EQ(run_program(words, log_file), 0);
        return content_of(log_file);
    }

    TemporaryDirectory folder_;
};
HOUSE_ON_BOTH_ENGINES(NetSnppClient);

TEST_P(NetSnppClient, PagesSeveralInLines)
{
    const auto said = run({"--pager", "ANN-LEE", "--pager", "NOBODY", "--subject", "Ward 3",
                           "--alert", "--data", "first\\n.second"});

    EXPECT_NE(said.find("pager NOBODY 550"), std::string::npos) << said;
    EXPECT_NE(said.find("sent 250"), std::string::npos) << said;
    EXPECT_EQ(newest().body.reveal(), "first\n.second");
}

TEST_P(NetSnppClient, AsksTwoWaysAndReadsTheAnswer)
{
    const auto said = run({"--two-way", "--pager", "ANN-LEE", "--choice", "1=Coming", "--choice",
                           "2=Cannot", "--text", "Bed 12"});
    const auto at = said.find("sent 960 ");
    ASSERT_NE(at, std::string::npos) << said;
    auto tag = said.substr(at + 9, said.find('\n', at) - at - 9);
    tag.replace(tag.find('|'), 1, " ");
    const auto page = node().pages(newest().id).at(0);
    store::Reply reply{.id = {900},
                       .page = page.id,
                       .message = page.message,
                       .contact = page.contact,
                       .choice = 1,
                       .text = store::ProtectedText("1"),
                       .at = house().now()};
    node().commit([&](auto& commit) { commit.replied(reply); });

    const auto status = run({"--status", tag});

    EXPECT_NE(status.find("|+0000|1 MCR Reply Received|888"), std::string::npos) << status;
}

} // namespace
} // namespace tests
