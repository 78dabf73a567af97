// X.20: codes that prove an address.
#include "relay/core/address_code.h"
#include "tests/support/builders.h"
#include <gtest/gtest.h>

using namespace relay::core;
using build::noon;
using store::SentCode;
using namespace std::chrono_literals;

namespace {

constexpr store::DetailId phone{1};
constexpr store::DetailId mail{2};

store::DetailCode code_made(store::Instant at)
{
    return {.id = {1}, .contact = {1}, .detail = phone, .made = at};
}

} // namespace

TEST(AddressCode, IsSixDigitsWhateverTheHashBeginsWith)
{
    EXPECT_EQ(code_digits("000000000000000ffffffffffff"), "000000");
    EXPECT_EQ(code_digits("00000000000000fffff"), "000015");
    EXPECT_EQ(code_digits("fffffffffffffff"), "846975");
    EXPECT_NE(code_digits("1bcdef0123456789"), code_digits("2bcdef0123456789"));
}

TEST(AddressCode, EndsWithItsTimeItsUseAndTooManyWrongOnes)
{
    const CodeRules rules;
    auto code = code_made(noon);
    EXPECT_TRUE(is_alive(code, rules, noon + rules.life - 1ms));
    EXPECT_FALSE(is_alive(code, rules, noon + rules.life));

    code.wrong = rules.most_wrong - 1;
    EXPECT_TRUE(is_alive(code, rules, noon));
    code.wrong = rules.most_wrong;
    EXPECT_FALSE(is_alive(code, rules, noon));

    code.wrong = 0;
    code.used = noon;
    EXPECT_FALSE(is_alive(code, rules, noon));
}

TEST(AddressCode, AnAddressGetsThreeInAnHourAndThenTheNextWhenTheFirstIsAnHourOld)
{
    const CodeRules rules;
    std::vector<SentCode> sent{{phone, noon}, {phone, noon + 10min}};
    const auto now = noon + 20min;
    EXPECT_EQ(next_code_at(sent, phone, rules, now), now);

    sent.push_back({phone, now});

    EXPECT_EQ(next_code_at(sent, phone, rules, now), noon + 1h);
    EXPECT_EQ(next_code_at(sent, mail, rules, now), now) << "another address is not held up";
}

TEST(AddressCode, AContactGetsTenInAnHourToAllAddressesTogether)
{
    const CodeRules rules;
    std::vector<SentCode> sent;
    for (std::int64_t at = 0; at < rules.most_of_contact; ++at)
        sent.push_back({{10 + at}, noon + at * 1min});

    EXPECT_EQ(next_code_at(sent, phone, rules, noon + 30min), noon + 1h);
}

TEST(AddressCode, IsSaidDigitByDigitAndTwiceByACall)
{
    EXPECT_EQ(code_speech("120045", {}),
              "Your code is: 1, 2, 0, 0, 4, 5. Once more: 1, 2, 0, 0, 4, "
              "5. It is good for 10 minutes.");
    EXPECT_TRUE(code_text("120045", {}).starts_with("120045 "));
}
