#include "store/detail/postgresql_errors.h"
#include "store/error.h"
#include <string>

namespace store::detail {
namespace {

using Cause = StoreUnavailable::Cause;

std::string field(const PGresult* result, int code)
{
    const char* text = result == nullptr ? nullptr : PQresultErrorField(result, code);
    return text == nullptr ? std::string() : std::string(text);
}

std::string one_line(std::string text)
{
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    for (char& c : text)
        c = c == '\n' ? ' ' : c;
    return text;
}

/// Deadlock, serialization, lock timeout, statement cancelled by its timeout.
bool is_busy(const std::string& state)
{
    return state == "40001" || state == "40P01" || state == "55P03" || state == "57014";
}

/// PostgreSQL 15, appendix A: error codes.
void throw_if_unavailable(const std::string& state, const std::string& text)
{
    const auto family = state.substr(0, 2);
    if (state == "53100")
        throw StoreUnavailable(Cause::DiskFull, text);
    if (state == "25006")
        throw StoreUnavailable(Cause::ReadOnly, text);
    if (state == "XX001" || state == "XX002")
        throw StoreUnavailable(Cause::Corrupt, text);
    if (family == "58")
        throw StoreUnavailable(Cause::Io, text);
    if (family == "08" || family == "53" || family == "57" || family == "28")
        throw StoreUnavailable(Cause::Connection, text);
}

} // namespace

void throw_postgresql_error(const PGconn* handle, const PGresult* result, std::string_view doing)
{
    const auto state = field(result, PG_DIAG_SQLSTATE);
    auto message = field(result, PG_DIAG_MESSAGE_PRIMARY);
    if (message.empty())
        message = one_line(PQerrorMessage(handle));
    const auto text = "database: " + std::string(doing) + ": " + message +
                      (state.empty() ? "" : " (SQLSTATE " + state + ")");
    if (state == "23505")
        throw Conflict(field(result, PG_DIAG_CONSTRAINT_NAME), text);
    if (is_busy(state))
        throw Busy(text);
    throw_if_unavailable(state, text);
    if (PQstatus(handle) != CONNECTION_OK)
        throw StoreUnavailable(Cause::Connection, text);
    throw StoreError(text);
}

} // namespace store::detail
