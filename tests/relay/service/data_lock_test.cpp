#include "relay/service/data_lock.h"
#include "tests/relay/service/config_folder.h"
#include <gtest/gtest.h>
#include <optional>
#include <unistd.h>

using relay::service::DataLock;

TEST(DataLock, ASecondDaemonIsRefusedAndToldWhoHoldsIt)
{
    ConfigFolder folder;
    const auto first = DataLock::take(folder.path());
    ASSERT_TRUE(first);

    const auto second = DataLock::take(folder.path());

    ASSERT_FALSE(second);
    EXPECT_EQ(second.error(),
              "process " + std::to_string(::getpid()) + " serves " + folder.path().string() +
                  " already; stop it first, or give this one a data_dir of its own");
}

TEST(DataLock, IsFreeAgainWhenItsHolderGoes)
{
    ConfigFolder folder;
    {
        const auto first = DataLock::take(folder.path());
        ASSERT_TRUE(first);
    }

    EXPECT_TRUE(DataLock::take(folder.path()));
}
