#include "store/error.h"
#include "store/master_keys.h"
#include "tests/support/fresh_database.h"
#include <fstream>
#include <gtest/gtest.h>

using store::KeyTrouble;
using store::MasterKeys;

namespace {

constexpr auto hex_key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
constexpr auto base64_key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

class KeyFile : public testing::Test {
protected:
    std::filesystem::path file(const std::string& text, unsigned mode = 0400)
    {
        const auto path = directory_.path() / ("key" + std::to_string(++files_));
        std::ofstream(path, std::ios::binary) << text;
        std::filesystem::permissions(path, static_cast<std::filesystem::perms>(mode));
        return path;
    }

    tests::TemporaryDirectory directory_;
    int files_ = 0;
};

} // namespace

TEST_F(KeyFile, HoldsTheSameKeyRawAsHexAndAsBase64)
{
    std::string raw;
    for (char octet = 0; octet < 32; ++octet)
        raw += octet;

    const auto from_raw = MasterKeys::load(file(raw));
    const auto from_hex = MasterKeys::load(file(std::string("# ours\n") + hex_key + "\n"));
    const auto from_base64 = MasterKeys::load(file(std::string(base64_key) + "\r\n"));

    EXPECT_NE(from_raw.current().id, 0U);
    EXPECT_EQ(from_hex.current().id, from_raw.current().id);
    EXPECT_EQ(from_base64.current().id, from_raw.current().id);
}

TEST_F(KeyFile, SealsWithTheLastOfSeveralKeysAndOpensWithAll)
{
    const std::string newer(64, 'a');

    const auto keys = MasterKeys::load(file(std::string(hex_key) + "\n" + newer + "\n"));
    const auto old = MasterKeys::load(file(hex_key));

    EXPECT_EQ(keys.all().size(), 2U);
    EXPECT_NE(keys.current().id, old.current().id);
    EXPECT_NE(keys.find(old.current().id), nullptr);
    EXPECT_EQ(keys.find(7), nullptr);
}

// K03
TEST_F(KeyFile, ThatOthersMayReadOrTheGroupMayWriteIsRefused)
{
    for (const unsigned mode : {0444U, 0404U, 0420U, 0602U, 0401U})
        EXPECT_THROW((void)MasterKeys::load(file(hex_key, mode)), KeyTrouble) << mode;
    EXPECT_NO_THROW((void)MasterKeys::load(file(hex_key, 0440)));
}

// K03
TEST_F(KeyFile, ThatIsMissingEmptyOrNoKeyIsRefused)
{
    EXPECT_THROW((void)MasterKeys::load(directory_.path() / "none"), KeyTrouble);
    for (const std::string& text :
         {std::string(), std::string("# only a note\n"), std::string("short"), std::string(64, 'g'),
          std::string(44, '='), std::string(31, 'x'), std::string(33, 'x')})
        EXPECT_THROW((void)MasterKeys::load(file(text)), KeyTrouble) << text;
}

TEST_F(KeyFile, IsMadeOnceAndNeverOverwritten)
{
    const auto path = directory_.path() / "new.key";

    const auto made = MasterKeys::generate(path);

    EXPECT_EQ(MasterKeys::load(path).current().id, made.current().id);
    EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms::owner_read);
    EXPECT_THROW((void)MasterKeys::generate(path), KeyTrouble);
}
