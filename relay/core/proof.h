#pragma once
#include "relay/core/plan.h"
#include "store/model/directory.h"
#include <string>
#include <vector>

// How far a page can be known to have come, so that an escalation which waits for more is shown
// when it is saved and not found out at night. CHANNELS.md 1.1.

namespace relay::core {

/// What this installation hears of.
struct Proofs {
    bool sms_answers = false;   ///< texts from people come back
    bool mail_returns = false;  ///< so do answers to mails
    bool links = false;         ///< texts and mails carry links of ours
    bool calls_ask_pin = false; ///< calls can ask for the PIN
    bool snpp_answers = false;  ///< pagers answer (SNPP level 3)
    bool peer_answers = false;  ///< another gateway says what became of its pages
};

/// What is known of one contact besides its settings.
struct ProofsOfContact {
    bool has_inbox = false; ///< a device or token reads the inbox
    bool has_pin = false;
};

/// The most that a page for the contact can prove, on any of the channels that its settings use and
/// that are at hand.
store::Progress provable(const store::Contact& contact, const ChannelsAtHand& channels,
                         const Proofs& proofs, const ProofsOfContact& of_contact);

/// Of everybody whom a group may lead to, its failovers too, each once; in its order.
std::vector<store::ContactId> everybody_in(const store::Directory& people,
                                           const store::Group& group);

} // namespace relay::core
