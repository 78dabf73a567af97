#include "relay/channels/callback.h"
#include "relay/channels/callback_signature.h"
#include "relay/channels/driver_reader.h"
#include <gtest/gtest.h>
#include <memory>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

namespace relay::channels {
namespace {

using namespace std::chrono_literals;

const auto noon = store::instant(1'700'000'000'000);
const store::DeliveryId delivery{4711};

CallbackReader reader(const std::string& driver_name,
                      std::map<std::string, std::string> secrets = {})
{
    auto driver =
        read_driver(std::string(BELFRY_SOURCE_DIR) + "/etc/channels.d/" + driver_name + ".yaml");
    if (!driver)
        throw std::runtime_error(driver.error()[0].problem);
    return {"sms", *driver->callbacks, std::move(secrets), driver->answer.code_errors,
            driver->answer.text_errors};
}

CallbackRequest called(std::string url, std::map<std::string, std::string> headers = {},
                       std::string body = {})
{
    return {"https://relay.hospital.example:8443/gateway/sms/k3y" + std::move(url),
            std::move(headers), std::move(body), noon};
}

Receipt receipt(std::string reference, decltype(Receipt::state) state, std::string code,
                std::string detail)
{
    return {"sms", std::move(reference), delivery, state, std::move(code), std::move(detail)};
}

std::string base64(const unsigned char* data, std::size_t size)
{
    std::string text(4 * ((size + 2) / 3) + 1, '\0');
    text.resize(static_cast<std::size_t>(EVP_EncodeBlock(
        reinterpret_cast<unsigned char*>(text.data()), data, static_cast<int>(size))));
    return text;
}

std::string hmac_sha256(const std::string& key, const std::string& text)
{
    std::string made(32, '\0');
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         reinterpret_cast<unsigned char*>(made.data()), nullptr);
    return made;
}

std::string hex(const std::string& bytes)
{
    std::string made;
    for (const unsigned char byte : bytes) {
        const std::string digits = "0123456789abcdef";
        (made += digits[byte >> 4U]) += digits[byte & 15U];
    }
    return made;
}

std::string base64(const std::string& bytes)
{
    return base64(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

TEST(Callbacks, OfKannelSayDeliveredLostAndUnderway)
{
    const auto kannel = reader("kannel");
    const auto id = "?delivery=" + delivery.text();

    EXPECT_EQ(kannel.read(called(id + "&type=1&answer=id:1+stat:DELIVRD&id=8ab")).value(),
              Called(receipt("8ab", Arrived{}, "id:1 stat:DELIVRD", "1")));
    EXPECT_EQ(kannel.read(called(id + "&type=8&answer=ACK/&id=8ab")).value(),
              Called(receipt("8ab", Underway{}, "ACK/", "8")));
    EXPECT_EQ(kannel.read(called(id + "&type=2&answer=&id=")).value(),
              Called(receipt("", Lost{Blame::Provider}, "", "2")));
    EXPECT_EQ(
        kannel.read(called(id + "&type=16&answer=NACK/0x0000000b/Invalid+Destination&id=")).value(),
        Called(receipt("", Lost{Blame::Detail}, "NACK/0x0000000b/Invalid Destination", "16")));
}

TEST(Callbacks, OfKannelBringTexts)
{
    EXPECT_EQ(reader("kannel")
                  .read(called("?from=%2B447700900001&to=13013&text=1%20ok%20%C3%BC&msgid=77"))
                  .value(),
              Called(IncomingText{"sms", "77", "+447700900001", "13013", "1 ok \u00fc"}));
    // A plus sign that nobody encoded is a blank.
    EXPECT_EQ(reader("kannel").read(called("?from=+447700900001&text=")).value(),
              Called(IncomingText{"sms", "", "+447700900001", "", ""}));
}

TEST(Callbacks, ThatSayNothingKnownAreNotUnderstood)
{
    for (const auto* url : {"", "?", "?type=1", "?delivery=x&type=1", "?delivery=%", "?text=hi"})
        EXPECT_EQ(reader("kannel").read(called(url)).error(), CallbackRefusal::NotUnderstood)
            << url;
}

// The signatures below are of Twilio's own helper library (npm twilio 6.2.0).
TEST(Callbacks, OfTwilioAreSignedOverTheAddressThatWeGave)
{
    const auto twilio = reader("twilio", {{"auth_token", "12345"}});
    const std::string body =
        "MessageSid=SM1&MessageStatus=delivered&To=%2B15550100101&ErrorCode=&From=%2B15557122661";
    const std::string signature = "xc/S1Q2H1cNtNI4gq3t27m34Rrk=";
    auto good = called("?x=1", {{"x-twilio-signature", signature}}, body);

    EXPECT_EQ(twilio.read(good).value(),
              Called(Receipt{"sms", "SM1", {}, Arrived{}, "", "delivered"}));

    auto other_port = good;
    other_port.url.erase(other_port.url.find(":8443"), 5);
    auto changed = good;
    changed.body += "0";
    auto unsigned_call = good;
    unsigned_call.headers.clear();
    auto nonsense = good;
    nonsense.headers["x-twilio-signature"] = "***";
    for (const auto& bad : {other_port, changed, unsigned_call, nonsense})
        EXPECT_EQ(twilio.read(bad).error(), CallbackRefusal::NotSigned);
    EXPECT_EQ(reader("twilio", {{"auth_token", "12346"}}).read(good).error(),
              CallbackRefusal::NotSigned);
}

TEST(Callbacks, OfTwilioMayRepeatAField)
{
    const SignatureRules rules{SignatureScheme::Twilio, "auth_token", {}, {}};

    EXPECT_TRUE(is_signed(rules, "12345",
                          called("?x=1", {{"x-twilio-signature", "EcY3FPy0kuDfLgMRcq5t6m/0aVw="}},
                                 "B=x%20y%26%C3%BC&A=b&A=a&A=b")));
}

TEST(Callbacks, OfTwilioWithAJsonBodyCarryItsDigestInTheAddress)
{
    const SignatureRules rules{SignatureScheme::Twilio, "auth_token", {}, {}};
    const std::string body = R"({"a":1})";
    std::string digest(32, '\0');
    SHA256(reinterpret_cast<const unsigned char*>(body.data()), body.size(),
           reinterpret_cast<unsigned char*>(digest.data()));
    auto request = called("?bodySHA256=" + hex(digest), {}, body);
    std::string sum(20, '\0');
    HMAC(EVP_sha1(), "12345", 5, reinterpret_cast<const unsigned char*>(request.url.data()),
         request.url.size(), reinterpret_cast<unsigned char*>(sum.data()), nullptr);
    request.headers["x-twilio-signature"] = base64(sum);

    EXPECT_TRUE(is_signed(rules, "12345", request));
    request.body = R"({"a":2})";
    EXPECT_FALSE(is_signed(rules, "12345", request));
}

/// Telnyx's key pair of a test.
class Telnyx : public testing::Test {
protected:
    Telnyx()
    {
        std::size_t size = public_.size();
        EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(public_.data()),
                                    &size);
    }

    CallbackRequest signed_call(const std::string& body, store::Instant at) const
    {
        const auto since = std::to_string(store::ms(at) / 1000);
        const auto text = since + "|" + body;
        std::string signature(64, '\0');
        std::size_t size = signature.size();
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                              EVP_MD_CTX_free);
        EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get());
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                       reinterpret_cast<const unsigned char*>(text.data()), text.size());
        return called(
            "", {{"telnyx-timestamp", since}, {"telnyx-signature-ed25519", base64(signature)}},
            body);
    }
    CallbackReader telnyx() const { return reader("telnyx", {{"public_key", base64(public_)}}); }

