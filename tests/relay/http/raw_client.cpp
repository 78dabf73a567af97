#include "raw_client.h"
#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/time.h>
#include <system_error>

namespace relay::test {
namespace {

sockaddr_in address_of(const std::string& host, std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    ::inet_pton(AF_INET, host.c_str(), &address.sin_addr);
    return address;
}

[[noreturn]] void fail(const char* what)
{
    throw std::system_error(errno, std::generic_category(), what);
}

} // namespace

RawClient::RawClient(std::uint16_t port, const std::string& from)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    const timeval patience{30, 0};
    ::setsockopt(socket_.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const int one = 1;
    ::setsockopt(socket_.number(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    const auto own = address_of(from, 0);
    const auto server = address_of("127.0.0.1", port);
    if (::bind(socket_.number(), reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0 ||
        ::connect(socket_.number(), reinterpret_cast<const sockaddr*>(&server), sizeof server) !=
            0) {
        fail("connect");
    }
}

void RawClient::send(const std::string& bytes) const
{
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        const auto count =
            ::send(socket_.number(), bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (count <= 0) {
            return; // the server has had enough; what it said is what counts
        }
        sent += static_cast<std::size_t>(count);
    }
}

void RawClient::end_output() const
{
    ::shutdown(socket_.number(), SHUT_WR);
}

std::string RawClient::some()
{
    if (!received_.empty()) {
        return std::exchange(received_, {});
    }
    char bytes[16 * 1024];
    const auto count = ::recv(socket_.number(), bytes, sizeof bytes, 0);
    if (count < 0 && errno != ECONNRESET) {
        fail("nothing came from the server");
    }
    return count > 0 ? std::string(bytes, static_cast<std::size_t>(count)) : std::string();
}

std::string RawClient::exactly(std::size_t count)
{
    std::string all;
    while (all.size() < count) {
        const auto more = some();
        if (more.empty()) {
            return all;
        }
        all += more;
    }
    received_ = all.substr(count);
    all.resize(count);
    return all;
}

std::string RawClient::until_closed()
{
    std::string all;
    for (auto more = some(); !more.empty(); more = some()) {
        all += more;
    }
    return all;
}

std::optional<Answer> RawClient::answer()
{
    std::string all;
    auto head_end = std::string::npos;
    while (head_end == std::string::npos) {
        const auto more = some();
        if (more.empty()) {
            return std::nullopt;
        }
        all += more;
        head_end = all.find("\r\n\r\n");
    }
    Answer answer;
    answer.head = all.substr(0, head_end + 4);
    received_ = all.substr(head_end + 4);
    answer.status = std::stoi(answer.head.substr(9, 3));
    const auto length = answer.head.find("Content-Length: ");
    if (length != std::string::npos) {
        answer.body = exactly(std::stoul(answer.head.substr(length + 16)));
    }
    return answer;
}

int RawClient::status()
{
    const auto found = answer();
    return found ? found->status : 0;
}

} // namespace relay::test
