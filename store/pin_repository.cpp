#include "store/pin_repository.h"
#include "store/detail/fields.h"

namespace store {
namespace {

using namespace detail;

constexpr auto save_sql = R"sql(
    INSERT INTO contact_pin (contact_id, hash, set_ms) VALUES ($1, $2, $3)
        ON CONFLICT (contact_id) DO UPDATE SET hash = excluded.hash, set_ms = excluded.set_ms)sql";
constexpr auto clear_sql = "DELETE FROM contact_pin WHERE contact_id = $1";
constexpr auto find_sql = "SELECT hash FROM contact_pin WHERE contact_id = $1";
constexpr auto owners_sql = "SELECT contact_id FROM contact_pin ORDER BY contact_id";
constexpr auto tries_sql = "SELECT COUNT(*) FROM pin_try WHERE contact_id = $1 AND at_ms > $2";
constexpr auto begin_sql = "INSERT INTO pin_try (id, contact_id, at_ms) VALUES ($1, $2, $3)";
constexpr auto prune_sql = "DELETE FROM pin_try WHERE contact_id = $1 AND at_ms <= $2";
constexpr auto forget_sql = "DELETE FROM pin_try WHERE id = $1";
constexpr auto forget_all_sql = "DELETE FROM pin_try WHERE contact_id = $1";

Place place_of(ContactId contact)
{
    return {"contact_pin", "hash", contact.value};
}

} // namespace

void PinRepository::save(ContactId contact, std::string_view pin_hash, Instant now)
{
    connection_.execute(save_sql,
                        {key(contact), vault_.seal(place_of(contact), pin_hash), time(now)});
    connection_.execute(forget_all_sql, {key(contact)});
}

bool PinRepository::clear(ContactId contact)
{
    connection_.execute(forget_all_sql, {key(contact)});
    return connection_.execute(clear_sql, {key(contact)}) == 1;
}

std::optional<std::string> PinRepository::find(ContactId contact)
{
    const auto rows = connection_.query(find_sql, {key(contact)});
    return rows.empty() ? std::nullopt
                        : std::optional(vault_.open(place_of(contact), rows[0].blob(0)));
}

bool PinRepository::has_pin(ContactId contact)
{
    return !connection_.query(find_sql, {key(contact)}).empty();
}

std::vector<ContactId> PinRepository::owners()
{
    std::vector<ContactId> owners;
    for (const auto& row : connection_.query(owners_sql))
        owners.push_back({row.number(0)});
    return owners;
}

std::size_t PinRepository::tries_since(ContactId contact, Instant since)
{
    return static_cast<std::size_t>(
        connection_.query(tries_sql, {key(contact), time(since)})[0].number(0));
}

void PinRepository::begin_try(std::int64_t id, ContactId contact, Instant now, Instant since)
{
    connection_.execute(prune_sql, {key(contact), time(since)});
    connection_.execute(begin_sql, {number(id), key(contact), time(now)});
}

void PinRepository::forget_try(std::int64_t id)
{
    connection_.execute(forget_sql, {number(id)});
}

} // namespace store
