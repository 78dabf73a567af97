// X.20: whether an address is a contact's own, and whether anything arrives there.
#include "api_house.h"

namespace tests {
namespace {

using relay::channels::CallOut;
using relay::channels::TextOut;
using store::Channel;

const store::DetailId phone{112};

class Methods : public ApiTest {
protected:
    std::string path(std::string_view what, store::DetailId detail = phone) const
    {
        return std::string(contacts) + "/ANN-LEE/details/" + detail.text() + std::string(what);
    }
    static std::string own(std::string_view what, store::DetailId detail = phone)
    {
        return "/api/v1/inbox/details/" + detail.text() + std::string(what);
    }
    Response send(std::string body = "{}") { return post(path("/code"), admin, std::move(body)); }
    Response tell(const std::string& code)
    {
        return post(path("/verification"), admin, R"({"code":")" + code + "\"}");
    }
    /// What the last text to a phone says first.
    std::string code_in_text()
    {
        node().settle();
        return six_digits_of(channels.sms.texts().back());
    }
    static std::string other_than(std::string code)
    {
        code[0] = code[0] == '9' ? '0' : static_cast<char>(code[0] + 1);
        return code;
    }
    std::string verified_by()
    {
        return at(get(std::string(contacts) + "/ANN-LEE", admin), "/details/1/verified/by");
    }
    void let_words_of_ann_leave()
    {
        patch(std::string(contacts) + "/ANN-LEE", admin,
              R"({"secure":false,"acknowledgeHipaa":true,"copies":[],
                  "redundancy":[{"channel":"sms","delayMs":0}]})");
    }
};
HOUSE_ON_BOTH_ENGINES(Methods);

TEST_P(Methods, ACodeThatWasTextedProvesTheNumber)
{
    const auto sent = send();
    EXPECT_EQ(sent.status, 202) << sent.body;
    EXPECT_EQ(at(sent, "/by"), "sms");
    const auto code = code_in_text();
    EXPECT_EQ(std::get<TextOut>(channels.sms.sent().back().payload).to, "+4930123456");

    const auto told = tell(code);

    EXPECT_EQ(told.status, 200) << told.body;
    EXPECT_EQ(at(told, "/verified/by"), "code");
    EXPECT_EQ(verified_by(), "code");
    EXPECT_EQ(tell(code).status, 409) << "it counts once";
    EXPECT_TRUE(audit_trail(2)[1].ends_with("address.verify " + phone.text() + " ok"));
}

TEST_P(Methods, ACallSaysTheCodeDigitByDigit)
{
    const auto sent = send(R"({"by":"ivr"})");
    ASSERT_EQ(sent.status, 202) << sent.body;
    node().settle();
    const auto said = std::get<CallOut>(channels.ivr.sent().at(0).payload).text.text();
    ASSERT_EQ(said.substr(0, 14), "Belfry: Your c") << said;
    const auto begin = said.find("is: ") + 4;
    auto code = said.substr(begin, said.find('.', begin) - begin);
    ASSERT_EQ(code.size(), 16U) << "six digits, each by itself";
    std::erase_if(code, [](char c) { return c == ',' || c == ' '; });

    EXPECT_EQ(tell(code).status, 200);
}

TEST_P(Methods, FiveWrongCodesEndItAlsoForTheRightOne)
{
    send();
    const auto code = code_in_text();
    for (const auto* left : {"4", "3", "2", "1", "0"}) {
        const auto wrong = tell(other_than(code));
        EXPECT_EQ(wrong.status, 422);
        EXPECT_TRUE(wrong.body.find("tries left: " + std::string(left)) != std::string::npos)
            << wrong.body;
    }

    EXPECT_EQ(tell(code).status, 409);
    EXPECT_EQ(verified_by(), "-");
}

TEST_P(Methods, ACodeEndsAfterTenMinutesAndWithTheNextOne)
{
    send();
    const auto first = code_in_text();
    node().advance(1min);
    send();
    const auto second = code_in_text();
    ASSERT_NE(first, second);
    EXPECT_EQ(tell(first).status, 422);
    node().advance(10min);

    EXPECT_EQ(tell(second).status, 409);
}

TEST_P(Methods, AnAddressGetsThreeCodesAnHour)
{
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(send().status, 202);
    node().settle();
    node().advance(59min);

    const auto refused = send();

    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(header(refused, "Retry-After"), "60");
    EXPECT_EQ(channels.sms.count(), 3U);
    node().advance(1min);
    EXPECT_EQ(send().status, 202);
}

TEST_P(Methods, ACodeThatCannotBeSentInTimeIsNotSentAtAll)
{
    channels.sms.answer_next(relay::channels::Busy{"503", "not now", 20min});
    send();
    node().settle();
    node().advance(21min);

    EXPECT_EQ(channels.sms.count(), 1U);
}

TEST_P(Methods, AnotherAddressIsNotVerifiedAndTheOldCodeProvesNothing)
{
    send();
    const auto code = code_in_text();
    ASSERT_EQ(post(path("/verification"), admin, R"({"vouched":true})").status, 200);
    EXPECT_EQ(verified_by(), "vouched");

    const auto changed = patch(std::string(contacts) + "/ANN-LEE", admin,
                               R"({"details":[{"kind":"email","address":"ann@example.org"},
            {"id":")" + phone.text() +
                                   R"(","kind":"phone","address":"+4930777"}]})");
    ASSERT_EQ(changed.status, 200) << changed.body;

    EXPECT_EQ(verified_by(), "-");
    EXPECT_EQ(tell(code).status, 409);
}

