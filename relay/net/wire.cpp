#include "relay/net/wire.h"
#include <algorithm>
#include <cerrno>
#include <limits>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdexcept>
#include <sys/socket.h>

namespace relay::net {
namespace {

bool is_transient(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

int tls_size(std::size_t size)
{
    return static_cast<int>(std::min<std::size_t>(size, std::numeric_limits<int>::max()));
}

} // namespace

void Wire::Free::operator()(ssl_st* session) const noexcept
{
    SSL_free(session);
}

void Wire::secure(const TlsContext& context)
{
    session_.reset(SSL_new(context.native()));
    if (!session_ || SSL_set_fd(session_.get(), descriptor()) != 1) {
        throw std::runtime_error("OpenSSL has no memory for a session");
    }
    SSL_set_accept_state(session_.get());
}

Io Wire::handshake()
{
    ERR_clear_error();
    const auto moved = judged(SSL_do_handshake(session_.get()));
    secured_ = moved.io == Io::Done;
    return moved.io;
}

Wire::Moved Wire::read(char* into, std::size_t size)
{
    if (session_) {
        ERR_clear_error();
        return judged(SSL_read(session_.get(), into, tls_size(size)));
    }
    const auto count = ::recv(descriptor(), into, size, 0);
    if (count > 0) {
        return {Io::Done, static_cast<std::size_t>(count)};
    }
    if (count == 0) {
        return {Io::Ended};
    }
    return {is_transient(errno) ? Io::Blocked : Io::Failed};
}

Wire::Moved Wire::write(std::string_view bytes)
{
    if (session_) {
        ERR_clear_error();
        return judged(SSL_write(session_.get(), bytes.data(), tls_size(bytes.size())));
    }
    const auto count = ::send(descriptor(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count >= 0) {
        return {Io::Done, static_cast<std::size_t>(count)};
    }
    return {is_transient(errno) ? Io::Blocked : Io::Failed};
}

Wire::Moved Wire::judged(int result)
{
    wants_write_ = false;
    if (result > 0) {
        return {Io::Done, static_cast<std::size_t>(result)};
    }
    switch (SSL_get_error(session_.get(), result)) {
    case SSL_ERROR_WANT_READ:
        return {Io::Blocked};
    case SSL_ERROR_WANT_WRITE:
        wants_write_ = true;
        return {Io::Blocked};
    case SSL_ERROR_ZERO_RETURN:
        return {Io::Ended};
    default: // many kinds, one consequence
        return {Io::Failed};
    }
}

void Wire::end_output()
{
    if (session_ && secured_) {
        ERR_clear_error();
        SSL_shutdown(session_.get());
    }
    ::shutdown(descriptor(), SHUT_WR);
}

void Wire::forget_output()
{
    const linger at_once{1, 0};
    ::setsockopt(descriptor(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

} // namespace relay::net
