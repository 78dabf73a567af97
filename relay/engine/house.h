#pragma once
#include "relay/core/content_policy.h"
#include "relay/core/delivery.h"
#include "relay/core/mail_limit.h"
#include "relay/core/plan.h"
#include "relay/core/reply_match.h"
#include "relay/core/time_zone.h"
#include "relay/engine/clock.h"
#include "relay/engine/mailbox.h"
#include "relay/engine/metrics.h"
#include "store/database.h"
#include "store/directory_snapshot.h"
#include "store/group_commit.h"
#include "store/id_generator.h"
#include "store/vault.h"

namespace relay::engine {

/// How this installation delivers; from the configuration, unchanging while it runs.
struct Rules {
    core::RetryRules retry;
    core::RetryRules notice_retry{{store::Millis{5'000}, store::Millis{60'000}, 10},
                                  {store::Millis{5'000}, store::Millis{60'000}, 10},
                                  {store::Millis{5'000}, store::Millis{60'000}, 10}};
    core::UnclearRules unclear;
    core::ChannelsAtHand channels;
    core::StubWords words;
    /// Of schedules and quiet hours; never null.
    std::shared_ptr<const core::TimeZones> zones = std::make_shared<const core::TimeZones>();
    bool sms_answers = false;   ///< texts from people come back to us
    bool calls_ask_pin = false; ///< calls are dialogues of ours, which can
    core::MailProtection mail_protection = core::MailProtection::Stub;
    bool mail_returns = false; ///< mail to the addresses that we give out comes back to us
    /// Before the path of a one-time link, such as "https://pager.hospital.example"; empty: texts
    /// and mails carry none.
    std::string link_base;
    store::Millis lease{60'000};
    store::Millis default_expiry{4 * 3600 * 1000}; ///< of messages whose originator names none
    store::Millis notice_expiry{24 * 3600 * 1000};
    core::MailLimit status_mails;
    core::KeyWords words_of_people;  ///< by which they decline, among others
    bool snpp_answers = false;       ///< pagers answer
    bool peer_answers = false;       ///< so do those behind another gateway
    store::Millis shift_reminder{0}; ///< that long before it begins; 0: none
    /// Where the contact allows full text: only to addresses that are proven to be its own.
    bool full_text_needs_proof = false;
    /// OPID or alias that gets what would reach nobody (X.19); empty: nobody does.
    std::string last_resort;
    bool sms_copies = false;           ///< a contact may have copies by text (S0.22)
    std::string tell_of_stop;          ///< mail address that hears who said STOP; empty: none
    std::string gateway_id = "belfry"; ///< senderID of what we say ourselves

    /// The rule for one delivery: email repeats what is unclear (the Message-ID stays the same), a
    /// call never does (a phone cannot usefully ring twice). CHANNELS.md 1.5.
    core::DeliveryRule of(const store::Delivery& delivery) const;
};

/// What every room of the relay shares. All of it outlives them and is thread-safe.
struct House {
    store::Database& database;
    store::GroupCommit& writer;
    store::DirectoryCache& directory;
    const store::Vault& vault;
    store::IdGenerator& ids;
    Clock& clock;
    Mailbox& mailbox;
    Metrics& metrics;
    Rules rules;
    std::int64_t fence = 1; ///< of this node's claims

    store::Instant now() const { return clock.now(); }
    std::shared_ptr<const store::Directory> people() const { return directory.current(); }
};

} // namespace relay::engine
