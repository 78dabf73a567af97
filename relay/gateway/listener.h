#pragma once
#include "relay/channels/incoming.h"
#include "relay/core/reply_match.h"
#include "relay/engine/house.h"

namespace relay::gateway {

/// Who listens to gateways and calls: receipts move their deliveries; texts and keys of people
/// answer their pages, end and begin what is sent to their phone.
///
/// Thread-safe. Each is heard in one transaction; the same again changes nothing.
class Listener final : public channels::Ears, public channels::CallEars, public channels::PageEars {
public:
    explicit Listener(const engine::House& house, core::KeyWords words = {})
        : house_(house), words_(std::move(words))
    {
    }

    bool hear(const channels::Receipt& receipt) override;
    bool hear(const channels::IncomingText& text) override;
    bool hear(const channels::Heard& heard) override;
    channels::PageEars::Heard hear(const channels::PageNews& news) override;

private:
    const engine::House& house_; ///< outlives us
    core::KeyWords words_;
};

} // namespace relay::gateway
