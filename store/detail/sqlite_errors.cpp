#include "store/detail/sqlite_errors.h"
#include "store/error.h"
#include <cctype>
#include <sqlite3.h>
#include <string>

namespace store::detail {
namespace {

using Cause = StoreUnavailable::Cause;

/// "UNIQUE constraint failed: contact.id, contact.opid" as PostgreSQL would name it.
std::string constraint_name(std::string_view message, bool primary_key)
{
    const auto colon = message.find(": ");
    const auto list = colon == std::string_view::npos ? message : message.substr(colon + 2);
    std::string name(list.substr(0, list.find('.')));
    if (primary_key)
        return name + "_pkey";
    for (std::size_t at = list.find('.'); at != std::string_view::npos;
         at = list.find('.', at + 1)) {
        const auto end = list.find(',', at);
        name += "_" + std::string(list.substr(at + 1, end == std::string_view::npos
                                                          ? std::string_view::npos
                                                          : end - at - 1));
    }
    return name + "_key";
}

bool is_flush_error(int extended)
{
    return extended == SQLITE_IOERR_FSYNC || extended == SQLITE_IOERR_DIR_FSYNC;
}

[[noreturn]] void throw_constraint(int extended, std::string_view message, const std::string& text)
{
    const bool primary_key =
        extended == SQLITE_CONSTRAINT_PRIMARYKEY || extended == SQLITE_CONSTRAINT_ROWID;
    if (primary_key || extended == SQLITE_CONSTRAINT_UNIQUE)
        throw Conflict(constraint_name(message, primary_key), text);
    throw StoreError(text);
}

Cause cause_of(int primary)
{
    switch (primary) {
    case SQLITE_FULL:
        return Cause::DiskFull;
    case SQLITE_READONLY:
        return Cause::ReadOnly;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return Cause::Corrupt;
    default:
        return Cause::Io;
    }
}

bool is_ground_giving_way(int primary)
{
    switch (primary) {
    case SQLITE_FULL:
    case SQLITE_READONLY:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_NOLFS:
    case SQLITE_PROTOCOL:
    case SQLITE_NOMEM:
        return true;
    default:
        return false;
    }
}

std::string remedy(int primary)
{
    switch (primary) {
    case SQLITE_FULL:
        return "; make room on the disk, it then goes on by itself";
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return "; check the owner and mode of the data directory and how it is mounted";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return "; the database file is damaged: stop, keep a copy, restore the last backup";
    default:
        return {};
    }
}

} // namespace

void throw_sqlite_error(sqlite3* database, std::string_view doing)
{
    const int extended = sqlite3_extended_errcode(database);
    const int primary = extended & 0xFF;
    const std::string message = sqlite3_errmsg(database);
    const auto text = "database: " + std::string(doing) + ": " + message + " (SQLite " +
                      std::to_string(extended) + ")" + remedy(primary);
    if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED)
        throw Busy(text);
    if (primary == SQLITE_CONSTRAINT)
        throw_constraint(extended, message, text);
    if (is_flush_error(extended))
        throw StoreUnavailable(Cause::SyncFailed, text);
    if (is_ground_giving_way(primary))
        throw StoreUnavailable(cause_of(primary), text);
    throw StoreError(text);
}

} // namespace store::detail
