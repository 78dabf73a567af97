#include "store/detail/contact_rows.h"
#include "store/detail/fields.h"
#include "store/detail/week_text.h"
#include <unordered_map>

namespace store::detail {
namespace {

constexpr auto contact_sql = R"sql(
    SELECT id, opid, first_name, last_name, display_name, alias, public_id, domain_id, secure,
           acknowledged_ms, acknowledged_by, mail_statuses, wctp_status_email, retention, zone,
           quiet_hours, undisturbed_until_ms, stand_in_id, shift_reminder,
           wctp_status_digest_ms, created_ms, version
      FROM contact)sql";
constexpr auto detail_sql =
    "SELECT contact_id, id, kind, address, opted_out, invalid, verified_by, verified_ms "
    "FROM contact_detail";
constexpr auto redundancy_sql =
    "SELECT contact_id, channel, delay_ms, unless_progress FROM contact_redundancy";
constexpr auto copy_sql = "SELECT contact_id, channel FROM contact_copy";

constexpr auto device_sql = R"sql(
    SELECT contact_id, id FROM device WHERE push_endpoint IS NOT NULL)sql";

constexpr auto certificate_sql =
    "SELECT contact_id, pem, subject, fingerprint, expires_ms FROM contact_certificate";

/// How each of the statements above ends.
struct Whose {
    std::string_view contacts;
    std::string_view parts;
    std::string_view devices;
    std::string_view certificates;
};
constexpr Whose one{" WHERE id = $1", " WHERE contact_id = $1 ORDER BY position",
                    " AND contact_id = $1 ORDER BY id", " WHERE contact_id = $1"};
constexpr Whose all{" WHERE removed_ms IS NULL ORDER BY id", " ORDER BY contact_id, position",
                    " ORDER BY contact_id, id", ""};

// Who gets a phone that said STOP before it was anybody's starts opted out (S1.56).
constexpr auto save_detail_sql = R"sql(
    INSERT INTO contact_detail (id, contact_id, position, kind, address, address_index, opted_out)
    VALUES ($1, $2, $3, $4, $5, $6,
            CASE WHEN EXISTS (SELECT 1 FROM stopped_phone WHERE address_index = $6) THEN 1
                 ELSE CAST($7 AS BIGINT) END)
        ON CONFLICT (id) DO UPDATE
           SET position = excluded.position, kind = excluded.kind, address = excluded.address,
               address_index = excluded.address_index,
               opted_out = CASE WHEN contact_detail.address_index <> excluded.address_index
                                 AND excluded.opted_out = 1
                                THEN 1 ELSE contact_detail.opted_out END,
               invalid = CASE WHEN contact_detail.address_index = excluded.address_index
                              THEN contact_detail.invalid ELSE 0 END,
               bad_addresses = CASE WHEN contact_detail.address_index = excluded.address_index
                                    THEN contact_detail.bad_addresses ELSE 0 END,
               verified_by = CASE WHEN contact_detail.address_index = excluded.address_index
                                  THEN contact_detail.verified_by END,
               verified_ms = CASE WHEN contact_detail.address_index = excluded.address_index
                                  THEN contact_detail.verified_ms END
         WHERE contact_detail.contact_id = excluded.contact_id)sql";
constexpr auto delete_redundancy_sql = "DELETE FROM contact_redundancy WHERE contact_id = $1";
constexpr auto insert_redundancy_sql = R"sql(
    INSERT INTO contact_redundancy (contact_id, position, channel, delay_ms, unless_progress)
    VALUES ($1, $2, $3, $4, $5))sql";
constexpr auto delete_copies_sql = "DELETE FROM contact_copy WHERE contact_id = $1";
constexpr auto insert_copy_sql =
    "INSERT INTO contact_copy (contact_id, position, channel) VALUES ($1, $2, $3)";
constexpr auto delete_certificate_sql = "DELETE FROM contact_certificate WHERE contact_id = $1";
constexpr auto insert_certificate_sql = R"sql(
    INSERT INTO contact_certificate (contact_id, pem, subject, fingerprint, expires_ms)
    VALUES ($1, $2, $3, $4, $5))sql";

