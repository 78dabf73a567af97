#include "mail/sasl.h"

#include "mail/detail/base64.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

namespace mail::test {
namespace {

std::string hmac(const std::string& key, const std::string& text)
{
    std::string made(SHA256_DIGEST_LENGTH, '\0');
    unsigned int length = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         reinterpret_cast<unsigned char*>(made.data()), &length);
    return made;
}

std::string sha256(const std::string& text)
{
    std::string made(SHA256_DIGEST_LENGTH, '\0');
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
           reinterpret_cast<unsigned char*>(made.data()));
    return made;
}

/// The client's side of the formulas of RFC 5802 3.
struct Client {
    std::string password;
    std::string first_bare = "n=ward,r=rOprNGfwEbeRWgbNEkqO";

    std::string first() const { return "n,," + first_bare; }
    std::string salted(const std::string& server_first) const
    {
        const auto iterations = std::stoi(server_first.substr(server_first.find(",i=") + 3));
        std::string made(SHA256_DIGEST_LENGTH, '\0');
        const auto text = server_first.substr(server_first.find(",s=") + 3);
        const auto exact = from_base64(text.substr(0, text.find(',')));
        PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                          reinterpret_cast<const unsigned char*>(exact.data()),
                          static_cast<int>(exact.size()), iterations, EVP_sha256(),
                          static_cast<int>(made.size()),
                          reinterpret_cast<unsigned char*>(made.data()));
        return made;
    }
    std::string without_proof(const std::string& server_first) const
    {
        return "c=biws," + server_first.substr(0, server_first.find(','));
    }
    std::string exchanged(const std::string& server_first) const
    {
        return first_bare + "," + server_first + "," + without_proof(server_first);
    }
    std::string final(const std::string& server_first) const
    {
        const auto key = hmac(salted(server_first), "Client Key");
        auto proof = hmac(sha256(key), exchanged(server_first));
        for (std::size_t at = 0; at < proof.size(); ++at)
            proof[at] = static_cast<char>(proof[at] ^ key[at]);
        return without_proof(server_first) + ",p=" + base64(proof);
    }
    std::string awaited_signature(const std::string& server_first) const
    {
        return "v=" +
               base64(hmac(hmac(salted(server_first), "Server Key"), exchanged(server_first)));
    }
};

constexpr auto password = "s3cret words";

std::unique_ptr<SaslExchange> exchange()
{
    return make_exchange(Mechanism::ScramSha256, [](const std::string& name) {
        return name == "ward" ? std::optional(ScramVerifier::of_password(password)) : std::nullopt;
    });
}

std::string challenge(const SaslStep& step)
{
    const auto* found = std::get_if<SaslChallenge>(&step);
    EXPECT_NE(found, nullptr);
    return found == nullptr ? std::string() : found->text;
}

} // namespace

// RFC 7677 3: the example of the document itself.
TEST(Scram, ProvesTheExampleOfItsDocument)
{
    ScramVerifier verifier;
    verifier.salt = from_base64("W22ZaJ0SNY7soEsUEjb6gQ==");
    std::string key(SHA256_DIGEST_LENGTH, '\0');
    PKCS5_PBKDF2_HMAC("pencil", 6, reinterpret_cast<const unsigned char*>(verifier.salt.data()),
                      static_cast<int>(verifier.salt.size()), 4096, EVP_sha256(),
                      static_cast<int>(key.size()), reinterpret_cast<unsigned char*>(key.data()));
    verifier.stored_key = sha256(hmac(key, "Client Key"));
    verifier.server_key = hmac(key, "Server Key");
    const std::string exchanged =
        "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
        "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,"
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

    EXPECT_TRUE(scram_proves(verifier, exchanged,
                             from_base64("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")));
    EXPECT_EQ(base64(scram_signature(verifier, exchanged)),
              "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    EXPECT_FALSE(scram_proves(verifier, exchanged + "x",
                              from_base64("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")));
}

TEST(Scram, LetsInWhoHasThePasswordAndProvesTheServerToo)
{
    const Client client{password};
    const auto server = exchange();
    const auto first = challenge(server->begin(client.first()));
    ASSERT_TRUE(first.starts_with("r=rOprNGfwEbeRWgbNEkqO")) << first;

    EXPECT_EQ(challenge(server->next(client.final(first))), client.awaited_signature(first));

    const auto last = server->next("");
    ASSERT_TRUE(std::holds_alternative<SaslProof>(last));
    EXPECT_TRUE(std::get<SaslProof>(last).is_right);
    EXPECT_EQ(std::get<SaslProof>(last).name, "ward");
}

TEST(Scram, RefusesAnotherPasswordAReplayAndAnotherFirstMessage)
{
    const Client wrong{"wrong"};
    auto server = exchange();
    auto first = challenge(server->begin(wrong.first()));
    EXPECT_FALSE(std::get<SaslProof>(server->next(wrong.final(first))).is_right);

    const Client client{password};
    server = exchange();
    const auto old = client.final(challenge(server->begin(client.first())));
    server = exchange();
    challenge(server->begin(client.first()));
    EXPECT_TRUE(std::holds_alternative<SaslBroken>(server->next(old))) << "another nonce";
}

TEST(Scram, TellsNobodyWhoIsUnknown)
{
    Client stranger{password, "n=nobody,r=abc"};
    const auto salt_of = [](const std::string& first) { return first.substr(first.find(",s=")); };
    auto server = exchange();
    const auto first = challenge(server->begin(stranger.first()));
    EXPECT_EQ(salt_of(first), salt_of(challenge(exchange()->begin(stranger.first()))))
        << "the same each time, as of somebody who is known";
    EXPECT_FALSE(std::get<SaslProof>(server->next(stranger.final(first))).is_right);
}

// RFC 5802 9: or a name whose salt changes would be nobody's.
TEST(Scram, GivesTheSameSaltToAnUnknownNameAfterARestart)
{
    const auto salt = [](const std::string& key, const std::string& name) {
        const auto server = make_exchange(
            Mechanism::ScramSha256, [](const auto&) { return std::nullopt; }, key);
        const auto first = challenge(server->begin("n,,n=" + name + ",r=abc"));
        return first.substr(first.find(",s="));
    };

    EXPECT_EQ(salt("the installation's", "nobody"), salt("the installation's", "nobody"));
    EXPECT_EQ(salt("the installation's", "nobody"), salt("the installation's", "NoBody"))
        << "as of a name that somebody has";
    EXPECT_NE(salt("the installation's", "nobody"), salt("the installation's", "nobody2"));
    EXPECT_NE(salt("the installation's", "nobody"), salt("another's", "nobody"));
}

TEST(Scram, KeepsAVerifierAsOneLineOfText)
{
    const auto made = ScramVerifier::of_password(password);
    EXPECT_EQ(ScramVerifier::parse(made.text()), made);
    EXPECT_NE(ScramVerifier::of_password(password), made) << "a new salt";
    for (const auto* broken : {"", "SCRAM-SHA-1$4096:YQ==$YQ==:YQ==", "SCRAM-SHA-256$x:YQ==$a:b",
                               "SCRAM-SHA-256$4096:YQ==$YQ==:YQ=="})
        EXPECT_EQ(ScramVerifier::parse(broken), std::nullopt) << broken;
}

} // namespace mail::test
