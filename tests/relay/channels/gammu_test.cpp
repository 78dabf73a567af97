// SMS by a modem, through gammu-smsd and its dummy telephone.
#include "relay/channels/gammu.h"
#include "relay/channels/gammu_files.h"
#include "tests/relay/channels/smpp_peer.h"
#include <future>

namespace relay::channels {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

TEST(GammuFiles, AreNamedSoThatTheUrgentGoFirst)
{
    const auto urgent = outbox_name(store::Priority::High, "+15550100", "dl_1.1");
    const auto other = outbox_name(store::Priority::Low, "+15550100", "dl_0.1");

    EXPECT_EQ(urgent, "OUTA00000000_000000_00_+15550100_dl_1.1.txt");
    EXPECT_LT(urgent, other);
}

TEST(GammuFiles, CarryAnyTextBothWays)
{
    for (const std::string text : {"Bed 12", "Gr\u00fc\u00dfe @ \u20ac", "\u0434\U0001f600", ""})
        EXPECT_EQ(inbox_text(outbox_content(text)), text);
    EXPECT_EQ(inbox_text(std::string("\xff\xfeO\0K\0", 6)), "OK");
    EXPECT_EQ(inbox_text("plain \u00fc"), "plain \u00fc");
}

TEST(GammuFiles, OfOneTextBelongTogether)
{
    EXPECT_EQ(texts_among({"IN20261126_202836_00_+4477_01.txt", "IN20261126_202836_00_+4477_00.txt",
                           "IN20261126_202837_00_BANK_00.txt", "notes.txt", "IN_.txt", ".txt",
                           "IN20261126_202838_00_+4477_00.smsbackup"}),
              (std::vector<InboxText>{
                  {"IN20261126_202836_00_+4477",
                   "+4477",
                   {"IN20261126_202836_00_+4477_00.txt", "IN20261126_202836_00_+4477_01.txt"}},
                  {"IN20261126_202837_00_BANK", "BANK", {"IN20261126_202837_00_BANK_00.txt"}}}));
}

class GammuSpool : public testing::Test {
protected:
    GammuSpool()
    {
        for (const auto* name : {"outbox", "sent", "error", "inbox", "phone"})
            fs::create_directory(spool() / name);
    }
    fs::path spool() const { return folder_.path(); }
    GammuSettings settings() const
    {
        GammuSettings made;
        made.spool = spool();
        made.poll = 10ms;
        made.settled = 0ms;
        made.patience = 20s;
        return made;
    }
    std::size_t files_in(const char* name) const
    {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(spool() / name), fs::directory_iterator()));
    }
    /// The only text in the outbox, once it is there as a whole.
    fs::path waiting() const
    {
        fs::path found;
        const auto is_there = [&] {
            for (const auto& entry : fs::directory_iterator(spool() / "outbox")) {
                if (entry.path().filename().string().starts_with("OUT"))
                    found = entry.path();
            }
            return !found.empty();
        };
        EXPECT_TRUE(tests::becomes_true_of(spool() / "outbox", is_there));
        return found;
    }

    tests::TemporaryDirectory folder_;
    OpenEars ears_;
};

TEST_F(GammuSpool, ATextThatTheModemGivesUpIsTriedAgain)
{
    const auto channel = make_gammu(settings(), ears_).value();
    auto outcome =
        std::async(std::launch::async, [&] { return channel->send(text_out("+15550100")); });

    const auto file = waiting();
    fs::rename(file, spool() / "error" / file.filename());

    EXPECT_TRUE(begins(outcome.get(), "Busy modem"));
    EXPECT_EQ(files_in("error"), 0U) << "nothing of the text is left";
}

TEST_F(GammuSpool, ATextThatNobodyTakesIsTakenBack)
{
    auto impatient = settings();
    impatient.patience = 100ms;

    EXPECT_TRUE(begins(make_gammu(impatient, ears_).value()->send(text_out("+15550100")),
                       "Busy modem: the modem did not take it"));
    EXPECT_EQ(files_in("outbox"), 0U);
}

TEST_F(GammuSpool, ATextThatVanishedMayBeSent)
{
    auto impatient = settings();
    impatient.patience = 5s; // the text must be seen before that
    const auto channel = make_gammu(impatient, ears_).value();
    auto outcome =
        std::async(std::launch::async, [&] { return channel->send(text_out("+15550100")); });

    fs::remove(waiting());

    EXPECT_TRUE(begins(outcome.get(), "Unclear modem"));
}

