#include "store/message_repository.h"
#include "store/detail/fields.h"
#include "store/detail/list_text.h"
#include "store/detail/report_wish_text.h"
#include "store/message_file_repository.h"
#include "store/model/picture.h"
#include <limits>

namespace store {
namespace {

using namespace detail;

constexpr auto insert_sql = R"sql(
    INSERT INTO message (id, source_id, principal_id, door, originator, recipient, reference,
                         transaction_id, respond_to, wctp_version, wctp_token, tracking, misc_info,
                         priority, allow_response, preformatted, notify_queued, notify_delivered,
                         notify_read, text_key, subject, body, choices, accepted_ms, submitted_ms,
                         not_before_ms, expires_ms, status_email, hops, alert, files,
                         report_wish, mail_header)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
            $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33))sql";
// Of those that were written before message_file was there, -1: pictures stand in the row itself.
constexpr auto select_sql = R"sql(
    SELECT CASE WHEN images IS NULL THEN files ELSE -1 END,
           id, source_id, principal_id, door, originator, recipient, reference, transaction_id,
           respond_to, wctp_version, wctp_token, tracking, misc_info, priority, allow_response,
           preformatted, notify_queued, notify_delivered, notify_read, text_key, subject, body,
           choices, alert, mail_header, accepted_ms, submitted_ms, not_before_ms, expires_ms,
           status_email, recalled_ms, hops, report_wish
      FROM message)sql";
constexpr auto by_id = " WHERE id = $1";
constexpr auto by_tracking = " WHERE tracking = $1";
constexpr auto newest_first = " WHERE id < $1 ORDER BY id DESC LIMIT $2";
constexpr auto newest_first_of_source =
    " WHERE source_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
constexpr auto recall_sql =
    "UPDATE message SET recalled_ms = $1 WHERE id = $2 AND recalled_ms IS NULL";
constexpr auto purge_sql = R"sql(
    UPDATE message SET text_key = NULL, subject = NULL, body = NULL, choices = NULL, alert = NULL,
                       mail_header = NULL, images = NULL
     WHERE id = $1 AND text_key IS NOT NULL)sql";
constexpr auto purge_replies_sql = "UPDATE reply SET text = NULL WHERE message_id = $1";
constexpr auto files_sql = "SELECT text_key, images FROM message WHERE id = $1";
constexpr auto is_purged_sql = "SELECT COUNT(*) FROM message WHERE id = $1 AND text_key IS NULL";

Place place(std::string_view column, std::int64_t id)
{
    return {"message", column, id};
}

/// What stands under the message's own key; all empty once that is gone.
struct Texts {
    ProtectedText subject;
    ProtectedText body;
    std::vector<Choice> choices;
    ProtectedText alert;
    ProtectedText mail_header;
};

Value sealed_or_null(const MessageKey& key, const Place& where, const std::string& text)
{
    return text.empty() ? Value{} : Value{key.seal(where, text)};
}

std::string opened(const MessageKey& key, const Place& where, const Value& sealed)
{
    const auto* blob = std::get_if<Blob>(&sealed);
    return blob == nullptr ? std::string() : key.open(where, *blob);
}

Texts texts_of_row(const Vault& vault, std::int64_t id, Fields& fields)
{
    const auto& wrapped = fields.value();
    const auto& subject = fields.value();
    const auto& body = fields.value();
    const auto& choices = fields.value();
    const auto& alert = fields.value();
    const auto& header = fields.value();
    if (std::holds_alternative<std::monostate>(wrapped))
        return {};
    const auto key = vault.unwrap(place("text_key", id), std::get<Blob>(wrapped));
    return {ProtectedText(opened(key, place("subject", id), subject)),
            ProtectedText(opened(key, place("body", id), body)),
            choices_of(opened(key, place("choices", id), choices)),
            ProtectedText(opened(key, place("alert", id), alert)),
            ProtectedText(opened(key, place("mail_header", id), header))};
}

Texts skip_texts(Fields& fields)
{
    for (int column = 0; column < 6; ++column)
        fields.value();
    return {};
}

enum class Depth { Envelope, WithTexts };

NotifyFlags notify_of(Fields& fields)
{
    return {fields.flag(), fields.flag(), fields.flag()};
}

