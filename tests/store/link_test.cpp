#include "store/link_repository.h"
#include "store/token.h"
#include "tests/store/store_test.h"

using namespace tests;
using namespace store;

namespace {

class Links : public StoreTest {
protected:
    void SetUp() override
    {
        StoreTest::SetUp();
        if (!IsSkipped())
            commit([&] { insert_page(connection(), vault()); });
    }
    static PageLink link(std::int64_t id)
    {
        PageLink made;
        made.id = {id};
        made.hash = "hash" + std::to_string(id);
        made.page = page_for_donald().id;
        made.contact = donald().id;
        made.channel = Channel::Email;
        made.created = noon;
        made.expires = noon + 4h;
        return made;
    }
};
ON_BOTH_ENGINES(Links);

TEST_P(Links, AreFoundByTheHashOfTheirTokenOnly)
{
    LinkRepository links(connection());
    commit([&] { links.insert(link(1)); });

    EXPECT_EQ(links.find("hash1"), link(1));
    EXPECT_FALSE(links.find("hash2"));
}

TEST_P(Links, AreBoundOnce)
{
    LinkRepository links(connection());
    commit([&] { links.insert(link(1)); });

    commit([&] {
        EXPECT_TRUE(links.bind({1}, "first", noon + 10min));
        EXPECT_FALSE(links.bind({1}, "second", noon + 20min));
    });

    EXPECT_EQ(links.find("hash1")->browser, "first");
    EXPECT_EQ(links.find("hash1")->expires, noon + 10min);
}

TEST_P(Links, AreForgottenOnceExpired)
{
    LinkRepository links(connection());
    commit([&] { links.insert(link(1)); });

    commit([&] {
        EXPECT_EQ(links.prune(noon + 4h, 10), 0U);
        EXPECT_EQ(links.prune(noon + 4h + 1ms, 10), 1U);
    });

    EXPECT_FALSE(links.find("hash1"));
}

} // namespace

TEST(Ticket, Has128BitsAndIsNeverTheSame)
{
    EXPECT_EQ(make_ticket().size(), 22U);
    EXPECT_NE(make_ticket(), make_ticket());
}
