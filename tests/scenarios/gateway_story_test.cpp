// The SMS gateway calls back: a receipt, a person's answer, and calls that are not its own.
#include "tests/scenarios/scenario.h"

namespace tests {
namespace {

/// What stands between two texts in a line.
std::string between(const std::string& line, const std::string& before, const std::string& after)
{
    const auto begin = line.find(before);
    if (begin == std::string::npos)
        return {};
    const auto from = begin + before.size();
    return line.substr(from, line.find(after, from) - from);
}

class GatewayStory : public OnBothEngines {
protected:
    void SetUp() override
    {
        OnBothEngines::SetUp();
        if (IsSkipped())
            return;
        settle_in(false);
    }
    void settle_in(bool first_gateway_is_away)
    {
        auto wish = wishes();
        wish.directory_changes = {pushed_to(sender.url())};
        wish.first_gateway_is_away = first_gateway_is_away;
        house.emplace(wish);
        const std::string path = first_gateway_is_away ? "/gateway/sms-2/" : "/gateway/sms/";
        address = path + between(house->belfry({"gateways"}, {}).out, path, "\n");
    }

    /// Ada has it on her phone; the gateway's log line.
    std::string texted()
    {
        house->wctp(submit_choices(house->code(), "ADA-KING", "Coming?", "m-7", {"Yes", "No"}));
        house->advance(20s);
        return house->sms().back();
    }
    HttpAnswer calls(const std::string& form)
    {
        const auto answer = house->http("POST", address, "", form,
                                        {"Content-Type: application/x-www-form-urlencoded"});
        house->settle();
        return answer;
    }

    WctpHost sender;
    std::optional<Installation> house;
    std::string address; ///< /gateway/sms/KEY
};

STORIES_ON_BOTH_ENGINES(GatewayStory);

// D1, S0.56
TEST_P(GatewayStory, AReceiptAndAnAnswerByTextComeBackToTheSender)
{
    const auto line = texted();
    const auto delivery = between(line, R"("ref":")", ".");
    const auto code = between(line, "Reply ", " ");
    ASSERT_EQ(code.size(), 4U) << line;

    const auto heard = calls("delivery=" + delivery + "&status=delivered");
    EXPECT_EQ(heard.status, 204) << heard.body;
    EXPECT_TRUE(contains(house->belfry({"status", "latest"}).out, "sms      delivered"));
    const auto answer = "id=in-1&from=%2B15550100101&to=1555&text=" + code + "+2";
    EXPECT_EQ(calls(answer).status, 204);
    EXPECT_EQ(calls(answer).status, 204) << "the same again";

    EXPECT_EQ(count_with(sender.documents(), ">No<"), 1U);
}

// D1: by text and in the inbox in the very same moment
TEST_P(GatewayStory, OfTheSameAnswerByTwoChannelsAtOnceTheSenderHearsOnce)
{
    const auto code = between(texted(), "Reply ", " ");
    const auto page = pages_in_inbox(*house).front();
    {
        const std::jthread by_text([&] {
            house->http("POST", address, "",
                        "id=in-1&from=%2B15550100101&to=1555&text=" + code + "+2",
                        {"Content-Type: application/x-www-form-urlencoded"});
        });
        const std::jthread by_inbox([&] {
            house->http("POST", "/api/v1/inbox/" + page + "/reply", "inbox", R"({"choice":2})");
        });
    }
    house->settle();

    EXPECT_EQ(count_with(sender.documents(), ">No<"), 1U);
}

// X.7
TEST_P(GatewayStory, ATextGoesByTheNextGatewayAtOnceAndIsAnsweredThere)
{
    settle_in(true);
    const auto line = texted();

    EXPECT_TRUE(contains(house->belfry({"status", "latest"}).out, "sms      accepted"));
    EXPECT_EQ(calls("delivery=" + between(line, R"("ref":")", ".") + "&status=delivered").status,
              204);
    EXPECT_TRUE(contains(house->belfry({"status", "latest"}).out, "sms      delivered"));
    EXPECT_EQ(
        calls("id=in-1&from=%2B15550100101&to=1555&text=" + between(line, "Reply ", " ") + "+2")
            .status,
        204);
    EXPECT_EQ(count_with(sender.documents(), ">No<"), 1U);
}

TEST_P(GatewayStory, WhoDoesNotKnowTheAddressIsNotHeard)
{
    texted();
    const std::string form = "from=%2B15550100101&text=1";

    for (const auto& guess : {std::string("/gateway/sms"), std::string("/gateway/sms/"),
                              std::string("/gateway/sms/0123456789abcdef0123456789abcdef"),
                              "/gateway/ivr" + address.substr(address.rfind('/'))})
        EXPECT_EQ(house->http("POST", guess, "", form).status, 404) << guess;
    EXPECT_EQ(house->http("PUT", address, "", form).status, 405);
    EXPECT_EQ(calls("text=hello").status, 400);

    EXPECT_EQ(sender.documents().size(), 0U);
    EXPECT_FALSE(contains(house->log(), address.substr(address.rfind('/') + 1)));
}

// CHANNELS 2.7
TEST_P(GatewayStory, IsTriedByItselfAndShowsItsRequestWithoutSecrets)
{
    const auto shown = house->belfry({"provider", "test", "sms", "--dry-run"}, {});
    EXPECT_EQ(shown.exit, 0) << shown.err;
    EXPECT_TRUE(contains(shown.out, "POST http://127.0.0.1:")) << shown.out;
    EXPECT_TRUE(contains(shown.out, "+15550100")) << shown.out;
    EXPECT_TRUE(house->sms().empty()) << "nothing was sent";

    const auto sent = house->belfry({"provider", "test", "sms", "--to", "+15550177"}, {});
    EXPECT_EQ(sent.exit, 0) << sent.err;
    EXPECT_TRUE(contains(sent.out, "accepted")) << sent.out;
    ASSERT_EQ(house->sms().size(), 1U);
    EXPECT_TRUE(contains(house->sms()[0], "+15550177"));

    const auto unknown = house->belfry({"provider", "test", "smss", "--dry-run"}, {});
    EXPECT_EQ(unknown.exit, 3);
    EXPECT_TRUE(contains(unknown.err, "configured are sms (sms by HTTP)")) << unknown.err;
    EXPECT_NE(house->belfry({"provider", "test", "sms"}, {}).exit, 0) << "whom to?";
    EXPECT_NE(house->belfry({"provider", "test", "sms", "--to", "nurse"}, {}).exit, 0);
}

} // namespace
} // namespace tests
