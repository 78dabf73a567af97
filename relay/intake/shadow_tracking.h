#pragma once
#include "store/vault.h"
#include <string>
#include <string_view>

// Tracking numbers of messages that are decided in shadow. Nothing of them is stored, so the number
// says by itself what a later wctp-ClientQuery is answered. It is known again by every node of this
// installation, after a restart, and for ever.

namespace relay::intake {

/// Who a tracking number is for. Only together with both is it anything.
struct ShadowParties {
    std::string sender_id;    ///< case does not count
    std::string recipient_id; ///< as named_recipient() has it; case does not count
};

/// What became of a message in shadow.
enum class ShadowNews {
    Unknown, ///< no number of ours, or not theirs
    Queued,  ///< its originator asked to hear that it was queued
    Nothing  ///< and did not
};

/// 16 characters (a-z, 2-7), eight of them random: like store::make_tracking(). Thread-safe.
std::string make_shadow_tracking(const store::Vault& vault, const ShadowParties& parties,
                                 bool wants_queued);

ShadowNews shadow_news(const store::Vault& vault, const ShadowParties& parties,
                       std::string_view tracking);

} // namespace relay::intake
