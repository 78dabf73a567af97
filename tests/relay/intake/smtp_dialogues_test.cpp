// The conversations of tests/dialogues/smtp against the real socket.
#include "smtp_talk.h"
#include "tests/mail/dialogue.h"
#include <filesystem>

namespace tests {
namespace {

/// What the socket does not wait for: the greeting goes out at once.
bool is_for_the_session_alone(const dialogue::Dialogue& dialogue)
{
    return dialogue.speaks_first();
}

std::vector<dialogue::Dialogue> dialogues()
{
    std::vector<dialogue::Dialogue> found;
    const auto folder = std::string(BELFRY_SOURCE_DIR) + "/tests/dialogues/smtp";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".dlg")
            continue;
        auto one = dialogue::read(entry.path().string());
        if (!is_for_the_session_alone(one))
            found.push_back(std::move(one));
    }
    return found;
}

/// The server behind a socket. What it says last takes a moment to arrive, so a line that must
/// come is waited for, and silence is what remains once the loop has seen everything.
class SocketPeer final : public dialogue::Peer {
public:
    SocketPeer(SmtpTalk talk, relay::net::Loop& loop, std::function<std::size_t()> accepted)
        : talk_(std::move(talk)), loop_(loop), accepted_(std::move(accepted)), before_(accepted_())
    {
    }

    void await_line(bool awaited) { awaited_ = awaited; }

    void say(std::string_view bytes) override { talk_.say(bytes); }
    std::optional<std::string> hear() override
    {
        if (awaited_) {
            auto line = talk_.line();
            closed_ = closed_ || line.empty();
            return closed_ ? std::nullopt : std::optional(std::move(line));
        }
        settle(loop_);
        closed_ = closed_ || !talk_.peek();
        return talk_.line_at_hand();
    }
    bool is_closed() override
    {
        if (!closed_)
            closed_ = !talk_.peek();
        return closed_;
    }
    void start_tls() override { talk_.start_tls(); }
    /// How many; their bytes are not kept.
    std::optional<std::vector<std::string>> messages() override
    {
        return std::vector<std::string>(accepted_() - before_);
    }

private:
    SmtpTalk talk_;
    relay::net::Loop& loop_;
    std::function<std::size_t()> accepted_;
    std::size_t before_;
    bool awaited_ = false;
    bool closed_ = false;
};

class SmtpDialogues : public SmtpTest {
protected:
    void SetUp() override
    {
        SmtpTest::SetUp();
        node().add(build::contact(31, "12345").get());
        node().add(build::contact(32, "NURSE").alias("postmaster").get());
        add_login("s3cret words");
    }

    void open_for(const dialogue::Dialogue& dialogue)
    {
        auto set = rules();
        set.limits.error_delay = {};
        set.trace_token = "pager-trace";
        if (dialogue.wants("reject-bare-newline"))
            set.bare_newline = mail::BareNewline::Reject;
        if (dialogue.wants("at-most-2000-octets"))
            set.limits.message_bytes = 2000;
        if (dialogue.wants("no-error-limit"))
            set.limits.errors_close = 1000;
        if (dialogue.wants("front-end"))
            set.front_ends = {"127.0.0.0/8"};
        relay::intake::SmtpDoor door;
        door.is_lmtp = dialogue.wants("lmtp");
        set.tls_required = dialogue.wants("tls-required");
        set.auth_in_clear = !dialogue.wants("tls");
        if (dialogue.wants("tls") || set.tls_required)
            door.tls = relay::net::TlsContext::load(issued_.certificate, issued_.key).value();
        open(std::move(set), std::move(door));
        const bool forbids = dialogue.name == "mail_from_forbidden_sender";
        edit_source(2, [&](store::Source& source) {
            source.senders = {forbids ? "*@ward.example" : "*"};
            source.rate_per_second = 0;
        });
        clock.advance(24h); // wrong passwords of another dialogue are forgiven
        edit_source(41, [&](store::Source& source) { source.enabled = dialogue.wants("login"); });
    }

    std::string failure(const dialogue::Dialogue& dialogue)
    {
        open_for(dialogue);
        SocketPeer peer(talk(), listener_->loop(), [&] {
            return house().metrics.accepted(store::Door::Smtp) + house().metrics.duplicates();
        });
        std::string held;
        for (const auto& step : dialogue.steps) {
            if (step.kind == "=" && step.text.starts_with("line "))
                continue; // the session's tests read the bytes
            peer.await_line(step.kind == ">" || step.text == "closed");
            for (int count = 0; count < step.times; ++count) {
                const auto wrong = dialogue::step_failure(step, peer, held);
                if (!wrong.empty())
                    return dialogue.name + ".dlg:" + std::to_string(step.line) + ": " + wrong;
            }
        }
        return {};
    }

private:
    CertificateAuthority authority_;
    IssuedCertificate issued_ = authority_.issue("localhost");
};
INSTANTIATE_TEST_SUITE_P(On, SmtpDialogues, testing::Values(store::Engine::Sqlite),
                         [](const auto&) { return "Sqlite"; });

TEST_P(SmtpDialogues, GoAsWrittenOverTheSocket)
{
    const auto all = dialogues();

    EXPECT_GE(all.size(), 170u);
    for (const auto& dialogue : all)
        EXPECT_EQ(failure(dialogue), "");
}

} // namespace
} // namespace tests
