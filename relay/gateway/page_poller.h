#pragma once
#include "relay/channels/incoming.h"
#include "relay/core/health.h"
#include "relay/engine/house.h"
#include "relay/gateway/ticker.h"
#include <map>
#include <string>
#include <vector>

namespace relay::gateway {

/// Asks the peers that say nothing by themselves what became of their pages: as long as a page may
/// be answered, and until it is.
///
/// What is to be asked stands in the store, so a restart forgets nothing but when it last asked.
class PagePoller {
public:
    /// What it is given outlives it.
    PagePoller(const engine::House& house, channels::PageEars& ears,
               channels::Ears* texts = nullptr)
        : house_(house), ears_(ears), texts_(texts)
    {
    }
    ~PagePoller(); ///< stop()
    PagePoller(const PagePoller&) = delete;
    PagePoller& operator=(const PagePoller&) = delete;

    /// Before start().
    void add(store::Channel channel, channels::Asker& asker);
    /// Looks every second in a thread of its own, where there is anybody to ask.
    void start();
    void stop();

    /// Asks about each page whose pause is over.
    void look();

private:
    std::vector<store::Delivery> waiting(store::Channel channel) const;
    void look_at(store::Channel channel, channels::Asker& asker);
    std::string provider_of(const store::Delivery& delivery) const;
    void ask(store::Channel channel, channels::Asker& asker, const channels::AskedPage& page,
             store::Instant made);
    void judge(store::Channel channel, const channels::AskAnswer& answer);
    void tell_passed_over(const channels::AskedPage& page, const channels::AskAnswer& answer);
    void fetch_texts(store::Channel channel, channels::Asker& asker);

    const engine::House& house_;
    channels::PageEars& ears_;
    channels::Ears* texts_; ///< null: nobody reads texts
    /// By channel: when texts were last fetched, and when they are to be fetched again.
    struct Fetched {
        store::Instant until{};
        store::Instant next{};
    };
    std::map<store::Channel, Fetched> fetched_; ///< the looking thread only
    std::map<store::Channel, channels::Asker*> askers_;
    /// How the gateway of a channel answers.
    struct Standing {
        core::Health health{};
        std::string trouble{}; ///< the last, and in the log; empty: it answers
    };
    std::map<store::Channel, Standing> standing_;            ///< the looking thread only
    std::map<store::DeliveryId, store::Instant> not_before_; ///< the looking thread only
    /// What the log knows already of the page's answers, which hold everything each time.
    std::map<store::DeliveryId, std::vector<std::string>> told_; ///< the looking thread only
    Ticker ticker_;
};

} // namespace relay::gateway
