#include "api_house.h"
#include "relay/engine/pin_check.h"

// Contacts' PINs: written, never shown.

namespace tests {
namespace {

using relay::core::PinVerdict;

class PinApi : public ApiTest {
protected:
    PinVerdict tried(std::string_view digits)
    {
        return relay::engine::PinCheck(house()).ask(ann, digits, "call");
    }
};
HOUSE_ON_BOTH_ENGINES(PinApi);

TEST_P(PinApi, SetsAPinOfAContactAndShowsOnlyThatThereIsOne)
{
    EXPECT_EQ(at(get("/api/v1/contacts/ANN-LEE", admin), "/hasPin"), "false");

    const auto set = patch("/api/v1/contacts/ANN-LEE", admin, R"({"pin":"4711"})");

    EXPECT_EQ(at(set, "/hasPin"), "true") << set.body;
    EXPECT_EQ(set.body.find("4711"), std::string::npos);
    EXPECT_EQ(at(get(contacts, admin), "/items/0/hasPin"), "true");
    EXPECT_EQ(at(get(contacts, admin), "/items/1/hasPin"), "false");
    EXPECT_EQ(tried("4711"), PinVerdict::Right);
    EXPECT_EQ(audit_trail(3)[2], "tok_0000000000001 pin.set " + ann.text() + " ok");
}

TEST_P(PinApi, TakesAPinAway)
{
    patch("/api/v1/contacts/ANN-LEE", admin, R"({"pin":"4711"})");

    const auto cleared = patch("/api/v1/contacts/ANN-LEE", admin, R"({"pin":null})");

    EXPECT_EQ(at(cleared, "/hasPin"), "false");
    EXPECT_EQ(tried("4711"), PinVerdict::Wrong);
}

TEST_P(PinApi, RefusesWhatIsNoPinWithoutRepeatingIt)
{
    const auto refused = patch("/api/v1/contacts/ANN-LEE", admin, R"({"pin":"1234"})");

    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(first_error(refused), "/pin is too easy to guess");
    EXPECT_EQ(refused.body.find("1234"), std::string::npos);
}

TEST_P(PinApi, MakesAContactWithAPin)
{
    const auto made = post(contacts, admin,
                           R"({"opid":"ELA-NEW","firstName":"E","lastName":"N","pin":"4711",
                               "details":[{"kind":"email","address":"e@example.org"}]})");

    EXPECT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(at(made, "/hasPin"), "true");
}

TEST_P(PinApi, LetsRecipientsSetTheirOwn)
{
    EXPECT_EQ(at(get("/api/v1/inbox/pin", ann_device), "/hasPin"), "false");

    EXPECT_EQ(ask({"PUT", "/api/v1/inbox/pin", ann_device, R"({"pin":"4711"})"}).status, 204);

    EXPECT_EQ(at(get("/api/v1/inbox/pin", ann_device), "/hasPin"), "true");
    EXPECT_EQ(at(get("/api/v1/inbox/pin", donald_device), "/hasPin"), "false");
    EXPECT_EQ(tried("4711"), PinVerdict::Right);
}

TEST_P(PinApi, AsksForThePresentPinBeforeItIsChanged)
{
    const auto put = [&](std::string body) {
        return ask({"PUT", "/api/v1/inbox/pin", ann_device, std::move(body)});
    };
    put(R"({"pin":"4711"})");

    EXPECT_EQ(first_error(put(R"({"pin":"8150"})")), "/currentPin is missing");
    EXPECT_EQ(first_error(put(R"({"pin":"8150","currentPin":"8150"})")),
              "/currentPin is not the PIN");
    EXPECT_EQ(put(R"({"pin":"8150","currentPin":"4711"})").status, 204);
    EXPECT_EQ(put(R"({"pin":null,"currentPin":"8150"})").status, 204);
    EXPECT_EQ(at(get("/api/v1/inbox/pin", ann_device), "/hasPin"), "false");
}

TEST_P(PinApi, LocksAfterFiveWrongTriesAndAnAdministratorUnlocks)
{
    patch("/api/v1/contacts/ANN-LEE", admin, R"({"pin":"4711"})");
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(tried("0815"), PinVerdict::Wrong);

    const auto locked =
        ask({"PUT", "/api/v1/inbox/pin", ann_device, R"({"pin":"8150","currentPin":"4711"})"});

    EXPECT_EQ(locked.status, 409);
    EXPECT_EQ(at(locked, "/type"), "urn:belfry:problem:pin-locked");
    EXPECT_EQ(audit_trail(1)[0], "contact pin.try " + ann.text() + " locked");
    patch("/api/v1/contacts/ANN-LEE", admin, R"({"pin":"4711"})");
    EXPECT_EQ(tried("4711"), PinVerdict::Right);
}

} // namespace
} // namespace tests
