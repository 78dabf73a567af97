// What foreign senders write to the socket, byte for byte, to the real daemon.
#include "tests/relay/intake/http_heads.h"
#include "tests/scenarios/scenario.h"
#include "tests/scenarios/wctp_words.h"

namespace tests {
namespace {

// WCTP.md 4.1
TEST(WctpHttpStory, EachIsAnsweredAsExpectedAndWhatWasTakenIsThere)
{
    Wishes wish;
    wish.directory_changes = {wctp_source({"rate_per_second: 1000", "burst: 1000"})};
    const Installation house(wish);
    std::size_t taken = 0;

    for (const auto& head : http_heads()) {
        const auto answers = answers_to(head.bytes, house.http_port());

        EXPECT_EQ(answers, head.answers) << head.file;
        const std::string success = "Confirmation 200";
        for (auto at = answers.find(success); at != std::string::npos;
             at = answers.find(success, at + 1))
            ++taken;
    }

    const auto listed = house.http("GET", "/api/v1/messages?limit=100", "admin").json();
    EXPECT_EQ(listed->getArray("items")->size(), taken);
    EXPECT_GT(taken, 30U);
}

} // namespace
} // namespace tests
