// One-time links: CHANNELS.md 4.2, FEATURES D5, D13, U.6.
#include "api_house.h"
#include "relay/inbox/link_door.h"
#include "store/pin.h"
#include "store/pin_repository.h"

namespace tests {
namespace {

using relay::inbox::LinkDoor;

class Link : public ApiTest {
protected:
    RunningHouse::Settings settings() const override
    {
        RunningHouse::Settings made;
        made.rules.link_base = "https://pager.example";
        return made;
    }
    void SetUp() override
    {
        ApiTest::SetUp();
        if (IsSkipped())
            return;
        observation_.emplace(house());
        door_.emplace(house(), *observation_);
        give_pin("4711");
        patch("/api/v1/contacts/ANN-LEE", admin,
              R"({"redundancy":[{"channel":"sms","delayMs":0}]})");
    }
    void give_pin(std::string_view pin)
    {
        const auto hash = store::pin_hash(pin);
        node().write(
            [&](auto& c) { store::PinRepository(c, house().vault).save(ann, hash, clock.now()); });
    }

    /// Pages Ann, and gives the path of the link that the text holds.
    std::string paged(store::Message message, std::string_view address = "ANN-LEE")
    {
        message.expires = clock.now() + 4h;
        id_ = node().submit(std::move(message), address);
        const auto text = channels.sms.texts().back();
        const auto at = text.find("/o/");
        EXPECT_NE(at, std::string::npos) << text;
        return text.substr(at, text.find_first_of("\n ", at) - at);
    }
    static store::Message question()
    {
        auto made = build::message("Mr Duck, bed 12");
        made.choices = {{"Coming", "I come"}, {"Busy", "I cannot"}};
        return made;
    }

    Response visit(const std::string& path, const std::string& form = "",
                   relay::http::Headers headers = {})
    {
        relay::http::Request request;
        request.method = form.empty() ? "GET" : "POST";
        request.path = path;
        request.body = form;
        request.peer_address = "192.0.2.7";
        request.headers = std::move(headers);
        if (!cookie_.empty())
            request.headers.add("Cookie", "other=1; " + cookie_);
        if (!form.empty())
            request.headers.add("Content-Type", "application/x-www-form-urlencoded");
        auto response = door_->answer(request);
        if (const auto set = response.headers.find("Set-Cookie"))
            cookie_ = std::string(set->substr(0, set->find(';')));
        return response;
    }
    /// As from another browser.
    Response visit_elsewhere(const std::string& path, const std::string& form)
    {
        const auto mine = std::exchange(cookie_, "");
        const auto response = visit(path, form);
        cookie_ = mine;
        return response;
    }
    store::Page page() { return node().pages(id_).front(); }
    static bool shows(const Response& response, std::string_view words)
    {
        return response.body.find(words) != std::string::npos;
    }

