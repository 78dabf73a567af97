#include "store/device_repository.h"
#include "store/directory_snapshot.h"
#include "store/token_repository.h"
#include "tests/store/store_test.h"

using namespace tests;
using namespace store;

namespace {

class DeviceRows : public StoreTest {
protected:
    void SetUp() override
    {
        StoreTest::SetUp();
        if (IsSkipped())
            return;
        commit([&] {
            insert_page(connection(), vault());
            TokenRepository(connection()).insert(token());
            devices().insert(phone());
        });
    }
    DeviceRepository devices() { return {connection(), vault()}; }
    static Token token()
    {
        Token made{.id = {7}, .name = "device dev_1", .scope = Scope::Inbox};
        made.hash = "hash";
        made.contact = donald().id;
        return made;
    }
    static Device phone()
    {
        Device made{.id = {1}, .contact = donald().id, .name = "Donald's phone"};
        made.token = {7};
        made.user_agent = "Browser/1.0";
        made.enrolled_by = "tok_1";
        made.enrolled = noon;
        made.seen = noon;
        return made;
    }
    static PushSubscription subscription() { return {"https://push.example/x", "key", "secret"}; }
    std::vector<DetailId> pushed()
    {
        return ContactRepository(connection(), vault()).find(donald().id)->devices;
    }
};
ON_BOTH_ENGINES(DeviceRows);

TEST_P(DeviceRows, ComeBackAsTheyWereAndSealed)
{
    EXPECT_EQ(devices().find({1}), phone());
    EXPECT_EQ(devices().of_token({7}), phone());
    EXPECT_EQ(devices().of_contact(donald().id), std::vector{phone()});
    EXPECT_FALSE(devices().find({2}));
    const auto name = connection().query("SELECT name FROM device")[0].blob(0);
    EXPECT_EQ(std::string(name.begin(), name.end()).find("Donald"), std::string::npos);
    commit([&] { devices().rename({1}, "Lost"); });
    EXPECT_EQ(devices().find({1})->name, "Lost");
}

TEST_P(DeviceRows, ThatTakePushesAreKnownToTheDirectory)
{
    const auto before = directory_version(connection());
    EXPECT_TRUE(pushed().empty());

    commit([&] { devices().save_push({1}, subscription()); });

    EXPECT_EQ(pushed(), std::vector<DetailId>{DetailId{1}});
    EXPECT_EQ(devices().find({1})->push, subscription());
    EXPECT_GT(directory_version(connection()), before);
    EXPECT_EQ(ContactRepository(connection(), vault()).list()[0].devices.size(), 1U);
    commit([&] {
        EXPECT_TRUE(devices().forget_push({1}));
        EXPECT_FALSE(devices().forget_push({1}));
    });
    EXPECT_TRUE(pushed().empty());
}

TEST_P(DeviceRows, EndWithTokenAndSubscription)
{
    commit([&] { devices().save_push({1}, subscription()); });

    commit([&] {
        EXPECT_TRUE(devices().revoke({1}, noon + 1h));
        EXPECT_FALSE(devices().revoke({1}, noon + 2h));
    });

    EXPECT_EQ(devices().find({1})->revoked, noon + 1h);
    EXPECT_FALSE(devices().find({1})->push);
    EXPECT_TRUE(TokenRepository(connection()).list().empty());
    commit([&] { devices().save_push({1}, subscription()); });
    EXPECT_FALSE(devices().find({1})->push) << "what is revoked subscribes no more";
}

TEST_P(DeviceRows, SayWhenTheirContactWasSeen)
{
    EXPECT_EQ(devices().last_seen(donald().id), noon);
    commit([&] { devices().seen({7}, noon + 1min); });

    EXPECT_EQ(devices().last_seen(donald().id), noon + 1min);
    EXPECT_EQ(devices().last_seen().at(donald().id), noon + 1min);
    EXPECT_FALSE(devices().last_seen(ContactId{11}));
    commit([&] { EXPECT_TRUE(devices().revoke({1}, noon)); });
    EXPECT_FALSE(devices().last_seen(donald().id));
}

TEST_P(DeviceRows, AreMadeFromCodesThatAreTakenOnce)
{
    const Enrolment enrolment{{1}, donald().id, "hash", "tok_1", noon + 10min};
    commit([&] { devices().insert(enrolment); });

    EXPECT_EQ(devices().find_enrolment("hash", noon), enrolment);
    EXPECT_FALSE(devices().find_enrolment("hash", noon + 10min));
    commit([&] {
        EXPECT_TRUE(devices().take_enrolment({1}));
        EXPECT_FALSE(devices().take_enrolment({1}));
    });
}

TEST_P(DeviceRows, HaveReceiptsThatAreTakenOnceAndForgotten)
{
    commit([&] {
        DeliveryRepository(connection()).insert(secure_delivery());
        devices().insert_receipt("one", secure_delivery().id, noon + 1h);
        devices().insert_receipt("two", secure_delivery().id, noon + 1h);
    });

    commit([&] {
        EXPECT_EQ(devices().take_receipt("one", noon), secure_delivery().id);
        EXPECT_FALSE(devices().take_receipt("one", noon).valid());
        EXPECT_FALSE(devices().take_receipt("two", noon + 1h).valid());
        devices().prune(noon + 2h, 10);
    });

    EXPECT_TRUE(connection().query("SELECT hash FROM push_receipt").empty());
}

} // namespace