private:
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_{
        EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), EVP_PKEY_free};
    std::string public_ = std::string(32, '\0');
};

TEST_F(Telnyx, SignsReceiptsTextsAndKindsThatAreNotForUs)
{
    EXPECT_EQ(telnyx()
                  .read(signed_call(
                      R"({"data":{"event_type":"message.finalized","payload":{"id":"m1",)"
                      R"("to":[{"status":"delivery_failed"}],"errors":[{"code":"40008"}]}}})",
                      noon))
                  .value(),
              Called(Receipt{"sms", "m1", {}, Lost{Blame::Detail}, "40008", "delivery_failed"}));
    EXPECT_EQ(
        telnyx()
            .read(signed_call(
                R"({"data":{"event_type":"message.received","payload":{"id":"m2","text":"1",)"
                R"("from":{"phone_number":"+15550100101"},"to":[{"phone_number":"+1555"}]}}})",
                noon))
            .value(),
        Called(IncomingText{"sms", "m2", "+15550100101", "+1555", "1"}));
    EXPECT_EQ(
        telnyx().read(signed_call(R"({"data":{"event_type":"call.initiated"}})", noon)).value(),
        Called(OfNoInterest{}));
}

TEST_F(Telnyx, IsNotBelievedAfterFiveMinutesNorForAnotherBody)
{
    const std::string body = R"({"data":{"event_type":"call.initiated"}})";

    EXPECT_TRUE(telnyx().read(signed_call(body, noon - 5min)));
    EXPECT_EQ(telnyx().read(signed_call(body, noon - 6min)).error(), CallbackRefusal::NotSigned);
    EXPECT_EQ(telnyx().read(signed_call(body, noon + 6min)).error(), CallbackRefusal::NotSigned);
    auto other = signed_call(body, noon);
    other.body += " ";
    EXPECT_EQ(telnyx().read(other).error(), CallbackRefusal::NotSigned);
    EXPECT_EQ(reader("telnyx", {{"public_key", ""}}).read(signed_call(body, noon)).error(),
              CallbackRefusal::NotSigned);
}

