#pragma once
#include "relay/engine/way_rule.h"
#include "relay/engine/worker.h"
#include <map>

namespace relay::engine {

/// One way out: what is due by one channel is claimed, put off or bundled here, by what is known of
/// its gateway's health, of the pace and of whom it goes to. What is known is a hint in memory: a
/// node that starts anew finds it out again.
///
/// The scheduler's thread only.
class Way {
public:
    Way(const House& house, store::Channel channel, std::unique_ptr<channels::Channel> sends_by,
        WayRule rule);

    /// True when there was something to do: then there may be more.
    bool look(store::Connection& reader);

    Worker& worker() { return worker_; }
    const Worker& worker() const { return worker_; }

private:
    using Deliveries = std::vector<store::Delivery>;

    bool dispatch(store::Connection& reader, Deliveries due);
    bool probe(const core::Health& health, const Deliveries& due);
    bool keep_pace(store::Connection& reader, Deliveries& due);
    bool send_calmly(store::Connection& reader, const Deliveries& due);
    bool send_to_sources(store::Connection& reader, const Deliveries& due);
    /// Whose address, and who sends there so much: one source's storm does not hold up another's
    /// page.
    struct Storm {
        store::DetailId address;
        store::SourceId source;
        auto operator<=>(const Storm&) const = default;
    };

    bool send_to(store::Connection& reader, const Storm& storm, const Deliveries& due);
    void wake();
    bool put_off(const Deliveries& due, const core::PutOff& event);
    bool claim_probe(const store::Delivery& delivery);
    bool claim_each(const std::vector<store::DeliveryId>& ids, const Storm* storm = nullptr,
                    store::SourceId source = {});
    bool claim_together(const std::vector<store::DeliveryId>& ids, const Storm& storm);
    void note_sent(const Storm* storm);
    void warn_of_the_day();
    void count_today(store::Connection& reader);
    bool sing();
    bool listen_for_canary(store::Instant now);

    const House& house_; ///< outlives us
    store::Channel channel_;
    WayRule rule_;
    Worker worker_;
    core::Pace pace_;
    bool was_well_ = true;
    store::Instant counted_{};
    store::Instant warned_{}; ///< the day of the last warning
    store::Instant last_sent_{};
    std::map<Storm, std::vector<store::Instant>> recent_;
};

} // namespace relay::engine
