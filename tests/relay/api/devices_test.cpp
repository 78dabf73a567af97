// Devices: made by a code that works once, seen, renamed, revoked. CHANNELS.md 4.2, S0.36.
#include "api_house.h"
#include "store/device_repository.h"
#include "store/pin.h"
#include "store/pin_repository.h"

namespace tests {
namespace {

class Devices : public ApiTest {
protected:
    std::string code() { return at(post("/api/v1/inbox/enrolments", ann_device, ""), "/code"); }
    Response enrolled(const std::string& by_code, const std::string& more = "")
    {
        return post("/api/v1/devices", "",
                    R"({"code":")" + by_code + R"(","name":"Ann's phone")" + more + "}",
                    {{"User-Agent", "Browser/1.0"}});
    }
    std::string presence_of_ann()
    {
        node().settle();
        return at(get("/api/v1/contacts/ANN-LEE", admin), "/presence");
    }
};
HOUSE_ON_BOTH_ENGINES(Devices);

TEST_P(Devices, AreEnrolledByACodeThatTheRecipientMade)
{
    const auto made = enrolled(code());

    EXPECT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(at(made, "/device/name"), "Ann's phone");
    EXPECT_EQ(at(made, "/device/userAgent"), "Browser/1.0");
    EXPECT_EQ(get("/api/v1/inbox", at(made, "/token")).status, 200);
    const auto list = get("/api/v1/inbox/devices", at(made, "/token"));
    EXPECT_EQ(at(list, "/items"), "1 items");
    EXPECT_EQ(at(list, "/items/0/isThisOne"), "true");
    EXPECT_EQ(at(list, "/items/0/presence"), "online");
    EXPECT_EQ(audit_trail(1)[0], "nobody device.enrol " + at(made, "/device/id") + " ok");
}

TEST_P(Devices, AreEnrolledByACodeThatAnAdministratorMade)
{
    const auto made = post("/api/v1/contacts/ANN-LEE/enrolments", admin, "");

    EXPECT_EQ(made.status, 201);
    const auto device = enrolled(at(made, "/code"));
    EXPECT_EQ(device.status, 201);
    EXPECT_EQ(at(get("/api/v1/contacts/ANN-LEE/devices", admin), "/items/0/id"),
              at(device, "/device/id"));
    EXPECT_EQ(post("/api/v1/contacts/DONALD/enrolments", mary, "").status, 404) << "hidden";
    EXPECT_EQ(get("/api/v1/contacts/DONALD/devices", mary).status, 404);
}

TEST_P(Devices, NeedACodeThatIsNeitherUsedNorOld)
{
    const auto used = code();
    EXPECT_EQ(enrolled(used).status, 201);
    const auto old = code();
    clock.advance(10min);

    EXPECT_EQ(enrolled(used).status, 409);
    EXPECT_EQ(enrolled(old).status, 409);
    const auto unknown = enrolled("AAAAAAAAAAAAAAAAAAAAAA");
    EXPECT_EQ(at(unknown, "/type"), "urn:belfry:problem:code-gone");
}

TEST_P(Devices, AskForThePinOfWhoHasOneAndKeepTheCodeMeanwhile)
{
    const auto hash = store::pin_hash("4711");
    node().write(
        [&](auto& c) { store::PinRepository(c, house().vault).save(ann, hash, clock.now()); });
    const auto mine = code();

    EXPECT_EQ(first_error(enrolled(mine)), "/pin is missing");
    EXPECT_EQ(first_error(enrolled(mine, R"(,"pin":"0815")")), "/pin is not the PIN");
    EXPECT_EQ(enrolled(mine, R"(,"pin":"4711")").status, 201);
}

TEST_P(Devices, EndWithTheirTokenWhenTheyAreRevoked)
{
    const auto made = enrolled(code());
    const auto path = "/api/v1/inbox/devices/" + at(made, "/device/id");

    EXPECT_EQ(ask({"DELETE", path, donald_device}).status, 404) << "not his";
    EXPECT_EQ(ask({"DELETE", path, ann_device}).status, 204);

    EXPECT_EQ(get("/api/v1/inbox", at(made, "/token")).status, 401);
    EXPECT_NE(at(get("/api/v1/inbox/devices", ann_device), "/items/0/revokedAt"), "-");
    EXPECT_EQ(ask({"DELETE", path, ann_device}).status, 204) << "again";
}

TEST_P(Devices, AreRevokedAndRenamedByAnAdministratorWhoReachesThem)
{
    const auto made = enrolled(code());
    const auto path = "/api/v1/devices/" + at(made, "/device/id");

    EXPECT_EQ(ask({"PATCH", path, admin, R"({"name":"Lost phone"})"}).status, 200);
    EXPECT_EQ(at(get("/api/v1/inbox/devices", ann_device), "/items/0/name"), "Lost phone");
    EXPECT_EQ(ask({"DELETE", path, admin}).status, 204);
    EXPECT_EQ(get("/api/v1/inbox", at(made, "/token")).status, 401);
    EXPECT_EQ(ask({"DELETE", "/api/v1/devices/dev_x", admin}).status, 404);
}

TEST_P(Devices, EndWithTheirContact)
{
    const auto made = enrolled(code());

    remove("/api/v1/contacts/ANN-LEE", admin);

    EXPECT_EQ(get("/api/v1/inbox", at(made, "/token")).status, 401);
    const auto devices = node().read(
        [&](auto& c) { return store::DeviceRepository(c, house().vault).of_contact(ann); });
    EXPECT_TRUE(devices.at(0).revoked);
}

// S0.36
TEST_P(Devices, TellWhoIsOnline)
{
    EXPECT_EQ(presence_of_ann(), "offline");
    const auto token = at(enrolled(code()), "/token");
    EXPECT_EQ(presence_of_ann(), "online");

    clock.advance(61s);
    EXPECT_EQ(presence_of_ann(), "away");
    get("/api/v1/inbox", token);
    EXPECT_EQ(presence_of_ann(), "online");
    EXPECT_EQ(at(get(contacts, admin), "/items/0/presence"), "online");
    EXPECT_EQ(at(get(contacts, admin), "/items/1/presence"), "offline");
    clock.advance(15min);
    EXPECT_EQ(presence_of_ann(), "offline");
}

TEST_P(Devices, AreTwentyAtMost)
{
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(enrolled(code()).status, 201);

    EXPECT_EQ(enrolled(code()).status, 409);
}

} // namespace
} // namespace tests
