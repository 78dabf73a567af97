#include "relay/channels/smtp_connection.h"
#include "relay/channels/curl_handle.h"
#include "relay/channels/error_class.h"
#include "relay/channels/http_client.h"
#include "relay/channels/peer_text.h"
#include <algorithm>
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <utility>

namespace relay::channels {

namespace {

using std::chrono::milliseconds;

std::string own_name(const EmailSettings& settings)
{
    return settings.helo.empty() ? settings.domain : settings.helo;
}

milliseconds left_until(SteadyTime deadline)
{
    const auto left = std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now());
    return std::max(left, milliseconds(0));
}

std::string url_of(const EmailSettings& settings)
{
    const bool bare_v6 = settings.host.find(':') != std::string::npos && settings.host[0] != '[';
    const auto host = bare_v6 ? "[" + settings.host + "]" : settings.host;
    const auto* scheme = settings.tls == TlsPolicy::Implicit ? "smtps://" : "smtp://";
    return scheme + host + ":" + std::to_string(settings.port) + "/" + own_name(settings);
}

void set_tls(CURL* handle, TlsPolicy policy)
{
    const bool must_be_right = policy == TlsPolicy::Required || policy == TlsPolicy::Implicit;
    const long use = must_be_right                        ? CURLUSESSL_ALL
                     : policy == TlsPolicy::Opportunistic ? CURLUSESSL_TRY
                                                          : CURLUSESSL_NONE;
    set(handle, CURLOPT_USE_SSL, use);
    set(handle, CURLOPT_SSL_VERIFYPEER, must_be_right ? 1L : 0L);
    set(handle, CURLOPT_SSL_VERIFYHOST, must_be_right ? 2L : 0L);
}

void set_up(CURL* handle, const EmailSettings& settings, const std::string& password,
            milliseconds patience)
{
    prepare(handle, settings.ca_file);
    set(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(handle, CURLOPT_URL, url_of(settings).c_str());
    set(handle, CURLOPT_CONNECT_ONLY, 1L);
    // Zero would mean libcurl's own patience, which is minutes.
    const auto most_ms = static_cast<long>(std::max(patience, milliseconds(1)).count());
    set(handle, CURLOPT_CONNECTTIMEOUT_MS, most_ms);
    set(handle, CURLOPT_TIMEOUT_MS, most_ms);
    set_tls(handle, settings.tls);
    if (settings.user.empty())
        return;
    set(handle, CURLOPT_USERNAME, settings.user.c_str());
    set(handle, CURLOPT_PASSWORD, password.c_str());
    set(handle, CURLOPT_SASL_IR, 1L);
    // Kerberos and NTLM need more than a user and a password; within TLS these two are enough.
    set(handle, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
}

std::string word_of(CURLcode code)
{
    if (code == CURLE_USE_SSL_FAILED)
        return "tls"; // STARTTLS was not offered or was refused
    if (code == CURLE_WEIRD_SERVER_REPLY)
        return "bad answer";
    return failure_of(code, 0, "").code;
}

std::string_view why_lost(SteadyTime deadline)
{
    return left_until(deadline) > milliseconds(0) ? "the connection was lost"
                                                  : "the mail's deadline passed";
}

Outcome not_opened(CURL* handle, CURLcode code, const char* text)
{
    long reply = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &reply);
    const auto said = reply > 0 ? " (answer " + std::to_string(reply) + ")" : std::string();
    const auto detail = tidy(std::string(text), 160) + said;
    const bool later = reply >= 400 && reply < 500;
    if (code == CURLE_LOGIN_DENIED && !later)
        return outcome_of(ErrorClass::Credentials, "credentials", detail);
    if (code == CURLE_LOGIN_DENIED)
        return outcome_of(ErrorClass::ProviderFault, "credentials", detail);
    return outcome_of(ErrorClass::NotSent, word_of(code), detail);
}

} // namespace

/// The bytes, by libcurl: TLS or not.
struct SmtpConnection::Wire {
    CurlHandle handle;
    curl_socket_t socket = CURL_SOCKET_BAD;

    /// False: the deadline passed first.
    bool wait(short events, SteadyTime deadline) const
    {
        pollfd watched{socket, events, 0};
        for (;;) {
            const int ready = poll(&watched, 1, static_cast<int>(left_until(deadline).count()));
            if (ready >= 0 || errno != EINTR)
                return ready > 0;
        }
    }

    /// A server that answers pipelined commands one by one holds its second answer back until the
    /// first is acknowledged (RFC 896), which the kernel puts off by 40 ms. Lasts for a while only.
    void acknowledge_at_once() const
    {
        const int yes = 1;
        setsockopt(socket, IPPROTO_TCP, TCP_QUICKACK, &yes, sizeof yes);
    }

