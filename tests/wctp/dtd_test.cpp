// What the writer makes is valid by the published DTDs, asked of xmllint.
#include "tests/wctp/corpus.h"
#include "tests/wctp/random_documents.h"
#include "tests/wctp/samples.h"
#include "wctp/answers.h"
#include "wctp/dtd.h"
#include "wctp/parser.h"
#include "wctp/writer.h"
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <memory>

namespace wctp {
namespace {

using wctp_test::data_file;
using wctp_test::every_operation;
using wctp_test::has;
using wctp_test::table;

struct Dtd {
    Version version;
    std::string file;
};

const std::vector<Dtd> dtds{{Version::V1r0, "wctpv1-0.dtd"},
                            {Version::V1r1, "wctp-dtd-v1r1.dtd"},
                            {Version::V1r2, "wctp-dtd-v1r2.dtd"},
                            {Version::V1r3, "wctp-dtd-v1r3.dtd"},
                            {Version::IheV1, "wctp-dtd-ihepcd-pcd06-v1r1.derived.dtd"},
                            {Version::IheV2, "wctp-dtd-ihepcd-pcd06-v1r2.derived.dtd"}};

class Folder {
public:
    Folder() : path_(std::filesystem::temp_directory_path() / "belfry-wctp-XXXXXX")
    {
        auto text = path_.string();
        if (mkdtemp(text.data()) == nullptr)
            throw std::runtime_error("no temporary folder");
        path_ = text;
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string put(const std::string& name, const std::string& bytes) const
    {
        std::ofstream(path_ / name, std::ios::binary) << bytes;
        return (path_ / name).string();
    }

private:
    std::filesystem::path path_;
};

/// What xmllint says of these files; empty: valid, all of them. `dtd`: a path.
std::string complaints_by(const std::string& dtd, const std::string& files)
{
    const std::string command =
        "xmllint --noout --nonet --dtdvalid '" + dtd + "' " + files + " 2>&1";
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    std::string said;
    for (std::array<char, 4096> part{}; fgets(part.data(), part.size(), pipe.get()) != nullptr;)
        said += part.data();
    return said;
}

std::string published(const std::string& dtd)
{
    return BELFRY_SOURCE_DIR "/tests/data/wctp/dtd/" + dtd;
}

std::string complaints(const std::string& dtd, const std::string& files)
{
    return complaints_by(published(dtd), files);
}

bool has_xmllint()
{
    return std::system("xmllint --version >/dev/null 2>&1") == 0;
}

TEST(WctpDtd, AllowsEveryDocumentOfTheWriterInEveryVersion)
{
    if (!has_xmllint())
        GTEST_SKIP() << "xmllint is not installed (package libxml2-utils)";
    for (const auto& [version, dtd] : dtds) {
        const Folder folder;
        std::string files;
        std::size_t count = 0;
        for (const auto& operation : every_operation()) {
            if (has(version, operation))
                files += folder.put("sample-" + std::to_string(++count) + ".xml",
                                    write({version, "1AA", operation})) +
                         ' ';
        }

        EXPECT_GT(count, 25u) << dtd;
        EXPECT_EQ(complaints(dtd, files), "") << dtd;
    }
}

TEST(WctpDtd, AllowsEveryRefusalInEveryVersion)
{
    if (!has_xmllint())
        GTEST_SKIP() << "xmllint is not installed (package libxml2-utils)";
    for (const auto& [version, dtd] : dtds) {
        const Folder folder;
        std::string files;
        for (const auto& operation : every_operation()) {
            const auto asked = kind(operation);
            const auto answer = failure_document(asked, version, {}, Code::InvalidSender);
            if (has(version, answer.operation))
                files += folder.put(std::string(name(asked)) + ".xml", write(answer)) + ' ';
        }

        EXPECT_EQ(complaints(dtd, files), "") << dtd;
    }
}

TEST(WctpDtd, RefusesWhatIsNotValidWhenXmllintIsAsked)
{
    if (!has_xmllint())
        GTEST_SKIP() << "xmllint is not installed (package libxml2-utils)";
    const Folder folder;
    const auto file = folder.put(
        "bad.xml", write({.operation = SubmitRequest{.payload = MultipleChoice{"no choice", {}}}}));

    EXPECT_NE(complaints("wctp-dtd-v1r3.dtd", file), "");
}

/// Of a DTD: is each document of the corpus valid by it? A line each.
std::string verdicts(const std::string& dtd, Version version)
{
    std::string said;
    for (const auto& row : table("expected.tsv")) {
        const auto file = BELFRY_SOURCE_DIR "/tests/data/wctp/corpus/" + row.at(0);
        const auto read = parse(data_file("corpus/" + row.at(0)));
        if (!read || read->version != version)
            continue;
        said += row.at(0) + (complaints_by(dtd, file).empty() ? " valid\n" : " not valid\n");
    }
    return said;
}

TEST(WctpDtd, OfOurOwnMakingAllowsWhatThePublishedOneAllows)
{
    if (!has_xmllint())
        GTEST_SKIP() << "xmllint is not installed (package libxml2-utils)";
    for (const auto& [version, name] : dtds) {
        const Folder folder;
        const auto ours = folder.put(name, dtd(version));
        std::string files;
        for (const auto& operation : every_operation()) {
            if (has(version, operation))
                files += folder.put(std::string(wctp::name(kind(operation))) + ".xml",
                                    write({version, "1AA", operation})) +
                         ' ';
        }

        EXPECT_EQ(complaints_by(ours, files), "") << name;
        EXPECT_EQ(verdicts(ours, version), verdicts(published(name), version)) << name;
    }
}

} // namespace
} // namespace wctp
