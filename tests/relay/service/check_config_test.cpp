#include "relay/service/command/check_config.h"
#include "tests/relay/service/config_folder.h"
#include <gtest/gtest.h>
#include <sstream>

TEST(CheckConfig, SaysThatAFileIsGood)
{
    ConfigFolder folder;
    const auto file = folder.put("belfry.yaml", "site: {name: Saint Donald}\n");
    std::ostringstream talk;

    EXPECT_EQ(relay::service::command::check_config(file, talk), 0);
    EXPECT_EQ(talk.str(), file.string() + ": good\n");
}

TEST(CheckConfig, SaysEverythingThatIsWrongAndExitsWithOne)
{
    ConfigFolder folder;
    const auto file = folder.put("belfry.yaml", "site: {nam: x}\nlog: {format: xml}\n");
    std::ostringstream talk;

    EXPECT_EQ(relay::service::command::check_config(file, talk), 1);
    EXPECT_EQ(talk.str(),
              file.string() + ":1:8: unknown key 'nam' in 'site'; did you mean 'name'?\n" +
                  file.string() +
                  ":2:15: log.format: 'xml' is not a word that fits here; choose one of auto, "
                  "json, text\n" +
                  file.string() + ": 2 mistakes, nothing was changed\n");
}
