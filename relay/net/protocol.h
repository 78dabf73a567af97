#pragma once
#include <functional>
#include <memory>
#include <string_view>

namespace relay::net {

class Connection;

/// What is spoken on one connection: bytes in, calls of the Connection out.
///
/// Created by the listener's ProtocolFactory when a connection is accepted, destroyed with it;
/// keeps the `Connection&` it was made with, which outlives it. Every function is called by the
/// loop thread, one at a time, and must return quickly: nothing here may block, read a file or ask
/// the database. Work goes to another thread, and comes back through Loop's Postbox
/// (Loop::visit()). A function that throws ends its connection and no other.
///
/// After Connection::close() or cut() only on_closed() is called.
class Protocol {
public:
    Protocol() = default;
    Protocol(const Protocol&) = delete;
    Protocol& operator=(const Protocol&) = delete;
    virtual ~Protocol() = default;

    /// The connection is usable (with TlsStart::AtOnce: after the handshake). Set a deadline here:
    /// there is none now.
    virtual void on_open() = 0;

    /// The peer sent this. The view dies with the call.
    virtual void on_bytes(std::string_view bytes) = 0;

    /// The peer will send no more but may still read. Answer what is owed, then close().
    virtual void on_end() = 0;

    /// The time given to Connection::set_deadline() has come; there is no deadline now.
    virtual void on_deadline() = 0;

    /// The house is closing: finish what is being done, then close(); close() now when idle.
    virtual void on_drain() = 0;
    /// Most of the connections are taken by now: Connection::is_crowded() has become true.
    virtual void on_crowd() {}

    /// All that was written is with the kernel. A good moment to take the next request.
    virtual void on_flushed() {}

    /// The handshake that start_tls() asked for succeeded; bytes from now on came encrypted.
    virtual void on_secured() {}

    /// The connection is gone, for whatever reason; the last call.
    virtual void on_closed() {}
};

/// Called by the loop thread for each accepted connection.
using ProtocolFactory = std::function<std::unique_ptr<Protocol>(Connection&)>;

} // namespace relay::net
