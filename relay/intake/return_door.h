#pragma once
#include "mail/smtp_session.h"
#include <optional>
#include <string_view>

namespace relay::intake {

/// Mail that comes back to addresses which we gave out ourselves: reports on our mail, and answers.
/// Its sender is no source of ours; that it has such an address is what lets it in. Any thread.
class ReturnDoor {
public:
    virtual ~ReturnDoor() = default;

    /// At RCPT, from memory. Empty: it is not an address of that kind.
    virtual std::optional<mail::Verdict> recipient(const mail::Address& recipient) const = 0;

    /// A mail to one address that recipient() accepted. Blocks until what it says is committed.
    virtual mail::Verdict take(const mail::Accept& mail) = 0;

    /// Did we write the mail with this Message-ID?
    virtual bool is_own(std::string_view message_id) const = 0;
};

} // namespace relay::intake
