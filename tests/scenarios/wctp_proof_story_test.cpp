// A client certificate as the proof of a WCTP source, shown by curl to the real daemon.
#include "tests/scenarios/scenario.h"
#include "tests/scenarios/wctp_words.h"
#include "tests/support/certificate_authority.h"

namespace tests {
namespace {

class WctpProof : public OnBothEngines {
protected:
    /// A house that asks for certificates of `issuer_`, and a source that must show one.
    Wishes asking(std::vector<std::string> keys) const
    {
        auto wish = wishes();
        wish.more_http = "  client_ca_file: " + issuer_.ca_file().string() + "\n";
        wish.directory_changes = {wctp_source(keys)};
        return wish;
    }
    /// The code that a submission with that certificate is answered with; 0: no answer.
    int code_with(const Installation& house, const std::optional<IssuedCertificate>& shown,
                  const std::string& code)
    {
        std::vector<std::string> words{"curl",
                                       "-sS",
                                       "--max-time",
                                       "60",
                                       "--cacert",
                                       house.folder() / "certificate.pem",
                                       "-H",
                                       "Content-Type: text/xml",
                                       "--data-binary",
                                       "@-"};
        if (shown)
            words.insert(words.end(), {"--cert", shown->certificate, "--key", shown->key});
        words.push_back("https://127.0.0.1:" + std::to_string(house.https_port()) + "/wctp");
        const auto ran = run(
            words, submit_request(code, "ADA-KING", "Bed 12", "m-" + std::to_string(++submitted_)));
        const auto read = wctp::parse(ran.out);
        return read ? code_of(*read) : 0;
    }
    std::string digest_of(const IssuedCertificate& issued) const
    {
        const auto said = run(
            {"openssl", "x509", "-noout", "-fingerprint", "-sha256", "-in", issued.certificate});
        return said.out.substr(said.out.find('=') + 1, 95);
    }

    CertificateAuthority issuer_;
    CertificateAuthority stranger_;
    IssuedCertificate right_ = issuer_.issue("nurse-call.example");
    int submitted_ = 0;
};
STORIES_ON_BOTH_ENGINES(WctpProof);

// U.8
TEST_P(WctpProof, ASourceMustShowItsCertificateBesidesItsCode)
{
    const Installation house(asking({"client_certificate: Nurse-Call.example"}));

    EXPECT_EQ(code_with(house, right_, house.code()), 200);
    EXPECT_EQ(code_with(house, right_, "guess"), 402) << "the code counts too";
    EXPECT_EQ(code_with(house, std::nullopt, house.code()), 402) << "none";
    EXPECT_EQ(code_with(house, issuer_.issue("other.example"), house.code()), 402);
    EXPECT_EQ(code_with(house, issuer_.issue("nurse-call.example", -1h), house.code()), 402)
        << "expired";
    EXPECT_EQ(code_with(house, right_, house.code()), 200);
}

TEST_P(WctpProof, ACertificateOfSomebodyElsesAuthorityIsNone)
{
    const Installation house(asking({"client_certificate: nurse-call.example"}));

    EXPECT_EQ(code_with(house, stranger_.issue("nurse-call.example"), house.code()), 402);
    const auto plain = house.wctp(submit_request(house.code(), "ADA-KING", "Bed 12", "m-0"));
    EXPECT_TRUE(contains(plain, "errorCode=\"402\"")) << "nor is there one without TLS";
    EXPECT_EQ(house.http("GET", "/api/v1/inbox", "inbox").status, 200) << "nobody else needs one";
}

TEST_P(WctpProof, AnyProofIsEnoughWhereThatIsAgreed)
{
    auto wish = asking({"client_certificate: sha256:" + digest_of(right_), "proof: any"});
    const std::string next = "\n  - name: demo-mail";
    wish.directory_changes.push_back(
        {"networks: [127.0.0.0/8]" + next, "networks: [192.0.2.0/24]" + next});
    const Installation house(wish);

    EXPECT_EQ(code_with(house, right_, "guess"), 200);
    EXPECT_EQ(code_with(house, std::nullopt, house.code()), 200);
    EXPECT_EQ(code_with(house, std::nullopt, "guess"), 402);
    EXPECT_EQ(code_with(house, issuer_.issue("nurse-call.example"), "guess"), 402)
        << "the same name with another key";
}

TEST_P(WctpProof, WhatIsNotSafeIsSaidAtTheStartAndByTheSetUp)
{
    auto wish = wishes();
    wish.directory_changes = {wctp_source(
        {"client_certificate: nurse-call.example", "callback_url: https://old.example/wctp",
         "callback_tls_old: true", "callback_tls_minimum: \"1.0\""})};
    const Installation house(wish);

    const auto shown = house.belfry({"source", "show", "demo-wctp"}, {});

    for (const auto& text : {house.log(), shown.out}) {
        EXPECT_TRUE(contains(text, "TLS 1.0")) << text;
        EXPECT_TRUE(contains(text, "set http.client_ca_file")) << text;
    }
    const auto page = house.http("GET", "/setup/demo-wctp", "admin");
    EXPECT_TRUE(contains(page.body, "TLS 1.0")) << page.body;
}

} // namespace
} // namespace tests
