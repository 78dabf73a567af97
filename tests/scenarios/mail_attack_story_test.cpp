// Mails that are too large, through the running daemon: refused, no memory kept, and nobody else
// waits for them.
#include "tests/scenarios/scenario.h"

namespace tests {
namespace {

constexpr long mib = 1024; ///< KiB

class MailAttackStory : public testing::Test {
protected:
    /// 100 MB without a word of how large it is, or, from a file, with SIZE.
    Ran curl(const std::string& upload) const
    {
        return run({"sh", "-c",
                    "yes 'a line of a mail that never ends, as a device with a fault may send it' |"
                    " head -c 100000000 | " +
                        upload});
    }
    std::string to_the_door() const
    {
        return "curl -sv --max-time 100 --mail-from alarm@ward.example --mail-rcpt ada-king@" +
               std::string(Installation::domain) +
               " smtp://127.0.0.1:" + std::to_string(house.smtp_port()) +
               "/attacker.example --upload-file ";
    }

    Installation house;
};

TEST_F(MailAttackStory, AHundredMegabytesAreNotKept)
{
    ASSERT_EQ(house.mail("ada-king@" + std::string(Installation::domain)).exit, 0);
    const auto before = kibibytes(house.daemon().pid(), "VmHWM");

    const auto sent = curl(to_the_door() + "-");

    EXPECT_NE(sent.exit, 0);
    EXPECT_TRUE(contains(sent.err, "< 354 ")) << sent.err;
    const auto more = kibibytes(house.daemon().pid(), "VmHWM") - before;
    EXPECT_LT(more, 40 * mib) << "KiB at the most; smtp.max_message are 10 MiB";
    EXPECT_EQ(house
                  .mail("ada-king@" + std::string(Installation::domain),
                        {"--header", "Message-Id: <next@ward.example>"})
                  .exit,
              0);
    house.settle();
    EXPECT_EQ(pages_in_inbox(house).size(), 2U);
}

TEST_F(MailAttackStory, WhatSaysThatItIsTooLargeIsNotEvenSent)
{
    const auto file = (house.folder() / "large.eml").string();

    const auto sent = curl("cat >" + file + "; " + to_the_door() + file);

    EXPECT_EQ(sent.exit, 55) << "curl: MAIL failed";
    EXPECT_TRUE(contains(sent.err, "SIZE=100000000")) << sent.err;
    EXPECT_TRUE(contains(sent.err, "< 552 5.3.4")) << sent.err;
    EXPECT_FALSE(contains(sent.err, "> DATA")) << sent.err;
}

} // namespace
} // namespace tests