Message message_of(const Vault& vault, const Row& row, Depth depth = Depth::WithTexts)
{
    Fields fields(row);
    Message message;
    fields.number(); // how many files, see with_files()
    const auto id = fields.number();
    message.id = MessageId{id};
    message.source = fields.id<SourceId>();
    message.principal = fields.id<PrincipalId>();
    message.door = fields.word<Door>();
    message.originator = vault.open_or_empty(place("originator", id), fields.value());
    message.recipient = fields.text();
    message.reference = fields.text();
    message.transaction = fields.text();
    message.respond_to = fields.text();
    message.wctp_version = fields.text();
    message.wctp_token = fields.text();
    message.tracking = fields.text_or_empty();
    message.misc_info = vault.open_or_empty(place("misc_info", id), fields.value());
    message.priority = fields.word<Priority>();
    message.allow_response = fields.flag();
    message.preformatted = fields.flag();
    message.notify = notify_of(fields);
    auto texts = depth == Depth::Envelope ? skip_texts(fields) : texts_of_row(vault, id, fields);
    message.subject = std::move(texts.subject);
    message.body = std::move(texts.body);
    message.choices = std::move(texts.choices);
    message.alert = std::move(texts.alert);
    message.mail_header = std::move(texts.mail_header);
    message.accepted = fields.instant();
    message.submitted = fields.optional_instant();
    message.not_before = fields.optional_instant();
    message.expires = fields.optional_instant();
    message.status_email = vault.open_or_empty(place("status_email", id), fields.value());
    message.recalled = fields.optional_instant();
    message.hops = fields.small();
    message.report = report_wish_of(vault.open_or_empty(place("report_wish", id), fields.value()));
    return message;
}

/// All with their content, of a row that was written before message_file was there.
std::vector<MessageFile> old_pictures(const MessageKey& key, std::int64_t id, const Value& sealed)
{
    const auto texts = texts_of(opened(key, place("images", id), sealed));
    std::vector<MessageFile> files;
    for (std::size_t at = 0; at + 1 < texts.size(); at += 2) {
        const auto* format = picture_format(texts[at]);
        const auto number = std::to_string(files.size() + 1);
        files.push_back({.name = "picture-" + number + std::string(format ? format->ending : ""),
                         .type = std::string(format ? format->type : "application/octet-stream"),
                         .bytes = static_cast<std::int64_t>(texts[at + 1].size()),
                         .content = ProtectedText(texts[at + 1])});
    }
    return files;
}

/// What is needed to open a message's files; empty: no such message, or purged.
struct FileAccess {
    MessageKey key;
    std::vector<MessageFile> old; ///< of the row itself; else they stand in message_file
};

std::optional<FileAccess> file_access(Connection& connection, const Vault& vault, MessageId id)
{
    const auto rows = connection.query(files_sql, {key(id)});
    if (rows.empty())
        return std::nullopt;
    Fields fields(rows[0]);
    const auto& wrapped = fields.value();
    const auto& pictures = fields.value();
    if (std::holds_alternative<std::monostate>(wrapped))
        return std::nullopt;
    auto opener = vault.unwrap(place("text_key", id.value), std::get<Blob>(wrapped));
    auto old = old_pictures(opener, id.value, pictures);
    return FileAccess{std::move(opener), std::move(old)};
}

Message with_files(Connection& connection, const Vault& vault, const Row& row)
{
    auto message = message_of(vault, row);
    if (row.number(0) == 0)
        return message;
    auto access = file_access(connection, vault, message.id);
    if (!access)
        return message;
    for (auto& file : access->old)
        file.content = {};
    message.files = access->old.empty()
                        ? MessageFileRepository(connection).list(message.id, access->key)
                        : std::move(access->old);
    return message;
}

std::vector<Message> messages_of(const Vault& vault, const Rows& rows)
{
    std::vector<Message> messages;
    for (const auto& row : rows)
        messages.push_back(message_of(vault, row));
    return messages;
}

Value below(MessageId before)
{
    return before.valid() ? before.value : std::numeric_limits<std::int64_t>::max();
}

Value count(std::size_t limit)
{
    return static_cast<std::int64_t>(limit);
}

} // namespace