std::optional<Acknowledgement> acknowledgement(Fields& fields)
{
    const auto at = fields.optional_instant();
    auto by = fields.text_or_empty();
    return at ? std::optional(Acknowledgement{*at, std::move(by)}) : std::nullopt;
}

std::optional<DoNotDisturb> do_not_disturb(Fields& fields)
{
    const auto until = fields.optional_instant();
    const auto stand_in = fields.id<ContactId>();
    return until ? std::optional(DoNotDisturb{*until, stand_in}) : std::nullopt;
}

std::optional<Verification> verification(Fields& fields)
{
    const auto by = fields.optional_word<VerifiedBy>();
    const auto at = fields.optional_instant();
    return by && at ? std::optional(Verification{*by, *at}) : std::nullopt;
}

Opid opid_of(const std::string& text)
{
    auto opid = Opid::parse(text);
    if (!opid)
        throw StoreError("a contact row holds '" + text + "', which is no OPID");
    return std::move(*opid);
}

Contact contact_of(const Vault& vault, const Row& row)
{
    Fields fields(row);
    const auto id = fields.number();
    return {.id = ContactId{id},
            .opid = opid_of(fields.text()),
            .first_name = vault.open_or_empty({"contact", "first_name", id}, fields.value()),
            .last_name = vault.open_or_empty({"contact", "last_name", id}, fields.value()),
            .display_name = vault.open_or_empty({"contact", "display_name", id}, fields.value()),
            .alias = fields.text(),
            .public_id = fields.text(),
            .domain = fields.id<DomainId>(),
            .secure = fields.flag(),
            .acknowledgement = acknowledgement(fields),
            .details = {},
            .redundancy = {},
            .devices = {},
            .copies = {},
            .mail_statuses = fields.flag(),
            .wctp_status_email =
                vault.open_or_empty({"contact", "wctp_status_email", id}, fields.value()),
            .certificate = {},
            .retention = fields.word<Retention>(),
            .zone = fields.text(),
            .quiet_hours = week_of(fields.text()),
            .do_not_disturb = do_not_disturb(fields),
            .shift_reminder = fields.word<ShiftReminder>(),
            .wctp_status_digest = fields.millis(),
            .created = fields.instant(),
            .version = fields.number()};
}

ContactDetail detail_of(const Vault& vault, Fields& fields)
{
    const auto id = fields.id<DetailId>();
    return {id,
            fields.word<DetailKind>(),
            vault.open_or_empty({"contact_detail", "address", id.value}, fields.value()),
            fields.flag(),
            fields.flag(),
            verification(fields)};
}

Certificate certificate_of(const Vault& vault, ContactId contact, Fields& fields)
{
    const auto id = contact.value;
    return {.pem = vault.open_or_empty({"contact_certificate", "pem", id}, fields.value()),
            .subject = vault.open_or_empty({"contact_certificate", "subject", id}, fields.value()),
            .fingerprint = fields.text(),
            .expires = fields.instant()};
}

/// Contacts by id, so that the rows of the other tables find theirs.
class Assembly {
public:
    Assembly(Connection& connection, const Vault& vault, std::span<const Value> values)
        : connection_(connection), vault_(vault), values_(values)
    {
    }

