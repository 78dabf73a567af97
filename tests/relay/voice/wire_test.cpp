#include "relay/voice/wire.h"
#include <gtest/gtest.h>

using namespace relay::voice;

namespace {

TrunkSettings trunk()
{
    TrunkSettings made;
    made.proxy = "sip:10.1.1.5;transport=tcp";
    made.from = "sip:relay@hospital.lan";
    made.from_name = "Mercy \"Paging\"";
    made.user = "relay";
    made.password = "p\n\"\\\u00e4";
    made.registers = true;
    made.local_port = 5070;
    made.speech = {"/bin/say", "-v", "{language}"};
    return made;
}

std::string without_end(std::string line)
{
    EXPECT_EQ(line.find('\n'), line.size() - 1) << line; // a line each, whatever it holds
    line.pop_back();
    return line;
}

} // namespace

TEST(VoiceWire, BringsEveryOrderAcross)
{
    for (const Order& order :
         std::initializer_list<Order>{order::Configure{trunk()}, order::Dial{"dl_1.1", "+15550100"},
                                      order::Say{"dl_1.1", 7, "Bed 12\n\"now\" \u00e4", "de"},
                                      order::Hush{"dl_1.1"}, order::HangUp{"dl_1.1"}})
        EXPECT_EQ(parse_order(without_end(line_of(order))), order) << line_of(order);
}

TEST(VoiceWire, BringsAllNewsAcross)
{
    for (const News& news : std::initializer_list<News>{
             news::Ready{}, news::Trouble{401, "no"}, news::Progressed{"c", 183},
             news::Answered{"c"}, news::KeyPressed{"c", '#'}, news::PromptEnded{"c", 3, false},
             news::Ended{"c", 503, 30, "Maintenance"}})
        EXPECT_EQ(parse_news(without_end(line_of(news))), news) << line_of(news);
}

TEST(VoiceWire, DoesNotTakeWhatItDoesNotUnderstand)
{
    for (const char* line : {"",
                             "x",
                             "[]",
                             "3",
                             "null",
                             "{}",
                             R"({"is":"answered"})",
                             R"({"is":"answered","call":""})",
                             R"({"is":"answered","call":3})",
                             R"({"is":"key","call":"c","key":"12"})",
                             R"({"is":"key","call":"c","key":"A"})",
                             R"({"is":"key","call":"c","key":""})",
                             R"({"is":"progressed","call":"c","code":"180"})",
                             R"({"is":"progressed","call":"c","code":true})",
                             R"({"is":"progressed","call":"c","code":99999999999999999999})",
                             R"({"is":"prompt_ended","call":"c","prompt":1,"was_spoken":1})",
                             R"({"is":"dial"})",
                             R"({"is":"ended","call":"c","code":[[[[[[[[[[]]]]]]]]]]})",
                             "{\"is\":\"ready\"",
                             R"({"do":"ready"})"})
        EXPECT_EQ(parse_news(line), std::nullopt) << line;
    EXPECT_EQ(parse_order(R"({"do":"dial","call":"c"})"), std::nullopt);
    EXPECT_EQ(parse_order(R"({"is":"ready"})"), std::nullopt);
}

TEST(VoiceWire, ReplacesBytesThatAreNoUtf8)
{
    const auto order = parse_order(line_of(order::Say{"c", 1, "a\xff\xc3", "en"}));

    ASSERT_TRUE(order);
    EXPECT_EQ(std::get<order::Say>(*order).text, "a\ufffd\ufffd");
}

TEST(VoiceWire, ReadsLinesHoweverTheyAreCut)
{
    LineReader reader;
    reader.add("{\"is\":");
    EXPECT_EQ(reader.next(), std::nullopt);

    reader.add("1}\n\nrest");

    EXPECT_EQ(reader.next(), "{\"is\":1}");
    EXPECT_EQ(reader.next(), "");
    EXPECT_EQ(reader.next(), std::nullopt);
    EXPECT_FALSE(reader.is_overlong());
    reader.add(std::string(most_line_bytes, 'x'));
    EXPECT_TRUE(reader.is_overlong());
}
