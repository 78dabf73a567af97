#include "relay/net/listener.h"
#include <Poco/Exception.h>
#include <Poco/Net/ServerSocketImpl.h>
#include <Poco/Net/SocketAddress.h>
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace relay::net {
namespace {

constexpr int backlog = 1024;

class AdoptedSocketImpl : public Poco::Net::ServerSocketImpl {
public:
    explicit AdoptedSocketImpl(int descriptor) { reset(descriptor); }
};

class AdoptedSocket : public Poco::Net::ServerSocket {
public:
    explicit AdoptedSocket(int descriptor)
        : ServerSocket(new AdoptedSocketImpl(descriptor), true) // POCO counts and frees it
    {
    }
};

bool is_listening_stream(int descriptor)
{
    int listens = 0;
    int type = 0;
    socklen_t size = sizeof(int);
    return ::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 &&
           ::getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && listens == 1 &&
           type == SOCK_STREAM;
}

/// Not by POCO's IPAddress::tryParse(): it takes "::" for a failure.
std::optional<Poco::Net::SocketAddress> socket_address(const std::string& address,
                                                       std::uint16_t port)
{
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    if (::inet_pton(AF_INET, address.c_str(), &v4.sin_addr) == 1) {
        return Poco::Net::SocketAddress(reinterpret_cast<const sockaddr*>(&v4), sizeof v4);
    }
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    if (::inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr) == 1) {
        return Poco::Net::SocketAddress(reinterpret_cast<const sockaddr*>(&v6), sizeof v6);
    }
    return std::nullopt;
}

/// POCO leaves it open: a program that we start would keep the port when we are gone.
void close_on_exec(const Poco::Net::ServerSocket& socket)
{
    ::fcntl(socket.impl()->sockfd(), F_SETFD, FD_CLOEXEC);
}

} // namespace

Result<Poco::Net::ServerSocket> listen_on(const std::string& address, std::uint16_t port)
{
    const auto where = address + " port " + std::to_string(port);
    const auto target = socket_address(address, port);
    if (!target) {
        return tl::unexpected("cannot listen on " + where + ": not a numeric IP address");
    }
    Poco::Net::ServerSocket socket;
    try {
        // Never SO_REUSEPORT (POCO's short forms set it): two daemons would share the door unseen.
        if (target->family() == Poco::Net::SocketAddress::IPv6) {
            socket.bind6(*target, true, false, false);
        } else {
            socket.bind(*target, true, false);
        }
        socket.listen(backlog);
        socket.setBlocking(false);
        close_on_exec(socket);
    } catch (const Poco::Exception& fault) {
        return tl::unexpected("cannot listen on " + where + ": " + fault.displayText() +
                              "; is another program using it, or is the port below 1024?");
    }
    return socket;
}

Result<Poco::Net::ServerSocket> adopt_listener(int descriptor)
{
    if (!is_listening_stream(descriptor)) {
        return tl::unexpected("descriptor " + std::to_string(descriptor) +
                              " is not a listening TCP socket; check the .socket unit");
    }
    Poco::Net::ServerSocket socket{AdoptedSocket(descriptor)};
    socket.setBlocking(false);
    return socket;
}

} // namespace relay::net
