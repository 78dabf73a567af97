#pragma once
// A house whose mail comes back through its own SMTP door, and the programs of others that write
// it.
#include "relay/engine/return_address.h"
#include "relay/gateway/mail_door.h"
#include "tests/relay/engine/people.h"
#include "tests/relay/intake/smtp_talk.h"
#include "tests/support/child_process.h"

namespace tests {

class ProgramsOfOthers : public SmtpTest {
protected:
    RunningHouse::Settings settings() const override { return whose_mail_returns(); }
    void SetUp() override
    {
        SmtpTest::SetUp();
        if (IsSkipped())
            return;
        door_.emplace(house(), domain);
        returns_ = &*door_;
        open(rules());
    }
    /// All that it wrote.
    std::string run(const std::vector<std::string>& words)
    {
        const auto output = directory_.path() / "program.log";
        run_program(words, output);
        return content_of(output);
    }
    /// A script of tests/peers, which gets the port of the door first.
    std::string run_script(const std::string& name, const std::vector<std::string>& words)
    {
        std::vector<std::string> all{script_program,
                                     std::string(BELFRY_SOURCE_DIR) + "/tests/peers/" + name,
                                     std::to_string(listener_->port())};
        all.insert(all.end(), words.begin(), words.end());
        return run(all);
    }
    bool has_nodemailer()
    {
        return std::filesystem::exists(script_program) &&
               run_program({script_program, "-e", "require('nodemailer')"},
                           directory_.path() / "node.log") == 0;
    }
    static std::string message_id(const std::string& mark)
    {
        return "<" + mark + "@" + domain + ">";
    }

    static constexpr auto script_program = "/usr/bin/node";
    static inline const std::string domain = "relay.hospital.example";
    static constexpr auto no_nodemailer = "node finds no module nodemailer; run packaging/setup";
    TemporaryDirectory directory_;
    std::optional<relay::gateway::MailDoor> door_;
    store::MessageId message_;
};

} // namespace tests
