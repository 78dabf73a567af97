#pragma once
// A channel for mail and the server it talks to, for tests.
#include "relay/channels/email.h"
#include "tests/relay/channels/outgoing.h"
#include "tests/support/smtp_server.h"
#include <gtest/gtest.h>

namespace relay::channels {

inline const std::string nurse = "nurse@ward.example";

inline EmailSettings settings_for(std::uint16_t port, TlsPolicy tls = TlsPolicy::Opportunistic)
{
    EmailSettings settings;
    settings.host = "127.0.0.1";
    settings.port = port;
    settings.tls = tls;
    settings.from = "paging@hospital.example";
    settings.from_name = "Paging";
    settings.domain = "relay.hospital.example";
    return settings;
}

inline std::unique_ptr<Channel> made(const EmailSettings& settings)
{
    auto channel = make_email(settings);
    EXPECT_TRUE(channel) << channel.error()[0].where << ": " << channel.error()[0].problem;
    return std::move(channel.value());
}

inline tests::SmtpManners
judging_messages(std::function<std::optional<mail::Verdict>(const tests::TakenMail&)> judge)
{
    tests::SmtpManners manners;
    manners.message = std::move(judge);
    return manners;
}

} // namespace relay::channels
