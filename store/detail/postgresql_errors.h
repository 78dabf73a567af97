#pragma once
#include <libpq-fe.h>
#include <string_view>

namespace store::detail {

/// Throws the StoreError that says what the failed `result` on `handle` means for us. The result
/// may be null. Neither is freed.
[[noreturn]] void throw_postgresql_error(const PGconn* handle, const PGresult* result,
                                         std::string_view doing);

} // namespace store::detail
