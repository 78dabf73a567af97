#pragma once
#include "mail/smtp_client_session.h"
#include "relay/sendmail/letter.h"
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace relay::sendmail {

struct Server {
    std::string host; ///< numeric or a name
    int port = 25;
};

/// "127.0.0.1:25", "[::1]:25", "mail.example:25". Empty: none of these.
std::optional<Server> parse_server(std::string_view text);

/// By SMTP, blocking: connects, with TLS where the server offers it, whoever it is, and waits for
/// each answer up to `patience`. Code 0 and a sentence in the reply: the server was not reached or
/// did not answer.
mail::SmtpResult hand_over(const Letter& letter, const Server& server, const std::string& own_name,
                           const std::optional<std::string>& notify, std::chrono::seconds patience);

} // namespace relay::sendmail