    /// TLS may hold bytes that poll() does not see, so it is asked before anybody waits.
    CURLcode read(std::array<char, 4096>& buffer, std::size_t& count) const
    {
        count = 0;
        const auto code = curl_easy_recv(handle.get(), buffer.data(), buffer.size(), &count);
        return code == CURLE_OK && count == 0 ? CURLE_GOT_NOTHING : code; // the end
    }
};

SmtpConnection::SmtpConnection(const EmailSettings& settings, std::unique_ptr<Wire> wire)
    : reply_timeout_(settings.reply_timeout), wire_(std::move(wire)), session_(own_name(settings))
{
}

SmtpConnection::~SmtpConnection()
{
    std::size_t sent = 0;
    const auto goodbye = mail::SmtpClientSession::quit();
    if (session_.is_usable())
        curl_easy_send(wire_->handle.get(), goodbye.data(), goodbye.size(), &sent);
}

tl::expected<std::unique_ptr<SmtpConnection>, Outcome>
SmtpConnection::open(const EmailSettings& settings, const std::string& password,
                     SteadyTime deadline)
{
    auto wire = std::make_unique<Wire>();
    wire->handle = new_curl_handle();
    CURL* handle = wire->handle.get();
    std::array<char, CURL_ERROR_SIZE> error{};
    set_up(handle, settings, password, std::min(settings.connect_timeout, left_until(deadline)));
    set(handle, CURLOPT_ERRORBUFFER, error.data());
    const CURLcode code = curl_easy_perform(handle);
    set(handle, CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
    if (code != CURLE_OK)
        return tl::unexpected(
            not_opened(handle, code, error[0] != 0 ? error.data() : curl_easy_strerror(code)));
    curl_easy_getinfo(handle, CURLINFO_ACTIVESOCKET, &wire->socket);
    return std::unique_ptr<SmtpConnection>(new SmtpConnection(settings, std::move(wire)));
}

mail::Result<SmtpTry> SmtpConnection::deliver(mail::SmtpDelivery delivery, SteadyTime deadline)
{
    auto first = session_.start(std::move(delivery));
    if (!first)
        return tl::unexpected(first.error());
    const bool reused = std::exchange(carried_mail_, true);
    bool heard = false;
    bool all_said = true;
    to_say_ = std::move(*first);
    while (!session_.is_done() && all_said) {
        all_said = say(std::exchange(to_say_, {}), deadline);
        // A server that stops reading may have said why.
        const bool answered = hear(deadline);
        heard = heard || answered;
        if (!answered)
            session_.lost(why_lost(deadline));
    }
    if (!all_said)
        session_.lost(why_lost(deadline));
    SmtpTry tried{session_.result(), false};
    // The final dot goes out last: with bytes left unsaid, the server has no whole mail.
    if (!all_said && tried.result.outcome == mail::SmtpOutcome::Unclear)
        tried.result.outcome = mail::SmtpOutcome::Busy;
    // Servers hang up on idle sessions, some with 421 first.
    const bool gone = !heard || tried.result.reply.code == 421;
    tried.was_stale =
        reused && gone && !session_.is_usable() && tried.result.outcome == mail::SmtpOutcome::Busy;
    return tried;
}

/// False when not all of it left us.
bool SmtpConnection::say(std::string_view bytes, SteadyTime deadline)
{
    auto patience = std::chrono::steady_clock::now() + reply_timeout_;
    while (!bytes.empty()) {
        std::size_t count = 0;
        const auto code = curl_easy_send(wire_->handle.get(), bytes.data(), bytes.size(), &count);
        bytes.remove_prefix(count);
        if (count > 0)
            patience = std::chrono::steady_clock::now() + reply_timeout_;
        if (code != CURLE_OK && code != CURLE_AGAIN)
            return false;
        if (code == CURLE_AGAIN && !wire_->wait(POLLOUT, std::min(deadline, patience)))
            return false;
    }
    return true;
}

/// Feeds the session with what the server says next. False: nothing more will come.
bool SmtpConnection::hear(SteadyTime deadline)
{
    const auto patience = std::min(deadline, std::chrono::steady_clock::now() + reply_timeout_);
    std::array<char, 4096> buffer;
    std::size_t count = 0;
    for (;;) {
        const auto code = wire_->read(buffer, count);
        if (code == CURLE_OK)
            break;
        wire_->acknowledge_at_once();
        if (code != CURLE_AGAIN || !wire_->wait(POLLIN, patience))
            return false;
    }
    to_say_ = session_.take(std::string_view(buffer.data(), count));
    return true;
}

bool SmtpConnection::is_usable()
{
    std::array<char, 4096> buffer;
    std::size_t count = 0;
    return session_.is_usable() && wire_->read(buffer, count) == CURLE_AGAIN;
}

} // namespace relay::channels
