#pragma once
#include "relay/net/moment.h"
#include "relay/net/protocol.h"
#include "relay/net/wire.h"
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace relay::net {

/// One accepted connection, as its protocol sees it.
///
/// Lives in its Loop and is used by the loop thread only. Other threads keep the id() and come in
/// through Postbox and Loop::visit(). Functions that talk to the peer take effect after the
/// protocol's function has returned, in this order: what was written, start_tls(), close().
class Connection {
public:
    using Id = std::uint64_t;

    Id id() const noexcept { return id_; }                     ///< never used twice by a Loop
    const std::string& peer() const noexcept { return peer_; } ///< numeric, without port
    const std::string& listener() const noexcept { return listener_; } ///< its name
    bool is_secure() const noexcept { return wire_.is_secure(); }      ///< inside TLS by now
    /// The client's, of a listener that asks for it. Null: it showed none that counts.
    const std::shared_ptr<const PeerCertificate>& certificate() const noexcept
    {
        return certificate_;
    }
    /// Whom a proxy spoke for before the handshake: numeric, "" for itself. None: no proxy did.
    const std::optional<std::string>& told_peer() const noexcept { return told_peer_; }
    Moment now() const { return rules_.now(); }
    /// Most of the loop's connections are taken: who does nothing should not be waited for long.
    bool is_crowded() const { return *rules_.is_crowded; }

    /// Queues bytes for the peer. A peer that has left more than LoopLimits::write_backlog bytes
    /// unread by then is cut; a single write may be larger than that.
    void write(std::string bytes);
    std::size_t unsent() const noexcept { return out_.size() - sent_; }

    /// on_deadline() is called once now() has reached `at`. Absolute: traffic does not move it. One
    /// per connection; setting it again replaces it.
    void set_deadline(Moment at) { deadline_ = at; }
    void clear_deadline() { deadline_.reset(); }

    /// No on_bytes() and no on_end() while paused; TCP slows the peer down.
    void pause_reading() { paused_ = true; }
    void resume_reading() { paused_ = false; }

    /// Whether start_tls() may be called: the listener has a certificate and we are still plain.
    bool can_start_tls() const noexcept { return rules_.tls && !wire_.is_secure(); }

    /// Turns this plain connection into a TLS one, after what was written is out. The loop delivers
    /// nothing more until on_secured(); a protocol must itself drop what it still holds of the
    /// bytes that came with the command that led here (CVE-2011-0411).
    void start_tls() { starting_tls_ = true; }

    /// After what was written is out: ends our direction, swallows what the peer still sends (else
    /// the kernel destroys our last words with a reset), then closes.
    void close() { closing_ = true; }

    /// Closes now; what is unsent is lost.
    void cut() { doomed_ = true; }

    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

private:
    friend class Loop;

    /// What the loop lays down for a connection.
    struct Rules {
        Now now;
        std::chrono::milliseconds handshake;
        std::chrono::milliseconds linger;
        std::size_t write_backlog;
        std::optional<TlsContext> tls; ///< empty: start_tls() is impossible
        const bool* is_crowded;        ///< the loop's, which outlives us
    };
    enum class Phase { Proxy, Handshake, Open, Lingering };

    Connection(Id id, Descriptor descriptor, Rules rules)
        : id_(id), wire_(std::move(descriptor)), rules_(std::move(rules))
    {
    }

    void open(std::unique_ptr<Protocol> protocol, bool tls_at_once);
    void on_ready(std::uint32_t events, std::string& scratch);
    void on_time();
    void settle();
    std::uint32_t wanted_events() const;
    bool may_read() const;

    void hear_proxy();
    void begin_handshake();
    void shake_hands();
    void read(std::string& scratch);
    void flush();
    void begin_linger();
    void doom(const char* reason);

    Id id_;
    std::string peer_;
    std::string cap_key_; ///< what the peer counts as in the per-address cap; empty: uncounted
    std::string listener_;
    Wire wire_;
    std::shared_ptr<const PeerCertificate> certificate_;
    Rules rules_;
    std::string proxy_words_; ///< Phase::Proxy: what came of the header
    std::optional<std::string> told_peer_;
    std::unique_ptr<Protocol> protocol_;
    Phase phase_ = Phase::Open;

    std::string out_;
    std::size_t sent_ = 0; ///< so much of out_ is with the kernel
    std::optional<Moment> deadline_;
    std::optional<Moment>
        queued_deadline_;          ///< our entry in the loop's queue, never after deadline_
    std::uint32_t interest_ = 0;   ///< epoll events we are registered for
    const char* doom_reason_ = ""; ///< the limit that ended us, for log and counters

    bool watched_ = false; ///< epoll knows us
    bool opened_ = false;  ///< on_open() was called
    bool paused_ = false;
    bool input_ended_ = false;
    bool starting_tls_ = false;
    bool closing_ = false;
    bool doomed_ = false;
};

} // namespace relay::net