TEST_F(GammuSpool, NothingButANumberBecomesPartOfAName)
{
    const auto channel = make_gammu(settings(), ears_).value();

    for (const auto* to : {"", "+", "../x", "+1555/0100", "+1555_0100", "abc"})
        EXPECT_TRUE(begins(channel->send(text_out(to)), "Refused Detail bad_number")) << to;
}

TEST_F(GammuSpool, WhatCannotBeCommittedStays)
{
    ears_.refuse_next(1);
    ears_.throw_next(1);
    std::ofstream(spool() / "inbox" / "IN20261126_202836_00_+4477009_00.txt") << "OK";

    const auto channel = make_gammu(settings(), ears_).value();

    EXPECT_EQ(ears_.texts(1).at(0),
              (IncomingText{"sms", "IN20261126_202836_00_+4477009", "+4477009", "", "OK"}));
    EXPECT_TRUE(tests::becomes_true_of(spool() / "inbox", [&] { return files_in("inbox") == 0; }));
}

TEST_F(GammuSpool, IsNotUsedWhereItIsNotThere)
{
    auto wrong = settings();
    wrong.spool = "/nonexistent";
    wrong.parallel = 0;

    const auto made = make_gammu(wrong, ears_);

    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().size(), 5U);
}

/// With the real gammu-smsd.
class GammuSmsd : public GammuSpool {
protected:
    void SetUp() override
    {
        if (!fs::exists("/usr/bin/gammu-smsd") || !fs::exists("/usr/bin/gammu"))
            GTEST_SKIP() << "gammu-smsd is missing; install gammu and gammu-smsd";
        std::ofstream(rc()) << "[gammu]\nmodel = dummy\nconnection = none\ndevice = "
                            << (spool() / "phone").string()
                            << "\n[smsd]\nservice = files\nlogfile = "
                            << (spool() / "smsd.log").string()
                            << "\ninboxpath = " << (spool() / "inbox/").string()
                            << "\noutboxpath = " << (spool() / "outbox/").string()
                            << "\nsentsmspath = " << (spool() / "sent/").string()
                            << "\nerrorsmspath = " << (spool() / "error/").string()
                            << "\ncommtimeout = 1\nreceivefrequency = 1\nloopsleep = 1\n";
    }
    void start()
    {
        smsd_ = std::make_unique<tests::ChildProcess>(
            std::vector<std::string>{"/usr/bin/gammu-smsd", "-c", rc().string()},
            spool() / "smsd.out");
    }
    void comes_in(const std::string& from, const std::string& text)
    {
        ASSERT_EQ(tests::run_program({"/usr/bin/gammu", "-c", rc().string(), "savesms", "TEXT",
                                      "-folder", "1", "-unread", "-sender", from, "-unicode",
                                      "-autolen", "600", "-text", text},
                                     spool() / "gammu.out"),
                  0);
    }
    fs::path rc() const { return spool() / "rc"; }

    std::unique_ptr<tests::ChildProcess> smsd_;
};

TEST_F(GammuSmsd, SendsOurTextAndNothingOfItStays)
{
    start();
    const auto channel = make_gammu(settings(), ears_).value();

    const auto outcome =
        channel->send(text_out("+15550100", "Gr\u00fc\u00dfe " + std::string(300, 'x')));

    EXPECT_TRUE(begins(outcome, "Accepted OUT")) << said(outcome);
    EXPECT_TRUE(tests::appears_in(spool() / "smsd.log", "+15550100"));
    EXPECT_EQ(files_in("sent") + files_in("outbox") + files_in("error"), 0U);
}

TEST_F(GammuSmsd, BringsWhatSomebodyWrites)
{
    comes_in("+447700900001", "4711 2");
    const auto words = "Gr\u00fc\u00dfe " + std::string(200, 'x') + " \u0436 end";
    comes_in("+447700900002", words);
    start();
    constexpr std::size_t parts = 1 + 4;
    ASSERT_TRUE(
        tests::becomes_true_of(spool() / "inbox", [&] { return files_in("inbox") == parts; }));
    smsd_.reset(); // what it has begun to write it ends

    const auto channel = make_gammu(settings(), ears_).value();

    auto texts = ears_.texts(2);
    ASSERT_EQ(texts.size(), 2U);
    std::ranges::sort(texts, {}, &IncomingText::from);
    EXPECT_EQ(texts[0].from, "+447700900001");
    EXPECT_EQ(texts[0].text, "4711 2");
    EXPECT_EQ(texts[1].text, words);
}

} // namespace
} // namespace relay::channels
