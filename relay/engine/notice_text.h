#pragma once
#include "relay/channels/channel.h"
#include "relay/engine/house.h"
#include "store/model/delivery.h"
#include "store/model/escalation.h"
#include "store/model/ledger_line.h"
#include "store/model/notice.h"
#include "store/model/page.h"
#include <memory>
#include <optional>
#include <string>
#include <vector>

// What an originator is told, in words (mail) or in WCTP's documents.

namespace relay::engine {

/// All that the texts are made of.
struct NoticeMaterial {
    store::Notice notice;
    store::Message message;
    std::optional<store::Page> page;
    std::optional<store::Reply> reply;
    std::optional<store::Escalation> escalation;
    std::vector<store::Page> escalation_pages;
    std::vector<store::LedgerLine> ledger;   ///< of the message, where there is an escalation
    std::vector<store::Delivery> deliveries; ///< likewise
    std::vector<store::ContactId> paged;     ///< by the message, where something of it may go back
    std::shared_ptr<const store::Directory> people;
    store::Instant now{};
};

/// Throws store::StoreError when the message is gone.
NoticeMaterial load_material(const House& house, store::Connection& connection,
                             const store::Notice& notice);

/// What a recipient is told besides its page; the same words on a phone and in a mail.
channels::TextOut notice_words(const store::Notice& notice, const Rules& rules);

/// A status mail (U.13) or fail report (S0.62, S0.63).
channels::TextOut notice_mail(const NoticeMaterial& material, const Rules& rules);

/// Several of them in one mail, in the order given; at least one.
channels::TextOut digest_mail(const std::vector<NoticeMaterial>& statuses);

/// wctp-StatusInfo or wctp-MessageReply for the originator's callback, in the version it spoke.
std::string notice_document(const NoticeMaterial& material, const Rules& rules);

/// "2026-11-24 12:00:00 UTC"
std::string utc_text(store::Instant at);

} // namespace relay::engine
