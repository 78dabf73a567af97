#include "store/device_repository.h"
#include "store/detail/directory_change.h"
#include "store/detail/fields.h"

namespace store {
namespace {

using namespace detail;

constexpr auto insert_sql = R"sql(
    INSERT INTO device (id, contact_id, name, token_id, user_agent, enrolled_by, enrolled_ms,
                        seen_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql";
constexpr auto find_sql = R"sql(
    SELECT id, contact_id, name, token_id, user_agent, enrolled_by, enrolled_ms, seen_ms,
           revoked_ms, push_endpoint, push_key, push_secret
      FROM device WHERE id = $1)sql";
constexpr auto of_token_sql = R"sql(
    SELECT id, contact_id, name, token_id, user_agent, enrolled_by, enrolled_ms, seen_ms,
           revoked_ms, push_endpoint, push_key, push_secret
      FROM device WHERE token_id = $1)sql";
constexpr auto of_contact_sql = R"sql(
    SELECT id, contact_id, name, token_id, user_agent, enrolled_by, enrolled_ms, seen_ms,
           revoked_ms, push_endpoint, push_key, push_secret
      FROM device WHERE contact_id = $1 ORDER BY id)sql";
constexpr auto rename_sql = "UPDATE device SET name = $1 WHERE id = $2";
constexpr auto revoke_token_sql =
    "DELETE FROM token WHERE id = (SELECT token_id FROM device WHERE id = $1)";
constexpr auto revoke_sql = R"sql(
    UPDATE device SET token_id = NULL, revoked_ms = $1, push_endpoint = NULL, push_key = NULL,
                      push_secret = NULL
     WHERE id = $2 AND revoked_ms IS NULL)sql";
constexpr auto save_push_sql = R"sql(
    UPDATE device SET push_endpoint = $1, push_key = $2, push_secret = $3
     WHERE id = $4 AND revoked_ms IS NULL)sql";
constexpr auto forget_push_sql = R"sql(
    UPDATE device SET push_endpoint = NULL, push_key = NULL, push_secret = NULL
     WHERE id = $1 AND push_endpoint IS NOT NULL)sql";
constexpr auto seen_sql = "UPDATE device SET seen_ms = $1 WHERE token_id = $2";
constexpr auto all_seen_sql = R"sql(
    SELECT contact_id, MAX(seen_ms) FROM device
     WHERE revoked_ms IS NULL AND seen_ms IS NOT NULL GROUP BY contact_id)sql";
constexpr auto one_seen_sql = R"sql(
    SELECT MAX(seen_ms) FROM device WHERE contact_id = $1 AND revoked_ms IS NULL)sql";
constexpr auto insert_enrolment_sql = R"sql(
    INSERT INTO enrolment (id, contact_id, hash, made_by, expires_ms)
    VALUES ($1, $2, $3, $4, $5))sql";
constexpr auto find_enrolment_sql = R"sql(
    SELECT id, contact_id, hash, made_by, expires_ms FROM enrolment
     WHERE hash = $1 AND expires_ms > $2)sql";
constexpr auto take_enrolment_sql = "DELETE FROM enrolment WHERE id = $1";
constexpr auto insert_receipt_sql =
    "INSERT INTO push_receipt (hash, delivery_id, expires_ms) VALUES ($1, $2, $3)";
constexpr auto take_receipt_sql = R"sql(
    DELETE FROM push_receipt WHERE hash = $1 AND expires_ms > $2 RETURNING delivery_id)sql";
constexpr auto prune_enrolments_sql = R"sql(
    DELETE FROM enrolment
     WHERE id IN (SELECT id FROM enrolment WHERE expires_ms < $1 ORDER BY expires_ms LIMIT $2))sql";
constexpr auto prune_receipts_sql = R"sql(
    DELETE FROM push_receipt
     WHERE hash IN (SELECT hash FROM push_receipt
                     WHERE expires_ms < $1 ORDER BY expires_ms LIMIT $2))sql";

Place place_of(std::string_view column, DeviceId id)
{
    return {"device", column, id.value};
}

std::optional<PushSubscription> push_of(const Vault& vault, Fields& fields, DeviceId id)
{
    PushSubscription push;
    push.endpoint = vault.open_or_empty(place_of("push_endpoint", id), fields.value());
    push.public_key = vault.open_or_empty(place_of("push_key", id), fields.value());
    push.secret = vault.open_or_empty(place_of("push_secret", id), fields.value());
    return push.endpoint.empty() ? std::nullopt : std::optional(std::move(push));
}

