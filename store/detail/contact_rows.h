#pragma once
#include "store/connection.h"
#include "store/model/contact.h"
#include "store/vault.h"
#include <optional>
#include <vector>

namespace store::detail {

/// Writes details, redundancy, copies and certificate as they are now in `contact`. The opt-out
/// state of a detail that exists is left alone. Throws StoreError for a detail of another contact.
void save_contact_parts(Connection& connection, const Vault& vault, const Contact& contact);

/// Also a removed one.
std::optional<Contact> contact_of_row(Connection& connection, const Vault& vault, ContactId id);
/// Those not removed, by id.
std::vector<Contact> all_contacts(Connection& connection, const Vault& vault);

} // namespace store::detail
