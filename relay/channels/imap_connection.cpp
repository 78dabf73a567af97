#include "relay/channels/imap_connection.h"
#include "relay/channels/curl_handle.h"
#include "relay/channels/peer_text.h"
#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>

namespace relay::channels {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

/// How soon a stop is seen while nothing comes.
constexpr milliseconds glance{250};

milliseconds left_until(Clock::time_point deadline)
{
    return std::max(std::chrono::ceil<milliseconds>(deadline - Clock::now()), milliseconds(0));
}

void set_up(CURL* handle, const MailboxSettings& settings, const std::string& password)
{
    const bool implicit = settings.tls == TlsPolicy::Implicit;
    const bool is_secure = implicit || settings.tls == TlsPolicy::Required;
    prepare(handle, settings.ca_file);
    set(handle, CURLOPT_PROTOCOLS_STR, "imap,imaps");
    const auto url = (implicit ? "imaps://" : "imap://") + settings.host + ":" +
                     std::to_string(settings.port) + "/";
    set(handle, CURLOPT_URL, url.c_str());
    set(handle, CURLOPT_CONNECT_ONLY, 1L);
    const auto most_ms = static_cast<long>(settings.timeout.count());
    set(handle, CURLOPT_CONNECTTIMEOUT_MS, most_ms);
    set(handle, CURLOPT_TIMEOUT_MS, most_ms);
    set(handle, CURLOPT_USE_SSL, is_secure ? CURLUSESSL_ALL : CURLUSESSL_NONE);
    set(handle, CURLOPT_SSL_VERIFYPEER, is_secure ? 1L : 0L);
    set(handle, CURLOPT_SSL_VERIFYHOST, is_secure ? 2L : 0L);
    set(handle, CURLOPT_USERNAME, settings.user.c_str());
    set(handle, CURLOPT_PASSWORD, password.c_str());
}

} // namespace

struct ImapConnection::Wire {
    CurlHandle handle;
    curl_socket_t socket = CURL_SOCKET_BAD;

    /// False: nothing happened in that time.
    bool wait(short events, milliseconds most) const
    {
        pollfd watched{socket, events, 0};
        for (;;) {
            const int ready = poll(&watched, 1, static_cast<int>(most.count()));
            if (ready >= 0 || errno != EINTR)
                return ready > 0;
        }
    }
};

ImapConnection::ImapConnection(std::unique_ptr<Wire> wire, milliseconds patience)
    : wire_(std::move(wire)), patience_(patience)
{
}

ImapConnection::~ImapConnection() = default;

tl::expected<std::unique_ptr<ImapConnection>, NoImap>
ImapConnection::open(const MailboxSettings& settings, const std::string& password)
{
    auto wire = std::make_unique<Wire>();
    wire->handle = new_curl_handle();
    CURL* handle = wire->handle.get();
    std::array<char, CURL_ERROR_SIZE> error{};
    set_up(handle, settings, password);
    set(handle, CURLOPT_ERRORBUFFER, error.data());
    const CURLcode code = curl_easy_perform(handle);
    set(handle, CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
    if (code != CURLE_OK)
        return tl::unexpected(
            NoImap{tidy(std::string(error[0] != 0 ? error.data() : curl_easy_strerror(code)), 160),
                   code == CURLE_LOGIN_DENIED});
    curl_easy_getinfo(handle, CURLINFO_ACTIVESOCKET, &wire->socket);
    return std::unique_ptr<ImapConnection>(new ImapConnection(std::move(wire), settings.timeout));
}

std::string ImapConnection::next_tag()
{
    return "B" + std::to_string(++tags_);
}

bool ImapConnection::say(std::string_view bytes)
{
    const auto deadline = Clock::now() + patience_;
    while (!bytes.empty()) {
        std::size_t count = 0;
        const auto code = curl_easy_send(wire_->handle.get(), bytes.data(), bytes.size(), &count);
        bytes.remove_prefix(count);
        const bool may_wait = code == CURLE_AGAIN && wire_->wait(POLLOUT, left_until(deadline));
        if (code != CURLE_OK && !may_wait)
            return false;
    }
    return true;
}

/// What comes next, if it comes in time. False: nothing more will ever come.
bool ImapConnection::hear(milliseconds most)
{
    std::array<char, 16384> buffer;
    const auto deadline = Clock::now() + most;
    for (;;) {
        std::size_t count = 0;
        // TLS may hold bytes that poll() does not see, so it is asked before anybody waits.
        const auto code = curl_easy_recv(wire_->handle.get(), buffer.data(), buffer.size(), &count);
        if (code == CURLE_OK && count > 0) {
            reader_.take(std::string_view(buffer.data(), count));
            return !reader_.is_broken();
        }
        if (code != CURLE_AGAIN)
            return false;
        if (!wire_->wait(POLLIN, left_until(deadline)))
            return true;
    }
}

std::optional<mail::ImapReply> ImapConnection::ask(const std::string& command)
{
    const auto tag = next_tag();
    auto deadline = Clock::now() + patience_;
    if (!say(tag + " " + command + "\r\n"))
        return std::nullopt;
    for (;;) {
        if (auto reply = reader_.reply_to(tag))
            return reply;
        if (left_until(deadline) == milliseconds(0) || !hear(left_until(deadline)))
            return std::nullopt;
    }
}

bool ImapConnection::idle(milliseconds most, const std::stop_token& stop)
{
    if (reader_.heard_of_mail())
        return true;
    const auto tag = next_tag();
    if (!say(tag + " IDLE\r\n"))
        return false;
    const auto end = Clock::now() + most;
    bool is_idling = false;
    while (!stop.stop_requested() && left_until(end) > milliseconds(0)) {
        if (!hear(std::min(left_until(end), glance)))
            return false;
        is_idling = reader_.takes_continuation() || is_idling;
        if (reader_.reply_to(tag))
            return false; // it ended by itself
        // Before its "+" the server need not take DONE (RFC 2177 3).
        if (is_idling && reader_.heard_of_mail())
            break;
    }
    if (!is_idling)
        return false; // it never began to idle
    const auto patience = Clock::now() + patience_;
    if (!say("DONE\r\n"))
        return false;
    while (!reader_.reply_to(tag)) {
        if (left_until(patience) == milliseconds(0) || !hear(left_until(patience)))
            return false;
    }
    return true;
}

} // namespace relay::channels
