#include "api_house.h"

namespace tests {
namespace {

class Inbox : public ApiTest {
protected:
    static constexpr auto inbox = "/api/v1/inbox";
    std::string page(const std::string& id, const std::string& then = "")
    {
        return std::string(inbox) + "/" + id + then;
    }
    store::Progress progress(const std::string& message)
    {
        return node().pages(*store::MessageId::parse(message)).front().progress;
    }
};
HOUSE_ON_BOTH_ENGINES(Inbox);

TEST_P(Inbox, ListsOwnPagesNewestFirst)
{
    submit(R"({"to":"ANN-LEE","subject":"first","text":"Bed 7"})");
    submit(R"({"to":"DONALD","subject":"not hers","text":"x"})");
    submit(R"({"to":"ANN-LEE","subject":"second","text":"x","priority":"high"})");

    const auto part = get(std::string(inbox) + "?limit=1", ann_device);
    const auto rest = get(std::string(inbox) + "?limit=1&cursor=" + at(part, "/next"), ann_device);

    EXPECT_EQ(at(part, "/items/0/subject"), "second");
    EXPECT_EQ(at(part, "/items/0/priority"), "high");
    EXPECT_EQ(at(part, "/items/0/from"), "sender");
    EXPECT_EQ(at(part, "/items/0/unread"), "true");
    EXPECT_EQ(at(part, "/items/0/acceptedAt"), "2027-01-15T08:00:00.000Z");
    EXPECT_EQ(at(rest, "/items/0/subject"), "first");
    EXPECT_EQ(at(rest, "/next"), "-");
    EXPECT_EQ(at(rest, "/items/0/text"), "Bed 7");
}

TEST_P(Inbox, CountsAsDeliveredWhatItShows)
{
    const auto old = submit(R"({"to":"ANN-LEE","text":"x"})");
    const auto recent = submit(R"({"to":"ANN-LEE","text":"x"})");

    const auto listed = get(std::string(inbox) + "?limit=1", ann_device);

    EXPECT_EQ(at(listed, "/items/0/deliveredAt"), "2027-01-15T08:00:00.000Z");
    EXPECT_EQ(progress(recent), store::Progress::Delivered);
    EXPECT_EQ(progress(old), store::Progress::Accepted) << "it was not shown";
}

// WCTP 1.3 wctp-MessageControl
TEST_P(Inbox, SaysWhetherItsSenderLaidTheTextOut)
{
    auto laid_out = build::message();
    laid_out.id = {300};
    laid_out.source = {5};
    laid_out.body = store::ProtectedText("HR   42\nSpO2 84");
    laid_out.preformatted = true;
    const auto id = node().submit(laid_out, "ANN-LEE");
    node().settle();

    const auto shown = get(page(node().pages(id).front().id.text()), ann_device);
    EXPECT_EQ(at(shown, "/text"), "HR   42\nSpO2 84");
    EXPECT_EQ(at(shown, "/preformatted"), "true");

    submit(R"({"to":"ANN-LEE","text":"x"})");
    EXPECT_EQ(at(get(page(first_page_of(ann_device)), ann_device), "/preformatted"), "false");
}

TEST_P(Inbox, ShowsOnePageWithoutMakingItRead)
{
    const auto id = submit(R"({"to":"ANN-LEE","subject":"S","text":"T","choices":["Yes",
            {"send":"No","reply":"N"}]})");

    const auto shown = get(page(first_page_of(ann_device)), ann_device);

    EXPECT_EQ(at(shown, "/subject") + at(shown, "/text"), "ST");
    EXPECT_EQ(at(shown, "/choices/0") + at(shown, "/choices/1"), "YesNo");
    EXPECT_EQ(at(shown, "/allowsReply"), "true");
    EXPECT_EQ(at(shown, "/unread"), "true");
    EXPECT_EQ(progress(id), store::Progress::Delivered);
}

TEST_P(Inbox, NotesThatAPageWasRead)
{
    const auto id = submit(R"({"to":"ANN-LEE","text":"x"})");
    const auto mine = first_page_of(ann_device);

    const auto read = post(page(mine, "/read"), ann_device, "");

    EXPECT_EQ(read.status, 204);
    EXPECT_EQ(progress(id), store::Progress::Read);
    EXPECT_EQ(at(get(page(mine), ann_device), "/unread"), "false");
    EXPECT_EQ(post(page(mine, "/read"), ann_device, "").status, 204) << "once more changes nothing";
}

TEST_P(Inbox, TakesAChoiceOrATextAsTheAnswer)
{
    submit(R"({"to":"ANN-LEE","text":"x","choices":["Yes",{"send":"No","reply":"N"}]})");
    const auto mine = first_page_of(ann_device);

    const auto choice = post(page(mine, "/reply"), ann_device, R"({"choice":2})");
    const auto text = post(page(mine, "/reply"), ann_device, R"({"text":"on my way"})");

    EXPECT_EQ(choice.status, 201) << choice.body;
    EXPECT_EQ(at(choice, "/choice") + at(choice, "/text"), "2N");
    EXPECT_EQ(text.status, 201);
    EXPECT_EQ(at(text, "/choice"), "-");
    const auto shown = get(page(mine), ann_device);
    EXPECT_EQ(at(shown, "/replied"), "true");
    EXPECT_EQ(at(shown, "/replies"), "2 items");
    EXPECT_EQ(at(shown, "/replies/1/text"), "on my way");
}

