// Which gateways bring us what people write.
#include "relay/service/gateways.h"
#include "tests/relay/service/config_folder.h"
#include <gtest/gtest.h>

using relay::service::text_bringers;

namespace {

/// With a gateway of this driver file of the package; `more` are keys of it.
std::set<std::string> bringers(const std::string& driver, const std::string& more)
{
    ConfigFolder folder;
    const auto config =
        folder.read("channels: {sms: {driver_file: " BELFRY_SOURCE_DIR "/etc/channels.d/" + driver +
                    ".yaml, from: \"+15557122661\"" + more + "}}\n");
    return text_bringers(config.value());
}

} // namespace

// What nobody would hear is not offered.
TEST(TextBringers, AreThoseThatCallUsOrAreAskedForTexts)
{
    const std::set<std::string> yes{"sms"};
    const std::set<std::string> no;
    const std::string called = ", callback_url: \"https://pager.example/gateway/sms/k\"";
    const std::string asked = ", callbacks: poll";

    EXPECT_EQ(bringers("twilio", called), yes);
    EXPECT_EQ(bringers("twilio", asked), yes);
    EXPECT_EQ(bringers("twilio", ""), no) << "it knows no address of ours";
    EXPECT_EQ(bringers("telnyx", called), yes);
    EXPECT_EQ(bringers("telnyx", asked), no) << "it tells what became of texts only";
    EXPECT_EQ(bringers("json", asked), yes);
}
