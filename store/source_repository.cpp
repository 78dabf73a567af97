#include "store/source_repository.h"
#include "store/detail/directory_change.h"
#include "store/detail/fields.h"
#include "store/detail/list_text.h"
#include "store/model/directory.h"

namespace store {
namespace {

using namespace detail;

constexpr auto insert_sql = R"sql(
    INSERT INTO source (id, name, door, principal_id, enabled, sender_id, code_hash, networks,
                        senders, callback_url, callback_networks, tls_client_name, strict,
                        rate_per_second, burst, priority, subject_tags, reply_mode, proof,
                        path_token_hash, repair_bytes, lookup_reply, doctype, busy_code, max_text,
                        max_recipients, address_tags, subject_line, recipient_domain, duplicate_ms,
                        callback_tls_minimum, callback_ciphers, callback_ca_file, callback_pin,
                        callback_certificate_file, callback_key_file, record, shadow,
                        attachments, attachment_count, attachment_bytes, attachment_total_bytes,
                        attachment_types, scram, status_digest_ms, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
            $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33,
            $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46))sql";
constexpr auto update_sql = R"sql(
    UPDATE source
       SET name = $1, door = $2, principal_id = $3, enabled = $4, sender_id = $5, code_hash = $6,
           networks = $7, senders = $8, callback_url = $9, callback_networks = $10,
           tls_client_name = $11, strict = $12, rate_per_second = $13, burst = $14,
           priority = $15, subject_tags = $16, reply_mode = $17, proof = $18,
           path_token_hash = $19, repair_bytes = $20, lookup_reply = $21, doctype = $22,
           busy_code = $23, max_text = $24, max_recipients = $25, address_tags = $26,
           subject_line = $27, recipient_domain = $28, duplicate_ms = $29,
           callback_tls_minimum = $30, callback_ciphers = $31, callback_ca_file = $32,
           callback_pin = $33, callback_certificate_file = $34, callback_key_file = $35,
           record = $36, shadow = $37, attachments = $38, attachment_count = $39,
           attachment_bytes = $40, attachment_total_bytes = $41, attachment_types = $42,
           scram = $43, status_digest_ms = $44, version = version + 1
     WHERE id = $45 AND version = $46 AND removed_ms IS NULL)sql";
constexpr auto remove_sql = R"sql(
    UPDATE source SET removed_ms = $1, version = version + 1
     WHERE id = $2 AND removed_ms IS NULL)sql";
constexpr auto revoke_tokens_sql = "DELETE FROM token WHERE source_id = $1";
constexpr auto select_sql = R"sql(
    SELECT id, name, door, principal_id, enabled, sender_id, code_hash, networks, senders,
           callback_url, callback_networks, tls_client_name, strict, rate_per_second, burst,
           priority, subject_tags, reply_mode, proof, path_token_hash, repair_bytes, lookup_reply,
           doctype, busy_code, max_text, max_recipients, address_tags, subject_line,
           recipient_domain, duplicate_ms, callback_tls_minimum, callback_ciphers,
           callback_ca_file, callback_pin, callback_certificate_file, callback_key_file, record,
           shadow, attachments, attachment_count, attachment_bytes, attachment_total_bytes,
           attachment_types, scram, status_digest_ms, version
      FROM source)sql";
constexpr auto one = " WHERE id = $1";
constexpr auto all = " WHERE removed_ms IS NULL ORDER BY id";

PeerTls tls_of(Fields& fields)
{
    return {.minimum = fields.word<TlsVersion>(),
            .ciphers = fields.text(),
            .ca_file = fields.text(),
            .pin = fields.text(),
            .certificate_file = fields.text(),
            .key_file = fields.text()};
}

WctpPolicy policy_of(Fields& fields)
{
    return {.reply_mode = fields.word<ReplyMode>(),
            .proof = fields.word<Proof>(),
            .path_token_hash = fields.text(),
            .repair_bytes = fields.flag(),
            .lookup_reply = fields.word<LookupReply>(),
            .doctype = fields.word<Doctype>(),
            .busy_code = fields.small(),
            .max_text = fields.small(),
            .max_recipients = fields.small(),
            .address_tags = fields.flag(),
            .subject_line = fields.flag(),
            .recipient_domain = fields.text(),
            .duplicate_window = fields.optional_millis(),
            .callback_tls = tls_of(fields),
            .record = fields.flag(),
            .shadow = fields.flag()};
}

