#pragma once
#include "store/connection.h"
#include "store/model/device.h"
#include "store/vault.h"
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace store {

/// Devices, what makes them, and what they say without a login. Works inside the caller's
/// transaction. Who takes pushes is part of the directory: its version rises with that.
class DeviceRepository {
public:
    DeviceRepository(Connection& connection, const Vault& vault)
        : connection_(connection), vault_(vault)
    {
    }

    void insert(const Device& device);
    std::optional<Device> find(DeviceId id);
    std::optional<Device> of_token(TokenId token);
    /// In the order of their enrolment, revoked ones too.
    std::vector<Device> of_contact(ContactId contact);
    void rename(DeviceId id, std::string_view name);
    /// Its token and its subscription end with it. False: it was revoked before.
    [[nodiscard]] bool revoke(DeviceId id, Instant now);

    void save_push(DeviceId id, const PushSubscription& push);
    /// False: it had none.
    [[nodiscard]] bool forget_push(DeviceId id);

    /// Of a token that is no device's this says nothing.
    void seen(TokenId token, Instant now);
    /// When each contact's devices were seen last; who was never seen is not in it.
    std::unordered_map<ContactId, Instant> last_seen();
    std::optional<Instant> last_seen(ContactId contact);

    void insert(const Enrolment& enrolment);
    /// Empty: there is none, or it expired.
    std::optional<Enrolment> find_enrolment(std::string_view hash, Instant now);
    /// False: somebody took it before.
    [[nodiscard]] bool take_enrolment(EnrolmentId id);

    /// For a push that goes out: by whose hash the device says that it showed it.
    void insert_receipt(std::string_view hash, DeliveryId delivery, Instant expires);
    /// Once; not valid: there is none.
    DeliveryId take_receipt(std::string_view hash, Instant now);

    /// Forgets enrolments and receipts that expired, up to `limit` of each.
    void prune(Instant now, std::size_t limit);

private:
    std::vector<Device> devices_of(std::string_view sql, std::int64_t key);
    Connection& connection_; ///< outlives us
    const Vault& vault_;     ///< outlives us
};

} // namespace store
