#pragma once
// An IMAP session: libcurl opens it (TLS, login) and carries its bytes.
#include "mail/imap.h"
#include "relay/channels/settings.h"
#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <tl/expected.hpp>

namespace relay::channels {

struct NoImap {
    std::string why;               ///< one line
    bool is_login_refused = false; ///< the server is there, and does not want this password
};

/// Not thread-safe.
class ImapConnection {
public:
    /// Blocks until logged in, or says why not.
    static tl::expected<std::unique_ptr<ImapConnection>, NoImap>
    open(const MailboxSettings& settings, const std::string& password);

    ~ImapConnection(); ///< without a word
    ImapConnection(const ImapConnection&) = delete;
    ImapConnection& operator=(const ImapConnection&) = delete;

    /// Sends a command and waits for its completion. Empty: the connection is lost, or it took
    /// longer than the settings' timeout.
    std::optional<mail::ImapReply> ask(const std::string& command);

    /// What was announced so far is being looked at.
    void forget_mail() { reader_.forget_mail(); }

    /// Waits in IDLE until mail is announced, which it may have been since forget_mail(), `most`
    /// has passed, or `stop`. False: the connection is lost.
    bool idle(std::chrono::milliseconds most, const std::stop_token& stop);

private:
    struct Wire;
    ImapConnection(std::unique_ptr<Wire> wire, std::chrono::milliseconds patience);
    bool say(std::string_view bytes);
    bool hear(std::chrono::milliseconds most);
    std::string next_tag();

    std::unique_ptr<Wire> wire_;
    std::chrono::milliseconds patience_;
    mail::ImapReader reader_;
    int tags_ = 0;
};

} // namespace relay::channels
