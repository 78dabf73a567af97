#include "store/detail/sqlite_connection.h"
#include "store/detail/sqlite_errors.h"
#include "store/detail/utf8.h"
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/Utility.h>
#include <charconv>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

namespace store::detail {

/// A prepared statement, its text (the key of the cache), and which value each parameter takes.
struct SqliteConnection::Statement {
    std::string sql;
    sqlite3_stmt* native = nullptr;
    std::vector<std::size_t> value_of; ///< by parameter, from 0
    ~Statement() { sqlite3_finalize(native); }
};

namespace {

using Cause = StoreUnavailable::Cause;

/// The journals take the file's mode, so that it has to be right before SQLite makes it.
///
/// A file that is there is never opened here: closing a descriptor of it drops all locks that this
/// process has on it, and then the next process that closes the database takes itself for the last
/// one and deletes the journal, with all that is only there (sqlite.org/howtocorrupt.html 2.2).
void make_private_file(const std::filesystem::path& file)
{
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0 && errno == EEXIST)
        return;
    if (descriptor < 0)
        throw StoreUnavailable(Cause::Io,
                               "database: cannot open " + file.string() + ": " +
                                   std::error_code(errno, std::generic_category()).message() +
                                   "; check that its directory exists and is ours");
    ::close(descriptor);
}

Poco::Data::Session open_session(const DatabaseSettings& settings)
{
    make_private_file(settings.file);
    try {
        return {Poco::Data::SQLite::Connector::KEY, settings.file.string()};
    } catch (const Poco::Exception& failure) {
        throw StoreUnavailable(Cause::Io, "database: cannot open " + settings.file.string() + ": " +
                                              failure.displayText());
    }
}

/// Values are not copied: they outlive the run, and the bindings are cleared after it.
int bind(sqlite3_stmt* statement, int parameter, const Value& value)
{
    if (const auto* number = std::get_if<std::int64_t>(&value))
        return sqlite3_bind_int64(statement, parameter, *number);
    if (const auto* text = std::get_if<std::string>(&value)) {
        if (!is_storable_text(*text))
            throw StoreError("a text to be stored is not UTF-8, or holds a NUL");
        return sqlite3_bind_text64(statement, parameter, text->data(), text->size(), SQLITE_STATIC,
                                   SQLITE_UTF8);
    }
    if (const auto* blob = std::get_if<Blob>(&value)) {
        // A null pointer would bind NULL, not an empty blob.
        const void* bytes = blob->empty() ? static_cast<const void*>("") : blob->data();
        return sqlite3_bind_blob64(statement, parameter, bytes, blob->size(), SQLITE_STATIC);
    }
    return sqlite3_bind_null(statement, parameter);
}

Value column(sqlite3_stmt* statement, int index)
{
    switch (sqlite3_column_type(statement, index)) {
    case SQLITE_INTEGER:
        return sqlite3_column_int64(statement, index);
    case SQLITE_NULL:
        return std::monostate{};
    case SQLITE_BLOB: {
        const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement, index));
        return Blob(bytes, bytes + sqlite3_column_bytes(statement, index));
    }
    default: {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, index));
        return std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, index)));
    }
    }
}

Row current_row(sqlite3_stmt* statement)
{
    const int columns = sqlite3_column_count(statement);
    Values values;
    values.reserve(static_cast<std::size_t>(columns));
    for (int index = 0; index < columns; ++index)
        values.push_back(column(statement, index));
    return Row(std::move(values));
}

/// Leaves the statement ready for the next run, also when something is thrown.
class Run {
public:
    explicit Run(sqlite3_stmt* statement) : statement_(statement) {}
    ~Run()
    {
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
    }
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;

private:
    sqlite3_stmt* statement_;
};

