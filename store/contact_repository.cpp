#include "store/contact_repository.h"
#include "store/detail/contact_rows.h"
#include "store/detail/directory_change.h"
#include "store/detail/fields.h"
#include "store/detail/week_text.h"

namespace store {
namespace {

using namespace detail;

constexpr auto insert_sql = R"sql(
    INSERT INTO contact (id, opid, first_name, last_name, display_name, alias, public_id,
                         domain_id, secure, acknowledged_ms, acknowledged_by, mail_statuses,
                         wctp_status_email, retention, zone, quiet_hours, undisturbed_until_ms,
                         stand_in_id, shift_reminder, wctp_status_digest_ms, created_ms, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
            $20, $21, $22))sql";
constexpr auto update_sql = R"sql(
    UPDATE contact
       SET opid = $1, first_name = $2, last_name = $3, display_name = $4, alias = $5,
           public_id = $6, domain_id = $7, secure = $8, acknowledged_ms = $9,
           acknowledged_by = $10, mail_statuses = $11, wctp_status_email = $12, retention = $13,
           zone = $14, quiet_hours = $15, undisturbed_until_ms = $16, stand_in_id = $17,
           shift_reminder = $18, wctp_status_digest_ms = $19, version = version + 1
     WHERE id = $20 AND version = $21 AND removed_ms IS NULL)sql";
// The sweep looks at them anew, by the other retention.
constexpr auto look_at_retention_sql = R"sql(
    UPDATE page SET purge_ms = 0, version = version + 1
     WHERE contact_id = $1 AND purged_ms IS NULL
       AND EXISTS (SELECT 1 FROM contact WHERE id = $1 AND retention <> $2))sql";
constexpr auto remove_sql = R"sql(
    UPDATE contact SET removed_ms = $1, version = version + 1
     WHERE id = $2 AND removed_ms IS NULL)sql";
constexpr auto insert_opid_sql = "INSERT INTO opid (opid, contact_id) VALUES ($1, $2)";
constexpr auto update_opid_sql = "UPDATE opid SET opid = $1 WHERE contact_id = $2";
constexpr auto delete_opid_sql = "DELETE FROM opid WHERE contact_id = $1";
constexpr auto touch_groups_sql = R"sql(
    UPDATE contact_group SET version = version + 1
     WHERE id IN (SELECT group_id FROM group_member WHERE contact_id = $1
                   UNION SELECT group_id FROM group_failover WHERE contact_id = $1))sql";
constexpr auto leave_groups_sql = "DELETE FROM group_member WHERE contact_id = $1";
constexpr auto leave_failovers_sql = "DELETE FROM group_failover WHERE contact_id = $1";
constexpr auto touch_schedules_sql = R"sql(
    UPDATE schedule SET version = version + 1
     WHERE id IN (SELECT schedule_id FROM schedule_turn WHERE contact_id = $1))sql";
// The turn stays as nobody's: the others keep theirs.
constexpr auto leave_schedules_sql =
    "UPDATE schedule_turn SET contact_id = NULL WHERE contact_id = $1";
constexpr auto revoke_tokens_sql = "DELETE FROM token WHERE contact_id = $1";
constexpr auto revoke_devices_sql = R"sql(
    UPDATE device SET token_id = NULL, revoked_ms = $1, push_endpoint = NULL, push_key = NULL,
                      push_secret = NULL
     WHERE contact_id = $2 AND revoked_ms IS NULL)sql";
constexpr auto clear_pin_sql = "DELETE FROM contact_pin WHERE contact_id = $1";
constexpr auto forget_certificate_sql = "DELETE FROM contact_certificate WHERE contact_id = $1";
constexpr auto owners_sql = R"sql(
    SELECT contact_detail.contact_id, contact_detail.id
      FROM contact_detail JOIN contact ON contact.id = contact_detail.contact_id
     WHERE contact_detail.address_index = $1 AND contact.removed_ms IS NULL
     ORDER BY contact_detail.id)sql";
