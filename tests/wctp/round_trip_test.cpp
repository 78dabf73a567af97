#include "tests/wctp/samples.h"
#include "wctp/parser.h"
#include "wctp/writer.h"
#include <gtest/gtest.h>
#include <set>

namespace wctp {
namespace {

using wctp_test::every_operation;

constexpr std::array versions{Version::V1r0, Version::V1r1,  Version::V1r2,
                              Version::V1r3, Version::IheV1, Version::IheV2};

TEST(WctpRoundTrip, GivesBackEveryOperationOf13InBothProfiles)
{
    for (const auto& operation : every_operation()) {
        const Document document{.token = "1AA", .operation = operation};
        const auto bytes = write(document);

        for (const bool strict : {false, true}) {
            const auto read = parse(bytes, {.strict = strict});
            ASSERT_TRUE(read) << read.error().error.detail << '\n' << bytes;
            EXPECT_EQ(*read, document) << bytes;
        }
    }
}

TEST(WctpRoundTrip, WritesTheSameAgainInEveryVersion)
{
    for (const auto version : versions) {
        for (const auto& operation : every_operation()) {
            const auto bytes = write({.version = version, .operation = operation});

            const auto read = parse(bytes);

            ASSERT_TRUE(read) << read.error().error.detail << '\n' << bytes;
            EXPECT_EQ(write(*read), bytes);
        }
    }
}

TEST(WctpRoundTrip, HasASampleOfEveryOperation)
{
    std::set<Kind> kinds;
    for (const auto& operation : every_operation())
        kinds.insert(kind(operation));

    EXPECT_EQ(kinds.size(), std::variant_size_v<Operation>);
}

} // namespace
} // namespace wctp