TEST_P(Methods, AVouchIsTakenBackByAHuman)
{
    EXPECT_EQ(post(path("/verification"), admin, R"({"vouched":true})").status, 200);
    EXPECT_TRUE(audit_trail(1)[0].ends_with("address.vouch " + phone.text() + " ok"));
    EXPECT_EQ(ask({"DELETE", path("/verification"), admin}).status, 204);

    EXPECT_EQ(verified_by(), "-");
    EXPECT_EQ(post(path("/verification"), admin, "{}").status, 422);
    EXPECT_EQ(post(path("/verification"), admin, R"({"vouched":true,"code":"123456"})").status,
              422);
}

TEST_P(Methods, RecipientsProveTheirOwnAndVouchForNothing)
{
    EXPECT_EQ(at(get("/api/v1/inbox/details", ann_device), "/items/1/id"), phone.text());
    EXPECT_EQ(post(own("/code"), ann_device, "{}").status, 202);
    const auto code = code_in_text();
    EXPECT_EQ(post(own("/verification"), ann_device, R"({"vouched":true})").status, 422);
    EXPECT_EQ(post(own("/verification"), donald_device, R"({"code":")" + code + "\"}").status, 404);

    EXPECT_EQ(post(own("/verification"), ann_device, R"({"code":")" + code + "\"}").status, 200);
    EXPECT_EQ(verified_by(), "code");
}

TEST_P(Methods, NothingIsSentWhereNothingMayGo)
{
    EXPECT_EQ(send(R"({"by":"email"})").status, 422) << "no way to a phone";
    EXPECT_EQ(post(path("/code", {999}), admin, "{}").status, 404);
    patch(std::string(contacts) + "/ANN-LEE", admin,
          R"({"details":[{"kind":"phone","address":"+4930123456","optedOut":true}]})");

    EXPECT_EQ(send().status, 409);
    EXPECT_EQ(channels.sms.count() + channels.email.count(), 0U);
}

TEST_P(Methods, ATestGoesOutByEveryChannelAtOnceAndSaysWhatCameOfIt)
{
    patch(std::string(contacts) + "/ANN-LEE", admin,
          R"({"redundancy":[{"channel":"sms","delayMs":1800000},
                            {"channel":"snpp","delayMs":0}],"copies":["email"]})");
    const auto test = post(std::string(contacts) + "/ANN-LEE/test", admin, "{}");
    ASSERT_EQ(test.status, 202) << test.body;
    EXPECT_EQ(at(test, "/channels"), "3 items");
    EXPECT_EQ(at(test, "/leftOut/0/channel"), "snpp");
    EXPECT_EQ(at(test, "/leftOut/0/why"), "no_address");
    node().settle();

    EXPECT_EQ(channels.sms.count(), 1U) << "it does not wait for its delay";
    EXPECT_EQ(channels.email.count(), 1U);
    const auto id = *store::MessageId::parse(at(test, "/messageId"));
    const auto story = node().story(id);
    EXPECT_TRUE(std::ranges::count(story, "left_out: copy by snpp: no_address") == 1);
    const auto page = node().pages(id).at(0).id.text();
    EXPECT_EQ(post("/api/v1/inbox/" + page + "/reply", ann_device, R"({"choice":1})").status, 201);
}

TEST_P(Methods, ATestOfOneChannelIsOfThatOne)
{
    EXPECT_EQ(post("/api/v1/inbox/test", ann_device, R"({"channels":["ivr"]})").status, 202);
    EXPECT_EQ(post("/api/v1/inbox/test", ann_device, R"({"channels":["fax"]})").status, 422);
    node().settle();

    EXPECT_EQ(channels.ivr.count(), 1U);
    EXPECT_EQ(channels.sms.count() + channels.email.count(), 0U);
}

TEST_P(Methods, NobodyTestsOneselfMoreThanThreeTimesAMinute)
{
    const auto test = [&] { return post("/api/v1/inbox/test", ann_device, R"({"channels":[]})"); };
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(test().status, 202);

    EXPECT_EQ(test().status, 429);
    EXPECT_EQ(header(test(), "Retry-After"), "60");
    node().advance(1min);
    EXPECT_EQ(test().status, 202);
}

class ProofNeeded : public Methods {
protected:
    RunningHouse::Settings settings() const override
    {
        RunningHouse::Settings made;
        made.rules.full_text_needs_proof = true;
        return made;
    }
    std::string texted(const std::string& body)
    {
        node().submit(build::message(body), "ANN-LEE");
        node().settle();
        return channels.sms.texts().back();
    }
};
HOUSE_ON_BOTH_ENGINES(ProofNeeded);

TEST_P(ProofNeeded, FullTextGoesOnlyToAnAddressThatIsVerified)
{
    let_words_of_ann_leave();
    const auto unproven = texted("Bed 12 calls");
    EXPECT_TRUE(unproven.find("Bed 12") == std::string::npos) << unproven;

    post(path("/verification"), admin, R"({"vouched":true})");

    const auto proven = texted("Bed 13 calls");
    EXPECT_TRUE(proven.find("Bed 13") != std::string::npos) << proven;
}

} // namespace
} // namespace tests
