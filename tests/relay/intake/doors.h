#pragma once
#include "relay/intake/submission.h"
#include "relay/service/log.h"
#include "tests/store/file_search.h"
#include "tests/support/house.h"
#include <algorithm>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>

namespace tests {

using namespace std::chrono_literals;

/// What the house writes to its log while this lives.
class LogCapture {
public:
    LogCapture()
        : file_(directory_.path() / "log"),
          descriptor_(::open(file_.c_str(), O_CREAT | O_RDWR | O_APPEND, 0600))
    {
        relay::service::log::write_to(descriptor_);
    }
    ~LogCapture()
    {
        relay::service::log::write_to(STDERR_FILENO);
        ::close(descriptor_);
    }
    LogCapture(const LogCapture&) = delete;
    LogCapture& operator=(const LogCapture&) = delete;

    std::string text() const
    {
        std::ifstream stream(file_);
        return {std::istreambuf_iterator<char>(stream), {}};
    }
    bool says(const std::string& part) const { return text().find(part) != std::string::npos; }

private:
    TemporaryDirectory directory_;
    std::filesystem::path file_;
    int descriptor_;
};

/// A house with people in it and the door in front. Ann (ANN-LEE, alias "ann") is in the shared
/// domain, Donald (DONALD) among the VIPs; both are members of TSUNAMI, Donald alone is in
/// VIP-ONLY. Source 1 "monitor" and 2 "mailer" are Mary's, who does not reach the VIPs; 4 "insider"
/// is Bob's.
class DoorTest : public HouseTest {
protected:
    static constexpr store::ContactId ann{11}, donald{12};

    LogCapture log; ///< first in, last out

    void SetUp() override
    {
        HouseTest::SetUp();
        if (IsSkipped())
            return;
        node().add(build::contact(11, "ANN-LEE").alias("ann").get());
        node().add(build::contact(12, "DONALD").in_domain(2).get());
        node().add(build::group(21, "TSUNAMI", {ann, donald}));
        node().add(build::group(22, "VIP-ONLY", {donald}));
    }

    relay::intake::SubmissionDoor door(relay::intake::SubmissionRules rules = {})
    {
        return {house(), rules};
    }

    /// As a listener fills it.
    static relay::intake::Submission submission(std::vector<std::string> recipients,
                                                std::string text = "Bed 12 calls",
                                                std::int64_t source = 1)
    {
        relay::intake::Submission made;
        made.message.source = {source};
        made.message.door = source == 2 ? store::Door::Smtp : store::Door::Wctp;
        made.message.originator = "monitor.example";
        made.message.body = store::ProtectedText(std::move(text));
        made.recipients = std::move(recipients);
        return made;
    }

    std::vector<store::ContactId> paged(store::MessageId message)
    {
        std::vector<store::ContactId> contacts;
        for (const auto& page : node().pages(message))
            contacts.push_back(page.contact);
        return contacts;
    }
    bool ledger_says(store::MessageId message, const std::string& decision, const std::string& part)
    {
        const auto lines = node().ledger(message);
        return std::ranges::any_of(lines, [&](const auto& line) {
            return line.decision == decision && line.reason.find(part) != std::string::npos;
        });
    }
    /// The files of the store that hold these bytes, with its journals.
    std::vector<std::string> files_with(const std::string& bytes)
    {
        if (GetParam() == store::Engine::PostgreSql)
            return files_holding(PostgresServer::shared()->data(), bytes);
        return files_holding(fresh().directory(), bytes);
    }
    std::size_t messages()
    {
        return node()
            .read([&](auto& c) {
                return store::MessageRepository(c, fresh().vault()).list({}, 1000);
            })
            .size();
    }
};

} // namespace tests
