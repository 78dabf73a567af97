#include "tests/mail/smtp_peer.h"

#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>

namespace mail::test {
namespace {

const std::string folder = std::string(BELFRY_SOURCE_DIR) + "/tests/dialogues/smtp";

std::vector<std::string> files()
{
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".dlg")
            paths.push_back(entry.path().string());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

SmtpConfig config_for(const dialogue::Dialogue& dialogue)
{
    SmtpConfig config = ward_config();
    config.tls_available = dialogue.wants("tls") || dialogue.wants("tls-required");
    config.tls_required = dialogue.wants("tls-required");
    config.is_lmtp = dialogue.wants("lmtp");
    if (dialogue.wants("reject-bare-newline"))
        config.bare_newline = BareNewline::Reject;
    if (dialogue.wants("at-most-2000-octets"))
        config.limits.message_bytes = 2000;
    if (dialogue.wants("no-error-limit"))
        config.limits.errors_close = 1000;
    return config;
}

std::string failure_in_pieces(const dialogue::Dialogue& dialogue, std::size_t piece_bytes)
{
    SessionPeer peer(config_for(dialogue), piece_bytes, dialogue.wants("login"),
                     dialogue.wants("front-end"));
    peer.greet(dialogue.speaks_first());
    return dialogue::failure_of(dialogue, peer);
}

// Where the client sends several lines in one write on purpose, it matters that it does.
std::vector<std::string> files_without_pipelining()
{
    auto paths = files();
    const auto pipelines = [](const std::string& path) {
        const auto steps = dialogue::read(path).steps;
        return std::any_of(steps.begin(), steps.end(),
                           [](const auto& step) { return step.kind == "<+"; });
    };
    paths.erase(std::remove_if(paths.begin(), paths.end(), pipelines), paths.end());
    return paths;
}

class SmtpDialogue : public testing::TestWithParam<std::string> {};
class SmtpDialogueInOctets : public testing::TestWithParam<std::string> {};

TEST_P(SmtpDialogue, GoesAsWritten)
{
    EXPECT_EQ(failure_in_pieces(dialogue::read(GetParam()), 1 << 20), "");
}

TEST_P(SmtpDialogueInOctets, GoesAsWritten)
{
    EXPECT_EQ(failure_in_pieces(dialogue::read(GetParam()), 1), "");
}

std::string test_name(const testing::TestParamInfo<std::string>& info)
{
    return dialogue::read(info.param).name;
}

INSTANTIATE_TEST_SUITE_P(Files, SmtpDialogue, testing::ValuesIn(files()), test_name);
INSTANTIATE_TEST_SUITE_P(Files, SmtpDialogueInOctets, testing::ValuesIn(files_without_pipelining()),
                         test_name);

TEST(SmtpDialogues, AreThere)
{
    EXPECT_GE(files().size(), 80u);
}

} // namespace
} // namespace mail::test
