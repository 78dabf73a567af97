// The part of the loop that lets connections in and buries them: caps, counters, descriptors.
#include "relay/net/loop.h"
#include <string_view>
#include <utility>

namespace relay::net {
namespace {

constexpr int most_accepts = 64; // in a row at one door, then the others get their turn

} // namespace

void Loop::accept_at(std::size_t door)
{
    for (int turn = 0; turn < most_accepts; ++turn) {
        auto guest = doors_.next(door, options_.now());
        if (!guest) {
            break;
        }
        if (admit(*guest, doors_.at(door).listener.is_for_operators)) {
            welcome(std::move(*guest), door);
        }
    }
    if (counters_.accept_pauses != doors_.pauses()) {
        counters_.accept_pauses = doors_.pauses();
        report("accepting rests: the process is short of descriptors (LimitNOFILE)");
    }
}

bool Loop::admit(const Doors::Guest& guest, bool is_operators_door)
{
    const auto kept = is_operators_door ? 0 : options_.limits.kept_for_operators;
    if (connections_.size() + kept >= options_.limits.total) {
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
    Connection::Rules rules{options_.now, limits.handshake, limits.linger, limits.write_backlog,
                            door.listener.tls};
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
}

} // namespace relay::net
