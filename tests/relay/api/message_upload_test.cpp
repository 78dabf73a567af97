// Files that are submitted with a message. X.9, U.9
#include "api_house.h"

namespace tests {
namespace {

constexpr auto messages = "/api/v1/messages";
// "%PDF-1.7\n" and "MZ program"
constexpr auto pdf = R"({"name":"../ecg 1.pdf","type":"application/pdf","content":"JVBERi0xLjcK"})";
constexpr auto program =
    R"({"name":"a.exe","type":"application/pdf","content":"TVogcHJvZ3JhbQ=="})";

std::string with(const std::string& files, const std::string& to = "\"ANN-LEE\"")
{
    return R"({"to":)" + to + R"(,"text":"Bed 12","files":[)" + files + "]}";
}

class MessageUpload : public ApiTest {
protected:
    void SetUp() override
    {
        ApiTest::SetUp();
        if (IsSkipped())
            return;
        auto keeper = source(7, "camera", 1);
        keeper.files.attachments = store::Attachments::Keep;
        keeper.files.most_total_bytes = 20;
        node().add(keeper);
        node().refresh_directory();
        camera = token("camera", store::Scope::Submit, {7});
    }
    std::string text_of(const Response& submitted, const std::string& by)
    {
        return at(get("/api/v1/messages/" + at(submitted, "/messages/0/id"), by), "/text");
    }
    std::string camera;
};
HOUSE_ON_BOTH_ENGINES(MessageUpload);

// X.9
TEST_P(MessageUpload, FilesAreKeptByTheSourcesPolicyAndReadInTheInbox)
{
    const auto taken = post(messages, camera, with(std::string(pdf) + "," + program));

    ASSERT_EQ(taken.status, 202) << taken.body;
    EXPECT_EQ(at(taken, "/refusedFiles"), "1 items");
    EXPECT_EQ(at(taken, "/refusedFiles/0/name"), "a.exe");
    EXPECT_EQ(at(taken, "/refusedFiles/0/reason"), "programs are never kept");
    EXPECT_EQ(text_of(taken, camera), "Bed 12\n[file not kept: a.exe (application/pdf, 10 bytes): "
                                      "programs are never kept]");
    const auto page = at(get("/api/v1/inbox", ann_device), "/items/0/id");
    EXPECT_EQ(at(get("/api/v1/inbox/" + page, ann_device), "/files/0/name"), "ecg 1.pdf");
    EXPECT_EQ(get("/api/v1/inbox/" + page + "/files/1", ann_device).body, "%PDF-1.7\n");
}

// X.9
TEST_P(MessageUpload, FilesOfASourceThatKeepsNoneAreNamed)
{
    const auto taken = post(messages, sender, with(pdf));

    ASSERT_EQ(taken.status, 202) << taken.body;
    EXPECT_EQ(at(taken, "/refusedFiles/0/reason"), "files of this source are named only");
    EXPECT_EQ(text_of(taken, sender), "Bed 12\n[attachment: ecg 1.pdf (application/pdf, 9 bytes)]");
    EXPECT_EQ(at(post(messages, sender, with("")), "/refusedFiles"), "-");
}

TEST_P(MessageUpload, WhatIsTooMuchIsNamedAndNoMessageIsRefusedForIt)
{
    const auto taken = post(messages, camera, with(std::string(pdf) + "," + pdf + "," + pdf));

    ASSERT_EQ(taken.status, 202) << taken.body;
    EXPECT_EQ(at(taken, "/refusedFiles"), "1 items");
    EXPECT_EQ(at(taken, "/refusedFiles/0/reason"), "the files of a message may have 20 bytes");
}

TEST_P(MessageUpload, FieldsThatAreWrongAreRefused)
{
    const std::pair<std::string, std::string> cases[] = {
        {R"({"type":"a/b","content":""})", "/files/0/name is missing"},
        {R"({"name":"a","content":""})", "/files/0/type is missing"},
        {R"({"name":"a","type":"a/b"})", "/files/0/content is missing"},
        {R"({"name":"a","type":"a/b","content":"YQ"})", "/files/0/content must be base64"},
        {R"({"name":"a","type":"a/b","content":"YQ=a"})", "/files/0/content must be base64"},
        {R"({"name":"a","type":"a/b","content":"_-=="})", "/files/0/content must be base64"},
        {R"({"name":"a","type":"a/b","content":"YQ==","x":1})", "/files/0/x is not known here"},
        {R"("a.pdf")", "/files/0 must be an object"}};
    for (const auto& [file, error] : cases) {
        const auto refused = post(messages, camera, with(file));
        EXPECT_EQ(refused.status, 422) << file;
        EXPECT_EQ(first_error(refused), error) << file;
    }
    EXPECT_EQ(at(get(messages, admin), "/items"), "0 items");
}

TEST_P(MessageUpload, TheSameKeyWithOtherFilesIsAnotherMessage)
{
    const auto keyed = [&](const std::string& files) {
        return ask({"POST", messages, camera, with(files), {{"Idempotency-Key", "k-1"}}});
    };
    EXPECT_EQ(keyed(pdf).status, 202);
    EXPECT_EQ(keyed(pdf).status, 202);
    EXPECT_EQ(at(keyed(pdf), "/duplicate"), "true");
    EXPECT_EQ(keyed(std::string(pdf) + "," + pdf).status, 422);
}

} // namespace
} // namespace tests