constexpr auto opt_out_sql = "UPDATE contact_detail SET opted_out = $1 WHERE id = $2";
constexpr auto stop_phone_sql = R"sql(
    INSERT INTO stopped_phone (address_index, at_ms)
    SELECT address_index, CAST($1 AS BIGINT) FROM contact_detail WHERE id = $2 AND kind = 'phone'
        ON CONFLICT DO NOTHING)sql";
constexpr auto start_phone_sql = R"sql(
    DELETE FROM stopped_phone
     WHERE address_index = (SELECT address_index FROM contact_detail WHERE id = $1))sql";
constexpr auto bad_address_sql = R"sql(
    UPDATE contact_detail
       SET invalid = CASE WHEN bad_addresses > 0 THEN 1 ELSE 0 END,
           bad_addresses = bad_addresses + 1
     WHERE id = $1 AND invalid = 0)sql";
constexpr auto is_invalid_sql = "SELECT invalid FROM contact_detail WHERE id = $1";
constexpr auto good_address_sql = "UPDATE contact_detail SET bad_addresses = 0 WHERE id = $1 AND "
                                  "bad_addresses > 0 AND invalid = 0";
constexpr auto clear_invalid_sql =
    "UPDATE contact_detail SET invalid = 0, bad_addresses = 0 WHERE id = $1";
constexpr auto set_verified_sql = R"sql(
    UPDATE contact_detail SET verified_by = $1, verified_ms = $2
     WHERE id = $3 AND address_index = $4)sql";
constexpr auto insert_event_sql = R"sql(
    INSERT INTO opt_out_event (detail_id, opted_out, at_ms, origin, actor, reason)
    VALUES ($1, $2, $3, $4, $5, $6))sql";
constexpr auto events_sql = R"sql(
    SELECT opted_out, at_ms, origin, actor, reason FROM opt_out_event
     WHERE detail_id = $1 ORDER BY id)sql";

Value acknowledged_at(const Contact& contact)
{
    return contact.acknowledgement ? time(contact.acknowledgement->at) : Value{};
}

Value acknowledged_by(const Contact& contact)
{
    return contact.acknowledgement ? Value{contact.acknowledgement->by} : Value{};
}

Value undisturbed_until(const Contact& contact)
{
    return contact.do_not_disturb ? time(contact.do_not_disturb->until) : Value{};
}

Value stand_in(const Contact& contact)
{
    return contact.do_not_disturb ? key_or_null(contact.do_not_disturb->stand_in) : Value{};
}

} // namespace

void ContactRepository::insert(const Contact& contact)
{
    const auto id = contact.id.value;
    connection_.execute(
        insert_sql,
        {id,
         contact.opid.text(),
         vault_.seal({"contact", "first_name", id}, contact.first_name),
         vault_.seal({"contact", "last_name", id}, contact.last_name),
         vault_.seal_or_null({"contact", "display_name", id}, contact.display_name),
         contact.alias,
         contact.public_id,
         key(contact.domain),
         flag(contact.secure),
         acknowledged_at(contact),
         acknowledged_by(contact),
         flag(contact.mail_statuses),
         vault_.seal_or_null({"contact", "wctp_status_email", id}, contact.wctp_status_email),
         word_of(contact.retention),
         contact.zone,
         week_text(contact.quiet_hours),
         undisturbed_until(contact),
         stand_in(contact),
         word_of(contact.shift_reminder),
         contact.wctp_status_digest.count(),
         time(contact.created),
         contact.version});
    connection_.execute(insert_opid_sql, {contact.opid.text(), id});
    save_contact_parts(connection_, vault_, contact);
    raise_directory_version(connection_);
}

bool ContactRepository::update(const Contact& contact)
{
    const auto id = contact.id.value;
    connection_.execute(look_at_retention_sql, {id, word_of(contact.retention)});
    const auto changed = connection_.execute(
        update_sql,
        {contact.opid.text(),
         vault_.seal({"contact", "first_name", id}, contact.first_name),
         vault_.seal({"contact", "last_name", id}, contact.last_name),
         vault_.seal_or_null({"contact", "display_name", id}, contact.display_name),
         contact.alias,
         contact.public_id,
         key(contact.domain),
         flag(contact.secure),
         acknowledged_at(contact),
         acknowledged_by(contact),
         flag(contact.mail_statuses),
         vault_.seal_or_null({"contact", "wctp_status_email", id}, contact.wctp_status_email),
         word_of(contact.retention),
         contact.zone,
         week_text(contact.quiet_hours),
         undisturbed_until(contact),
         stand_in(contact),
         word_of(contact.shift_reminder),
         contact.wctp_status_digest.count(),
         id,
         contact.version});
    if (changed == 0)
        return false;
    connection_.execute(update_opid_sql, {contact.opid.text(), id});
    save_contact_parts(connection_, vault_, contact);
    raise_directory_version(connection_);
    return true;
}

