// The part of the loop that lets connections in and buries them: caps, counters, descriptors.
#include "relay/net/loop.h"
#include <string_view>
#include <sys/socket.h>
#include <utility>

namespace relay::net {
namespace {

constexpr int most_accepts = 64; // in a row at one door, then the others get their turn

/// No more than a packet has room for, and nobody is waited for.
void say(const Descriptor& descriptor, const std::string& words)
{
    if (!words.empty())
        (void)::send(descriptor.number(), words.data(), words.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

} // namespace

void Loop::accept_at(std::size_t door)
{
    for (int turn = 0; turn < most_accepts; ++turn) {
        auto guest = doors_.next(door, options_.now());
        if (!guest) {
            break;
        }
        const auto& listener = doors_.at(door).listener;
        if (admit(*guest, listener)) {
            welcome(std::move(*guest), door);
        } else {
            say(guest->descriptor, listener.farewell);
        }
    }
    look_at_the_crowd();
    if (counters_.accept_pauses != doors_.pauses()) {
        counters_.accept_pauses = doors_.pauses();
        report("accepting rests: the process is short of descriptors (LimitNOFILE)");
    }
}

bool Loop::may_have_kept(const Doors::Guest& guest, const Listener& listener) const
{
    return listener.is_for_operators ||
           (options_.limits.is_kept_for && options_.limits.is_kept_for(guest.peer));
}

/// Told to each connection once: from four fifths of them on, until there are three fifths.
void Loop::look_at_the_crowd()
{
    const auto total = options_.limits.total;
    const bool was_crowded = is_crowded_;
    is_crowded_ = connections_.size() * 5 > total * (was_crowded ? 3 : 4);
    if (!is_crowded_ || was_crowded) {
        return;
    }
    report("most of the connections are taken: who does nothing has to go soon");
    for (const auto& [id, connection] : connections_) {
        if (connection->opened_) {
            serve(*connection, [&one = *connection] { one.protocol_->on_crowd(); });
        }
    }
}

bool Loop::admit(const Doors::Guest& guest, const Listener& listener)
{
    const auto& limits = options_.limits;
    const bool is_full = connections_.size() >= limits.total;
    if (is_full ||
        (connections_.size() + limits.kept >= limits.total && !may_have_kept(guest, listener))) {
        ++counters_.refused_total;
        report("connection of " + guest.peer + " refused: limit of connections in all");
        return false;
    }
    const auto found = per_address_.find(guest.cap_key);
    if (found != per_address_.end() && found->second >= options_.limits.per_address) {
        ++counters_.refused_per_address;
        report("connection of " + guest.peer + " refused: limit of connections per address");
        return false;
    }
    return true;
}

void Loop::welcome(Doors::Guest guest, std::size_t door_index)
{
    auto& door = doors_.at(door_index);
    const auto& limits = options_.limits;
    Connection::Rules rules{options_.now,         limits.handshake,  limits.linger,
                            limits.write_backlog, door.listener.tls, &is_crowded_};
    std::unique_ptr<Connection> made(
        new Connection(++last_id_, std::move(guest.descriptor), std::move(rules)));
    auto& connection = *made;
    connection.peer_ = std::move(guest.peer);
    connection.listener_ = door.listener.name;
    const bool is_uncounted = limits.uncounted.contains(connection.peer_) ||
                              (limits.is_uncounted && limits.is_uncounted(connection.peer_));
    if (!is_uncounted) {
        connection.cap_key_ = std::move(guest.cap_key);
        ++per_address_[connection.cap_key_];
    }
    connections_.emplace(connection.id(), std::move(made));
    ++counters_.accepted;
    ++counters_.open;
    const bool tls_at_once = door.listener.tls && door.listener.tls_start == TlsStart::AtOnce;
    if (tls_at_once && door.listener.is_proxied && door.listener.is_proxied(connection.peer_)) {
        connection.phase_ = Connection::Phase::Proxy;
    }
    serve(connection, [&] { connection.open(door.make(connection), tls_at_once); });
}

void Loop::bury()
{
    if (doomed_.empty()) {
        return;
    }
    for (const auto id : std::exchange(doomed_, {})) {
        const auto grave = connections_.extract(id);
        if (grave.empty()) {
            continue;
        }
        auto& connection = *grave.mapped();
        if (connection.unsent() > 0) {
            connection.wire_.forget_output(); // a slow reader must not keep kernel memory either
        }
        const std::string_view reason = connection.doom_reason_;
        counters_.cut_slow_readers += reason == "slow reader" ? 1 : 0;
        counters_.cut_in_handshake += reason.substr(0, 9) == "handshake" ? 1 : 0;
        if (!reason.empty()) {
            report("connection of " + connection.peer() + " cut: " + connection.doom_reason_);
        }
        if (!connection.cap_key_.empty() && --per_address_[connection.cap_key_] == 0) {
            per_address_.erase(connection.cap_key_);
        }
        if (connection.protocol_) {
            connection.protocol_->on_closed();
        }
        --counters_.open;
    }
    doors_.try_resume(options_.now());
    look_at_the_crowd();
}

} // namespace relay::net