/// "$3" is the third value, whatever order SQLite met the names in.
std::vector<std::size_t> values_of_parameters(sqlite3_stmt* statement)
{
    std::vector<std::size_t> value_of;
    const int count = sqlite3_bind_parameter_count(statement);
    for (int parameter = 1; parameter <= count; ++parameter) {
        const char* name = sqlite3_bind_parameter_name(statement, parameter);
        const std::string_view digits = name == nullptr ? "" : name + 1;
        std::size_t number = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (number == 0)
            throw StoreError("SQL with a placeholder that is not $1, $2 ...");
        value_of.push_back(number - 1);
    }
    return value_of;
}

} // namespace

SqliteConnection::SqliteConnection(const DatabaseSettings& settings, bool read_only)
    : Connection(Engine::Sqlite), session_(open_session(settings)),
      handle_(Poco::Data::SQLite::Utility::dbHandle(session_))
{
    set_up(settings, read_only);
}

SqliteConnection::~SqliteConnection()
{
    statements_.clear(); // before the session closes the handle under them
}

void SqliteConnection::set_up(const DatabaseSettings& settings, bool read_only)
{
    sqlite3_extended_result_codes(handle_, 1);
    sqlite3_busy_timeout(handle_, static_cast<int>(settings.busy_timeout.count()));
    // A file that does not end up in WAL mode lies where locks or shared memory do not work.
    const auto mode = query("PRAGMA journal_mode=WAL");
    if (mode.empty() || mode[0].text(0) != "wal")
        throw StoreUnavailable(Cause::Io, "database: " + settings.file.string() +
                                              " cannot have a write-ahead log there; put the data "
                                              "directory on a local file system");
    script("PRAGMA synchronous=FULL;"
           "PRAGMA foreign_keys=ON;"
           "PRAGMA secure_delete=ON;"
           "PRAGMA trusted_schema=OFF;"
           "PRAGMA cell_size_check=ON;"
           "PRAGMA temp_store=MEMORY;");
    if (read_only)
        script("PRAGMA query_only=ON;");
}

void SqliteConnection::script(const std::string& sql)
{
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        throw_sqlite_error(handle_, "script");
}

bool SqliteConnection::in_transaction() const
{
    return sqlite3_get_autocommit(handle_) == 0;
}

void SqliteConnection::control(std::string_view sql)
{
    run(sql, {}, nullptr);
}

SqliteConnection::Statement& SqliteConnection::prepared(std::string_view sql)
{
    if (const auto found = statements_.find(sql); found != statements_.end())
        return *found->second;
    auto statement = std::make_unique<Statement>();
    statement->sql = sql;
    if (sqlite3_prepare_v3(handle_, statement->sql.c_str(), static_cast<int>(statement->sql.size()),
                           SQLITE_PREPARE_PERSISTENT, &statement->native, nullptr) != SQLITE_OK)
        throw_sqlite_error(handle_, "prepare");
    statement->value_of = values_of_parameters(statement->native);
    const std::string_view key = statement->sql;
    return *statements_.emplace(key, std::move(statement)).first->second;
}

std::size_t SqliteConnection::run(std::string_view sql, std::span<const Value> values,
                                  const Take* take)
{
    auto& statement = prepared(sql);
    const Run run(statement.native);
    for (std::size_t at = 0; at < statement.value_of.size(); ++at) {
        if (statement.value_of[at] >= values.size())
            throw StoreError("SQL with more placeholders than values");
        if (bind(statement.native, static_cast<int>(at) + 1, values[statement.value_of[at]]) !=
            SQLITE_OK)
            throw_sqlite_error(handle_, "bind");
    }
    int result = sqlite3_step(statement.native);
    for (; result == SQLITE_ROW; result = sqlite3_step(statement.native)) {
        if (take != nullptr)
            (*take)(current_row(statement.native));
    }
    if (result != SQLITE_DONE)
        throw_sqlite_error(handle_, "write or read");
    return static_cast<std::size_t>(sqlite3_changes64(handle_));
}

} // namespace store::detail
