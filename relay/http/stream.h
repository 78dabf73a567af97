#pragma once
#include "relay/net/postbox.h"
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace relay::http {

/// An answer that goes on for as long as both sides like (live events). Any thread; copies share.
///
/// The peer is cut when it leaves more than LoopLimits::write_backlog bytes unread: whoever writes
/// never waits and never fills the memory.
class Stream {
public:
    /// Made by Responder::start_stream().
    Stream(std::shared_ptr<net::Postbox> postbox, std::uint64_t connection)
        : postbox_(std::move(postbox)), connection_(connection)
    {
    }

    /// Queues bytes for the peer; dropped when it has gone.
    void write(std::string bytes) const;
    void close() const;
    bool is_open() const noexcept { return *open_; }

    /// For the protocol, which clears it when the peer goes.
    const std::shared_ptr<std::atomic<bool>>& open_flag() const noexcept { return open_; }

private:
    std::shared_ptr<net::Postbox> postbox_;
    std::uint64_t connection_;
    std::shared_ptr<std::atomic<bool>> open_ = std::make_shared<std::atomic<bool>>(true);
};

} // namespace relay::http
