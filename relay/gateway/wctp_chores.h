#pragma once
#include "relay/channels/channel.h"
#include "relay/engine/house.h"
#include "relay/gateway/ticker.h"
#include "relay/intake/wctp_recorder.h"
#include "store/model/lookup_answer.h"
#include <memory>
#include <vector>

namespace relay::gateway {

/// What WCTP sources are owed besides statuses and replies: the answers of confirmed look-ups are
/// pushed; what nobody fetched within a day ends with a line in the audit trail; what was recorded
/// for longer than it may be kept is forgotten.
///
/// All of it stands in the store, so a restart goes on where this one stopped. An answer may be
/// pushed twice, when we die between its confirmation and the commit.
class WctpChores {
public:
    /// `push`: takes WctpOut, and answers within `push_timeout`. What it is given outlives it, but
    /// for the channel.
    WctpChores(const engine::House& house, std::unique_ptr<channels::Channel> push,
               store::Millis push_timeout, const intake::WctpRecorder& recorder);
    ~WctpChores(); ///< stop()
    WctpChores(const WctpChores&) = delete;
    WctpChores& operator=(const WctpChores&) = delete;

    /// Looks every second in a thread of its own.
    void start();
    void stop();

    /// Pushes what is due; once an hour tidies up.
    void look();

private:
    bool push(const store::LookupAnswer& answer);
    void push_all(const std::vector<store::LookupAnswer>& due);
    store::Millis lease_of(const store::LookupAnswer& answer) const;
    void tell_unfetched();

    const engine::House& house_;
    std::unique_ptr<channels::Channel> push_;
    const store::Millis push_timeout_;
    const intake::WctpRecorder& recorder_;
    store::Instant tidied_{}; ///< the looking thread only
    Ticker ticker_;
};

} // namespace relay::gateway
