#pragma once
#include <string_view>

struct sqlite3;

namespace store::detail {

/// Throws the StoreError that says what SQLite's last error on `database` means for us.
[[noreturn]] void throw_sqlite_error(sqlite3* database, std::string_view doing);

} // namespace store::detail
