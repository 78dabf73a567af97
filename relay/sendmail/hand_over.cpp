#include "relay/sendmail/hand_over.h"
#include <array>
#include <cerrno>
#include <memory>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace relay::sendmail {
namespace {

/// A connection that is closed in the end.
class Socket {
public:
    explicit Socket(int descriptor) : descriptor_(descriptor) {}
    ~Socket()
    {
        if (descriptor_ >= 0)
            ::close(descriptor_);
    }
    Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    int descriptor() const { return descriptor_; }
    bool is_open() const { return descriptor_ >= 0; }

    bool await(short what, std::chrono::milliseconds patience) const
    {
        pollfd watched{descriptor_, what, 0};
        int ready = 0;
        do
            ready = ::poll(&watched, 1, static_cast<int>(patience.count()));
        while (ready < 0 && errno == EINTR);
        return ready > 0;
    }

private:
    int descriptor_;
};

bool is_connected(const Socket& socket, const addrinfo& to, std::chrono::milliseconds patience)
{
    if (::connect(socket.descriptor(), to.ai_addr, to.ai_addrlen) == 0)
        return true;
    if (errno != EINPROGRESS || !socket.await(POLLOUT, patience))
        return false;
    int error = 0;
    socklen_t size = sizeof error;
    return ::getsockopt(socket.descriptor(), SOL_SOCKET, SO_ERROR, &error, &size) == 0 &&
           error == 0;
}

Socket connected(const Server& server, std::chrono::milliseconds patience)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* raw = nullptr;
    if (::getaddrinfo(server.host.c_str(), server.port.c_str(), &hints, &raw) != 0)
        return Socket(-1);
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> all(raw, ::freeaddrinfo);
    for (const auto* one = all.get(); one != nullptr; one = one->ai_next) {
        Socket socket(::socket(one->ai_family, one->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC,
                               one->ai_protocol));
        if (socket.is_open() && is_connected(socket, *one, patience))
            return socket;
    }
    return Socket(-1);
}

/// False: it could not be sent.
bool send_all(const Socket& socket, std::string_view bytes, std::chrono::milliseconds patience)
{
    while (!bytes.empty()) {
        const auto sent = ::send(socket.descriptor(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent > 0)
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        else if ((errno != EAGAIN && errno != EINTR) || !socket.await(POLLOUT, patience))
            return false;
    }
    return true;
}

/// Empty: nothing came in time, or the server has closed.
std::string receive(const Socket& socket, std::chrono::milliseconds patience)
{
    std::array<char, 4096> bytes{};
    if (!socket.await(POLLIN, patience))
        return {};
    const auto count = ::recv(socket.descriptor(), bytes.data(), bytes.size(), 0);
    return count > 0 ? std::string(bytes.data(), static_cast<std::size_t>(count)) : std::string();
}

mail::SmtpResult not_reached(std::string why)
{
    mail::SmtpResult result;
    result.outcome = mail::SmtpOutcome::Busy;
    result.reply = {0, "", std::move(why)};
    return result;
}

/// Empty: the server is ready.
std::string refusal_in_greeting(const Socket& socket, std::chrono::milliseconds patience)
{
    mail::ReplyReader reader;
    for (;;) {
        const auto reply = reader.next();
        if (!reply)
            return "what answers there is no mail server";
        if (*reply)
            return (*reply)->code == 220 ? std::string()
                                         : std::to_string((*reply)->code) + " " + (*reply)->text;
        const auto bytes = receive(socket, patience);
        if (bytes.empty())
            return "the mail server says nothing";
        reader.feed(bytes);
    }
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
    return Server{std::string(host), std::string(text.substr(colon + 1))};
}

mail::SmtpResult hand_over(const Letter& letter, const Server& server, const std::string& own_name,
                           const std::optional<std::string>& notify, std::chrono::seconds patience)
{
    const auto socket = connected(server, patience);
    if (!socket.is_open())
        return not_reached("nobody answers at " + server.host + ":" + server.port);
    if (auto why = refusal_in_greeting(socket, patience); !why.empty())
        return not_reached(std::move(why));
    mail::SmtpClientSession session(own_name);
    mail::SmtpDelivery delivery{letter.sender, letter.recipients, letter.message, std::nullopt};
    if (notify)
        delivery.dsn = mail::DsnRequest{letter.envelope_id, false, *notify};
    auto next = session.start(std::move(delivery));
    if (!next)
        return not_reached(next.error().detail);
    std::string bytes = *next;
    while (!session.is_done()) {
        if (!send_all(socket, bytes, patience)) {
            session.lost("the connection broke");
            break;
        }
        const auto heard = receive(socket, patience);
        if (heard.empty())
            session.lost("the connection broke, or no answer came in time");
        else
            bytes = session.take(heard);
    }
    if (session.is_usable())
        send_all(socket, mail::SmtpClientSession::quit(), patience);
    return session.result();
}

} // namespace relay::sendmail
