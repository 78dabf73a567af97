#include "relay/core/link.h"
#include "tests/support/builders.h"
#include <gtest/gtest.h>

using namespace relay::core;
using namespace std::chrono_literals;
using build::noon;

namespace {

store::PageLink link(std::string browser = "")
{
    store::PageLink made;
    made.browser = std::move(browser);
    made.created = noon;
    made.expires = noon + 4h;
    return made;
}

} // namespace

TEST(Link, IsOfTheBrowserThatOpenedItFirst)
{
    EXPECT_EQ(state_of(link(), "", noon), LinkState::Fresh);
    EXPECT_EQ(state_of(link(), "b", noon), LinkState::Fresh);
    EXPECT_EQ(state_of(link("b"), "b", noon), LinkState::Ours);
    EXPECT_EQ(state_of(link("b"), "c", noon), LinkState::Elsewhere);
    EXPECT_EQ(state_of(link("b"), "", noon), LinkState::Elsewhere);
}

TEST(Link, ExpiresWhoeverHasIt)
{
    EXPECT_EQ(state_of(link(), "", noon + 4h - 1ms), LinkState::Fresh);
    EXPECT_EQ(state_of(link(), "", noon + 4h), LinkState::Expired);
    EXPECT_EQ(state_of(link("b"), "b", noon + 4h), LinkState::Expired);
}

TEST(Link, LastsTenMinutesOnceOpenedAndNeverLongerThanItsMessage)
{
    EXPECT_EQ(end_of_opened(link(), {}, noon + 1h), noon + 1h + 10min);
    EXPECT_EQ(end_of_opened(link(), {}, noon + 3h + 55min), noon + 4h);
}