void MessageRepository::insert(const Message& message)
{
    const auto id = message.id.value;
    const auto text_key = MessageKey::random();
    connection_.execute(
        insert_sql,
        {id,
         key_or_null(message.source),
         key_or_null(message.principal),
         word_of(message.door),
         vault_.seal_or_null(place("originator", id), message.originator),
         message.recipient,
         message.reference,
         message.transaction,
         message.respond_to,
         message.wctp_version,
         message.wctp_token,
         text_or_null(message.tracking),
         vault_.seal_or_null(place("misc_info", id), message.misc_info),
         word_of(message.priority),
         flag(message.allow_response),
         flag(message.preformatted),
         flag(message.notify.queued),
         flag(message.notify.delivered),
         flag(message.notify.read),
         vault_.wrap(place("text_key", id), text_key),
         sealed_or_null(text_key, place("subject", id), message.subject.reveal()),
         text_key.seal(place("body", id), message.body.reveal()),
         sealed_or_null(text_key, place("choices", id), choices_text(message.choices)),
         time(message.accepted),
         time_or_null(message.submitted),
         time_or_null(message.not_before),
         time_or_null(message.expires),
         vault_.seal_or_null(place("status_email", id), message.status_email),
         number(message.hops),
         sealed_or_null(text_key, place("alert", id), message.alert.reveal()),
         number(static_cast<std::int64_t>(message.files.size())),
         vault_.seal_or_null(place("report_wish", id), report_wish_text(message.report)),
         sealed_or_null(text_key, place("mail_header", id), message.mail_header.reveal())});
    MessageFileRepository(connection_).insert(message.id, text_key, message.files);
}

std::optional<Message> MessageRepository::find(MessageId id)
{
    const auto rows = connection_.query(std::string(select_sql) + by_id, {key(id)});
    return rows.empty() ? std::nullopt : std::optional(with_files(connection_, vault_, rows[0]));
}

std::optional<MessageFile> MessageRepository::file(MessageId id, int number)
{
    auto access = file_access(connection_, vault_, id);
    if (!access || number < 1)
        return std::nullopt;
    if (access->old.empty())
        return MessageFileRepository(connection_).find(id, number, access->key);
    const auto at = static_cast<std::size_t>(number) - 1;
    return at < access->old.size() ? std::optional(std::move(access->old[at])) : std::nullopt;
}

std::optional<Message> MessageRepository::find_envelope(MessageId id)
{
    const auto rows = connection_.query(std::string(select_sql) + by_id, {key(id)});
    return rows.empty() ? std::nullopt
                        : std::optional(message_of(vault_, rows[0], Depth::Envelope));
}

std::optional<Message> MessageRepository::find_by_tracking(std::string_view tracking)
{
    const auto rows =
        connection_.query(std::string(select_sql) + by_tracking, {std::string(tracking)});
    return rows.empty() ? std::nullopt : std::optional(with_files(connection_, vault_, rows[0]));
}

std::vector<Message> MessageRepository::list(MessageId before, std::size_t limit)
{
    return messages_of(vault_, connection_.query(std::string(select_sql) + newest_first,
                                                 {below(before), count(limit)}));
}

std::vector<Message> MessageRepository::list_of_source(SourceId source, MessageId before,
                                                       std::size_t limit)
{
    return messages_of(vault_, connection_.query(std::string(select_sql) + newest_first_of_source,
                                                 {key(source), below(before), count(limit)}));
}

void MessageRepository::lock(MessageId id)
{
    // Not FOR UPDATE: every row that refers to it holds it in share.
    if (connection_.dialect().engine() == Engine::PostgreSql)
        connection_.query("SELECT id FROM message WHERE id = $1 FOR NO KEY UPDATE", {key(id)});
}

bool MessageRepository::recall(MessageId id, Instant at)
{
    return connection_.execute(recall_sql, {time(at), key(id)}) == 1;
}

bool MessageRepository::purge_body(MessageId id)
{
    if (connection_.execute(purge_sql, {key(id)}) == 0)
        return false;
    connection_.execute(purge_replies_sql, {key(id)});
    MessageFileRepository(connection_).forget(id);
    return true;
}

bool MessageRepository::is_purged(MessageId id)
{
    return connection_.query(is_purged_sql, {key(id)}).at(0).number(0) != 0;
}

} // namespace store
