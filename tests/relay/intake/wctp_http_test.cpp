// What foreign senders write to the socket, byte for byte, to a house behind the running edge.
#include "tests/relay/intake/http_heads.h"
#include "wctp_talk.h"

namespace tests {
namespace {

class WctpHttp : public WctpTest {};
INSTANTIATE_TEST_SUITE_P(On, WctpHttp, testing::Values(store::Engine::Sqlite),
                         [](const auto&) { return "Sqlite"; });

// WCTP.md 4.1
TEST_P(WctpHttp, EachIsAnsweredAsExpected)
{
    store::Source source{.id = {2000}, .name = "demo", .principal = {1}};
    source.sender_id = "demo@monitor.example";
    source.code_hash = house().vault.keyed_hash(store::security_code_purpose, "s3cret-c0de");
    source.burst = 1000;
    node().add(source);
    node().add(build::contact(2001, "ADA-KING").get());

    for (const auto& head : http_heads())
        EXPECT_EQ(answers_to(head.bytes, port()), head.answers) << head.file;
}

} // namespace
} // namespace tests
