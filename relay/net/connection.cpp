#include "relay/net/connection.h"
#include "relay/net/proxy_header.h"
#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/epoll.h>
#include <sys/socket.h>

namespace relay::net {
namespace {

// How often one connection may read before the others get their turn.
constexpr int most_reads = 4;

} // namespace

void Connection::write(std::string bytes)
{
    if (unsent() > rules_.write_backlog) {
        doom("slow reader");
        return;
    }
    if (unsent() == 0) {
        out_ = std::move(bytes);
        sent_ = 0;
        return;
    }
    out_.append(bytes);
}

void Connection::open(std::unique_ptr<Protocol> protocol, bool tls_at_once)
{
    protocol_ = std::move(protocol);
    if (phase_ == Phase::Proxy) {
        deadline_ = now() + rules_.handshake;
        return;
    }
    if (tls_at_once) {
        begin_handshake();
        return;
    }
    opened_ = true;
    protocol_->on_open();
    settle();
}

void Connection::on_ready(std::uint32_t events, std::string& scratch)
{
    if ((events & (EPOLLERR | EPOLLHUP)) != 0) {
        doomed_ = true;
        return;
    }
    if (phase_ == Phase::Proxy) {
        hear_proxy();
    }
    if (phase_ == Phase::Handshake && !doomed_) {
        shake_hands();
    }
    if ((events & EPOLLOUT) != 0) {
        settle();
    }
    read(scratch);
    settle();
}

void Connection::on_time()
{
    deadline_.reset();
    switch (phase_) {
    case Phase::Proxy:
    case Phase::Handshake:
        doom("handshake time");
        return;
    case Phase::Lingering:
        doomed_ = true;
        return;
    case Phase::Open:
        protocol_->on_deadline();
        settle();
        return;
    }
}

/// Does what the protocol asked for, until it has nothing more to say or the kernel takes no more.
void Connection::settle()
{
    while (!doomed_ && phase_ == Phase::Open) {
        const bool had_output = unsent() > 0;
        flush();
        if (doomed_ || unsent() > 0) {
            return;
        }
        if (starting_tls_) {
            begin_handshake();
            return;
        }
        if (closing_) {
            begin_linger();
            return;
        }
        if (!had_output) {
            return;
        }
        protocol_->on_flushed();
    }
}

std::uint32_t Connection::wanted_events() const
{
    std::uint32_t events = 0;
    if (may_read() || phase_ == Phase::Handshake || phase_ == Phase::Proxy) {
        events |= EPOLLIN;
    }
    const bool is_waiting_to_send = phase_ == Phase::Open && unsent() > 0;
    if (is_waiting_to_send || (wire_.wants_write() && phase_ != Phase::Lingering)) {
        events |= EPOLLOUT;
    }
    return events;
}

bool Connection::may_read() const
{
    if (doomed_ || input_ended_) {
        return false;
    }
    return phase_ == Phase::Lingering ||
           (phase_ == Phase::Open && !paused_ && !closing_ && !starting_tls_);
}

/// Takes no octet that is not the header's: what follows is the handshake's.
void Connection::hear_proxy()
{
    std::array<char, 2048> bytes{};
    const auto count = ::recv(wire_.descriptor(), bytes.data(), bytes.size(), MSG_PEEK);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    const auto before = proxy_words_.size();
    proxy_words_.append(bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    const auto reading = read_proxy_header(proxy_words_);
    if (count <= 0 || std::holds_alternative<NoProxyHeader>(reading)) {
        doomed_ = true;
        return;
    }
    const auto* header = std::get_if<ProxyHeader>(&reading);
    const auto taken = header == nullptr ? proxy_words_.size() - before : header->bytes - before;
    if (::recv(wire_.descriptor(), bytes.data(), taken, 0) != static_cast<ssize_t>(taken)) {
        doomed_ = true;
        return;
    }
    if (header == nullptr) {
        return;
    }
    told_peer_ = header->address;
    std::string().swap(proxy_words_);
    begin_handshake();
}

void Connection::begin_handshake()
{
    starting_tls_ = false;
    if (!rules_.tls || wire_.is_secure()) {
        doom("TLS asked for where there is none");
        return;
    }
    wire_.secure(*rules_.tls);
    phase_ = Phase::Handshake;
    deadline_ = now() + rules_.handshake;
}

void Connection::shake_hands()
{
    switch (wire_.handshake()) {
    case Io::Blocked:
        return;
    case Io::Ended:
    case Io::Failed:
        doom("handshake");
        return;
    case Io::Done:
        break;
    }
    if (auto certificate = wire_.certificate()) {
        certificate_ = std::make_shared<const PeerCertificate>(std::move(*certificate));
    }
    phase_ = Phase::Open;
    deadline_.reset();
    if (opened_) {
        protocol_->on_secured();
    } else {
        opened_ = true;
        protocol_->on_open();
    }
}

void Connection::read(std::string& scratch)
{
    for (int turn = 0; turn < most_reads && may_read(); ++turn) {
        const auto moved = wire_.read(scratch.data(), scratch.size());
        switch (moved.io) {
        case Io::Blocked:
            return;
        case Io::Failed:
            doomed_ = true;
            return;
        case Io::Ended:
            input_ended_ = true;
            break;
        case Io::Done:
            break;
        }
        if (phase_ == Phase::Lingering) {
            doomed_ = input_ended_;
            continue;
        }
        if (input_ended_) {
            protocol_->on_end();
            return;
        }
        protocol_->on_bytes(std::string_view(scratch).substr(0, moved.bytes));
        if (!wire_.is_secure() && moved.bytes < scratch.size()) {
            return; // the kernel has no more; epoll says when it has
        }
    }
}

void Connection::flush()
{
    while (unsent() > 0) {
        const auto moved = wire_.write(std::string_view(out_).substr(sent_));
        if (moved.io == Io::Blocked) {
            return;
        }
        if (moved.io != Io::Done) {
            doomed_ = true;
            return;
        }
        sent_ += moved.bytes;
    }
    out_ = {};
    sent_ = 0;
}

void Connection::begin_linger()
{
    wire_.end_output();
    phase_ = Phase::Lingering;
    deadline_ = now() + rules_.linger;
    doomed_ = input_ended_;
}

void Connection::doom(const char* reason)
{
    doomed_ = true;
    doom_reason_ = reason;
}

} // namespace relay::net
