#include "store/pin.h"
#include "store/pin_repository.h"
#include "tests/store/store_test.h"

using namespace tests;
using namespace store;

TEST(PinHash, IsSaltedAndMatchesOnlyItsOwnPin)
{
    const auto hash = pin_hash("4711");

    EXPECT_TRUE(pin_matches(hash, "4711"));
    EXPECT_FALSE(pin_matches(hash, "4712"));
    EXPECT_FALSE(pin_matches(hash, ""));
    EXPECT_NE(hash, pin_hash("4711"));
    EXPECT_TRUE(hash.starts_with("scrypt:15:8:1:"));
}

TEST(PinHash, MatchesNothingWhenItIsDamaged)
{
    auto hash = pin_hash("4711");

    EXPECT_FALSE(pin_matches("", "4711"));
    EXPECT_FALSE(pin_matches("", ""));
    EXPECT_FALSE(pin_matches(hash.substr(0, hash.size() - 1), "4711"));
    hash.back() = hash.back() == '0' ? '1' : '0';
    EXPECT_FALSE(pin_matches(hash, "4711"));
}

class Pins : public StoreTest {
protected:
    void SetUp() override
    {
        StoreTest::SetUp();
        if (!IsSkipped())
            commit([&] { insert_directory(connection(), vault()); });
    }
};
ON_BOTH_ENGINES(Pins);

TEST_P(Pins, AreKeptSealedReplacedAndTakenAway)
{
    PinRepository pins(connection(), vault());
    const auto id = donald().id;

    commit([&] { pins.save(id, "first", noon); });
    commit([&] { pins.save(id, "second", noon); });

    EXPECT_EQ(pins.find(id), "second");
    EXPECT_TRUE(pins.has_pin(id));
    EXPECT_EQ(pins.owners(), std::vector{id});
    const auto sealed = connection().query("SELECT hash FROM contact_pin")[0].blob(0);
    EXPECT_EQ(std::string(sealed.begin(), sealed.end()).find("second"), std::string::npos);
    commit([&] { EXPECT_TRUE(pins.clear(id)); });
    EXPECT_FALSE(pins.has_pin(id));
    commit([&] { EXPECT_FALSE(pins.clear(id)); });
}

TEST_P(Pins, AreGoneWithTheirContact)
{
    PinRepository pins(connection(), vault());
    commit([&] { pins.save(donald().id, "hash", noon); });

    commit(
        [&] { EXPECT_TRUE(ContactRepository(connection(), vault()).remove(donald().id, noon)); });

    EXPECT_TRUE(pins.owners().empty());
}

TEST_P(Pins, CountTriesUntilTheyAreForgotten)
{
    PinRepository pins(connection(), vault());
    const auto id = donald().id;

    commit([&] {
        pins.begin_try(1, id, noon, noon - 1h);
        pins.begin_try(2, id, noon + 30min, noon - 30min);
        pins.begin_try(3, id, noon + 40min, noon - 20min);
        pins.forget_try(3);
    });

    EXPECT_EQ(pins.tries_since(id, noon - 1h), 2U);
    EXPECT_EQ(pins.tries_since(id, noon), 1U);
    EXPECT_EQ(pins.tries_since(ContactId{11}, noon - 1h), 0U);
    commit([&] { pins.begin_try(4, id, noon + 61min, noon + 1min); });
    EXPECT_EQ(pins.tries_since(id, noon - 1h), 2U) << "the oldest was pruned";
    commit([&] { pins.save(id, "hash", noon); });
    EXPECT_EQ(pins.tries_since(id, noon - 1h), 0U);
}
