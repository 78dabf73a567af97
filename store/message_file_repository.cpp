#include "store/message_file_repository.h"
#include "store/detail/fields.h"

namespace store {
namespace {

using namespace detail;

constexpr auto insert_sql = R"sql(
    INSERT INTO message_file (message_id, number, type, bytes, name, content)
    VALUES ($1, $2, $3, $4, $5, $6))sql";
constexpr auto list_sql = R"sql(
    SELECT number, type, bytes, name FROM message_file WHERE message_id = $1 ORDER BY number)sql";
constexpr auto find_sql = R"sql(
    SELECT number, type, bytes, name, content
      FROM message_file
     WHERE message_id = $1 AND number = $2)sql";
constexpr auto forget_sql = "DELETE FROM message_file WHERE message_id = $1";

/// The number is part of the place, so that no content opens as another file's.
std::string column(std::string_view name, std::int64_t number)
{
    return std::string(name) + " " + std::to_string(number);
}

std::string opened(const MessageKey& key, MessageId message, const std::string& column,
                   const Value& sealed)
{
    return key.open({"message_file", column, message.value}, std::get<Blob>(sealed));
}

MessageFile file_of(Fields& fields, MessageId message, const MessageKey& key)
{
    MessageFile file;
    const auto number = fields.number();
    file.type = fields.text();
    file.bytes = fields.number();
    file.name = opened(key, message, column("name", number), fields.value());
    return file;
}

} // namespace

void MessageFileRepository::insert(MessageId message, const MessageKey& key,
                                   const std::vector<MessageFile>& files)
{
    std::int64_t number = 0;
    for (const auto& file : files) {
        ++number;
        const auto name = column("name", number);
        const auto content = column("content", number);
        connection_.execute(insert_sql, {message.value, number, file.type, file.bytes,
                                         key.seal({"message_file", name, message.value}, file.name),
                                         key.seal({"message_file", content, message.value},
                                                  file.content.reveal())});
    }
}

std::vector<MessageFile> MessageFileRepository::list(MessageId message, const MessageKey& key)
{
    std::vector<MessageFile> files;
    for (const auto& row : connection_.query(list_sql, {message.value})) {
        Fields fields(row);
        files.push_back(file_of(fields, message, key));
    }
    return files;
}

std::optional<MessageFile> MessageFileRepository::find(MessageId message, int number,
                                                       const MessageKey& key)
{
    const auto rows = connection_.query(find_sql, {message.value, std::int64_t{number}});
    if (rows.empty())
        return std::nullopt;
    Fields fields(rows[0]);
    auto file = file_of(fields, message, key);
    file.content = ProtectedText(opened(key, message, column("content", number), fields.value()));
    return file;
}

void MessageFileRepository::forget(MessageId message)
{
    connection_.execute(forget_sql, {message.value});
}

} // namespace store
