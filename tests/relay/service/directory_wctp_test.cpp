// What a directory file says of a WCTP source's proofs and of how its callback is called.
#include "tests/relay/service/directory_test.h"

namespace {

using namespace std::chrono_literals;

class DirectoryWctp : public DirectoryTest {
protected:
    /// A source with these keys besides. What is wrong; empty: it was loaded.
    std::string load_source(const std::string& keys)
    {
        return load("sources:\n  - name: monitor\n    door: wctp\n    sender_id: Monitor\n" + keys);
    }
    store::Source source() { return *people()->source_named("monitor"); }
    static bool says(const std::string& text, const std::string& part)
    {
        return text.find(part) != std::string::npos;
    }
};
INSTANTIATE_TEST_SUITE_P(On, DirectoryWctp, testing::Values(store::Engine::Sqlite),
                         [](const auto&) { return "Sqlite"; });

TEST_P(DirectoryWctp, ASourceHasItsOwnWayOfBeingCalled)
{
    folder_.put("ca.pem", "x");
    folder_.put("relay.pem", "x");
    folder_.put("relay.key", "x");
    const std::string pin = "sha256//YhKJKSzoTt2b5FP18fvpHo7fJYqQCjAa3HWY3tvRMwE=";

    ASSERT_EQ(load_source("    callback_url: https://monitor.example/wctp\n"
                          "    callback_tls_minimum: \"1.3\"\n"
                          "    callback_ca_file: ca.pem\n"
                          "    callback_pin: " +
                          pin +
                          "\n"
                          "    callback_certificate_file: relay.pem\n"
                          "    callback_key_file: relay.key\n"
                          "    duplicate_window: 10m\n"
                          "    record: true\n"
                          "    shadow: true\n"
                          "    doctype: local\n"),
              "");

    const auto wctp = source().wctp;
    EXPECT_EQ(wctp.callback_tls.minimum, store::TlsVersion::V1_3);
    EXPECT_EQ(wctp.callback_tls.ca_file, (folder_.path() / "ca.pem").string());
    EXPECT_EQ(wctp.callback_tls.pin, pin);
    EXPECT_EQ(wctp.callback_tls.certificate_file, (folder_.path() / "relay.pem").string());
    EXPECT_EQ(wctp.callback_tls.key_file, (folder_.path() / "relay.key").string());
    EXPECT_EQ(wctp.duplicate_window, 10min);
    EXPECT_TRUE(wctp.record && wctp.shadow);
    EXPECT_EQ(wctp.doctype, store::Doctype::Local);
}

// U.9, X.9
TEST_P(DirectoryWctp, ASourceSaysWhichFilesAreKept)
{
    ASSERT_EQ(load_source("    attachments: keep\n"
                          "    attachment_count: 3\n"
                          "    attachment_size: 100KiB\n"
                          "    attachment_total: 1MiB\n"
                          "    attachment_types: [\"image/*\", application/pdf]\n"),
              "");

    EXPECT_EQ(
        source().files,
        (store::FilePolicy{
            store::Attachments::Keep, 3, 102'400, 1'048'576, {"image/*", "application/pdf"}}));
    EXPECT_EQ(load_source(""), "");
    EXPECT_EQ(source().files, store::FilePolicy{}) << "back to what everybody has";
    EXPECT_TRUE(says(load_source("    attachments: all\n"), "keep"));
    EXPECT_TRUE(says(load_source("    attachment_types: [\"*\"]\n"), "a media type"));
}

TEST_P(DirectoryWctp, WhatIsNotSafeNeedsAWordOfConsent)
{
    EXPECT_TRUE(says(load_source("    callback_tls_minimum: \"1.0\"\n"), "callback_tls_old: true"));
    EXPECT_TRUE(says(load_source("    callback_ciphers: ALL\n"), "callback_tls_old: true"));

    EXPECT_EQ(load_source("    callback_tls_old: true\n    callback_tls_minimum: \"1.1\"\n"
                          "    callback_ciphers: AES128-SHA\n"),
              "");

    EXPECT_EQ(source().wctp.callback_tls.minimum, store::TlsVersion::V1_1);
    EXPECT_TRUE(is_weak(source().wctp.callback_tls));
    EXPECT_EQ(load_source(""), "");
    EXPECT_FALSE(is_weak(source().wctp.callback_tls)) << "back to what everybody has";
}

TEST_P(DirectoryWctp, ACertificateIsNamedOrKnownByItsDigest)
{
    std::string colons, plain;
    for (int i = 0; i < 32; ++i) {
        colons += i == 0 ? "AB" : ":AB";
        plain += "ab";
    }
    EXPECT_EQ(load_source("    client_certificate: Monitor.Example\n"), "");
    EXPECT_EQ(source().tls_client_name, "monitor.example");
    EXPECT_EQ(load_source("    client_certificate: SHA256:" + colons + "\n"), "");
    EXPECT_EQ(source().tls_client_name, "sha256:" + plain);
    EXPECT_TRUE(
        says(load_source("    client_certificate: sha256:AB:CD\n"), "followed by 64 hex digits"));
    EXPECT_TRUE(says(load_source("    client_certificate: sha256:" + plain.substr(2) + "xy\n"),
                     "followed by 64 hex digits"));
}

TEST_P(DirectoryWctp, FilesThatAreMissingAndHalvesOfAPairAreSaid)
{
    folder_.put("relay.pem", "x");

    EXPECT_TRUE(says(load_source("    callback_ca_file: nowhere.pem\n"), "there is no file"));
    EXPECT_TRUE(says(load_source("    callback_certificate_file: relay.pem\n"), "give both"));
    EXPECT_TRUE(says(load_source("    callback_pin: sha256//short=\n"), "callback_pin"));
    EXPECT_TRUE(says(load_source("    doctype: remote\n"), "doctype"));
}

} // namespace
