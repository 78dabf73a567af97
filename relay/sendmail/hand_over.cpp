#include "relay/sendmail/hand_over.h"
#include "relay/channels/smtp_connection.h"
#include <charconv>
#include <utility>

namespace relay::sendmail {
namespace {

mail::SmtpResult not_reached(std::string why)
{
    mail::SmtpResult result;
    result.outcome = mail::SmtpOutcome::Busy;
    result.reply = {0, "", std::move(why)};
    return result;
}

std::string why_not(const channels::Outcome& outcome)
{
    if (const auto* busy = std::get_if<channels::Busy>(&outcome))
        return busy->detail;
    const auto* refused = std::get_if<channels::Refused>(&outcome);
    return refused == nullptr ? std::string() : refused->detail;
}

} // namespace

std::optional<Server> parse_server(std::string_view text)
{
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size())
        return std::nullopt;
    auto host = text.substr(0, colon);
    const bool is_bracketed = host.front() == '[' && host.back() == ']' && host.size() > 2;
    if (is_bracketed)
        host = host.substr(1, host.size() - 2);
    else if (host.find(':') != std::string_view::npos)
        return std::nullopt;
    constexpr int most = 65535;
    const auto digits = text.substr(colon + 1);
    Server server{std::string(host), 0};
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), server.port);
    const bool is_port = error == std::errc() && end == digits.data() + digits.size() &&
                         server.port > 0 && server.port <= most;
    return is_port ? std::optional(std::move(server)) : std::nullopt;
}

mail::SmtpResult hand_over(const Letter& letter, const Server& server, const std::string& own_name,
                           const std::optional<std::string>& notify, std::chrono::seconds patience)
{
    channels::EmailSettings settings;
    settings.host = server.host;
    settings.port = server.port;
    settings.helo = own_name;
    settings.connect_timeout = settings.reply_timeout = patience;
    const auto deadline = std::chrono::steady_clock::now() + 10 * patience; // of a large mail
    const auto connection = channels::SmtpConnection::open(settings, {}, deadline);
    if (!connection)
        return not_reached(why_not(connection.error()));
    mail::SmtpDelivery delivery{letter.sender, letter.recipients, letter.message, std::nullopt};
    if (notify)
        delivery.dsn = mail::DsnRequest{letter.envelope_id, false, *notify};
    auto tried = (*connection)->deliver(std::move(delivery), deadline);
    return tried ? std::move(tried->result) : not_reached(tried.error().detail);
}

} // namespace relay::sendmail
