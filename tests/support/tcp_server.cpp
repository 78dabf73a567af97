#include "tests/support/tcp_server.h"
#include <algorithm>
#include <array>
#include <csignal>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace tests {
namespace {

int bound_socket(std::uint16_t& port)
{
    const int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (made < 0 || bind(made, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        getsockname(made, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("no free loopback port");
    port = ntohs(address.sin_port);
    return made;
}

} // namespace

struct TcpPeer::Tls {
    struct Deleter {
        void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
        void operator()(SSL* session) const { SSL_free(session); }
    };
    std::unique_ptr<SSL_CTX, Deleter> context;
    std::unique_ptr<SSL, Deleter> session;
};

TcpPeer::TcpPeer(int socket) : socket_(socket) {}

TcpPeer::~TcpPeer()
{
    close();
}

std::string TcpPeer::read_some()
{
    if (!kept_.empty())
        return std::exchange(kept_, {});
    std::array<char, 16 * 1024> buffer;
    const auto count = tls_ ? SSL_read(tls_->session.get(), buffer.data(), buffer.size())
                            : recv(socket_, buffer.data(), buffer.size(), 0);
    return count > 0 ? std::string(buffer.data(), static_cast<std::size_t>(count)) : std::string();
}

std::optional<std::string> TcpPeer::read_until(std::string_view end)
{
    std::string all;
    for (;;) {
        const auto at = all.find(end);
        if (at != std::string::npos) {
            kept_ = all.substr(at + end.size());
            all.resize(at + end.size());
            return all;
        }
        const auto more = read_some();
        if (more.empty())
            return std::nullopt;
        all += more;
    }
}

std::string TcpPeer::read_bytes(std::size_t count)
{
    std::string all;
    while (all.size() < count) {
        const auto more = read_some();
        if (more.empty())
            return all;
        all += more;
    }
    kept_ = all.substr(count);
    all.resize(count);
    return all;
}

void TcpPeer::write(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto count =
            tls_ ? SSL_write(tls_->session.get(), bytes.data(), static_cast<int>(bytes.size()))
                 : send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0)
            return;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

void TcpPeer::wait_for_end()
{
    while (!read_some().empty()) {
    }
}

void TcpPeer::reset()
{
    const linger at_once{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
}

void TcpPeer::close()
{
    const std::lock_guard lock(closing_);
    if (socket_ >= 0)
        ::close(std::exchange(socket_, -1));
}

bool TcpPeer::start_tls(const IssuedCertificate& certificate)
{
    auto tls = std::make_unique<Tls>();
    tls->context.reset(SSL_CTX_new(TLS_server_method()));
    SSL_CTX_use_certificate_file(tls->context.get(), certificate.certificate.c_str(),
                                 SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(tls->context.get(), certificate.key.c_str(), SSL_FILETYPE_PEM);
    if (!certificate.client_authority.empty()) {
        SSL_CTX_load_verify_locations(tls->context.get(), certificate.client_authority.c_str(),
                                      nullptr);
        SSL_CTX_set_verify(tls->context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                           nullptr);
    }
    if (certificate.is_old) {
        SSL_CTX_set_security_level(tls->context.get(), 0);
        SSL_CTX_set_min_proto_version(tls->context.get(), TLS1_VERSION);
        SSL_CTX_set_max_proto_version(tls->context.get(), TLS1_1_VERSION);
    }
    tls->session.reset(SSL_new(tls->context.get()));
    SSL_set_fd(tls->session.get(), socket_);
    const bool done = SSL_accept(tls->session.get()) == 1;
    if (done)
        tls_ = std::move(tls);
    return done;
}

void TcpPeer::stop()
{
    const std::lock_guard lock(closing_);
    if (socket_ >= 0)
        shutdown(socket_, SHUT_RDWR);
}

TcpServer::TcpServer(Script script) : script_(std::move(script))
{
    std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes to peers that have gone
    listening_ = bound_socket(port_);
    if (listen(listening_, 64) != 0)
        throw std::runtime_error("cannot listen on loopback");
    acceptor_ = std::jthread([this] { accept_all(); });
}

TcpServer::~TcpServer()
{
    shutdown(listening_, SHUT_RDWR);
    acceptor_.join();
    {
        const std::lock_guard lock(mutex_);
        for (auto* peer : open_)
            peer->stop();
    }
    threads_.clear();
    ::close(listening_);
}

void TcpServer::accept_all()
{
    for (;;) {
        const int socket = accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0)
            return;
        const int no_delay = 1;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &no_delay, sizeof no_delay);
        ++connections_;
        auto peer = std::make_unique<TcpPeer>(socket);
        {
            const std::lock_guard lock(mutex_);
            open_.push_back(peer.get());
        }
        threads_.emplace_back([this, peer = std::move(peer)] {
            script_(*peer);
            const std::lock_guard lock(mutex_);
            open_.remove(peer.get());
            peer->close();
        });
    }
}

} // namespace tests
