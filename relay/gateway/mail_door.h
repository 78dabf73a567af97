#pragma once
#include "mail/returned.h"
#include "relay/channels/mailbox_reader.h"
#include "relay/engine/house.h"
#include "relay/engine/return_address.h"
#include "relay/intake/return_door.h"
#include <optional>
#include <string>
#include <string_view>

namespace relay::gateway {

/// Mail that comes back: delivery reports and read receipts move their deliveries, answers become
/// replies, and out-of-office notes are written into the ledger and never answered. Thread-safe.
class MailDoor final : public intake::ReturnDoor, public channels::MailboxEars {
public:
    /// `domain`: the right side of the addresses that we give out.
    MailDoor(const engine::House& house, std::string domain);

    std::optional<mail::Verdict> recipient(const mail::Address& recipient) const override;
    mail::Verdict take(const mail::Accept& mail) override;
    bool is_own(std::string_view message_id) const override;

    /// From a mailbox: for whom it is stands in its header, or in the report.
    channels::MailHeard hear_mail(std::string_view message) override;
    channels::MailboxMark mark() override;
    void save(const channels::MailboxMark& mark) override;

private:
    /// For whom a mail is, where an address proves that.
    struct For {
        engine::ReturnUse use = engine::ReturnUse::Report;
        store::DeliveryId delivery;
    };
    std::optional<For> read(const mail::Address& recipient) const;
    std::optional<For> addressed_in(std::string_view message) const;
    std::optional<store::DeliveryId> named_in(const mail::Returned& returned) const;
    mail::Verdict take(const std::optional<For>& whom, const mail::Returned& returned);
    mail::Verdict hear(store::DeliveryId delivery, const mail::Returned& returned);
    mail::Verdict answer(store::DeliveryId delivery, const mail::Returned& returned);

    const engine::House& house_; ///< outlives us
    std::string domain_;
};

} // namespace relay::gateway
