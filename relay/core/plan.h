#pragma once
#include "relay/core/opt_out.h"
#include "relay/core/time_zone.h"
#include "store/model/contact.h"
#include "store/model/delivery.h"
#include "store/model/directory.h"
#include "store/model/message.h"
#include <set>
#include <string_view>
#include <vector>

// From a page to its deliveries: secure message now, copies now, redundancy after its delay.

namespace relay::core {

/// One delivery that is to be made; the engine gives it its ids.
struct PlannedDelivery {
    store::DeliveryKind kind = store::DeliveryKind::Primary;
    store::Channel channel = store::Channel::Secure;
    store::DetailId detail; ///< not valid for Secure
    store::Instant due{};
    std::optional<store::Progress> unless;
    bool is_held = false;         ///< it waits for the end of quiet hours, or to be disturbed again
    bool is_despite_stop = false; ///< the address is opted out, and this is of high priority
    bool operator==(const PlannedDelivery&) const = default;
};

enum class NotPlannedWhy { OptedOut, Invalid, NoAddress, NoChannel, AfterExpiry, QuietHours };

std::string_view word(NotPlannedWhy why);

/// A delivery that the contact's settings ask for and that will not happen, and why (S1.55, D2).
struct NotPlanned {
    store::DeliveryKind kind = store::DeliveryKind::Redundancy;
    store::Channel channel = store::Channel::Email;
    NotPlannedWhy why = NotPlannedWhy::NoAddress;
    bool operator==(const NotPlanned&) const = default;
};

struct Plan {
    std::vector<PlannedDelivery> deliveries;
    std::vector<NotPlanned> left_out;
    bool operator==(const Plan&) const = default;
};

/// Which channels this installation has configured, besides the secure inbox.
struct ChannelsAtHand {
    bool email = false;
    bool sms = false;
    bool ivr = false;
    bool push = false;
    store::Millis push_again{120'000}; ///< a page of high priority, until it is read
    int push_repeats = 10;
    bool snpp = false;
    bool wctp_peer = false;
    OptOutRule opt_out;
};

/// The deliveries of a page for `contact`, counted from `start` (now, or the message's
/// deliveryAfter).
///
/// Each device that takes pushes gets one at once, and for high priority again and again.
///
/// An opted-out or invalid address is passed over for the next of its kind (S1.46); where the site
/// decided so, something of high priority goes to an opted-out one rather than nowhere;
/// when none is left the channel is left out, and the next redundancy goes at its instant (S1.57).
/// Texts and calls that are not of high priority wait for the end of quiet hours (X.5); what would
/// then be past its expiry is left out. Redundancy by mail goes to two addresses, where there are
/// two (S0.43); everything else to one.
Plan plan(const store::Contact& contact, const store::Message& message,
          const ChannelsAtHand& channels, store::Instant start, const TimeZones& zones);

/// Does a program of theirs look into the inbox by itself?
bool is_watching(const store::Contact& contact, const store::Directory& people);

/// Does it lead to somebody? Not where all there is is an inbox to which nobody has a device or a
/// token.
bool reaches_somebody(const Plan& plan, const store::Contact& contact,
                      const store::Directory& people);

/// The deliveries of a test (X.20): at once by each of `wanted`, to every address and device that
/// may be used, whatever the hour. Besides the secure message, which is always among them.
Plan plan_test(const store::Contact& contact, const std::set<store::Channel>& wanted,
               const ChannelsAtHand& channels, store::Instant start);

} // namespace relay::core
