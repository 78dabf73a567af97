// Files that come with mails, from the wire of the SMTP door to the recipient's inbox. U.9
#include "tests/scenarios/canary.h"
#include "tests/scenarios/scenario.h"

namespace tests {
namespace {

const std::string ada = "ada-king@" + std::string(Installation::domain);

/// Every octet there is, and the canary.
std::string every_octet()
{
    std::string bytes = "%PDF-1.7\n" + canary;
    for (int round = 0; round < 40; ++round) {
        for (int octet = 0; octet < 256; ++octet)
            bytes += static_cast<char>(octet);
    }
    return bytes;
}

class FileStory : public OnBothEngines {
protected:
    void SetUp() override
    {
        OnBothEngines::SetUp();
        if (IsSkipped())
            return;
        auto made = wishes();
        made.directory_changes = {
            {"    senders: [\"*\"]\n",
             "    senders: [\"*\"]\n    attachments: keep\n    attachment_size: 1MiB\n"},
            {"    mail_statuses: true\n",
             "    mail_statuses: true\n    retention: read_receipt\n"}};
        house.emplace(made);
    }
    /// By swaks, under that name. False: it was refused.
    bool mailed(const std::string& name, const std::string& type, const std::string& content)
    {
        const auto file = folder.path() / "attached";
        write_file(file, content);
        const auto sent = house->mail(
            ada, {"--attach-type", type, "--attach-name", name, "--attach", "@" + file.string()});
        house->settle();
        EXPECT_EQ(sent.exit, 0) << sent.out;
        return sent.exit == 0;
    }
    Poco::JSON::Object::Ptr newest_page()
    {
        return house->http("GET", "/api/v1/inbox/" + pages_in_inbox(*house).front(), "inbox")
            .json();
    }
    std::string file_path()
    {
        return "/api/v1/inbox/" + pages_in_inbox(*house).front() + "/files/1";
    }

    TemporaryDirectory folder;
    std::optional<Installation> house;
};
STORIES_ON_BOTH_ENGINES(FileStory);

// U.9
TEST_P(FileStory, AnAttachmentIsReadInTheInboxOctetByOctetAndNowhereElse)
{
    const auto content = every_octet();
    ASSERT_TRUE(mailed("ecg.pdf", "application/pdf", content));

    const auto page = newest_page();
    const auto file = page->getArray("files")->getObject(0);
    const auto fetched = house->http("GET", file_path(), "inbox");

    EXPECT_EQ(file->getValue<std::string>("name"), "ecg.pdf");
    EXPECT_EQ(file->getValue<std::size_t>("size"), content.size());
    EXPECT_EQ(fetched.status, 200);
    EXPECT_TRUE(fetched.body == content) << fetched.body.size() << " octets";
    EXPECT_TRUE(contains(fetched.head, "Content-Disposition: attachment; filename=\"ecg.pdf\""));
    EXPECT_TRUE(contains(fetched.head, "X-Content-Type-Options: nosniff"));
    EXPECT_TRUE(contains(fetched.head, "Content-Security-Policy: sandbox"));
    EXPECT_EQ(house->http("GET", file_path(), "").status, 401);
    std::filesystem::remove(folder.path() / "attached");
    EXPECT_EQ(files_with_canary(house->folder()), std::vector<std::string>());
    house->advance(1min);
    EXPECT_GE(house->mails().size(), 1U);
    EXPECT_EQ(count_canaries(house->mails()) + count_with(house->mails(), "ecg.pdf"), 0U);
    EXPECT_EQ(count_canaries(house->sms()) + count_with(house->sms(), "ecg"), 0U);
}

// U.9
TEST_P(FileStory, AFileIsGoneWithTheTextItCameWith)
{
    ASSERT_TRUE(mailed("ecg.pdf", "application/pdf", every_octet()));
    const auto path = file_path();

    EXPECT_EQ(house->http("GET", path, "inbox").status, 200);
    EXPECT_EQ(house->http("GET", path, "inbox").status, 200) << "that is no reading of it";
    EXPECT_EQ(house->http("POST", path.substr(0, path.find("/files")) + "/read", "inbox").status,
              204);
    house->advance(10min);

    EXPECT_EQ(house->http("GET", path, "inbox").status, 410);
    EXPECT_EQ(newest_page()->getArray("files")->size(), 0U);
}

// U.9
TEST_P(FileStory, WhatIsNotKeptIsNamedWithItsReasonAndThePageArrives)
{
    struct Row {
        const char* name;
        const char* type;
        std::string content;
        const char* line;
    };
    const Row rows[] = {
        {"run.exe", "application/octet-stream", "MZ\x90 x", "programs are never kept]"},
        {"x.png", "image/png", "%PDF-1.7", "it is application/pdf]"},
        {"x.bin", "application/x-unheard-of", "x", "files of this kind are not kept]"},
        {"big.pdf", "application/pdf", "%PDF" + std::string(1'100'000, 'x'),
         "a file may have 1 MB]"},
    };

    for (const auto& row : rows) {
        ASSERT_TRUE(mailed(row.name, row.type, row.content));
        const auto page = newest_page();
        const auto text = page->getValue<std::string>("text");
        EXPECT_TRUE(contains(text, "[file not kept: " + std::string(row.name) + " (")) << text;
        EXPECT_TRUE(contains(text, row.line)) << text;
        EXPECT_EQ(page->getArray("files")->size(), 0U);
    }
}

// U.9
TEST_P(FileStory, HostileNamesAreMadeSafe)
{
    const std::pair<std::string, std::string> rows[] = {
        {"../../etc/cron.d/x.txt", "x.txt"},
        {"=?utf-8?q?cod=E2=80=AEtxt.txt?=", "codtxt.txt"},
        {"=?utf-8?q?a=0D=0ASet-Cookie=3A_b.txt?=", "a Set-Cookie_ b.txt"},
        {std::string(300, 'n') + ".txt", std::string(116, 'n') + ".txt"},
    };

    for (const auto& [given, safe] : rows) {
        ASSERT_TRUE(mailed(given, "text/plain", "hello " + given));
        const auto file = newest_page()->getArray("files")->getObject(0);
        const auto fetched = house->http("GET", file_path(), "inbox");
        EXPECT_EQ(file->getValue<std::string>("name"), safe);
        EXPECT_EQ(fetched.body, "hello " + given);
        EXPECT_FALSE(contains(fetched.head, "\nSet-Cookie")) << fetched.head;
    }
}

// U.9
TEST_P(FileStory, AnInvitationIsALineOfThePageAndAFile)
{
    ASSERT_TRUE(mailed("invite.ics", "text/calendar",
                       "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Tumour\r\n"
                       "  board\r\nDTSTART;TZID=Europe/Berlin:20270301T140000\r\n"
                       "LOCATION:Room 4\\, west\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"));

    const auto page = newest_page();

    EXPECT_TRUE(contains(page->getValue<std::string>("text"),
                         "[calendar, invitation: Tumour board, 2027-03-01 14:00 Europe/Berlin, "
                         "in Room 4, west]"));
    EXPECT_EQ(page->getArray("files")->size(), 1U);
}

} // namespace
} // namespace tests