FilePolicy files_of(Fields& fields)
{
    return {.attachments = fields.optional_word<Attachments>(),
            .most_files = fields.small(),
            .most_bytes = fields.small(),
            .most_total_bytes = fields.small(),
            .types = texts_of(fields.text())};
}

Place place_of(SourceId id)
{
    return {"source", "scram", id.value};
}

Source source_of(const Vault& vault, const Row& row)
{
    Fields fields(row);
    const auto id = fields.id<SourceId>();
    return {.id = id,
            .name = fields.text(),
            .door = fields.word<Door>(),
            .principal = fields.id<PrincipalId>(),
            .enabled = fields.flag(),
            .sender_id = fields.text(),
            .code_hash = fields.text(),
            .networks = texts_of(fields.text()),
            .senders = texts_of(fields.text()),
            .callback_url = fields.text(),
            .callback_networks = texts_of(fields.text()),
            .tls_client_name = fields.text(),
            .strict = fields.flag(),
            .rate_per_second = fields.small(),
            .burst = fields.small(),
            .priority = fields.optional_word<Priority>(),
            .subject_tags = fields.flag(),
            .wctp = policy_of(fields),
            .files = files_of(fields),
            .scram = vault.open_or_empty(place_of(id), fields.value()),
            .status_digest = fields.millis(),
            .version = fields.number()};
}

using Values = std::vector<Value>;

/// All columns but id and version, in the order of both statements.
void append_row(Values& values, const Vault& vault, const Source& source)
{
    const auto& wctp = source.wctp;
    const auto& tls = wctp.callback_tls;
    const auto& files = source.files;
    const Values row{source.name,
                     word_of(source.door),
                     key(source.principal),
                     flag(source.enabled),
                     folded_lower(source.sender_id),
                     source.code_hash,
                     texts_text(source.networks),
                     texts_text(source.senders),
                     source.callback_url,
                     texts_text(source.callback_networks),
                     source.tls_client_name,
                     flag(source.strict),
                     number(source.rate_per_second),
                     number(source.burst),
                     word_or_null(source.priority),
                     flag(source.subject_tags),
                     word_of(wctp.reply_mode),
                     word_of(wctp.proof),
                     wctp.path_token_hash,
                     flag(wctp.repair_bytes),
                     word_of(wctp.lookup_reply),
                     word_of(wctp.doctype),
                     number(wctp.busy_code),
                     number(wctp.max_text),
                     number(wctp.max_recipients),
                     flag(wctp.address_tags),
                     flag(wctp.subject_line),
                     folded_lower(wctp.recipient_domain),
                     millis_or_null(wctp.duplicate_window),
                     word_of(tls.minimum),
                     tls.ciphers,
                     tls.ca_file,
                     tls.pin,
                     tls.certificate_file,
                     tls.key_file,
                     flag(wctp.record),
                     flag(wctp.shadow),
                     word_or_null(files.attachments),
                     number(files.most_files),
                     number(files.most_bytes),
                     number(files.most_total_bytes),
                     texts_text(files.types),
                     vault.seal_or_null(place_of(source.id), source.scram),
                     source.status_digest.count()};
    values.insert(values.end(), row.begin(), row.end());
}

} // namespace

void SourceRepository::insert(const Source& source)
{
    Values values{key(source.id)};
    append_row(values, vault_, source);
    values.push_back(source.version);
    connection_.execute(insert_sql, values);
    raise_directory_version(connection_);
}

bool SourceRepository::update(const Source& source)
{
    Values values;
    append_row(values, vault_, source);
    values.push_back(key(source.id));
    values.push_back(source.version);
    if (connection_.execute(update_sql, values) == 0)
        return false;
    raise_directory_version(connection_);
    return true;
}

bool SourceRepository::remove(SourceId id, Instant now)
{
    if (connection_.execute(remove_sql, {time(now), key(id)}) == 0)
        return false;
    connection_.execute(revoke_tokens_sql, {key(id)});
    raise_directory_version(connection_);
    return true;
}

std::optional<Source> SourceRepository::find(SourceId id)
{
    const auto rows = connection_.query(std::string(select_sql) + one, {key(id)});
    return rows.empty() ? std::nullopt : std::optional(source_of(vault_, rows[0]));
}

std::vector<Source> SourceRepository::list()
{
    std::vector<Source> sources;
    for (const auto& row : connection_.query(std::string(select_sql) + all))
        sources.push_back(source_of(vault_, row));
    return sources;
}

} // namespace store
