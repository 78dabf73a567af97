#include "store/notice_repository.h"
#include "tests/store/store_test.h"

using namespace tests;
using namespace store;

namespace {

class NoticeStore : public StoreTest {
protected:
    void SetUp() override
    {
        StoreTest::SetUp();
        if (!IsSkipped())
            commit([this] { insert_page(connection(), vault()); });
    }
};

} // namespace

TEST_P(NoticeStore, GivesThoseOfAMessageInOrderOfTime)
{
    NoticeRepository notices(connection(), vault());
    const Notice read{.id = NoticeId{600},
                      .message = chest_pain().id,
                      .page = page_for_donald().id,
                      .contact = donald().id,
                      .kind = NoticeKind::Read,
                      .way = NoticeWay::Email,
                      .address = "desk@hospital.example",
                      .at = noon + 2s};
    const Notice failed{.id = NoticeId{601},
                        .message = chest_pain().id,
                        .kind = NoticeKind::Failed,
                        .way = NoticeWay::WctpPush,
                        .error_code = 502,
                        .reason = "no channel left",
                        .at = noon + 1s};

    notices.insert(read);
    notices.insert(failed);

    EXPECT_EQ(notices.of_message(chest_pain().id), (std::vector{failed, read}));
    EXPECT_EQ(notices.find(read.id), read);
}

// S0.31
TEST_P(NoticeStore, GathersNoticesInOneMailUntilItIsClosed)
{
    NoticeRepository notices(connection(), vault());
    Notice first{.id = NoticeId{600},
                 .message = chest_pain().id,
                 .way = NoticeWay::Email,
                 .address = "desk@hospital.example",
                 .at = noon,
                 .gathers = true};
    notices.insert(first, noon + 10min);
    EXPECT_EQ(notices.find(first.id), first);

    EXPECT_EQ(notices.join_digest("DESK@hospital.example", noon, noon + 1h, 3), first.id);
    auto joined = first;
    joined.id = NoticeId{601};
    joined.digest = first.id;
    joined.gathers = false;
    notices.insert(joined);
    EXPECT_EQ(notices.of_digest(first.id), std::vector{joined});
    EXPECT_FALSE(notices.join_digest("ward@hospital.example", noon, noon + 1h, 3).valid());
    EXPECT_FALSE(notices.join_digest(first.address, noon, noon + 1h, 2).valid()) << "it is full";
    EXPECT_FALSE(notices.join_digest(first.address, noon + 10min, noon + 1h, 3).valid())
        << "it is due, and may be on its way";

    notices.close_digest(first.id, noon + 1min);
    EXPECT_FALSE(notices.join_digest(first.address, noon, noon + 1h, 3).valid());
    EXPECT_EQ(notices.of_digest(first.id), std::vector{joined});
}

ON_BOTH_ENGINES(NoticeStore);