bool ContactRepository::remove(ContactId id, Instant now)
{
    if (connection_.execute(remove_sql, {time(now), key(id)}) == 0)
        return false;
    for (const auto* sql : {delete_opid_sql, touch_groups_sql, leave_groups_sql,
                            leave_failovers_sql, touch_schedules_sql, leave_schedules_sql,
                            revoke_tokens_sql, clear_pin_sql, forget_certificate_sql})
        connection_.execute(sql, {key(id)});
    connection_.execute(revoke_devices_sql, {time(now), key(id)});
    raise_directory_version(connection_);
    return true;
}

std::optional<Contact> ContactRepository::find(ContactId id)
{
    return contact_of_row(connection_, vault_, id);
}

std::vector<Contact> ContactRepository::list()
{
    return all_contacts(connection_, vault_);
}

std::vector<ContactRepository::Owner> ContactRepository::owners_of(DetailKind kind,
                                                                   std::string_view address)
{
    std::vector<Owner> owners;
    for (const auto& row : connection_.query(owners_sql, {vault_.blind_index(kind, address)}))
        owners.push_back({ContactId{row.number(0)}, DetailId{row.number(1)}});
    return owners;
}

bool ContactRepository::record_opt_out(const OptOutEvent& event)
{
    if (connection_.execute(opt_out_sql, {flag(event.opted_out), key(event.detail)}) == 0)
        return false;
    note_in_history(event);
    if (event.opted_out) // the number's, whoever has it next (S1.56, S3.106)
        connection_.execute(stop_phone_sql, {time(event.at), key(event.detail)});
    else
        connection_.execute(start_phone_sql, {key(event.detail)});
    raise_directory_version(connection_);
    return true;
}

void ContactRepository::note_in_history(const OptOutEvent& event)
{
    connection_.execute(insert_event_sql, {key(event.detail), flag(event.opted_out), time(event.at),
                                           event.origin, event.actor, event.reason});
}

bool ContactRepository::record_bad_address(DetailId detail)
{
    if (connection_.execute(bad_address_sql, {key(detail)}) == 0 ||
        connection_.query(is_invalid_sql, {key(detail)}).at(0).number(0) == 0)
        return false;
    raise_directory_version(connection_);
    return true;
}

void ContactRepository::record_good_address(DetailId detail)
{
    connection_.execute(good_address_sql, {key(detail)});
}

bool ContactRepository::clear_invalid(DetailId detail)
{
    if (connection_.execute(clear_invalid_sql, {key(detail)}) == 0)
        return false;
    raise_directory_version(connection_);
    return true;
}

bool ContactRepository::set_verified(const ContactDetail& detail,
                                     const std::optional<Verification>& verified)
{
    const auto by = verified ? std::optional(verified->by) : std::nullopt;
    const auto at = verified ? std::optional(verified->at) : std::nullopt;
    if (connection_.execute(set_verified_sql, {word_or_null(by), time_or_null(at), key(detail.id),
                                               vault_.blind_index(detail.kind, detail.address)}) ==
        0)
        return false;
    raise_directory_version(connection_);
    return true;
}

std::vector<OptOutEvent> ContactRepository::opt_outs_of(DetailId detail)
{
    std::vector<OptOutEvent> events;
    for (const auto& row : connection_.query(events_sql, {key(detail)})) {
        Fields fields(row);
        events.push_back(
            {detail, fields.flag(), fields.instant(), fields.text(), fields.text(), fields.text()});
    }
    return events;
}

} // namespace store