TEST_P(Inbox, RefusesAnswersThatMakeNoSense)
{
    submit(R"({"to":"ANN-LEE","text":"x","choices":["Yes"]})");
    const auto mine = page(first_page_of(ann_device), "/reply");
    const std::pair<std::string, std::string> cases[] = {
        {R"({})", " must have either a choice or a text"},
        {R"({"choice":1,"text":"x"})", " must have either a choice or a text"},
        {R"({"choice":2})", "/choice is not one of the message's choices"},
        {R"({"choice":0})", "/choice must be 1 to 1000"},
        {R"({"choice":"1"})", "/choice must be a whole number"},
        {R"({"text":" "})", "/text must not be empty"},
        {R"({"text":")" + std::string(5000, 'x') + R"("})", "/text is too long"},
        {R"({"text":"x","contact":"ct_1"})", "/contact is not known here"},
    };

    for (const auto& [body, expected] : cases) {
        const auto refused = post(mine, ann_device, body);
        EXPECT_EQ(refused.status, 422) << body.substr(0, 80);
        EXPECT_EQ(first_error(refused), expected);
    }
}

TEST_P(Inbox, RefusesAnAnswerThatTheOriginatorDoesNotTake)
{
    auto quiet = build::message();
    quiet.allow_response = false;
    node().submit(quiet, "ANN-LEE");
    const auto mine = first_page_of(ann_device);

    EXPECT_EQ(at(get(page(mine), ann_device), "/allowsReply"), "false");
    EXPECT_EQ(post(page(mine, "/reply"), ann_device, R"({"text":"x"})").status, 409);
}

TEST_P(Inbox, HidesPagesOfOthersAsIfTheyWereNot)
{
    const auto id = submit(R"({"to":"DONALD","text":"x"})");
    const auto foreign = first_page_of(donald_device);

    for (const auto& strange : {foreign, store::PageId{77}.text(), std::string("x"), id}) {
        EXPECT_EQ(get(page(strange), ann_device).status, 404) << strange;
        EXPECT_EQ(post(page(strange, "/read"), ann_device, "").status, 404);
        EXPECT_EQ(post(page(strange, "/reply"), ann_device, R"({"text":"x"})").status, 404);
    }
    EXPECT_EQ(progress(id), store::Progress::Delivered);
}

TEST_P(Inbox, DoesNotShowAPageBeforeItsTime)
{
    const auto id = submit(R"({"to":"ANN-LEE","text":"x","notBefore":"2027-01-15T08:10:00Z"})");
    const auto early = node().pages(*store::MessageId::parse(id)).front().id.text();

    EXPECT_EQ(at(get(inbox, ann_device), "/items"), "0 items");
    EXPECT_EQ(get(page(early), ann_device).status, 404);
    EXPECT_EQ(post(page(early, "/read"), ann_device, "").status, 404);
    node().advance(10min);
    EXPECT_EQ(first_page_of(ann_device), early);
}

TEST_P(Inbox, PutsUnreadPagesFirstWhenAsked)
{
    submit(R"({"to":"ANN-LEE","subject":"old","text":"x"})");
    submit(R"({"to":"ANN-LEE","subject":"new","text":"x"})");
    post(page(first_page_of(ann_device), "/read"), ann_device, "");

    EXPECT_EQ(at(get(std::string(inbox) + "?unreadFirst=1", ann_device), "/items/0/subject"),
              "old");
    EXPECT_EQ(at(get(inbox, ann_device), "/items/0/subject"), "new");
}

TEST_P(Inbox, IsShownWhileTheStoreTakesNothing)
{
    submit(R"({"to":"ANN-LEE","subject":"S","text":"x"})");
    node().crash();

    const auto listed = get(inbox, ann_device);

    EXPECT_EQ(listed.status, 200);
    EXPECT_EQ(at(listed, "/items/0/subject"), "S");
    EXPECT_EQ(at(listed, "/items/0/deliveredAt"), "-");
    EXPECT_EQ(post(page(at(listed, "/items/0/id"), "/read"), ann_device, "").status, 503);
}

TEST_P(Inbox, KeepsAPurgedPageWithoutItsWords)
{
    const auto id = submit(R"({"to":"ANN-LEE","subject":"S","text":"x"})");
    const auto mine = first_page_of(ann_device);
    node().write([&](auto& connection) {
        ASSERT_TRUE(store::MessageRepository(connection, house().vault)
                        .purge_body(*store::MessageId::parse(id)));
    });

    const auto shown = get(page(mine), ann_device);

    EXPECT_EQ(at(shown, "/purged"), "true");
    EXPECT_EQ(at(shown, "/text"), "");
}

} // namespace
} // namespace tests
