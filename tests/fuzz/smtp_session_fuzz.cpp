// Arbitrary bytes as an SMTP client: the session never crashes, every reply is well-formed, no
// message is accepted that nobody was told 354 for or that came in no chunk, nobody is somebody
// without the password, and no text holds a bare line end or a NUL.
#include "mail/smtp_session.h"
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace mail;

void must(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

std::string upper(std::string_view bytes)
{
    std::string made(bytes);
    std::transform(made.begin(), made.end(), made.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return made;
}

struct Policy : SmtpPolicy {
    Verdict sender(const std::optional<Address>& sender, const Envelope&) override
    {
        return sender && sender->local() == "x" ? Verdict::not_allowed("no") : Verdict::accept();
    }
    Verdict recipient(const Address& recipient, const Envelope&) override
    {
        must(!recipient.asks_for_routing());
        return recipient.local() == "x" ? Verdict::unknown_recipient() : Verdict::accept();
    }
    // SCRAM is another each time, so it cannot be compared with itself.
    std::vector<Mechanism> mechanisms(const Envelope&) override
    {
        return {Mechanism::Plain, Mechanism::Login};
    }
    bool is_password(const SaslPassword& said, const Envelope&) override
    {
        must(!said.name.empty() && !said.password.empty());
        was_right = was_right || said.password == "p";
        return said.password == "p";
    }
    // A front end speaks LMTP here, and strangers SMTP.
    bool is_front_end() override { return is_front; }
    void client_is(const ClientClaim& claim) override
    {
        must(is_front);
        was_right = was_right || claim.login.has_value();
    }
    bool was_right = false;
    bool is_front = false;
};

SmtpConfig config(bool reject, bool is_lmtp)
{
    SmtpConfig config;
    config.is_lmtp = is_lmtp;
    config.host = "relay.example";
    config.tls_available = true;
    config.bare_newline = reject ? BareNewline::Reject : BareNewline::Normalize;
    config.limits.message_bytes = 300;
    config.limits.command_bytes = 200;
    config.limits.recipients = 3;
    return config;
}

class Conversation {
public:
    Conversation(bool reject, bool is_lmtp) : session_(config(reject, is_lmtp), policy_)
    {
        policy_.is_front = is_lmtp;
        obey(session_.greet());
    }

    std::string run(std::string_view bytes, std::size_t piece)
    {
        has_chunks_ = upper(bytes).find("BDAT") != std::string::npos;
        for (; !bytes.empty() && !closed_; bytes.remove_prefix(std::min(piece, bytes.size())))
            obey(session_.take(bytes.substr(0, piece)));
        must(closed_ != session_.wants_input());
        return said_;
    }

private:
    void obey(const SmtpActions& actions)
    {
        for (const auto& action : actions)
            std::visit([this](const auto& what) { act(what); }, action);
    }
    void act(const Send& send)
    {
        must(!closed_ && send.text.size() >= 6);
        must(send.text.substr(send.text.size() - 2) == "\r\n");
        must(std::all_of(send.text.begin(), send.text.end(),
                         [](char c) { return c == '\r' || c == '\n' || (c >= 0x20 && c < 0x7f); }));
        asked_for_text_ += send.text.find("354 ") != send.text.npos ? 1 : 0;
        said_ += send.text;
    }
    void act(const StartTls&) { obey(session_.tls_started()); }
    void act(const Close&) { closed_ = true; }
    void act(const Accept& accept)
    {
        must((--asked_for_text_ >= 0 || has_chunks_) && !accept.envelope.recipients.empty());
        must(accept.envelope.login.empty() || policy_.was_right);
        must(accept.envelope.recipients.size() <= 3 && accept.message.size() <= 300);
        must(accept.envelope.wishes.size() == accept.envelope.recipients.size());
        for (const auto& recipient : accept.envelope.recipients)
            must(recipient.is_ascii() || accept.envelope.is_utf8);
        const auto& text = accept.message;
        for (std::size_t i = 0; i < text.size(); ++i) {
            must(text[i] != '\0');
            must(text[i] != '\n' || (i > 0 && text[i - 1] == '\r'));
            must(text[i] != '\r' || (i + 1 < text.size() && text[i + 1] == '\n'));
        }
        said_ += "[" + text + "]";
        obey(session_.accepted(Verdict::accept_message("1")));
    }

    Policy policy_;
    SmtpSession session_;
    std::string said_;
    int asked_for_text_ = 0;
    bool has_chunks_ = false;
    bool closed_ = false;
};

// Where the client sends text behind DATA in one write, cutting matters on purpose.
bool pipelines_text(std::string_view bytes)
{
    const auto words = upper(bytes);
    return words.find("DATA") != words.npos || words.find("STARTTLS") != words.npos;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    for (const bool reject : {false, true}) {
        for (const bool is_lmtp : {false, true}) {
            const auto whole =
                Conversation(reject, is_lmtp).run(bytes, std::max<std::size_t>(size, 1));
            const auto in_octets = Conversation(reject, is_lmtp).run(bytes, 1);
            must(pipelines_text(bytes) || whole == in_octets);
        }
    }
    return 0;
}
