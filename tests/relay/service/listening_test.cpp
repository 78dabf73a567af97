#include "relay/service/listening.h"
#include "tests/relay/service/config_folder.h"
#include <gtest/gtest.h>
#include <unistd.h>

using namespace relay::service;

TEST(Listening, DoorsAreNamedByWhatIsSpokenBehindThem)
{
    Config config;
    config.http.listen = {{"127.0.0.1", 8080, ""}, {"::1", 8080, ""}};
    config.smtp.listen = {{"127.0.0.1", 2525, ""}};
    config.smtp.starttls = false;
    Listening listening(config, {});

    ASSERT_TRUE(listening.prepare());

    ASSERT_EQ(listening.http().size(), 2U);
    EXPECT_EQ(listening.http()[0].name, "http");
    EXPECT_EQ(listening.http()[1].name, "http.2");
    EXPECT_EQ(address_text(listening.http()[1], 8080), "[::1]:8080");
    EXPECT_EQ(listening.smtp().at(0).name, "smtp");
    EXPECT_FALSE(listening.smtp().at(0).tls);
}

TEST(Listening, ASocketOfSystemdIsFoundByItsNameAndAnotherIsClosed)
{
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    Config config;
    config.http.listen = {{"", 0, "http"}};
    Listening listening(config, {{ends[0], "http"}, {ends[1], "https"}});

    ASSERT_TRUE(listening.prepare());

    EXPECT_EQ(listening.http().at(0).descriptor, ends[0]);
    EXPECT_EQ(address_text(listening.http()[0], 0), "systemd:http");
    EXPECT_EQ(::write(ends[1], "x", 1), -1);
    ::close(ends[0]);
}

TEST(Listening, ASocketThatSystemdDidNotHandOverIsNamedWithItsUnit)
{
    Config config;
    config.http.listen = {{"", 0, "http"}};
    Listening listening(config, {});

    const auto prepared = listening.prepare();

    ASSERT_FALSE(prepared);
    EXPECT_EQ(prepared.error(), "systemd handed over no socket of the name 'http'; enable "
                                "belfry-http.socket, or listen on an address");
}

TEST(Listening, ACertificateThatCannotBeReadIsAnErrorAndNotAnOpenDoor)
{
    Config config;
    config.http.tls_listen = {{"127.0.0.1", 8443, ""}};
    config.http.certificate_file = "/nonexistent/certificate.pem";
    Listening listening(config, {});

    const auto prepared = listening.prepare();

    ASSERT_FALSE(prepared);
    EXPECT_NE(prepared.error().find("/nonexistent/certificate.pem"), std::string::npos);
}
