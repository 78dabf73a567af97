#include "tests/load/client.h"
#include <arpa/inet.h>
#include <array>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace load {
namespace {

std::string reply(Client& client)
{
    auto line = client.line();
    while (line.size() > 3 && line[3] == '-')
        line = client.line();
    return line;
}

} // namespace

Client::Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    const int on = 1;
    const timeval patience{60, 0};
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("connect: " + std::string(std::strerror(errno)));
}

Client::~Client()
{
    ::close(socket_);
}

void Client::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0)
            throw std::runtime_error("send: " + std::string(std::strerror(errno)));
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

void Client::more()
{
    std::array<char, 16384> bytes{};
    const auto count = recv(socket_, bytes.data(), bytes.size(), 0);
    if (count <= 0)
        throw std::runtime_error("the server closed or said nothing");
    received_.append(bytes.data(), static_cast<std::size_t>(count));
}

std::string Client::line()
{
    auto end = received_.find("\r\n");
    while (end == std::string::npos) {
        more();
        end = received_.find("\r\n");
    }
    auto line = received_.substr(0, end);
    received_.erase(0, end + 2);
    return line;
}

std::string Client::exactly(std::size_t count)
{
    while (received_.size() < count)
        more();
    auto bytes = received_.substr(0, count);
    received_.erase(0, count);
    return bytes;
}

std::string post(Client& client, std::string_view path, std::string_view body)
{
    std::string request = "POST " + std::string(path) +
                          " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\n"
                          "Content-Length: " +
                          std::to_string(body.size()) + "\r\n\r\n";
    request += body;
    client.send(request);
    const auto status = client.line();
    std::size_t length = 0;
    for (auto field = client.line(); !field.empty(); field = client.line()) {
        if (strncasecmp(field.c_str(), "content-length:", 15) == 0)
            length = std::stoul(field.substr(15));
    }
    auto answer = client.exactly(length);
    if (status.find(" 200 ") == std::string::npos)
        throw std::runtime_error(status + " " + answer);
    return answer;
}

void open_smtp(Client& client)
{
    reply(client);
    client.send("EHLO load.example\r\n");
    reply(client);
}

bool send_mail(Client& client, const std::string& from, const std::string& to,
               const std::string& text)
{
    client.send("MAIL FROM:<" + from + ">\r\nRCPT TO:<" + to + ">\r\nDATA\r\n");
    reply(client);
    const auto recipient = reply(client);
    if (reply(client).rfind("354", 0) != 0)
        return false;
    client.send(text + "\r\n.\r\n");
    return reply(client).rfind("250", 0) == 0 && recipient.rfind("250", 0) == 0;
}

} // namespace load
