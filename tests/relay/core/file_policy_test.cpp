// Which files that come with a message are kept. U.9, X.9
#include "relay/core/file_policy.h"
#include "relay/core/file_type.h"
#include <gtest/gtest.h>

namespace relay::core {
namespace {

using namespace std::string_literals;
using store::Attachments;

const std::string pdf = "%PDF-1.7 x";
const std::string png = "\x89PNG\r\n\x1a\nx";
const std::string exe = "MZ\x90 x";

OfferedFile offer(std::string name, std::string type, std::string content)
{
    const auto bytes = static_cast<std::int64_t>(content.size());
    return {std::move(name), std::move(type), bytes, std::move(content)};
}

const store::FilePolicy usual{.attachments = Attachments::Keep};

// U.9
TEST(FilePolicy, KeepsWhatIsAllowedAndNamesTheRestWithItsReason)
{
    struct Row {
        OfferedFile offered;
        const char* type;   ///< kept as
        const char* reason; ///< empty: it is kept
    };
    const Row table[] = {
        {offer("a.pdf", "application/pdf", pdf), "application/pdf", ""},
        {offer("a.png", "image/png", png), "image/png", ""},
        {offer("a.pdf", "application/octet-stream", pdf), "application/pdf", ""},
        {offer("a.jpg", "IMAGE/PJPEG; name=x", "\xff\xd8\xff\xe0"), "image/jpeg", ""},
        {offer("a.txt", "text/plain", "hello"), "text/plain", ""},
        {offer("a.svg", "image/svg+xml", "<svg/>"), "image/svg+xml", ""},
        {offer("empty.pdf", "application/pdf", ""), "application/pdf", ""},
        {offer("", "text/plain", "x"), "text/plain", ""},
        {offer("a.exe", "application/x-msdownload", exe), "", "programs are never kept"},
        {offer("a.pdf", "application/pdf", exe), "", "programs are never kept"},
        {offer("a.pdf.EXE . ", "application/pdf", pdf), "", "programs are never kept"},
        {offer("a.txt", "text/plain", "#!/bin/sh"), "", "programs are never kept"},
        {offer("a", "text/javascript", "x"), "", "programs are never kept"},
        {offer("a.zip", "application/zip", "PK"), "", "files of this kind are not kept"},
        {offer("a.html", "text/html", "<p>"), "", "files of this kind are not kept"},
        {offer("a", "no type at all", "x"), "", "files of this kind are not kept"},
        {offer("a.png", "image/png", pdf), "", "it is application/pdf"},
        {offer("a.txt", "text/plain", png), "", "it is image/png"},
        {offer("a.pdf", "application/pdf", "hello"), "", "it is not what it says"},
        {{"a.pdf", "application/pdf", 5, std::nullopt},
         "",
         "it cannot be taken out of the message"},
        {{"a.pdf", "application/pdf", 6 << 20, std::nullopt}, "", "a file may have 5 MB"},
    };

    for (const auto& [offered, type, reason] : table) {
        const auto choice = choose_files({offered}, usual);

        if (std::string_view(reason).empty()) {
            ASSERT_EQ(choice.kept.size(), 1U) << offered.name << offered.type;
            EXPECT_EQ(choice.kept[0].type, type);
            EXPECT_EQ(choice.kept[0].content, store::ProtectedText(*offered.content));
            EXPECT_EQ(choice.kept[0].bytes, offered.bytes);
            EXPECT_FALSE(choice.kept[0].name.empty());
        } else {
            ASSERT_EQ(choice.refused.size(), 1U) << offered.name << offered.type;
            EXPECT_EQ(choice.refused[0].reason, reason) << offered.name << offered.type;
            EXPECT_TRUE(choice.kept.empty());
        }
    }
}

// U.9
TEST(FilePolicy, CountsFilesAndOctetsAndLetsWhatIsAttachedGoBeforePicturesOfTheText)
{
    auto logo = offer("logo.png", "image/png", png);
    logo.is_inline = true;
    std::vector<OfferedFile> offered{logo};
    for (int i = 0; i < 3; ++i)
        offered.push_back(offer(std::to_string(i) + ".pdf", "application/pdf", pdf));

    const auto by_number = choose_files(offered, {.most_files = 3});
    const auto by_total = choose_files(offered, {.most_total_bytes = 25});
    const auto none = choose_files(offered, {.most_files = 0});

    ASSERT_EQ(by_number.kept.size(), 3U);
    EXPECT_EQ(by_number.kept[0].name, "0.pdf");
    ASSERT_EQ(by_number.refused.size(), 1U);
    EXPECT_EQ(by_number.refused[0].name, "logo.png");
    EXPECT_EQ(by_number.refused[0].reason, "a message may have 3 files");
    EXPECT_EQ(by_total.kept.size(), 2U);
    ASSERT_EQ(by_total.refused.size(), 2U);
    EXPECT_EQ(by_total.refused[0].reason, "the files of a message may have 25 bytes");
    EXPECT_EQ(none.refused.size(), 4U);
}

// U.9
TEST(FilePolicy, TakesTypesAndFamiliesOfTypes)
{
    const store::FilePolicy pictures{.types = {"image/*", "application/zip"}};

    EXPECT_EQ(choose_files({offer("a", "image/svg+xml", "x")}, pictures).kept.size(), 1U);
    EXPECT_EQ(choose_files({offer("a", "application/zip", "PK")}, pictures).kept.size(), 1U);
    EXPECT_EQ(choose_files({offer("a", "application/pdf", pdf)}, pictures).kept.size(), 0U);
    EXPECT_EQ(choose_files({offer("a.exe", "image/x", "x")}, pictures).kept.size(), 0U);
    for (const auto* good : {"image/*", "application/pdf", "image/svg+xml"})
        EXPECT_TRUE(is_type_pattern(good)) << good;
    for (const auto* bad : {"", "*", "*/*", "image", "image/", "image/p*", "Image/png", "a b/c",
                            "image/jpg", "/", "/*"})
        EXPECT_FALSE(is_type_pattern(bad)) << bad;
}

// U.9
TEST(FilePolicy, NamesWhatIsNotKept)
{
    std::vector<RefusedFile> many(3, {"a.exe", "text/x", 5000, "programs are never kept"});

    EXPECT_EQ(refused_lines(many, 1),
              "[file not kept: a.exe (text/x, 4 kB): programs are never kept]\n[and 2 more]\n");
    EXPECT_EQ(refused_lines({}), "");
    EXPECT_EQ(named_lines({offer("a.pdf", "application/pdf", pdf)}),
              "[attachment: a.pdf (application/pdf, 10 bytes)]\n");
    EXPECT_EQ(kept_lines({{"a.pdf", "application/pdf", 2 << 20, {}}}),
              "[file in the inbox: a.pdf (application/pdf, 2 MB)]\n");
}

// U.9, X.9
TEST(FilePolicy, KeepsThePicturesOfAlarmsAndNamesTheFilesOfMailsUnlessItSaysOtherwise)
{
    EXPECT_EQ(attachments_of({.door = store::Door::Wctp}), Attachments::Keep);
    EXPECT_EQ(attachments_of({.door = store::Door::Smtp}), Attachments::Name);
    EXPECT_EQ(attachments_of({.door = store::Door::Smtp, .files = usual}), Attachments::Keep);
    EXPECT_EQ(
        attachments_of({.door = store::Door::Wctp, .files = {.attachments = Attachments::Name}}),
        Attachments::Name);
}

// U.9
TEST(FileType, IsProvenByTheFirstOctets)
{
    const std::pair<std::string, std::string_view> table[] = {
        {png, "image/png"},
        {"\xff\xd8\xff", "image/jpeg"},
        {"GIF89a", "image/gif"},
        {"II*\0"s, "image/tiff"},
        {"RIFF\1\2\3\4WEBP", "image/webp"},
        {"RIFF\1\2\3\4WAVE", "audio/wav"},
        {"xxxx\1\2\3\4WAVE", ""},
        {pdf, "application/pdf"},
        {std::string(128, '\0') + "DICM", "application/dicom"},
        {"BM\x1a\0\0\0"s + std::string(20, '\0'), "image/bmp"},
        {"BMI of patient 12 is too high", ""},
        {"\x7f"
         "ELF",
         program_type},
        {"", ""},
        {"M", ""},
        {"hello", ""},
    };

    for (const auto& [content, type] : table)
        EXPECT_EQ(proven_type(content), type) << content;
}

// U.9
TEST(FilePolicy, IsSharedOutAmongThoseWhoEachGetFilesOfTheirOwn)
{
    store::FilePolicy policy;
    policy.most_total_bytes = 8 * 1024 * 1024;

    EXPECT_EQ(shared_out(policy, 0), policy);
    EXPECT_EQ(shared_out(policy, 16), policy);
    EXPECT_EQ(shared_out(policy, 256).most_total_bytes, 512 * 1024);
}

TEST(FileType, IsNeverAnythingThatCouldBreakOutOfAHeader)
{
    const std::pair<const char*, const char*> table[] = {
        {"text/plain", "text/plain"},
        {"Text/Plain ; charset=x", "text/plain"},
        {"image/jpg", "image/jpeg"},
        {"text/plain\r\nX: y", "application/octet-stream"},
        {"text", "application/octet-stream"},
        {"/", "application/octet-stream"},
        {"a/b/c", "application/octet-stream"},
        {"", "application/octet-stream"},
        {"text/pl\xc3\xa4in", "application/octet-stream"},
    };

    for (const auto& [declared, type] : table)
        EXPECT_EQ(known_type(declared), type) << declared;
}

} // namespace
} // namespace relay::core
