#pragma once
#include "store/model/delivery.h"
#include "store/model/page.h"
#include <string_view>
#include <vector>

namespace relay::core {

struct ProgressStep {
    store::Page next;
    /// The stages that this news reached for the first time, in rank order: a read page was also
    /// delivered, so news of one may reach both.
    std::vector<store::Progress> reached;
    std::string_view reason; ///< never empty
};

/// A page after news that it got as far as `news`. Progress only rises (news comes twice and out of
/// order); a failure counts only while nothing was delivered.
ProgressStep raise(const store::Page& page, store::Progress news, store::Instant at);

/// Has it got as far as `wanted`? A failed page has got nowhere.
bool got_as_far_as(store::Progress progress, store::Progress wanted);

/// True when no delivery of the page can bring it to its contact any more.
bool is_lost(const std::vector<store::Delivery>& deliveries);

/// The page may lie in the inbox, but nothing calls anybody to it any more: each of its ways out
/// was refused or came too late. False where it had none, and where somebody called one off.
bool is_unheard(const std::vector<store::Delivery>& deliveries);

/// As is_unheard(), also where a way is only put off: nothing calls anybody to it now.
bool is_silent(const std::vector<store::Delivery>& deliveries);

/// Is one of its ways out with a gateway, or got further?
bool has_gone_out(const std::vector<store::Delivery>& deliveries);

/// The deliveries of a page that are needless once it got as far as `progress` (S0.20), in order.
/// Copies are never needless (S0.23).
std::vector<store::Delivery> needless(const std::vector<store::Delivery>& deliveries,
                                      store::Progress progress);

} // namespace relay::core
