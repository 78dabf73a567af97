#pragma once
#include "store/model/certificate.h"
#include "store/model/channel.h"
#include "store/model/id.h"
#include "store/model/instant.h"
#include "store/model/opid.h"
#include "store/model/week.h"
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace store {

/// Pager: what a paging terminal knows somebody by (SNPP); Wctp: what another WCTP gateway does.
enum class DetailKind { Phone, Email, Pager, Wctp };

template <>
struct Words<DetailKind> {
    static constexpr std::array table{
        std::pair{DetailKind::Phone, "phone"}, std::pair{DetailKind::Email, "email"},
        std::pair{DetailKind::Pager, "pager"}, std::pair{DetailKind::Wctp, "wctp"}};
};

/// Who says that an address is the contact's own (X.20): the contact told us the code that we sent
/// there, or an administrator knows.
enum class VerifiedBy { Code, Vouched };

template <>
struct Words<VerifiedBy> {
    static constexpr std::array table{std::pair{VerifiedBy::Code, "code"},
                                      std::pair{VerifiedBy::Vouched, "vouched"}};
};

struct Verification {
    VerifiedBy by = VerifiedBy::Code;
    Instant at{};
    bool operator==(const Verification&) const = default;
};

/// A phone number (E.164), mail address, PIN or recipientID of a contact, with its own opt-out
/// state (S1.46).
struct ContactDetail {
    DetailId id;
    DetailKind kind = DetailKind::Phone;
    std::string address;
    bool opted_out = false;
    bool invalid = false; ///< the gateways say that there is no such address; nothing is sent to it
    std::optional<Verification> verified{}; ///< of this very address
    bool operator==(const ContactDetail&) const = default;
};

/// What a paging terminal or another gateway may know somebody by: 1 to 128 visible ASCII
/// characters, none of them a blank.
inline bool is_foreign_id(std::string_view text)
{
    return !text.empty() && text.size() <= 128 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

/// A further channel that is used after `delay` unless the page got as far as `unless`
/// (S0.15-S0.20).
struct Redundancy {
    static constexpr Millis usual_delay{30 * 60 * 1000};

    Channel channel = Channel::Email; ///< Email, Sms, Ivr, Snpp or WctpPeer
    Millis delay = usual_delay;       ///< 0: at once
    Progress unless = Progress::Read; ///< Delivered, Read or Replied
    bool operator==(const Redundancy&) const = default;
};

/// The recorded acknowledgement that plain channels are not HIPAA compliant (S0.13, S0.14).
struct Acknowledgement {
    Instant at;
    std::string by;
    bool operator==(const Acknowledgement&) const = default;
};

/// Until then pages go to somebody else, or only to the inbox (X.5).
struct DoNotDisturb {
    Instant until{};
    ContactId
        stand_in; ///< gets the pages; not valid: nobody does, the redundancy waits for `until`
    bool operator==(const DoNotDisturb&) const = default;
};

enum class Retention { ReadReceipt, OneMonth, SixMonths, OneYear, Unlimited };

template <>
struct Words<Retention> {
    static constexpr std::array table{
        std::pair{Retention::ReadReceipt, "read_receipt"},
        std::pair{Retention::OneMonth, "1_month"}, std::pair{Retention::SixMonths, "6_months"},
        std::pair{Retention::OneYear, "1_year"}, std::pair{Retention::Unlimited, "unlimited"}};
};

/// Whether a contact is told that its shift is about to begin (X.2). OnlyIfFirst: where the
/// schedule is the first member of an escalation, so that its pages go there first.
enum class ShiftReminder { Always, OnlyIfFirst, Never };

template <>
struct Words<ShiftReminder> {
    static constexpr std::array table{std::pair{ShiftReminder::Always, "always"},
                                      std::pair{ShiftReminder::OnlyIfFirst, "only_if_first"},
                                      std::pair{ShiftReminder::Never, "never"}};
};

/// One person who can receive messages (S0.1).
struct Contact {
    ContactId id;
    Opid opid;
    std::string first_name;
    std::string last_name;
    std::string display_name; ///< free text; may be empty
    std::string alias;        ///< lower-case address besides the OPID (S3.36); may be empty
    std::string public_id;    ///< key of the system that imports us; may be empty
    DomainId domain;
    bool secure = true; ///< false: full text may leave on plain channels, with `acknowledgement`
    std::optional<Acknowledgement> acknowledgement;
    std::vector<ContactDetail> details; ///< in the contact's order of preference
    std::vector<Redundancy> redundancy; ///< at most one per channel
    /// Devices that take pushes, by id: as the detail of their deliveries. Of the store's making:
    /// saving a contact leaves them as they are.
    std::vector<DetailId> devices;
    std::vector<Channel>
        copies; ///< "always send a copy by": Email, Ivr, Snpp, WctpPeer (S0.21, S0.22)
    bool mail_statuses = false;             ///< statuses of this contact go to mail senders (S0.31)
    std::string wctp_status_email;          ///< statuses of WCTP messages also go here (S0.32)
    std::optional<Certificate> certificate; ///< for mail to any of its addresses
    Retention retention = Retention::OneYear;
    std::string zone;                   ///< IANA name, of the quiet hours; empty: UTC
    std::vector<WeekHours> quiet_hours; ///< when texts and calls of no high priority wait (X.5)
    std::optional<DoNotDisturb> do_not_disturb;
    ShiftReminder shift_reminder = ShiftReminder::Always;
    Millis wctp_status_digest{0}; ///< mails to `wctp_status_email` of that time are one; 0: each
                                  ///< goes by itself
    Instant created{};
    std::int64_t version = 1;

    std::string name() const { return first_name + " " + last_name; }
    bool operator==(const Contact&) const = default;
};

} // namespace store