    store::MessageId id_;
    std::string cookie_;
    std::optional<relay::intake::Observation> observation_;
    std::optional<LinkDoor> door_;
};
HOUSE_ON_BOTH_ENGINES(Link);

// D5
TEST_P(Link, StandsInAStubAndNeverBesideTheMessagesOwnWords)
{
    const auto path = paged(question());
    EXPECT_EQ(path.size(), 3U + 22U);
    EXPECT_EQ(channels.sms.texts().back(),
              "Belfry: you have a new message. Read it at https://pager.example" + path);

    patch("/api/v1/contacts/ANN-LEE", admin, R"({"secure":false,"acknowledgeHipaa":true})");
    node().submit(question(), "ANN-LEE");

    EXPECT_EQ(channels.sms.texts().back().find("/o/"), std::string::npos);
}

TEST_P(Link, ShowsAFormToScannersAndDoesNothing)
{
    const auto path = paged(question());

    for (int i = 0; i < 3; ++i) {
        const auto form = visit_elsewhere(path, "");
        EXPECT_EQ(form.status, 200);
        EXPECT_FALSE(shows(form, "Duck"));
        EXPECT_FALSE(shows(form, "<script"));
        EXPECT_TRUE(shows(form, "name=\"pin\""));
    }

    EXPECT_EQ(page().progress, store::Progress::Accepted);
    EXPECT_EQ(visit(path, "pin=4711").status, 200);
}

TEST_P(Link, OpensWithThePinAndIsReadByThat)
{
    const auto path = paged(question());

    const auto opened = visit(path, "pin=4711");

    EXPECT_TRUE(shows(opened, "Mr Duck, bed 12")) << opened.body;
    EXPECT_TRUE(shows(opened, ">Coming</button>"));
    EXPECT_EQ(page().progress, store::Progress::Read);
    const auto set = header(opened, "Set-Cookie");
    EXPECT_TRUE(
        set.ends_with("; Path=" + path + "; Max-Age=600; HttpOnly; SameSite=Strict; Secure"))
        << set;
    EXPECT_EQ(audit_trail(1)[0], ann.text() + " link.open " + page().id.text() + " ok");
}

TEST_P(Link, IsNotForOtherSitesCachesOrReferrers)
{
    const auto path = paged(question());
    for (const auto& answer : {visit(path), visit(path, "pin=4711"), visit("/o/unknown")}) {
        EXPECT_EQ(header(answer, "Content-Security-Policy"),
                  "default-src 'none'; style-src 'self'; form-action 'self'; "
                  "frame-ancestors 'none'; base-uri 'none'");
        EXPECT_EQ(header(answer, "Referrer-Policy"), "no-referrer");
        EXPECT_EQ(header(answer, "Cache-Control"), "no-store");
        EXPECT_EQ(header(answer, "X-Frame-Options"), "DENY");
        EXPECT_EQ(header(answer, "X-Content-Type-Options"), "nosniff");
    }
}

// X.9
TEST_P(Link, HasTheFilesForTheBrowserThatGaveThePin)
{
    auto made = question();
    made.files = {{"ecg <1>.pdf", "application/pdf", 5, store::ProtectedText("%PDF-")}};
    const auto path = paged(made);
    const auto file = path + "/files/1";
    EXPECT_EQ(visit(file).status, 403) << "without the PIN";

    const auto opened = visit(path, "pin=4711");
    EXPECT_TRUE(shows(opened, "<a download href=\"" + file +
                                  "\">ecg &lt;1&gt;.pdf (application/pdf, 5 bytes)</a>"))
        << opened.body;

    const auto saved = visit(file);
    EXPECT_EQ(saved.status, 200);
    EXPECT_EQ(saved.body, "%PDF-");
    EXPECT_TRUE(header(saved, "Content-Disposition").starts_with("attachment; ")) << saved.body;
    EXPECT_EQ(header(saved, "Cache-Control"), "no-store");
    EXPECT_EQ(audit_trail(1).front(), ann.text() + " link.read_file " + page().id.text() + " ok");
    EXPECT_EQ(visit_elsewhere(file, "").status, 403) << "another browser";
    for (const auto* none : {"/files/2", "/files/0", "/files/x", "/files/1/2"})
        EXPECT_EQ(visit(path + none).status, 404) << none;
    EXPECT_EQ(visit("/o/unknown/files/1").status, 404);
    clock.advance(10min);
    EXPECT_EQ(visit(file).status, 410) << "as the text, for ten minutes";
}

// U.6
TEST_P(Link, SendsTheChoicesOwnTextAsTheAnswer)
{
    const auto path = paged(question());
    visit(path, "pin=4711");

    const auto answered = visit(path, "choice=2");

    EXPECT_TRUE(shows(answered, "Your answer has been sent."));
    EXPECT_TRUE(shows(answered, "You answered: I cannot"));
    const auto replies = node().replies(id_);
    ASSERT_EQ(replies.size(), 1U);
    EXPECT_EQ(replies[0].text.reveal(), "I cannot");
    EXPECT_EQ(replies[0].choice, 2);
    EXPECT_EQ(replies[0].channel, store::Channel::Sms);
    EXPECT_EQ(page().progress, store::Progress::Replied);
}

TEST_P(Link, TakesAcceptDeclineAndOwnWords)
{
    const auto path = paged(build::message());
    visit(path, "pin=4711");

    visit(path, "answer=decline");
    visit(path, "answer=accept");
    visit(path, "text=In+5+min%21");
    const auto empty = visit(path, "text=");

    const auto replies = node().replies(id_);
    ASSERT_EQ(replies.size(), 3U);
    EXPECT_EQ(replies[0].text.reveal(), "Declined");
    EXPECT_EQ(replies[1].text.reveal(), "Accepted");
    EXPECT_EQ(replies[2].text.reveal(), "In 5 min!");
    EXPECT_TRUE(shows(empty, "nothing was sent"));
}

TEST_P(Link, OffersNoAnswerWhereTheSenderTakesNone)
{
    auto silent = build::message();
    silent.allow_response = false;
    const auto path = paged(silent);

    const auto opened = visit(path, "pin=4711");
    visit(path, "answer=accept");

    EXPECT_TRUE(shows(opened, "The sender takes no answer."));
    EXPECT_FALSE(shows(opened, "<form"));
    EXPECT_TRUE(node().replies(id_).empty());
}

TEST_P(Link, EscapesWhatTheSenderWrote)
{
    auto hostile = build::message("<script>alert('x')</script>");
    hostile.originator = "<b>&\"";
    hostile.subject = store::ProtectedText("</h2><img src=x>");
    hostile.choices = {{"\"><i>", "y"}};
    const auto path = paged(hostile);

    const auto opened = visit(path, "pin=4711");

    EXPECT_TRUE(shows(opened, "&lt;script&gt;alert(&#39;x&#39;)"));
    for (const auto* tag : {"<script", "<b>", "<img", "<i>"})
        EXPECT_FALSE(shows(opened, tag)) << tag;
}

// D13
TEST_P(Link, IsRefusedToASecondBrowserEvenWithThePin)
{
    const auto path = paged(question());
    visit(path, "pin=4711");

    const auto second = visit_elsewhere(path, "pin=4711");
    const auto answer = visit_elsewhere(path, "choice=1");

    EXPECT_EQ(second.status, 403);
    EXPECT_TRUE(shows(second, "It was opened in another browser."));
    EXPECT_FALSE(shows(second, "Duck"));
    EXPECT_EQ(answer.status, 403);
    EXPECT_TRUE(node().replies(id_).empty());
    EXPECT_EQ(audit_trail(1)[0], ann.text() + " link.open " + page().id.text() + " elsewhere");
    EXPECT_TRUE(shows(visit(path, "pin=4711"), "Duck")) << "the first one goes on";
}

TEST_P(Link, TakesNoAnswerBeforeThePin)
{
    const auto path = paged(question());

    const auto early = visit(path, "choice=1");

    EXPECT_EQ(early.status, 403);
    EXPECT_FALSE(shows(early, "Duck"));
    EXPECT_TRUE(node().replies(id_).empty());
}

TEST_P(Link, ExpiresTenMinutesAfterItWasOpenedOrWithItsMessage)
{
    const auto opened = paged(question());
    visit(opened, "pin=4711");
    clock.advance(9min);
    EXPECT_EQ(visit(opened, "choice=1").status, 200);
    clock.advance(1min);

    EXPECT_EQ(visit(opened, "choice=2").status, 410);
    cookie_.clear();
    const auto unopened = paged(question());
    clock.advance(4h);
    const auto late = visit(unopened, "pin=4711");
    EXPECT_EQ(late.status, 410);
    EXPECT_TRUE(shows(late, "this link has expired"));
    EXPECT_EQ(audit_trail(1)[0], ann.text() + " link.open " + page().id.text() + " expired");
}

// D13
TEST_P(Link, IsOverWhenSomebodyElseAnswered)
{
    node().add(
        build::contact(13, "BOB-RAY").mail(131, "bob@example.org").copy(store::Channel::Email));
    node().add(build::escalating(31, "TEAM-ONE", {ann, store::ContactId{13}}));
    const auto path = paged(question(), "TEAM-ONE");
    node().advance(6min);
    node().commit([&](auto& commit) {
        commit.progressed(node().pages(id_).back().id, store::Progress::Read, "inbox");
    });

    const auto late = visit(path, "pin=4711");

    EXPECT_EQ(late.status, 410);
    EXPECT_TRUE(shows(late, "Somebody else has answered,"));
    EXPECT_FALSE(shows(late, "Duck"));
}

// D13
TEST_P(Link, IsOverWhenTheMessageIsCalledOff)
{
    const auto path = paged(question());
    visit(path, "pin=4711");

    node().commit([&](auto& commit) { EXPECT_TRUE(commit.recall(id_, "console")); });

    const auto late = visit(path, "choice=1");
    EXPECT_EQ(late.status, 410);
    EXPECT_FALSE(shows(late, "bed 12"));
    EXPECT_TRUE(node().replies(id_).empty());
}

TEST_P(Link, CountsWrongPinsTogetherWithCallsAndLocks)
{
    const auto path = paged(question());
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(visit(path, "pin=0815").status, 403);

    const auto locked = visit(path, "pin=4711");

    EXPECT_EQ(locked.status, 429);
    EXPECT_TRUE(shows(locked, "wrong too often"));
    clock.advance(61min);
    EXPECT_EQ(visit(path, "pin=4711").status, 200);
}

TEST_P(Link, TellsWhoHasNoPinWhereToRead)
{
    const auto path = paged(question());
    node().write([&](auto& c) { ASSERT_TRUE(store::PinRepository(c, house().vault).clear(ann)); });

    const auto told = visit(path);

    EXPECT_EQ(told.status, 403);
    EXPECT_TRUE(shows(told, "Log in to your secure inbox"));
    EXPECT_EQ(visit(path, "pin=").status, 403);
}

TEST_P(Link, IsNotGuessedAndSlowsDownWhoTries)
{
    paged(question());
    for (int i = 0; i < 21; ++i)
        EXPECT_EQ(visit("/o/AAAAAAAAAAAAAAAAAAAAAA", "pin=4711").status, 404);

    EXPECT_EQ(visit("/o/AAAAAAAAAAAAAAAAAAAAAA").status, 429);
    const auto path = paged(question());
    EXPECT_EQ(visit(path).status, 200) << "the right link from there is not slowed down";
}

TEST_P(Link, BelievesNoFormOfAnotherSite)
{
    const auto path = paged(question());
    visit(path, "pin=4711");

    const auto forged = visit(path, "choice=1", {{"Sec-Fetch-Site", "cross-site"}});

    EXPECT_EQ(forged.status, 400);
    EXPECT_TRUE(node().replies(id_).empty());
    EXPECT_EQ(visit(path, "choice=1", {{"Sec-Fetch-Site", "same-origin"}}).status, 200);
}

TEST_P(Link, GoesToOneOfTwoBrowsersThatOpenItAtOnce)
{
    const auto path = paged(question());
    std::atomic<int> opened = 0;
    std::atomic<int> refused = 0;
    {
        std::vector<std::jthread> browsers;
        for (int i = 0; i < 4; ++i)
            browsers.emplace_back([&] {
                relay::http::Request request;
                request.method = "POST";
                request.path = path;
                request.body = "pin=4711";
                request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
                const auto status = door_->answer(request).status;
                ++(status == 200 ? opened : refused);
            });
    }

    EXPECT_EQ(opened, 1);
    EXPECT_EQ(refused, 3);
}

} // namespace
} // namespace tests
