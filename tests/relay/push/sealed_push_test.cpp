#include "relay/push/base64url.h"
#include "relay/push/sealed_push.h"
#include <gtest/gtest.h>

using namespace relay::push;

namespace {

std::string octets(std::string_view text)
{
    return from_base64url(text).value();
}

// RFC 8291 appendix A.
constexpr auto device_private = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
constexpr auto device_public =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
constexpr auto device_secret = "BTBZMqHH6r4Tts7J_aSIgg";
constexpr auto server_private = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
constexpr auto server_public =
    "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
constexpr auto salt = "DGv6ra1nlYgDCS1FRnbzlw";
/// Header, key and the first 41 octets of text: those after it differ by our padding.
constexpr auto beginning =
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS"
    "6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulc"
    "y4a-fN";

Reader reader()
{
    return Reader::parse(device_public, device_secret).value();
}

} // namespace

TEST(CurveKey, IsTheSameAfterItWasWrittenDown)
{
    const auto key = CurveKey::from_private(octets(server_private)).value();

    EXPECT_EQ(base64url(key.public_octets()), server_public);
    EXPECT_EQ(base64url(key.private_octets()), server_private);
}

TEST(CurveKey, AgreesFromBothSides)
{
    const auto server = CurveKey::from_private(octets(server_private)).value();
    const auto device = CurveKey::from_private(octets(device_private)).value();

    EXPECT_EQ(server.agreed_with(reader().key), device.agreed_with(server));
}

TEST(CurveKey, IsNoneThatIsNotOnTheCurve)
{
    auto off = octets(device_public);
    off.back() ^= 1;

    EXPECT_FALSE(CurveKey::from_public(off));
    EXPECT_FALSE(CurveKey::from_public(octets(device_public).substr(1)));
    EXPECT_FALSE(CurveKey::from_public(""));
    EXPECT_FALSE(CurveKey::from_private(std::string(32, '\0')));
    EXPECT_FALSE(CurveKey::from_private(std::string(32, '\xff')));
    EXPECT_FALSE(CurveKey::from_private("short"));
}

TEST(SealedPush, IsThatOfTheStandardsExampleUpToThePadding)
{
    const Fresh fresh{CurveKey::from_private(octets(server_private)).value(), octets(salt)};

    const auto body = sealed_push("When I grow up, I want to be a watermelon", reader(), fresh);

    constexpr std::size_t header = 16 + 4 + 1 + 65;
    constexpr std::size_t text = 42; // with the delimiter, in one stream of AES-CTR
    ASSERT_TRUE(body);
    EXPECT_EQ(body->substr(0, header + text), octets(beginning).substr(0, header + text));
}

TEST(SealedPush, HasOneSizeWhateverItSays)
{
    EXPECT_EQ(sealed_push("", reader())->size(), 86U + padded_size + 16U);
    EXPECT_EQ(sealed_push(std::string(padded_size - 1, 'x'), reader())->size(),
              86U + padded_size + 16U);
    EXPECT_FALSE(sealed_push(std::string(padded_size, 'x'), reader()));
}

TEST(SealedPush, IsAnotherEachTime)
{
    EXPECT_NE(sealed_push("x", reader()), sealed_push("x", reader()));
}

TEST(Reader, TakesOnlyAKeyAndASecretOfTheRightSize)
{
    EXPECT_TRUE(Reader::parse(std::string(device_public) + "=", std::string(device_secret) + "=="));
    EXPECT_FALSE(Reader::parse(device_public, "c2hvcnQ"));
    EXPECT_FALSE(Reader::parse("", device_secret));
    EXPECT_FALSE(Reader::parse("not base64!", device_secret));
    EXPECT_FALSE(Reader::parse(device_secret, device_secret));
}

TEST(Base64Url, ReadsWhatItWrote)
{
    const std::string zeros("\0\0", 2);
    for (const auto& text : {std::string(), std::string("f"), std::string("foo"), zeros})
        EXPECT_EQ(from_base64url(base64url(text)), text);
    EXPECT_EQ(base64url("\xfb\xff"), "-_8");
    EXPECT_FALSE(from_base64url("a"));
    EXPECT_FALSE(from_base64url("a+b/"));
}
