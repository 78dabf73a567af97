#include "relay/service/log.h"
#include "relay/service/log_line.h"
#include "store/model/protected_text.h"
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <thread>
#include <unistd.h>

using namespace relay::service;

namespace {

/// What rooms write while this lives, in a file of memory.
class Written {
public:
    explicit Written(LogConfig config = {}) : file_(memfd_create("log", MFD_CLOEXEC))
    {
        // Else two threads may write to the same place: such files do not guard their position.
        fcntl(file_, F_SETFL, O_APPEND);
        log::write_to(file_);
        log::configure(config);
    }
    ~Written()
    {
        log::configure({});
        log::write_to(STDERR_FILENO);
        close(file_);
    }
    Written(const Written&) = delete;
    Written& operator=(const Written&) = delete;

    std::string read() const
    {
        std::string all(1 << 20, '\0');
        const auto got = pread(file_, all.data(), all.size(), 0);
        all.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
        return all;
    }

private:
    int file_;
};

LogConfig level(LogLevel all)
{
    LogConfig config;
    config.level = all;
    return config;
}

log::Line line(std::string_view text, log::Fields fields)
{
    return {store::instant(1'790'000'000'123), LogLevel::Info, "smtp", text, fields, 0};
}

long count(const std::string& text, char c)
{
    return std::count(text.begin(), text.end(), c);
}

} // namespace

TEST(Log, WritesOneJsonObjectPerLineWithTypedFields)
{
    EXPECT_EQ(log::json_line(line("mail accepted", {{"bytes", 512},
                                                    {"tls", true},
                                                    {"seconds", 0.25},
                                                    {"peer", "10.0.0.9"},
                                                    log::message(store::MessageId{1})})),
              "{\"t\":\"2026-09-21T14:13:20.123Z\",\"level\":\"info\",\"room\":\"smtp\","
              "\"text\":\"mail accepted\",\"bytes\":512,\"tls\":true,\"seconds\":0.25,"
              "\"peer\":\"10.0.0.9\",\"message\":\"msg_0000000000001\"}");
}

TEST(Log, WritesTextForPeople)
{
    EXPECT_EQ(log::text_line(line("mail accepted", {{"peer", "10.0.0.9"}, {"bytes", 512}})),
              "2026-09-21T14:13:20.123Z info    smtp: mail accepted peer=\"10.0.0.9\" bytes=512");
}

TEST(Log, KeepsHostileTextOnOneLineAndInItsField)
{
    const std::string hostile("a\r\n\"b\"\\\x1b[31m\x7f\x80\xE2\x80\xAEz\0!\xC3\xA9", 22);

    const auto json = log::json_line(line("refused", {{"helo", hostile}}));

    EXPECT_NE(json.find("\"helo\":\"a\\u000d\\u000a\\\"b\\\"\\\\\\u001b[31m\\u007f\\ufffd\\ufffdz"
                        "\\u0000!\xC3\xA9\"}"),
              std::string::npos)
        << json;
    EXPECT_EQ(count(log::text_line(line("refused", {{"helo", hostile}})), '\n'), 0);
}

TEST(Log, CutsLongFieldsAndSaysHowLongTheyWere)
{
    const auto json = log::json_line(line("refused", {{"helo", std::string(5000, 'x')}}));

    EXPECT_NE(json.find("xxx... (5000 bytes)\""), std::string::npos);
    EXPECT_LT(json.size(), 1200u);
}

TEST(Log, HasAnEndWhateverTheNumberOfFields)
{
    const std::string field(1024, '\x01');

    const auto json = log::json_line(line("x", {{"a", field}, {"b", field}, {"c", field}}));

    EXPECT_LT(json.size(), 16'000u);
    EXPECT_EQ(json.find("\"c\""), std::string::npos);
}

TEST(Log, LevelsAreSetPerRoom)
{
    LogConfig config = level(LogLevel::Warning);
    config.levels["quiet-room"] = LogLevel::Error;
    config.levels["loud-room"] = LogLevel::Debug;
    const Written written(config);

    log::room("quiet-room").warning("not this");
    log::room("loud-room").debug("this");
    log::room("other-room").info("not this either");
    log::room("other-room").warning("and this");

    const auto lines = written.read();
    EXPECT_EQ(count(lines, '\n'), 2);
    EXPECT_NE(lines.find("\"room\":\"loud-room\",\"text\":\"this\""), std::string::npos);
    EXPECT_NE(lines.find("\"text\":\"and this\""), std::string::npos);
}

TEST(Log, GivesJournaldThePriority)
{
    setenv("JOURNAL_STREAM", "8:1234", 1);
    const Written written;

    log::room("journal-room").warning("full");

    unsetenv("JOURNAL_STREAM");
    EXPECT_EQ(written.read().substr(0, 4), "<4>{");
}

// D14
TEST(Log, CountsWhatItLeavesOutInAStorm)
{
    const Written written;
    auto& room = log::room("storm-room");

    for (int i = 0; i < 1000; ++i)
        room.info("again");

    // The thousand may fall into two seconds, hardly into three.
    const auto lines = count(written.read(), '\n');
    EXPECT_GE(lines, 200);
    EXPECT_LE(lines, 600);
}

// D14
TEST(Log, TellsInTheNextSecondHowManyLinesAreMissing)
{
    log::Rate rate;
    for (int i = 0; i < 200; ++i)
        EXPECT_EQ(rate.admit(1000), 0);

    EXPECT_EQ(rate.admit(1000), -1);
    EXPECT_EQ(rate.admit(1000), -1);
    EXPECT_EQ(rate.admit(1001), 2);
    EXPECT_EQ(rate.admit(1001), 0);
}

TEST(Log, LinesOfManyThreadsDoNotMix)
{
    const Written written;

    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([i] {
                for (int k = 0; k < 20; ++k)
                    log::room("room-" + std::to_string(i)).info("text", {{"k", k}});
            });
    }

    const auto lines = written.read();
    EXPECT_EQ(count(lines, '\n'), 80);
    EXPECT_EQ(count(lines, '{'), 80);
    EXPECT_EQ(lines.find("}{"), std::string::npos);
}

TEST(Log, HasNoWayToTakeProtectedText)
{
    EXPECT_FALSE((std::is_constructible_v<log::Field, std::string_view, store::ProtectedText>));
    EXPECT_TRUE((std::is_constructible_v<log::Field, std::string_view, std::string>));
}