    std::vector<Contact> assemble(const Whose& whose)
    {
        const auto contacts = std::string(contact_sql).append(whose.contacts);
        connection_.each(contacts, values_, [this](const Row& row) {
            contacts_.push_back(contact_of(vault_, row));
            index_.emplace(contacts_.back().id, contacts_.size() - 1);
        });
        take(detail_sql, whose.parts, [this](Contact& contact, Fields& fields) {
            contact.details.push_back(detail_of(vault_, fields));
        });
        take(redundancy_sql, whose.parts, [](Contact& contact, Fields& fields) {
            contact.redundancy.push_back(
                {fields.word<Channel>(), fields.millis(), fields.word<Progress>()});
        });
        take(copy_sql, whose.parts, [](Contact& contact, Fields& fields) {
            contact.copies.push_back(fields.word<Channel>());
        });
        take(device_sql, whose.devices, [](Contact& contact, Fields& fields) {
            contact.devices.push_back(fields.id<DetailId>());
        });
        take(certificate_sql, whose.certificates, [this](Contact& contact, Fields& fields) {
            contact.certificate = certificate_of(vault_, contact.id, fields);
        });
        return std::move(contacts_);
    }

private:
    template <class Add>
    void take(std::string_view sql, std::string_view whose, const Add& add)
    {
        connection_.each(std::string(sql).append(whose), values_, [&](const Row& row) {
            Fields fields(row);
            const auto owner = index_.find(fields.id<ContactId>());
            if (owner != index_.end()) // else of a removed contact
                add(contacts_[owner->second], fields);
        });
    }

    Connection& connection_;
    const Vault& vault_;
    std::span<const Value> values_;
    std::vector<Contact> contacts_;
    std::unordered_map<ContactId, std::size_t> index_;
};

void save_detail(Connection& connection, const Vault& vault, ContactId contact,
                 std::int64_t position, const ContactDetail& detail)
{
    const auto id = detail.id.value;
    const auto saved = connection.execute(
        save_detail_sql, {id, key(contact), position, word_of(detail.kind),
                          vault.seal({"contact_detail", "address", id}, detail.address),
                          vault.blind_index(detail.kind, detail.address), flag(detail.opted_out)});
    if (saved == 0)
        throw StoreError("detail " + detail.id.text() + " belongs to another contact");
}

void save_certificate(Connection& connection, const Vault& vault, const Contact& contact)
{
    connection.execute(delete_certificate_sql, {key(contact.id)});
    if (!contact.certificate)
        return;
    const auto id = contact.id.value;
    const auto& certificate = *contact.certificate;
    connection.execute(insert_certificate_sql,
                       {id, vault.seal({"contact_certificate", "pem", id}, certificate.pem),
                        vault.seal({"contact_certificate", "subject", id}, certificate.subject),
                        certificate.fingerprint, time(certificate.expires)});
}

void delete_other_details(Connection& connection, const Contact& contact)
{
    std::vector<std::int64_t> kept;
    for (const auto& detail : contact.details)
        kept.push_back(detail.id.value);
    const auto& dialect = connection.dialect();
    connection.execute("DELETE FROM contact_detail WHERE contact_id = $1 AND NOT (" +
                           dialect.in_list("id", "$2") + ")",
                       {key(contact.id), dialect.list(kept)});
}

} // namespace

void save_contact_parts(Connection& connection, const Vault& vault, const Contact& contact)
{
    delete_other_details(connection, contact);
    std::int64_t position = 0;
    for (const auto& detail : contact.details)
        save_detail(connection, vault, contact.id, position++, detail);
    connection.execute(delete_redundancy_sql, {key(contact.id)});
    for (const auto& rule : contact.redundancy)
        connection.execute(insert_redundancy_sql,
                           {key(contact.id), position++, word_of(rule.channel),
                            number(rule.delay.count()), word_of(rule.unless)});
    connection.execute(delete_copies_sql, {key(contact.id)});
    for (const auto channel : contact.copies)
        connection.execute(insert_copy_sql, {key(contact.id), position++, word_of(channel)});
    save_certificate(connection, vault, contact);
}

std::optional<Contact> contact_of_row(Connection& connection, const Vault& vault, ContactId id)
{
    const Values values{key(id)};
    auto contacts = Assembly(connection, vault, values).assemble(one);
    return contacts.empty() ? std::nullopt : std::optional(std::move(contacts[0]));
}

std::vector<Contact> all_contacts(Connection& connection, const Vault& vault)
{
    return Assembly(connection, vault, {}).assemble(all);
}

} // namespace store::detail
