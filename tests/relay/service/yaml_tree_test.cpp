#include "relay/service/yaml_tree.h"
#include <gtest/gtest.h>

using namespace relay::service;

TEST(YamlTree, RemembersWhereEachValueStood)
{
    const auto root = parse_yaml("a: 1\nb:\n  - x\n  - {c: 'y'}\n");

    ASSERT_TRUE(root);
    const YamlNode* list = root->find("b");
    ASSERT_NE(list, nullptr);
    EXPECT_EQ(list->items[0].text, "x");
    EXPECT_EQ(list->items[0].place, (YamlPlace{3, 5}));
    EXPECT_EQ(list->items[1].find("c")->text, "y");
    EXPECT_EQ(root->find("z"), nullptr);
}

TEST(YamlTree, TellsEveryKeyThatIsGivenTwice)
{
    const auto root = parse_yaml("http:\n  a: 1\n  a: 2\nsmtp: 1\nhttp: 3\n");

    ASSERT_FALSE(root);
    const std::vector<YamlError> expected{
        {{3, 3}, "'a' is given twice", "it is already in line 2; keep one of them"},
        {{5, 1}, "'http' is given twice", "it is already in line 1; keep one of them"}};
    EXPECT_EQ(root.error(), expected);
}

TEST(YamlTree, OnlyPlainWordsAreNull)
{
    const auto root = parse_yaml("a:\nb: ~\nc: null\nd: \"\"\ne: 'null'\n");

    ASSERT_TRUE(root);
    for (const char* key : {"a", "b", "c"})
        EXPECT_EQ(root->find(key)->kind, YamlNode::Kind::Null) << key;
    EXPECT_EQ(root->find("d")->kind, YamlNode::Kind::Scalar);
    EXPECT_EQ(root->find("e")->text, "null");
}

TEST(YamlTree, RefusesWhatIsNotReadAsItLooks)
{
    const std::vector<std::pair<std::string, std::string>> cases{
        {"a: &x 1\nb: *x\n", "an anchor (&name) cannot be used here"},
        {"a: !!int 1\n", "a tag (tag:yaml.org,2002:int) cannot be used here"},
        {"a: [1, 2\n", "not YAML: "},
        {"a: 1\n b: 2\n", "not YAML: "},
        {"[1, 2]: x\n", "a key must be a word"},
        {"a: 1\n---\nb: 2\n", "there is a second document"},
        {std::string(40, '[') + std::string(40, ']'), "nested too deeply"},
        {std::string(200'000, '['), "nested too deeply"}};

    for (const auto& [yaml, message] : cases) {
        const auto root = parse_yaml(yaml);
        ASSERT_FALSE(root) << yaml.substr(0, 60);
        EXPECT_EQ(root.error().front().message.substr(0, message.size()), message);
    }
}

TEST(YamlTree, AnEmptyTextIsNothing)
{
    for (const char* text : {"", "\n", "# only a comment\n"}) {
        const auto root = parse_yaml(text);
        ASSERT_TRUE(root);
        EXPECT_EQ(root->kind, YamlNode::Kind::Null);
    }
}
