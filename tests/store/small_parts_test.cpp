#include "store/detail/list_text.h"
#include "store/detail/utf8.h"
#include "store/error.h"
#include "store/id_generator.h"
#include "store/token.h"
#include "tests/store/store_test.h"
#include <set>
#include <thread>

using namespace tests;
using namespace store;

TEST(IdGenerator, GivesRisingKeysThatTellTimeAndNode)
{
    IdGenerator generator(7);

    const auto first = generator.next(noon);
    const auto second = generator.next(noon);
    const auto third = generator.next(noon + 1ms);

    EXPECT_LT(first, second);
    EXPECT_LT(second, third);
    EXPECT_EQ(IdGenerator::instant_of(third), noon + 1ms);
    EXPECT_EQ(IdGenerator::node_of(third), 7);
}

TEST(IdGenerator, NeverGoesBackWhenTheClockDoes)
{
    IdGenerator generator(1);
    auto last = generator.next(noon);

    for (int times = 0; times < 10'000; ++times) {
        const auto next = generator.next(noon - 1h);
        EXPECT_GT(next, last);
        last = next;
    }
}

TEST(IdGenerator, GoesOnAboveTheHighestKeyOfTheStore)
{
    const auto highest = IdGenerator(1).next(noon);

    EXPECT_GT(IdGenerator(1, highest).next(noon - 24h), highest);
    EXPECT_GT(IdGenerator(2, highest).next(noon - 24h), highest);
}

TEST(IdGenerator, GivesFourThreadsDifferentKeys)
{
    IdGenerator generator(1);
    std::array<std::vector<std::int64_t>, 4> keys;

    {
        std::vector<std::jthread> threads;
        for (auto& mine : keys)
            threads.emplace_back([&] {
                for (int times = 0; times < 20'000; ++times)
                    mine.push_back(generator.next(noon));
            });
    }

    std::set<std::int64_t> all;
    for (const auto& mine : keys)
        all.insert(mine.begin(), mine.end());
    EXPECT_EQ(all.size(), 80'000U);
}

TEST(Token, HasItsMarkAnd256BitsAndIsKnownByItsHash)
{
    const auto token = make_token();

    EXPECT_EQ(token.size(), 47U);
    EXPECT_TRUE(token.starts_with("bfy_"));
    EXPECT_EQ(token_hash("abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_NE(make_token(), token);
    EXPECT_EQ(make_tracking().size(), 16U);
}

TEST(ListText, GivesBackWhatWasWritten)
{
    const std::vector<std::string> texts{"", "a,b", "3:abc,", "zo\xC3\xAB"};
    const std::vector<Rung> rungs{{ContactId{17}, false}, {GroupId{4}, true}};
    const std::vector<Choice> choices{{"yes, now", ""}, {"", "NO"}};

    EXPECT_EQ(detail::texts_of(detail::texts_text(texts)), texts);
    EXPECT_EQ(detail::rungs_text(rungs), "c17,g4!");
    EXPECT_EQ(detail::rungs_of("c17,g4!"), rungs);
    EXPECT_EQ(detail::choices_of(detail::choices_text(choices)), choices);
    EXPECT_EQ(detail::ids_of<PageId>("1,22"), (std::vector{PageId{1}, PageId{22}}));
    EXPECT_TRUE(detail::ids_of<PageId>("").empty());
}

TEST(ListText, RefusesWhatNoWriterWrote)
{
    for (const std::string_view text :
         {"3:ab,", "x", "2:ab", "-1:,", "2:abc,", "99999999999999999999:"})
        EXPECT_THROW(detail::texts_of(text), StoreError) << text;
    for (const std::string_view text : {"17", "c", "c1g2", "d1", "c1!!"})
        EXPECT_THROW(detail::rungs_of(text), StoreError) << text;
    EXPECT_THROW(detail::numbers_of("1;2"), StoreError);
    EXPECT_THROW(detail::choices_of("1:a,"), StoreError);
}

TEST(StorableText, IsUtf8WithoutNul)
{
    for (const std::string_view text :
         {"", "plain", "zo\xC3\xAB", "\xE2\x82\xAC", "\xF0\x9F\x9A\x91"})
        EXPECT_TRUE(detail::is_storable_text(text)) << text;
    for (const std::string_view text : {"\x80", "\xC3", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80",
                                        "\xF4\x90\x80\x80", "\xFF", "\xE2\x82"})
        EXPECT_FALSE(detail::is_storable_text(text));
    EXPECT_FALSE(detail::is_storable_text(std::string_view("a\0b", 3)));
}
