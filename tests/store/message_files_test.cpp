// Files that came with messages. U.9
#include "store/detail/list_text.h"
#include "store/error.h"
#include "tests/store/store_test.h"

using namespace tests;
using namespace store;

namespace {

Message urgent_message()
{
    auto message = chest_pain();
    message.id = MessageId{101};
    message.tracking = "abcdefgh23456723";
    return message;
}

class MessageFileStore : public StoreTest {
protected:
    void SetUp() override
    {
        StoreTest::SetUp();
        if (IsSkipped())
            return;
        commit([this] { insert_page(connection(), vault()); });
    }
    MessageRepository messages() { return {connection(), vault()}; }
};

} // namespace

// U.9
TEST_P(MessageFileStore, GivesFilesByNumberAndNeverReadsThemWithTheirMessage)
{
    auto message = urgent_message();
    const std::string bytes("%PDF\0\xff", 6);
    message.files = {{"ecg.pdf", "application/pdf", 6, ProtectedText(bytes)},
                     {"empty.txt", "text/plain", 0, {}}};
    const auto whole = message.files;

    messages().insert(message);

    for (auto& file : message.files)
        file.content = {};
    EXPECT_EQ(messages().find(message.id), message);
    EXPECT_EQ(messages().find_by_tracking(message.tracking), message);
    EXPECT_EQ(messages().file(message.id, 1), whole[0]);
    EXPECT_EQ(messages().file(message.id, 2), whole[1]);
    for (const int number : {-1, 0, 3})
        EXPECT_EQ(messages().file(message.id, number), std::nullopt) << number;
    EXPECT_EQ(messages().file(chest_pain().id, 1), std::nullopt);
    EXPECT_EQ(messages().file(MessageId{999}, 1), std::nullopt);
}

// U.9
TEST_P(MessageFileStore, ForgetsTheFilesOfAPurgedMessage)
{
    auto message = urgent_message();
    message.files = {{"ecg.pdf", "application/pdf", 3, ProtectedText("pdf")}};
    messages().insert(message);

    EXPECT_TRUE(messages().purge_body(message.id));

    EXPECT_TRUE(messages().find(message.id)->files.empty());
    EXPECT_EQ(messages().file(message.id, 1), std::nullopt);
    EXPECT_EQ(connection().query("SELECT COUNT(*) FROM message_file").at(0).number(0), 0);
}

// U.9
TEST_P(MessageFileStore, KeepsNoNameAndNoContentOfAFileInTheClear)
{
    auto message = urgent_message();
    message.files = {{"CANARYNAME.pdf", "application/pdf", 13, ProtectedText("CANARYCONTENT")}};
    messages().insert(message);

    const auto row = connection().query("SELECT name, content, type FROM message_file").at(0);
    const auto blob = [&](std::size_t at) {
        const auto& bytes = std::get<Blob>(row[at]);
        return std::string(bytes.begin(), bytes.end());
    };

    EXPECT_EQ(blob(0).find("CANARY"), std::string::npos);
    EXPECT_EQ(blob(1).find("CANARY"), std::string::npos);
    EXPECT_EQ(row.text(2), "application/pdf");
}

// U.9
TEST_P(MessageFileStore, OpensNoFileInAnothersPlace)
{
    auto message = urgent_message();
    message.files = {{"a", "text/plain", 1, ProtectedText("a")},
                     {"b", "text/plain", 1, ProtectedText("b")}};
    messages().insert(message);

    connection().execute("UPDATE message_file SET content = (SELECT content FROM message_file "
                         "WHERE number = 1) WHERE number = 2");

    EXPECT_TRUE(messages().file(message.id, 1));
    EXPECT_THROW(messages().file(message.id, 2), SealBroken);
}

// X.9
TEST_P(MessageFileStore, ShowsThePicturesOfAnAlarmThatWasStoredBeforeFilesWere)
{
    auto message = urgent_message();
    messages().insert(message);
    const auto id = message.id.value;
    const auto wrapped =
        connection().query("SELECT text_key FROM message WHERE id = $1", {id}).at(0);
    const auto key = vault().unwrap({"message", "text_key", id}, std::get<Blob>(wrapped[0]));
    const auto sealed =
        key.seal({"message", "images", id}, detail::texts_text({"SVG", "<svg/>", "odd", "x"}));
    connection().execute("UPDATE message SET images = $1 WHERE id = $2", {sealed, id});

    message.files = {{"picture-1.svg", "image/svg+xml", 6, {}},
                     {"picture-2", "application/octet-stream", 1, {}}};
    EXPECT_EQ(messages().find(message.id), message);
    EXPECT_EQ(messages().file(message.id, 1)->content, ProtectedText("<svg/>"));
    EXPECT_EQ(messages().file(message.id, 3), std::nullopt);
    EXPECT_TRUE(messages().purge_body(message.id));
    EXPECT_EQ(messages().file(message.id, 1), std::nullopt);
}

ON_BOTH_ENGINES(MessageFileStore);