std::string url_base64(std::string bytes)
{
    auto text = base64(bytes);
    for (auto& c : text)
        c = c == '+' ? '-' : c == '/' ? '_' : c;
    while (text.ends_with('='))
        text.pop_back();
    return text;
}

std::string digest_of(const std::string& body)
{
    std::string digest(32, '\0');
    SHA256(reinterpret_cast<const unsigned char*>(body.data()), body.size(),
           reinterpret_cast<unsigned char*>(digest.data()));
    return hex(digest);
}

CallbackRequest vonages(const std::string& body, const std::string& algorithm, store::Instant at)
{
    const auto token = url_base64(R"({"alg":")" + algorithm + R"(","typ":"JWT"})") + "." +
                       url_base64(R"({"iat":)" + std::to_string(store::ms(at) / 1000) +
                                  R"(,"payload_hash":")" + digest_of(body) + R"("})");
    return called(
        "?delivery=" + delivery.text(),
        {{"authorization", "Bearer " + token + "." + url_base64(hmac_sha256("s3cret", token))}},
        body);
}

TEST(Callbacks, OfVonageCarryATokenWithTheBodysDigest)
{
    const auto vonage = reader("vonage", {{"signature_secret", "s3cret"}});
    const std::string body = R"({"messageId":"V1","status":"failed","err-code":"6"})";

    EXPECT_EQ(vonage.read(vonages(body, "HS256", noon)).value(),
              Called(receipt("V1", Lost{Blame::Detail}, "6", "failed")));
    EXPECT_EQ(vonage.read(vonages(body, "none", noon)).error(), CallbackRefusal::NotSigned);
    EXPECT_EQ(vonage.read(vonages(body, "HS256", noon - 1h)).error(), CallbackRefusal::NotSigned);
    auto other = vonages(body, "HS256", noon);
    other.body = R"({"messageId":"V1","status":"delivered"})";
    EXPECT_EQ(vonage.read(other).error(), CallbackRefusal::NotSigned);
    for (const auto* token : {"", "Bearer", "Bearer a.b", "Bearer ..", "Basic x"}) {
        auto bad = vonages(body, "HS256", noon);
        bad.headers["authorization"] = token;
        EXPECT_EQ(vonage.read(bad).error(), CallbackRefusal::NotSigned) << token;
    }
}

TEST(Callbacks, OfAnyGatewayMayBeSignedByTheirBody)
{
    const auto any = reader("json", {{"callback_key", "k"}});
    const auto body = R"({"kind":"receipt","delivery":")" + delivery.text() +
                      R"(","id":7,"status":"undelivered","code":"unknown_number"})";
    const auto sum = hmac_sha256("k", body);

    for (const auto& signature : {hex(sum), base64(sum), "sha256=" + hex(sum)})
        EXPECT_EQ(any.read(called("", {{"x-signature", signature}}, body)).value(),
                  Called(receipt("7", Lost{Blame::Detail}, "unknown_number", "undelivered")))
            << signature;
    EXPECT_EQ(any.read(called("", {{"x-signature", hex(sum) + "0"}}, body)).error(),
              CallbackRefusal::NotSigned);
    EXPECT_EQ(any.read(called("", {}, body)).error(), CallbackRefusal::NotSigned);
}

TEST(CallbackRules, SayWhatIsWrongWithThem)
{
    const auto problems = [](const std::string& callbacks) {
        const auto driver = parse_driver("request: {url: \"{base}/\"}\n" + callbacks, "x.yaml");
        std::string all;
        if (!driver)
            for (const auto& error : driver.error())
                all += error.problem + "\n";
        return all;
    };

    EXPECT_NE(problems("callbacks: {}\n").find("need receipt, text or call"), std::string::npos);
    EXPECT_NE(problems("callbacks: {receipt: {state: form:s, states: {}}}\n")
                  .find("lacks delivery or reference"),
              std::string::npos);
    EXPECT_NE(problems("callbacks: {receipt: {state: s, reference: json:x, states: {a: gone}}}\n")
                  .find("'s' is no place"),
              std::string::npos);
    EXPECT_NE(
        problems("callbacks: {receipt: {state: form:s, reference: form:r, states: {a: gone}}}\n")
            .find("must be underway, arrived or lost"),
        std::string::npos);
    EXPECT_NE(
        problems("callbacks: {signature: {scheme: md5}, text: {from: form:a, text: form:b}}\n")
            .find("'md5' is no scheme"),
        std::string::npos);
    EXPECT_NE(
        problems("callbacks: {signature: {scheme: ed25519}, text: {from: form:a, text: form:b}}\n")
            .find("lacks timestamp_header"),
        std::string::npos);
}

} // namespace
} // namespace relay::channels
