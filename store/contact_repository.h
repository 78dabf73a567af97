#pragma once
#include "store/connection.h"
#include "store/model/contact.h"
#include "store/vault.h"
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace store {

/// One change of a detail's opt-out state (S1.46); never edited, never removed.
struct OptOutEvent {
    DetailId detail;
    bool opted_out = false;
    Instant at{};
    std::string origin; ///< `sms`, `console`, `import` ...
    std::string actor;  ///< token or source id, or "contact"
    std::string reason; ///< `STOP`, `START`, or the operator's words
    bool operator==(const OptOutEvent&) const = default;
};

/// Contacts with their details, redundancy, copies and certificate. Names and addresses are sealed.
///
/// Works inside the caller's transaction; each change raises the directory version in it.
/// Throws Conflict (`opid_pkey`) when another contact or a group has the OPID.
class ContactRepository {
public:
    ContactRepository(Connection& connection, const Vault& vault)
        : connection_(connection), vault_(vault)
    {
    }

    void insert(const Contact& contact);

    /// False when somebody saved since it was read, or it was removed. The row's version is then
    /// contact.version + 1. Opt-out states are not touched: see record_opt_out(); nor is what makes
    /// an address invalid or verified, but another address is neither.
    [[nodiscard]] bool update(const Contact& contact);

    /// False: not there. The row stays for the timelines of old messages; OPID, alias and public id
    /// are free again, it leaves its groups and schedules (their versions rise; its turns are then
    /// nobody's), its tokens and devices are revoked, its PIN and certificate are forgotten.
    [[nodiscard]] bool remove(ContactId id, Instant now);

    /// Removed ones too: an old message still names them.
    std::optional<Contact> find(ContactId id);
    /// All that are not removed, by id.
    std::vector<Contact> list();

    struct Owner {
        ContactId contact;
        DetailId detail;
    };
    /// Whose phone or mail address that is; addresses may be shared, so there may be several.
    std::vector<Owner> owners_of(DetailKind kind, std::string_view address);

    /// Sets the detail's state and remembers who did it, when and why. False: no such detail.
    [[nodiscard]] bool record_opt_out(const OptOutEvent& event);
    /// The contact left something less than all texts: told in the detail's history, which changes
    /// nothing else.
    void note_in_history(const OptOutEvent& event);
    /// The gateways say that there is no such address; twice in a row makes it invalid. True: this
    /// made it so.
    [[nodiscard]] bool record_bad_address(DetailId detail);
    /// The gateway took something for it.
    void record_good_address(DetailId detail);
    /// A human says that it is right. False: no such detail.
    [[nodiscard]] bool clear_invalid(DetailId detail);
    /// Whether the address is the contact's own (X.20); empty: not any more. False: there is no
    /// such detail, or it has another address by now.
    [[nodiscard]] bool set_verified(const ContactDetail& detail,
                                    const std::optional<Verification>& verified);
    /// Oldest first.
    std::vector<OptOutEvent> opt_outs_of(DetailId detail);

private:
    Connection& connection_; ///< outlives us
    const Vault& vault_;     ///< outlives us
};

} // namespace store