Device device_of(const Vault& vault, const Row& row)
{
    Fields fields(row);
    Device device;
    device.id = fields.id<DeviceId>();
    device.contact = fields.id<ContactId>();
    device.name = vault.open_or_empty(place_of("name", device.id), fields.value());
    device.token = fields.id<TokenId>();
    device.user_agent = fields.text();
    device.enrolled_by = fields.text();
    device.enrolled = fields.instant();
    device.seen = fields.optional_instant();
    device.revoked = fields.optional_instant();
    device.push = push_of(vault, fields, device.id);
    return device;
}

} // namespace

void DeviceRepository::insert(const Device& device)
{
    connection_.execute(insert_sql,
                        {key(device.id), key(device.contact),
                         vault_.seal(place_of("name", device.id), device.name),
                         key_or_null(device.token), device.user_agent, device.enrolled_by,
                         time(device.enrolled), time_or_null(device.seen)});
}

std::vector<Device> DeviceRepository::devices_of(std::string_view sql, std::int64_t key)
{
    std::vector<Device> devices;
    for (const auto& row : connection_.query(sql, {key}))
        devices.push_back(device_of(vault_, row));
    return devices;
}

std::optional<Device> DeviceRepository::find(DeviceId id)
{
    auto found = devices_of(find_sql, id.value);
    return found.empty() ? std::nullopt : std::optional(std::move(found[0]));
}

std::optional<Device> DeviceRepository::of_token(TokenId token)
{
    auto found = devices_of(of_token_sql, token.value);
    return found.empty() ? std::nullopt : std::optional(std::move(found[0]));
}

std::vector<Device> DeviceRepository::of_contact(ContactId contact)
{
    return devices_of(of_contact_sql, contact.value);
}

void DeviceRepository::rename(DeviceId id, std::string_view name)
{
    connection_.execute(rename_sql, {vault_.seal(place_of("name", id), name), key(id)});
}

bool DeviceRepository::revoke(DeviceId id, Instant now)
{
    connection_.execute(revoke_token_sql, {key(id)});
    if (connection_.execute(revoke_sql, {time(now), key(id)}) == 0)
        return false;
    raise_directory_version(connection_);
    return true;
}

void DeviceRepository::save_push(DeviceId id, const PushSubscription& push)
{
    connection_.execute(save_push_sql,
                        {vault_.seal(place_of("push_endpoint", id), push.endpoint),
                         vault_.seal(place_of("push_key", id), push.public_key),
                         vault_.seal(place_of("push_secret", id), push.secret), key(id)});
    raise_directory_version(connection_);
}

bool DeviceRepository::forget_push(DeviceId id)
{
    if (connection_.execute(forget_push_sql, {key(id)}) == 0)
        return false;
    raise_directory_version(connection_);
    return true;
}

void DeviceRepository::seen(TokenId token, Instant now)
{
    connection_.execute(seen_sql, {time(now), key(token)});
}

std::unordered_map<ContactId, Instant> DeviceRepository::last_seen()
{
    std::unordered_map<ContactId, Instant> all;
    for (const auto& row : connection_.query(all_seen_sql)) {
        Fields fields(row);
        const auto contact = fields.id<ContactId>();
        all.emplace(contact, fields.instant());
    }
    return all;
}

std::optional<Instant> DeviceRepository::last_seen(ContactId contact)
{
    const auto rows = connection_.query(one_seen_sql, {key(contact)});
    return Fields(rows[0]).optional_instant();
}

void DeviceRepository::insert(const Enrolment& enrolment)
{
    connection_.execute(insert_enrolment_sql,
                        {key(enrolment.id), key(enrolment.contact), enrolment.hash,
                         enrolment.made_by, time(enrolment.expires)});
}

std::optional<Enrolment> DeviceRepository::find_enrolment(std::string_view hash, Instant now)
{
    const auto rows = connection_.query(find_enrolment_sql, {std::string(hash), time(now)});
    if (rows.empty())
        return std::nullopt;
    Fields fields(rows[0]);
    return Enrolment{fields.id<EnrolmentId>(), fields.id<ContactId>(), fields.text(), fields.text(),
                     fields.instant()};
}

bool DeviceRepository::take_enrolment(EnrolmentId id)
{
    return connection_.execute(take_enrolment_sql, {key(id)}) == 1;
}

void DeviceRepository::insert_receipt(std::string_view hash, DeliveryId delivery, Instant expires)
{
    connection_.execute(insert_receipt_sql, {std::string(hash), key(delivery), time(expires)});
}

DeliveryId DeviceRepository::take_receipt(std::string_view hash, Instant now)
{
    const auto rows = connection_.query(take_receipt_sql, {std::string(hash), time(now)});
    return rows.empty() ? DeliveryId{} : DeliveryId{rows[0].number(0)};
}

void DeviceRepository::prune(Instant now, std::size_t limit)
{
    const auto most = number(static_cast<std::int64_t>(limit));
    connection_.execute(prune_enrolments_sql, {time(now), most});
    connection_.execute(prune_receipts_sql, {time(now), most});
}

} // namespace store
