#include "tests/load/sink.h"
#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace load {

Sink::Sink(std::uint16_t port) : listening_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    const int on = 1;
    setsockopt(listening_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listening_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        listen(listening_, 64) != 0)
        throw std::runtime_error("the sink cannot listen on port " + std::to_string(port));
    accepting_ = std::jthread([this] { accept_until_closed(); });
}

Sink::~Sink()
{
    shutdown(listening_, SHUT_RDWR);
    accepting_.join();
    {
        const std::lock_guard lock(mutex_);
        for (const int socket : sockets_)
            shutdown(socket, SHUT_RDWR);
    }
    threads_.clear(); // joins
    ::close(listening_);
}

std::map<long, Sink::Clock::time_point> Sink::arrivals() const
{
    const std::lock_guard lock(mutex_);
    return arrivals_;
}

void Sink::accept_until_closed()
{
    for (int socket = accept(listening_, nullptr, nullptr); socket >= 0;
         socket = accept(listening_, nullptr, nullptr)) {
        const std::lock_guard lock(mutex_);
        sockets_.push_back(socket);
        threads_.emplace_back([this, socket] { serve(socket); });
    }
}

void Sink::serve(int socket)
{
    const auto say = [socket](const std::string& text) {
        return ::send(socket, text.data(), text.size(), MSG_NOSIGNAL) > 0;
    };
    std::string input;
    bool in_text = false;
    say("220 sink.example\r\n");
    std::array<char, 16384> bytes{};
    for (auto count = recv(socket, bytes.data(), bytes.size(), 0); count > 0;
         count = recv(socket, bytes.data(), bytes.size(), 0)) {
        input.append(bytes.data(), static_cast<std::size_t>(count));
        for (auto end = input.find("\r\n"); end != std::string::npos; end = input.find("\r\n")) {
            const auto line = input.substr(0, end);
            input.erase(0, end + 2);
            if (in_text && line.rfind("load ", 0) == 0) {
                const std::lock_guard lock(mutex_);
                arrivals_.emplace(std::stol(line.substr(5)), Clock::now());
            }
            if (in_text && line != ".")
                continue;
            if (line.rfind("EHLO", 0) == 0)
                say("250-sink.example\r\n250-PIPELINING\r\n250 8BITMIME\r\n");
            else if (line == "DATA")
                say("354 go on\r\n");
            else
                say("250 2.0.0 ok\r\n");
            in_text = line == "DATA";
        }
    }
    ::close(socket);
}

} // namespace load
